package keeping

import (
	"context"
	"errors"
	"fmt"

	"holdfast/infra/embedded"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/keep"
	"holdfast/shared/words/phrase"
)

// Salvage saves what can be read of a damaged folder.
type Salvage struct {
	Into string `arg:"" help:"A new folder to put it into." placeholder:"DIR"`
}

// Help says when.
func (*Salvage) Help() string {
	return `For a damaged folder without a good backup. Copies every record and every message that can be read into a new folder, and makes
the indexes anew. The damaged folder is not changed. Records of damaged parts are taken from older pages of the file where they
still stand: such a record may be a version before the last. What the shop sends again afterwards mends them.

Examples:
  holdfast salvage saved
  holdfast --dir saved check
  holdfast --dir saved up`
}

// salvaged is what a salvage says to a program.
type salvaged struct {
	Records  int      `json:"records"`
	Older    int      `json:"records_perhaps_older"`
	Lost     int      `json:"records_known_to_be_lost"`
	Messages int      `json:"messages"`
	Files    []string `json:"files"`
	LeftOut  []string `json:"left_out"`
	Problems []string `json:"problems"`
}

// Run saves, and says how much.
func (c *Salvage) Run(ctx context.Context, s *session.Session) error {
	if err := s.OnFolder(); err != nil {
		return err
	}
	into := s.Path(c.Into)
	saved, err := keep.Salvage(ctx, s.Dir, into)
	switch {
	case errors.Is(err, embedded.ErrInUse):
		return fmt.Errorf("%s is in use: end holdfast up first", s.Dir)
	case errors.Is(err, keep.ErrOccupied):
		return fmt.Errorf("%w: %w", session.ErrUsage, err)
	case err != nil:
		return err
	}

	if saved.Items.Saved+saved.Messages.Saved == 0 {
		return fmt.Errorf("nothing could be saved of %s: %w", s.Dir, embedded.ErrDamaged)
	}

	problems := append([]string{}, saved.Items.Problems...)
	problems = append(problems, saved.Messages.Problems...)
	if s.JSON {
		return s.PrintJSON(salvaged{
			Records:  saved.Items.Saved,
			Older:    saved.Items.Loose,
			Lost:     saved.Items.Lost,
			Messages: saved.Messages.Saved,
			Files:    append([]string{}, saved.Files...),
			LeftOut:  append([]string{}, saved.LeftOut...),
			Problems: problems,
		})
	}
	c.say(s, saved, into, len(problems))
	return nil
}

func (c *Salvage) say(s *session.Session, saved keep.Salvaged, into string, problems int) {
	number := func(n int) string { return phrase.Number(int64(n)) }
	items := saved.Items
	s.Printf(
		"%s records and %s messages are saved in %s.\n",
		number(items.Saved), number(saved.Messages.Saved), into,
	)
	s.Printf(
		"%s of the records come from older pages, and may be a version before the last.\n",
		number(items.Loose),
	)
	s.Printf(
		"%s records are known to be lost. Parts that cannot be read: %s.\n",
		number(items.Lost), number(problems),
	)
	for _, name := range saved.LeftOut {
		s.Printf(
			"%s cannot be read, and is left out. Connect each source again: holdfast source add.\n",
			name,
		)
	}
	s.SuggestNext("--dir %s check", c.Into)
}
