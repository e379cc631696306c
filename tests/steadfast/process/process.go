//go:build linux

// Package process runs the operator's command as a process of its own, which can be killed
// and whose disk can be made to fail, for tests that a system in the test's own process
// cannot stand in for.
package process

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"

	"golang.org/x/sys/unix"

	"holdfast/infra/holdfast/command"
)

// asCommand has a test's binary be the command holdfast.
const asCommand = "HOLDFAST_TEST_AS_COMMAND"

// RunIfAsked runs the command line as holdfast does, and does not return, if this process
// was started by Own. It is called first in TestMain.
func RunIfAsked() {
	if os.Getenv(asCommand) != "" {
		command.Main(command.Command{})
	}
}

// Binary is a program that is the command holdfast.
type Binary struct {
	Path string
	Env  []string
}

// Own returns the running test's binary as the command. Its TestMain calls RunIfAsked.
func Own() (Binary, error) {
	path, err := os.Executable()
	return Binary{Path: path, Env: []string{asCommand + "=1"}}, err
}

// Command returns a process that runs a command line, not started yet.
func (b Binary) Command(ctx context.Context, line ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, b.Path, line...)
	c.Env = append(os.Environ(), b.Env...)
	return c
}

// Run runs a command line to its end and returns what it printed on both outputs, and its
// exit code.
func (b Binary) Run(ctx context.Context, line ...string) (printed string, exit int, err error) {
	c := b.Command(ctx, line...)
	out, err := c.CombinedOutput()
	if c.ProcessState == nil {
		return "", 0, fmt.Errorf("run holdfast %s: %w", strings.Join(line, " "), err)
	}
	return string(out), c.ProcessState.ExitCode(), nil
}

// Server is a holdfast up.
type Server struct {
	Base string // "http://127.0.0.1:8080"
	Exit int    // once it has ended; -1 = killed

	command *exec.Cmd
	ended   chan struct{}
	mu      sync.Mutex
	log     bytes.Buffer // standard error
}

// Up starts holdfast up on a folder and returns when it serves.
func (b Binary) Up(ctx context.Context, dir string, flags ...string) (*Server, error) {
	line := append([]string{"--dir", dir, "up", "--address", "127.0.0.1:0"}, flags...)
	s := &Server{command: b.Command(ctx, line...), ended: make(chan struct{})}
	s.command.Stderr = lockedWriter{s}
	out, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.command.Start(); err != nil {
		return nil, fmt.Errorf("start holdfast up: %w", err)
	}

	serves := make(chan string, 1)
	go s.read(out, serves)
	select {
	case s.Base = <-serves:
		return s, nil
	case <-s.ended:
		return nil, fmt.Errorf("holdfast up ended with %d: %s", s.Exit, s.Log())
	}
}

// read tells where the server serves, reads what it prints to the end, and notes how it
// ended.
func (s *Server) read(out io.Reader, serves chan<- string) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		_, after, found := strings.Cut(lines.Text(), "Holdfast is up at ")
		if base, _, ok := strings.Cut(after, ","); found && ok {
			serves <- base
		}
	}
	_ = s.command.Wait() // its exit code says the same
	s.Exit = s.command.ProcessState.ExitCode()
	close(s.ended)
}

type lockedWriter struct{ s *Server }

func (w lockedWriter) Write(p []byte) (int, error) {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	return w.s.log.Write(p)
}

// Log returns what the server has written to standard error so far.
func (s *Server) Log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// Kill ends the server as a power cut does, without a word.
func (s *Server) Kill() error {
	err := s.command.Process.Kill()
	<-s.ended
	return err
}

// Stop asks the server to end and waits until it has.
func (s *Server) Stop() error {
	err := s.command.Process.Signal(os.Interrupt)
	<-s.ended
	return err
}

// Ended is closed when the server has ended.
func (s *Server) Ended() <-chan struct{} { return s.ended }

// FillDisk has the server's writes beyond the first bytes of any file fail from now on, as on
// a full disk. FreeDisk ends it.
func (s *Server) FillDisk(bytes uint64) error {
	return s.limitFiles(bytes)
}

// FreeDisk ends what FillDisk began.
func (s *Server) FreeDisk() error { return s.limitFiles(unix.RLIM_INFINITY) }

// limitFiles sets the soft limit of the size of the server's files.
func (s *Server) limitFiles(bytes uint64) error {
	var before unix.Rlimit
	pid := s.command.Process.Pid
	if err := unix.Prlimit(pid, unix.RLIMIT_FSIZE, nil, &before); err != nil {
		return fmt.Errorf("read limit: %w", err)
	}
	limit := unix.Rlimit{Cur: min(bytes, before.Max), Max: before.Max}
	if err := unix.Prlimit(pid, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
		return fmt.Errorf("set limit: %w", err)
	}
	return nil
}

// Health returns the status and the text of /healthz.
func (s *Server) Health() (status int, text string, err error) {
	resp, err := http.Get(s.Base + "/healthz")
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body), err
}
