// Package terminal prints what a command has to say: text and columns for people, JSON for
// programs, a progress bar while something takes long.
//
// Out takes what was asked for, and may go to a file or into a pipe. Err takes what is said
// beside it: notes, the suggestion of a next command, progress bars. Colours and bars
// appear only where a person looks at them, as the Features say, so that the same code
// prints to a screen, a file, and a test's buffer. A command that was typed elsewhere (see
// package control) prints with the features of the terminal at which it was typed.
//
// A new way to print something that several verbs need belongs here. What one verb alone
// prints stands beside that verb.
package terminal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// Terminal is where a command prints.
type Terminal struct {
	Out  io.Writer // what was asked for
	Err  io.Writer // what is said beside it
	JSON bool      // a program reads Out
	Features
}

// Features say what a person sees of a terminal. Their zero value is a file.
type Features struct {
	Interactive bool `json:"terminal"` // Out is a terminal
	Bars        bool `json:"bars"`     // Err is a terminal: progress bars are drawn there
	Colour      bool `json:"colour"`   // Out shows colours
}

// Standard returns the terminal of this process: its standard output and standard error.
func Standard() Terminal {
	interactive := isTerminal(os.Stdout)
	return Terminal{
		Out: os.Stdout,
		Err: os.Stderr,
		Features: Features{
			Interactive: interactive,
			Bars:        isTerminal(os.Stderr),
			Colour:      interactive && os.Getenv("NO_COLOR") == "",
		},
	}
}

// Printf prints to Out what is visible of a text. Its error is dropped: when Out is gone,
// there is nothing left to tell it to.
func (t *Terminal) Printf(format string, args ...any) {
	_, _ = fmt.Fprint(t.Out, visible(fmt.Sprintf(format, args...)))
}

// Notef prints to Err what is visible of a text.
func (t *Terminal) Notef(format string, args ...any) {
	_, _ = fmt.Fprint(t.Err, visible(fmt.Sprintf(format, args...)))
}

// PrintJSON prints a value for programs, indented.
func (t *Terminal) PrintJSON(v any) error { return WriteJSON(t.Out, v) }

// WriteJSON writes a value as the command prints it for programs, indented.
func WriteJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, escapeHidden(b.String()))
	return err
}

// SuggestNext prints the next useful command as the last line. It goes to Err, because Out
// may be a file.
func (t *Terminal) SuggestNext(format string, args ...any) {
	if !t.JSON {
		t.Notef("\n"+t.Faint("next: holdfast "+format)+"\n", args...)
	}
}

const (
	faintOn   = "\x1b[2m"
	boldOn    = "\x1b[1m"
	styleOff  = "\x1b[0m"
	clearLine = "\r\x1b[K"
)

// Faint returns text in a pale colour, where colours are shown.
func (t *Terminal) Faint(text string) string { return t.styled(faintOn, text) }

// Bold returns text in bold letters, where colours are shown.
func (t *Terminal) Bold(text string) string { return t.styled(boldOn, text) }

func (t *Terminal) styled(style, text string) string {
	if !t.Colour {
		return text
	}
	return style + text + styleOff
}
