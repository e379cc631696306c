package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// clockFile is the file of a folder that says where its clock stands. A folder without it
// lives by the wall's clock.
const clockFile = "clock"

// LoadClock returns the clock of a folder: one that stands where SaveClock left it, or the
// wall's.
func LoadClock(dir string) (*Clock, error) {
	text, err := os.ReadFile(filepath.Join(dir, clockFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Wall(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read clock: %w", err)
	}
	at, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("read clock in %s: %w", dir, err)
	}
	return Standing(at), nil
}

// SaveClock notes where the clock of a folder stands, durably.
func SaveClock(dir string, at time.Time) error {
	text := at.UTC().Format(time.RFC3339Nano) + "\n"
	if err := WriteFile(filepath.Join(dir, clockFile), []byte(text)); err != nil {
		return fmt.Errorf("keep clock: %w", err)
	}
	return nil
}

// RemoveClock has a folder live by the wall's clock again.
func RemoveClock(dir string) error {
	err := os.Remove(filepath.Join(dir, clockFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
