// Package command is the operator's command: it reads a command line, finds the verb that
// was typed, and runs it.
//
// A command line goes one of three ways. Run parses it; wrong words end with exit code 2.
// If another process has the folder open (holdfast up, or the demo), the line is forwarded
// to that process, which runs it and sends back what it prints: package control. Otherwise
// the verb runs here, with a session that opens the folder or the stack when the verb asks
// for it and closes it at the end: package session.
//
// Verbs stand in packages of their own, a field of grammar for each; kong derives the help
// from their tags. To add one, write a struct with a method
// Run(ctx, *session.Session) error in a package beside this one, and name it in grammar.
// Flags, help, exit codes and JSON are public: docs and tests quote them.
package command

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	_ "time/tzdata" // shops name zones that a machine need not know

	"github.com/alecthomas/kong"

	"holdfast/infra/embedded"
	"holdfast/infra/holdfast/control"
	"holdfast/infra/holdfast/customers"
	"holdfast/infra/holdfast/demo"
	"holdfast/infra/holdfast/facts"
	"holdfast/infra/holdfast/importing"
	"holdfast/infra/holdfast/keeping"
	"holdfast/infra/holdfast/products"
	"holdfast/infra/holdfast/redrive"
	"holdfast/infra/holdfast/replay"
	"holdfast/infra/holdfast/reporting"
	"holdfast/infra/holdfast/rows"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/settings"
	"holdfast/infra/holdfast/sheet"
	"holdfast/infra/holdfast/tasks"
	"holdfast/infra/holdfast/terminal"
	"holdfast/infra/holdfast/up"
	"holdfast/infra/local"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/words/phrase"
)

// Exit codes.
const (
	ExitOK      = 0
	ExitFailed  = 1
	ExitUsage   = 2
	ExitDamaged = 3 // a file of the folder cannot be read as it should
)

// grammar is the command line.
type grammar struct {
	Dir   string `help:"Folder that holds everything. Default: .holdfast/shop, or .holdfast/demo where only that exists." placeholder:"DIR" env:"HOLDFAST_DIR"`
	Stack string `help:"Work on this stack in AWS, by your own credentials, instead of a folder: customers, products, tasks, report, import, quarantine, redrive, source, settings, facts." placeholder:"NAME" env:"HOLDFAST_STACK"`
	Store string `help:"Which store, where there are several." placeholder:"NAME"`
	JSON  bool   `help:"Print JSON for programs."`

	Demo       demo.Demo           `cmd:"" help:"A year of an invented shop, in half a minute."`
	Up         up.Up               `cmd:"" help:"Run the whole system here and take webhooks."`
	Source     settings.Source     `cmd:"" help:"Connect what posts webhooks, and list what is connected."`
	Settings   settings.Settings   `cmd:"" help:"Show or change what a store has set up."`
	Replay     replay.Replay       `cmd:"" help:"Post recorded deliveries, signed anew, over HTTP."`
	Import     importing.Imports   `cmd:"" help:"Bring in orders, customers, products, tickets or consents from a file."`
	Report     reporting.Report    `cmd:"" help:"What exits cost, and who is leaving."`
	Customers  customers.Customers `cmd:"" help:"Find customers and look at one."`
	Products   products.Products   `cmd:"" help:"What the store sells, with prices and costs."`
	Tasks      tasks.Tasks         `cmd:"" help:"What is to be done to keep customers."`
	Quarantine redrive.Quarantine  `cmd:"" help:"Deliveries that could not be used."`
	Redrive    redrive.Redrive     `cmd:"" help:"Give dead letters another chance."`
	Facts      facts.Facts         `cmd:"" help:"Check what is known, byte for byte."`
	Check      keeping.Check       `cmd:"" help:"Read all of a folder, or of a backup, and say what is damaged."`
	Backup     keeping.Backup      `cmd:"" help:"Write all of a folder into one file, also while it serves."`
	Restore    keeping.Restore     `cmd:"" help:"Put a backup into a folder."`
	Salvage    keeping.Salvage     `cmd:"" help:"Save what can be read of a damaged folder into a new one."`
	Turn       up.Turn             `cmd:"" help:"Turn the clock of a folder that does not run by the wall's."`
}

const description = `Holdfast keeps a shop's customers from leaving, and says in money what it costs when they do.

  holdfast demo                     see it at work
  holdfast source add acme/shop --platform shopify --secret-file secret.txt
  holdfast up                       take webhooks at http://127.0.0.1:8080/hooks/acme/shop
  holdfast tasks                    who to call today`

// Verbs that have the folder to themselves, so that they are never forwarded.
var servingVerbs = []string{"demo", "up", "restore", "salvage"}

// Command runs command lines.
type Command struct {
	Terminal terminal.Terminal
	Workdir  string // where relative paths begin; "" leaves them as they are

	// OpenStack opens a stack in AWS for --stack. It may be nil.
	OpenStack func(ctx context.Context, name string) (*session.Target, error)

	// OpenWorkbook opens a file of a spreadsheet program for import. It may be nil.
	OpenWorkbook func(path string) (sheet.Workbook, error)

	live *session.Live // the system of this process that runs the line for another
}

