package book_test

import (
	"errors"
	"strings"
	"testing"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/records/table/tabletest"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/packed"
)

// stored puts settings into a table as they stand there.
func stored(t *testing.T, change func(*playbook.Config)) book.Book {
	t.Helper()
	b := book.Book{Table: tabletest.NewMemory()}
	s := &book.Shop{Settings: book.Settings{Store: "acme", Playbook: playbook.DefaultConfig("acme", "EUR")}}
	change(&s.Playbook)
	if err := b.SaveSettings(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSettingsThatNameWhatIsNotKnownAreAnError(t *testing.T) {
	t.Parallel()
	b := stored(t, func(c *playbook.Config) { c.Plays["owner_cal"] = playbook.Play{Within: 1, Hours: 1} })
	_, err := b.FindShop(t.Context(), "acme")
	if !errors.Is(err, packed.ErrNewer) || !strings.Contains(err.Error(), "owner_cal") || !strings.Contains(err.Error(), "owner_call, ") {
		t.Errorf("read with %v", err)
	}
	if table.IsConflict(err) || errors.Is(err, book.ErrNoStore) {
		t.Errorf("taken for another error: %v", err)
	}
}

func TestRulesWithAModelThatIsNotKnownAreANewerVersions(t *testing.T) {
	t.Parallel()
	b := stored(t, func(*playbook.Config) {})
	shop, err := b.FindShop(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.PublishRules(t.Context(), shop, book.Rules{Census: 1, From: 1}); err != nil {
		t.Fatal(err)
	}
	for body, want := range map[string]error{
		`[{"census": 1, "outlook": {"model": {"orders": {"model": "newfamily", "params": [1]}}}}]`: packed.ErrNewer,
		`[{"census": 1, "outlook": {"mod`: packed.ErrCorrupt,
	} {
		items, err := table.Collect(table.QueryAll(t.Context(), b.Table, table.Query{PK: "S#acme"}))
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range items {
			if item.SK != "rules" {
				continue
			}
			op := table.Op{Kind: table.Put, If: item.Version, Item: table.Item{Key: item.Key, Body: []byte(body)}}
			if err := b.Table.Write(t.Context(), op); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := b.FindShop(t.Context(), "acme"); !errors.Is(err, want) {
			t.Errorf("%s is read with %v, want %v", body, err, want)
		}
	}
}

func TestSettingsOfAnOlderVersionGetThePlaysAndPricesTheyLack(t *testing.T) {
	t.Parallel()
	b := stored(t, func(c *playbook.Config) {
		delete(c.Plays, playbook.WinBack)
		delete(c.Costs, playbook.Message)
	})
	s, err := b.FindShop(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	want := playbook.DefaultConfig("acme", "EUR")
	if s.Playbook.Plays[playbook.WinBack] != want.Plays[playbook.WinBack] || s.Playbook.Costs[playbook.Message] != want.Costs[playbook.Message] {
		t.Errorf("read %+v", s.Playbook)
	}
}
