//go:build !unix

package main

import "os"

// isTerminal reports false: bars and colours are left out where we cannot tell.
func isTerminal(*os.File) bool { return false }
