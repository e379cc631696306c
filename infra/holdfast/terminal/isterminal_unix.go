//go:build unix

package terminal

import (
	"os"

	"golang.org/x/sys/unix"
)

// isTerminal reports whether a file is a terminal, at which a person reads.
func isTerminal(f *os.File) bool {
	_, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	return err == nil
}
