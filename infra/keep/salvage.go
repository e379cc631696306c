package keep

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"holdfast/infra/embedded"
	"holdfast/infra/local"
	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/queue"
)

// Salvaged counts what was copied out of a damaged folder, and lists its other files.
type Salvaged struct {
	Items    embedded.Salvaged
	Messages embedded.Salvaged
	Files    []string // that were copied as they are
	LeftOut  []string // files that make no sense
}

// Salvage saves what can be read of a folder, which no process has open, into a new one. The
// folder itself is not changed.
func Salvage(ctx context.Context, from, into string) (s Salvaged, err error) {
	there, err := present(into)
	if err != nil {
		return s, err
	}
	if len(there) > 0 {
		return s, fmt.Errorf("%w: %s", ErrOccupied, into)
	}
	table := filepath.Join(from, embedded.TableFile)
	if s.Items, err = embedded.SalvageTable(ctx, table, into); err != nil {
		return s, err
	}
	queues := filepath.Join(from, embedded.QueuesFile)
	s.Messages, err = embedded.SalvageQueues(ctx, queues, into, queue.Orders, isDelivery)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	return s, s.copySmallFiles(from, into)
}

func isDelivery(body []byte) bool {
	_, err := envelope.Decode(body)
	return err == nil
}

// isReadable reports whether a file of secrets, which need not exist, makes sense.
func isReadable(secrets string) bool {
	_, err := local.OpenSecrets(secrets)
	return !errors.Is(err, embedded.ErrDamaged)
}

func (s *Salvaged) copySmallFiles(from, into string) error {
	for _, name := range []string{secretsFile, clockFile, addressFile} {
		if name == secretsFile && !isReadable(filepath.Join(from, name)) {
			s.LeftOut = append(s.LeftOut, name)
			continue
		}
		content, err := os.ReadFile(filepath.Join(from, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = local.WriteFile(filepath.Join(into, name), content)
		}
		if err != nil {
			return err
		}
		s.Files = append(s.Files, name)
	}
	outbox := filepath.Join(from, outboxFolder)
	err := os.CopyFS(filepath.Join(into, outboxFolder), os.DirFS(outbox))
	if err == nil {
		s.Files = append(s.Files, outboxFolder)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
