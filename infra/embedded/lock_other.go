//go:build !unix

package embedded

import "os"

// lockForReading does nothing where the file is locked by other means. A process that writes
// it then shows when bbolt opens it.
func lockForReading(*os.File) error { return nil }
