package replay

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// progress keeps in a file how many deliveries, counted from the first, are settled, so
// that an interrupted replay goes on from there. Deliveries are settled out of order: what
// counts stands before the first that is not settled.
type progress struct {
	path    string
	settled int          // deliveries settled without a gap
	skipped int          // of these, by an earlier replay
	ahead   map[int]bool // those settled beyond the first gap
	saved   time.Time
}

const saveProgressEvery = 200 * time.Millisecond

// newProgress returns the progress of the replay that these words describe: its files, its
// source, and where it posts to.
func newProgress(dir string, words []string) *progress {
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return &progress{
		path:  filepath.Join(dir, "replay-"+hex.EncodeToString(sum[:8])),
		ahead: map[int]bool{},
		saved: time.Now(),
	}
}

// load returns how many deliveries an earlier replay has settled, and counts from there. A
// file that cannot be read is none: a delivery that is posted twice changes nothing.
func (p *progress) load() int {
	text, err := os.ReadFile(p.path)
	if err != nil {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0
	}
	p.settled = n
	p.skipped = n
	return n
}

// settle notes that the i-th delivery of this run is settled, and now and then saves.
func (p *progress) settle(i int) {
	p.ahead[p.skipped+i] = true
	for p.ahead[p.settled] {
		delete(p.ahead, p.settled)
		p.settled++
	}
	if time.Since(p.saved) > saveProgressEvery {
		p.saved = time.Now()
		_ = p.save() // without it, more is posted again
	}
}

func (p *progress) save() error {
	return os.WriteFile(p.path, []byte(strconv.Itoa(p.settled)+"\n"), 0o600)
}

func (p *progress) remove() error {
	err := os.Remove(p.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
