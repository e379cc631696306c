package local

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"
)

// newProcessName returns a name that no other process has, for what this one counts.
func newProcessName() string {
	random := make([]byte, 4)
	_, _ = rand.Read(random) // it never fails: crypto/rand ends the process instead
	return hex.EncodeToString(random)
}

// NoteHeard keeps what was heard from sources since it was called last. A crash before it
// loses some counts, and nothing else.
func (s *System) NoteHeard(ctx context.Context) error {
	for _, day := range s.hooks.tally.Changed() {
		if err := s.Book.NoteHeard(ctx, day); err != nil {
			return err
		}
	}
	return nil
}

// noteHeardEvery is how often a running system keeps what was heard.
const noteHeardEvery = time.Second

// keepHearing notes what is heard until the context ends.
func (s *System) keepHearing(ctx context.Context) {
	ticker := time.NewTicker(noteHeardEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			err := s.NoteHeard(ctx)
			if err != nil && ctx.Err() == nil {
				s.Log.Warn("what was heard is not noted", "error", err)
			}
		}
	}
}
