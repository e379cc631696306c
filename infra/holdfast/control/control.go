// Package control runs a command in the process that has its folder open.
//
// A running system has its folder to itself, so a second process could not even read it.
// The system therefore listens on a socket in the folder (Listen, Serve). A command finds
// the socket and sends its command line there (Forward); the system runs it and sends back
// what it prints, piece by piece, and at the end its exit code. The words are the same
// wherever a command runs.
//
// The socket is readable by its owner only, and nothing but the command line goes over it:
// files are named by path, and the caller's standard input cannot be read. When the caller
// goes away, the command's context ends; when the system ends first, Forward's error says
// so.
package control

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"holdfast/infra/holdfast/terminal"
)

// SocketName is the name of the socket in its folder.
const SocketName = "control.sock"

// maxSocketPath is how many bytes a socket's path may have on every Unix.
const maxSocketPath = 100

// Line is a command line, with what it needs to know of the process at which it was typed.
type Line struct {
	Args    []string `json:"args"`
	Workdir string   `json:"cwd"`
	terminal.Features
}

// ErrNotRunning says that no system listens in a folder.
var ErrNotRunning = errors.New("no system runs here")

// frame is a piece of what a command prints, or its end.
type frame struct {
	Out  string `json:"out,omitempty"`
	Err  string `json:"err,omitempty"`
	Exit *int   `json:"exit,omitempty"`
}

// socketPath returns the path of a folder's socket, or a short one that leads to it where
// that is too long. The caller calls release after it has used the path.
func socketPath(dir string) (path string, release func(), err error) {
	path = filepath.Join(dir, SocketName)
	if len(path) <= maxSocketPath {
		return path, func() {}, nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return "", nil, err
	}
	short := fmt.Sprintf("/proc/self/fd/%d/%s", d.Fd(), SocketName)
	return short, func() { _ = d.Close() }, nil
}

// Forward has the system that runs in a folder run a command line, copies what that prints,
// and returns its exit code. The error is ErrNotRunning where no system runs there.
func Forward(ctx context.Context, dir string, line Line, out, errw io.Writer) (int, error) {
	path, release, err := socketPath(dir)
	if err != nil {
		return 0, ErrNotRunning
	}
	defer release()

	response, err := post(ctx, path, line)
	var refused *net.OpError
	switch {
	case errors.As(err, &refused) && refused.Op == "dial":
		return 0, ErrNotRunning
	case err != nil:
		return 0, explainEnd(ctx, err)
	}
	defer response.Body.Close()

	frames := json.NewDecoder(bufio.NewReader(response.Body))
	for {
		var f frame
		if err := frames.Decode(&f); err != nil {
			return 0, explainEnd(ctx, err)
		}
		_, _ = io.WriteString(out, f.Out) // as Terminal.Printf does
		_, _ = io.WriteString(errw, f.Err)
		if f.Exit != nil {
			return *f.Exit, nil
		}
	}
}

// post sends a command line to a socket.
func post(ctx context.Context, socket string, line Line) (*http.Response, error) {
	body, err := json.Marshal(line)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(
		ctx,
		http.MethodPost,
		"http://holdfast/",
		bytes.NewReader(body),
	)
	if err != nil {
		return nil, err
	}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}
	client := &http.Client{Transport: &http.Transport{DialContext: dial}}
	return client.Do(r)
}

// explainEnd says why there is no answer: the caller stopped, or the system did.
func explainEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf(
		"the running system ended while it worked on this; the same command goes on: %w",
		err,
	)
}
