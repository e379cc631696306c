//go:build !unix

package terminal

import "os"

// isTerminal reports false: on this system it cannot be found out, so bars and colours are
// left out.
func isTerminal(*os.File) bool { return false }