// Main runs the command line of this process, until it ends or is interrupted, and exits.
// The command brings what not every build can do: OpenStack and OpenWorkbook.
func Main(c Command) {
	local.TuneGC()
	ignoreSizeLimit()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	workdir, _ := os.Getwd() // without one, paths stay as they are given
	c.Terminal = terminal.Standard()
	c.Workdir = workdir
	exit := c.Run(ctx, os.Args[1:])
	stop()
	os.Exit(exit)
}

// Run parses and runs one command line and returns its exit code.
func (c *Command) Run(ctx context.Context, args []string) int {
	var g grammar
	helpExit := -1
	parser, err := newParser(&g, c.Terminal, func(code int) { helpExit = code })
	if err != nil {
		return c.explain(err)
	}
	parsed, err := parser.Parse(args)
	if helpExit >= 0 { // help was asked for and is printed
		return helpExit
	}
	if err != nil {
		c.Terminal.Notef("holdfast: %v\nSee holdfast --help.\n", err)
		return ExitUsage
	}

	s := c.newSession(&g)
	verb, _, _ := strings.Cut(parsed.Command(), " ")
	if c.live == nil && s.Stack == "" && !slices.Contains(servingVerbs, verb) {
		line := control.Line{Args: args, Workdir: c.Workdir, Features: c.Terminal.Features}
		exit, err := control.Forward(ctx, s.Dir, line, c.Terminal.Out, c.Terminal.Err)
		switch {
		case err == nil:
			return exit
		case !errors.Is(err, control.ErrNotRunning):
			return c.explain(err)
		}
	}
	if c.live == nil && !slices.Contains(servingVerbs, parsed.Command()) {
		defer local.TakeRoom(local.CommandRoom)()
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	err = parsed.Run(s)
	return c.explain(errors.Join(err, s.Close()))
}

// newParser returns a parser that prints to a terminal and calls exit instead of ending the
// process.
func newParser(g *grammar, t terminal.Terminal, exit func(int)) (*kong.Kong, error) {
	return kong.New(
		g,
		kong.Name("holdfast"),
		kong.Description(description),
		kong.Writers(t.Out, t.Err),
		kong.Exit(exit),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 110}),
		kong.UsageOnError(),
		kong.Vars{
			"languages": strings.Join(phrase.Languages(), " or "),
			"platforms": strings.Join(platforms.Names(), ", "),
			"kinds":     strings.Join(rows.Kinds(), ","),
		},
	)
}

// newSession returns the session of a command line that was parsed.
func (c *Command) newSession(g *grammar) *session.Session {
	s := &session.Session{
		Terminal: c.Terminal,
		Where: session.Where{
			Workdir:      c.Workdir,
			DirChosen:    g.Dir != "",
			Store:        g.Store,
			OpenStack:    c.OpenStack,
			OpenWorkbook: c.OpenWorkbook,
		},
		Live:    c.live,
		RunLive: c.runLive,
	}
	s.JSON = g.JSON
	if c.live != nil { // the other process has chosen the folder by asking this one
		s.Dir = c.live.System.Dir
		return s
	}
	s.Stack = g.Stack
	s.Dir = s.Path(g.Dir)
	if g.Dir == "" {
		s.Dir = defaultDir(s.Where)
	}
	return s
}

// defaultDir returns the folder to work on where none was named: the shop's, or the demo's
// if only that exists.
func defaultDir(w session.Where) string {
	shop := w.Path(filepath.Join(".holdfast", "shop"))
	demo := w.Path(session.DemoDir)
	if !exists(shop) && exists(demo) {
		return demo
	}
	return shop
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// runLive runs a command line that another process typed, on a system that serves here.
func (c *Command) runLive(
	ctx context.Context,
	live session.Live,
	line control.Line,
	out, errw io.Writer,
) int {
	forwarded := Command{
		Terminal: terminal.Terminal{Out: out, Err: errw, Features: line.Features},
		Workdir:  line.Workdir,
		live:     &live,

		OpenWorkbook: c.OpenWorkbook,
	}
	return forwarded.Run(ctx, line.Args)
}

// explain prints an error and returns the exit code that it stands for.
func (c *Command) explain(err error) int {
	switch {
	case err == nil:
		return ExitOK
	case errors.Is(err, context.Canceled):
		c.Terminal.Notef("holdfast: stopped\n")
		return ExitFailed
	}
	text := strings.TrimPrefix(err.Error(), session.ErrUsage.Error()+": ")
	c.Terminal.Notef("holdfast: %s\n", text)
	switch {
	case errors.Is(err, session.ErrUsage):
		return ExitUsage
	case errors.Is(err, embedded.ErrDamaged):
		c.Terminal.Notef("%s", waysOut)
		return ExitDamaged
	}
	return ExitFailed
}

// waysOut says what to do about a damaged file.
const waysOut = `
  holdfast check              what is damaged, and what can still be read
  holdfast restore FILE       bring a backup back (--replace); the folder as it is now is kept
  holdfast salvage DIR        copy all that can be read into a new folder
`
