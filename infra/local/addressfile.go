package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// addressFile is the file of a folder that says where its system served last: a line with
// the address it listened on, and a line with the address of its webhooks.
const addressFile = "address"

// Served says where a system serves. The zero Served is that none did yet.
type Served struct {
	Listen string // "127.0.0.1:8080"
	Hooks  string // "http://127.0.0.1:8080/hooks", or by which others reach it
}

// LoadServed returns where the system of a folder served last.
func LoadServed(dir string) (Served, error) {
	text, err := os.ReadFile(filepath.Join(dir, addressFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Served{}, nil
	}
	if err != nil {
		return Served{}, fmt.Errorf("read address: %w", err)
	}
	listen, hooks, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	return Served{Listen: listen, Hooks: hooks}, nil
}

// SaveServed notes where the system of a folder serves.
func SaveServed(dir string, s Served) error {
	text := s.Listen + "\n" + s.Hooks + "\n"
	if err := WriteFile(filepath.Join(dir, addressFile), []byte(text)); err != nil {
		return fmt.Errorf("keep address: %w", err)
	}
	return nil
}
