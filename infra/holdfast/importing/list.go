package importing

import (
	"context"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/words/phrase"
)

// Imports brings in files, lists what was brought in, and takes it back.
type Imports struct {
	File Import `cmd:"" default:"withargs" help:"Bring in a file. The word file may be left out."`
	List List   `cmd:"" help:"What was imported, the oldest first."`
	Undo Undo   `cmd:"" help:"Take an import of orders back."`
}

// Help shows examples.
func (*Imports) Help() string {
	return (*Import)(nil).Help() + `
An import of orders ends with a census, so that tiers, rules and the report are there at once.

  holdfast import file --help           all flags
  holdfast import list                  what was imported, when and by whom
  holdfast import undo m2k4x9ab         take the orders of an import back`
}

// List lists the imports of a store.
type List struct{}

// state says in a word how far an import has come.
func state(i *book.Import) string {
	switch {
	case i.Undone != 0:
		return "taken back"
	case i.Ended == 0:
		return "broken off"
	}
	return "done"
}

// Run lists them.
func (*List) Run(ctx context.Context, s *session.Session) error {
	store, err := s.FindStore(ctx)
	if err != nil {
		return err
	}
	all, err := table.Collect(store.Book.Imports(ctx, store.Shop.Store))
	if err != nil {
		return err
	}
	type listed struct {
		ID    string `json:"id"`
		State string `json:"state"`
		book.Import
	}
	imports := []listed{}
	columns := s.NewColumns("id", "when", "source", "kind", ">events", "state", "by", "file")
	for _, i := range all {
		imports = append(imports, listed{i.ID(), state(&i), i})
		columns.AddRow(
			i.ID(),
			i.Began.Time().In(store.Zone()).Format("2006-01-02 15:04"),
			i.Source,
			i.Kind,
			phrase.Number(int64(i.Events)),
			state(&i),
			i.By,
			i.File,
		)
	}
	if s.JSON {
		return s.PrintJSON(imports)
	}
	columns.Print("Nothing was imported yet.")
	if len(all) > 0 {
		s.SuggestNext("import undo %s", all[len(all)-1].ID())
	}
	return nil
}
