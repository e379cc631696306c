//go:build unix

package embedded

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// lockForReading keeps out the processes that write a file, with the lock that bbolt uses,
// until the file is closed. The error is ErrInUse if another process has it open for longer
// than lockWait.
func lockForReading(f *os.File) error {
	const between = 50 * time.Millisecond
	for waited := time.Duration(0); ; waited += between {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
		switch {
		case err == nil:
			return nil
		case !errors.Is(err, syscall.EWOULDBLOCK):
			return fmt.Errorf("embedded: lock: %w", err)
		case waited >= lockWait:
			return ErrInUse
		}
		time.Sleep(between)
	}
}
