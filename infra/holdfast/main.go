// Command holdfast is the operator's command: it runs the whole system on this machine,
// brings data in, and shows what was found and decided.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	_ "time/tzdata" // shops name zones that a machine need not know

	"github.com/alecthomas/kong"

	"holdfast/infra/local"
	"holdfast/shared/words/phrase"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// errUsage is wrapped by errors that are the caller's: exit code 2.
var errUsage = errors.New("usage")

// commands is the command line.
type commands struct {
	Dir   string `help:"Folder that holds everything. Default: .holdfast/shop, or .holdfast/demo where only that exists."                                                         placeholder:"DIR"  env:"HOLDFAST_DIR"`
	Stack string `help:"Work on this stack in AWS, by your own credentials, instead of a folder: customers, tasks, report, import, quarantine, redrive, source, settings, facts." placeholder:"NAME" env:"HOLDFAST_STACK"`
	Store string `help:"Which store, where there are several."                                                                                                                    placeholder:"NAME"`
	JSON  bool   `help:"Print JSON for programs."`

	Demo       demoCommand       `cmd:"" help:"A year of an invented shop, in half a minute."`
	Up         upCommand         `cmd:"" help:"Run the whole system here and take webhooks."`
	Source     sourceCommand     `cmd:"" help:"Connect what posts webhooks, and list what is connected."`
	Settings   settingsCommand   `cmd:"" help:"Show or change what a store has set up."`
	Replay     replayCommand     `cmd:"" help:"Post recorded deliveries, signed anew, over HTTP."`
	Import     importCommand     `cmd:"" help:"Bring in orders or customers from a CSV file."`
	Report     reportCommand     `cmd:"" help:"What exits cost, and who is leaving."`
	Customers  customersCommand  `cmd:"" help:"Find customers and look at one."`
	Tasks      tasksCommand      `cmd:"" help:"What is to be done to keep customers."`
	Quarantine quarantineCommand `cmd:"" help:"Deliveries that could not be used."`
	Redrive    redriveCommand    `cmd:"" help:"Give dead letters another chance."`
	Facts      factsCommand      `cmd:"" help:"Check what is known, byte for byte."`
	Turn       turnCommand       `cmd:"" help:"Turn the clock of a folder that does not run by the wall's."`
}

const description = `Holdfast keeps a shop's customers from leaving, and says in money what it costs when they do.

  holdfast demo                     see it at work
  holdfast source add acme/shop --platform shopify --secret-file secret.txt
  holdfast up                       take webhooks at http://127.0.0.1:8080/hooks/acme/shop
  holdfast tasks                    who to call today`

// parser makes a parser that writes to the given places and calls exit instead of ending
// the process.
func parser(c *commands, out, errw io.Writer, exit func(int)) (*kong.Kong, error) {
	return kong.New(
		c,
		kong.Name("holdfast"),
		kong.Description(description),
		kong.Vars{"languages": strings.Join(phrase.Languages(), " or ")},
		kong.Writers(out, errw),
		kong.Exit(exit),
		kong.ConfigureHelp(
			kong.HelpOptions{Compact: true, WrapUpperBound: 110},
		),
		kong.UsageOnError(),
	)
}

func main() {
	local.TuneGC()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s := &session{
		out:      os.Stdout,
		errw:     os.Stderr,
		bars:     isTerminal(os.Stderr),
		terminal: isTerminal(os.Stdout),
		colour:   isTerminal(os.Stdout) && os.Getenv("NO_COLOR") == "",
	}
	s.cwd, _ = os.Getwd() // without one, paths stay as they are given
	code := s.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run parses and runs one command line and gives its exit code.
func (s *session) run(ctx context.Context, args []string) int {
	s.ctx = ctx
	s.args = args
	var c commands
	done := -1
	p, err := parser(&c, s.out, s.errw, func(code int) { done = code })
	if err != nil {
		return s.failed(err)
	}
	k, err := p.Parse(args)
	if done >= 0 { // help was asked for
		return done
	}
	if err != nil {
		fmt.Fprintf(s.errw, "holdfast: %v\nSee holdfast --help.\n", err)
		return exitUsage
	}
	s.json = c.JSON
	s.store = c.Store
	if !s.live {
		s.dir = s.folder(c.Dir)
		if c.Dir == "" && k.Command() == "demo" {
			s.dir = s.path(filepath.Join(".holdfast", "demo"))
			s.fresh = true
		}
	}
	own := k.Command() == "demo" || k.Command() == "up"
	if !s.live {
		s.stack = c.Stack
	}
	if own && s.stack != "" {
		return s.failed(errStack)
	}
	if s.system == nil && !own && s.stack == "" {
		if code, ok := s.forward(); ok {
			return code
		}
	}
	err = k.Run(s)
	return s.failed(errors.Join(err, s.close()))
}

// folder is where the state is kept, as an absolute path.
func (s *session) folder(dir string) string {
	if dir == "" {
		dir = filepath.Join(".holdfast", "shop")
		if demo := filepath.Join(".holdfast", "demo"); !exists(s.path(dir)) &&
			exists(s.path(demo)) {
			dir = demo
		}
	}
	return s.path(dir)
}

// failed tells an error and gives the exit code it stands for.
func (s *session) failed(err error) int {
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(s.errw, "holdfast: stopped")
		return exitFailed
	}
	fmt.Fprintf(s.errw, "holdfast: %s\n", strings.TrimPrefix(err.Error(), errUsage.Error()+": "))
	if errors.Is(err, errUsage) {
		return exitUsage
	}
	return exitFailed
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
