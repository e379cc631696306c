//go:build unix

package command

import (
	"os/signal"
	"syscall"
)

// ignoreSizeLimit has a write beyond the limit on the size of files (ulimit -f) fail with an
// error, as on a full disk, instead of ending the process.
func ignoreSizeLimit() { signal.Ignore(syscall.SIGXFSZ) }
