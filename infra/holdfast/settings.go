package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/goccy/go-yaml"

	"holdfast/shared/rules/playbook"
)

type settingsCommand struct {
	Show settingsShow `cmd:"" help:"Print a store's settings as YAML."`
	Set  settingsSet  `cmd:"" help:"Change settings from a YAML file; what it does not name stays."`
}

type settingsShow struct{}

// Run prints the settings. The pepper is no setting: it never changes and never leaves
// the table.
func (c *settingsShow) Run(s *session) error {
	_, shop, err := s.shop()
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(shop.Playbook)
	}
	b, err := json.Marshal(shop.Playbook)
	if err != nil {
		return err
	}
	text, err := yaml.JSONToYAML(b)
	if err != nil {
		return err
	}
	s.printf("%s", text)
	s.next("settings set -f settings.yaml")
	return nil
}

type settingsSet struct {
	File string `short:"f" required:"" help:"The YAML file, or - for standard input." placeholder:"FILE"`
}

// Help shows examples.
func (*settingsSet) Help() string {
	return `Examples:
  holdfast settings show > settings.yaml      then edit
  holdfast settings set -f settings.yaml
In force within five minutes.`
}

// Run reads, checks and saves the settings.
func (c *settingsSet) Run(s *session) error {
	at, shop, err := s.shop()
	if err != nil {
		return err
	}
	text, err := c.read(s)
	if err != nil {
		return err
	}
	b, err := yaml.YAMLToJSON(text)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	changed, err := changedBy(shop.Playbook, b)
	if err != nil {
		return err
	}
	if changed.Store != shop.Store {
		return fmt.Errorf(
			"%w: these are settings of %q, not of %q",
			errUsage,
			changed.Store,
			shop.Store,
		)
	}
	if err := changed.Validate(); err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if changed.Survey.Source != "" {
		if _, err := surveyOf(s, at, shop.Store, changed.Survey.Source); err != nil {
			return err
		}
	}
	was := shop.Playbook.Currency
	shop.Playbook = changed
	if err := at.Book.SaveSettings(s.ctx, shop); err != nil {
		return err
	}
	if was != changed.Currency {
		s.notef(
			"The currency was %s: amounts in %s are kept, and no longer count as this store's money.\n",
			was,
			was,
		)
	}
	if s.json {
		return s.printJSON(shop.Playbook)
	}
	s.printf("The settings of %s are saved, and in force within five minutes.\n", shop.Store)
	s.next("settings show")
	return nil
}

// changedBy is settings with what JSON names changed in them, at any depth.
func changedBy(old playbook.Config, text []byte) (changed playbook.Config, err error) {
	was, err := json.Marshal(old)
	if err != nil {
		return old, err
	}
	var all, some map[string]any
	for _, of := range []struct {
		text []byte
		to   *map[string]any
	}{{was, &all}, {text, &some}} {
		d := json.NewDecoder(bytes.NewReader(of.text))
		d.UseNumber()
		if err := d.Decode(of.to); err != nil {
			return old, fmt.Errorf(
				"%w: settings are names and values, such as horizon: 365: %w",
				errUsage,
				err,
			)
		}
	}
	if len(some) == 0 {
		return old, fmt.Errorf("%w: the file names no setting", errUsage)
	}
	lay(all, some)
	whole, err := json.Marshal(all)
	if err != nil {
		return old, err
	}
	d := json.NewDecoder(bytes.NewReader(whole))
	d.DisallowUnknownFields()
	if err := d.Decode(&changed); err != nil {
		return old, fmt.Errorf("%w: %w", errUsage, err)
	}
	return changed, nil
}

// lay puts what top names over what is there.
func lay(under, top map[string]any) {
	for name, v := range top {
		deep, is := v.(map[string]any)
		there, was := under[name].(map[string]any)
		if is && was {
			lay(there, deep)
			continue
		}
		under[name] = v
	}
}

func (c *settingsSet) read(s *session) ([]byte, error) {
	if c.File != "-" {
		return os.ReadFile(s.path(c.File))
	}
	if s.live {
		return nil, fmt.Errorf(
			"%w: a running system cannot read your standard input; name a file",
			errUsage,
		)
	}
	return io.ReadAll(os.Stdin)
}
