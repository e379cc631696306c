// Package settings shows and changes what a store has set up: its settings, and the sources
// that post its webhooks.
//
// A setting is a field of playbook.Config and nothing more here: settings are shown as the
// YAML of that struct's JSON, and set by laying the names of a file over it. Unknown names
// are refused by the decoder, bad values by Config.Validate. A playbook or measure that is
// stored, but not known, is shown here all the same, and removed by setting it to null.
package settings

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/goccy/go-yaml"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/packed"
)

// Settings shows or changes a store's settings.
type Settings struct {
	Show Show `cmd:"" help:"Print a store's settings as YAML."`
	Set  Set  `cmd:"" help:"Change settings from a YAML file; what it does not name stays."`
}

// Show prints a store's settings.
type Show struct{}

// Run prints the settings. The pepper is no setting: it never changes and never leaves the
// table.
func (*Show) Run(ctx context.Context, s *session.Session) error {
	store, err := s.FindStore(ctx)
	if cannotMend(store, err) {
		return err
	}
	if s.JSON {
		return s.PrintJSON(store.Shop.Playbook)
	}
	text, err := json.Marshal(store.Shop.Playbook)
	if err != nil {
		return err
	}
	if text, err = yaml.JSONToYAML(text); err != nil {
		return err
	}
	s.Printf("%s", text)
	s.SuggestNext("settings set -f settings.yaml")
	return nil
}

// Set changes a store's settings.
type Set struct {
	File string `short:"f" required:"" help:"The YAML file, or - for standard input." placeholder:"FILE"`
}

// Help shows examples.
func (*Set) Help() string {
	return `Examples:
  holdfast settings show > settings.yaml      then edit
  holdfast settings set -f settings.yaml
A playbook is switched off by     plays: {win_back: {off: true}}
and has its defaults again by     plays: {win_back: null}
In force within five minutes.`
}

// Run reads, checks and saves the settings.
func (c *Set) Run(ctx context.Context, s *session.Session) error {
	store, err := s.FindStore(ctx)
	if cannotMend(store, err) {
		return err
	}
	text, err := c.read(s)
	if err != nil {
		return err
	}
	if text, err = toJSON(text); err != nil {
		return err
	}
	changed, err := overlay(store.Shop.Playbook, text)
	if err != nil {
		return err
	}
	if err := check(ctx, store, changed); err != nil {
		return err
	}

	before := store.Shop.Playbook.Currency
	store.Shop.Playbook = changed
	if err := store.Book.SaveSettings(ctx, store.Shop); err != nil {
		return err
	}
	if before != changed.Currency {
		s.Notef(
			"The currency was %s: amounts in %s are kept, and no longer count as this store's money.\n",
			before,
			before,
		)
	}
	if s.JSON {
		return s.PrintJSON(changed)
	}
	s.Printf("The settings of %s are saved, and in force within five minutes.\n", changed.Store)
	s.SuggestNext("settings show")
	return nil
}

// cannotMend reports whether an error of FindStore leaves nothing to show or to set: any
// but that the settings name what this version does not know.
func cannotMend(store session.Store, err error) bool {
	return err != nil && (store.Shop == nil || !errors.Is(err, packed.ErrNewer))
}

// check refuses settings that the store cannot live by.
func check(ctx context.Context, store session.Store, changed playbook.Config) error {
	if changed.Store != store.Shop.Store {
		return fmt.Errorf(
			"%w: these are settings of %q, not of %q",
			session.ErrUsage,
			changed.Store,
			store.Shop.Store,
		)
	}
	if err := changed.Validate(); err != nil {
		return fmt.Errorf("%w: %w", session.ErrUsage, err)
	}
	if changed.Survey.Source == "" {
		return nil
	}
	_, err := store.FindSurvey(ctx, changed.Survey.Source)
	return err
}

// overlay returns settings in which what a JSON object names is changed, at any depth. The
// error wraps session.ErrUsage: the object names no setting, or one that does not exist.
func overlay(old playbook.Config, text []byte) (changed playbook.Config, err error) {
	changes, err := decodeObject(text)
	if err != nil {
		return old, fmt.Errorf(
			"%w: settings are names and values, such as horizon: 365: %w",
			session.ErrUsage,
			err,
		)
	}
	if len(changes) == 0 {
		return old, fmt.Errorf("%w: the file names no setting", session.ErrUsage)
	}

	before, err := json.Marshal(old)
	if err != nil {
		return old, err
	}
	all, err := decodeObject(before)
	if err != nil {
		return old, err
	}
	overlayObject(all, changes)
	after, err := json.Marshal(all)
	if err != nil {
		return old, err
	}
	d := json.NewDecoder(bytes.NewReader(after))
	d.DisallowUnknownFields()
	if err := d.Decode(&changed); err != nil {
		return old, fmt.Errorf("%w: %w", session.ErrUsage, err)
	}
	noteNamed(&old, &changed, changes)
	return changed, nil
}

// decodeObject decodes a JSON object. Its numbers keep their digits.
func decodeObject(text []byte) (object map[string]any, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	err = d.Decode(&object)
	return object, err
}

// overlayObject writes what changes names into an object, and removes what it names as
// null. Where both hold an object under the same name, it does so within that.
func overlayObject(object, changes map[string]any) {
	for name, value := range changes {
		inner, isObject := value.(map[string]any)
		old, wasObject := object[name].(map[string]any)
		if isObject && wasObject {
			overlayObject(old, inner)
			continue
		}
		if value == nil {
			delete(object, name)
			continue
		}
		object[name] = value
	}
}

func (c *Set) read(s *session.Session) ([]byte, error) {
	if c.File != "-" {
		file, err := os.Open(s.Path(c.File))
		if err != nil {
			return nil, err
		}
		defer file.Close()
		return readAtMost(file)
	}
	if s.Live != nil {
		return nil, fmt.Errorf(
			"%w: a running system cannot read your standard input; name a file",
			session.ErrUsage,
		)
	}
	return readAtMost(os.Stdin)
}
