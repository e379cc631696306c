package workbook_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/holdfast/rows"
	"holdfast/infra/holdfast/sheet"
	"holdfast/infra/holdfast/workbook"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/standard"
)

// styles make a date of a number whose cell says s="1".
const styles = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>`

// write writes a workbook of tables, by name and the XML of their rows, and returns its path.
func write(t testing.TB, properties string, tables ...[2]string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	add := func(name, text string) {
		part, err := z.Create(name)
		if err == nil {
			_, err = part.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var sheets, relations strings.Builder
	for i, table := range tables {
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, table[0], i+1, i+1)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		text := `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + table[1]
		if !strings.HasSuffix(table[1], "<!--cut-->") {
			text += "</sheetData></worksheet>"
		}
		add(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), text)
	}
	add("xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr `+
		properties+`/><sheets>`+sheets.String()+`</sheets></workbook>`)
	add("xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+relations.String()+`</Relationships>`)
	add("xl/styles.xml", styles)
	add("xl/sharedStrings.xml", `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2"><si><t>Order</t></si><si><r><t>a@</t></r><r><t>example.com</t></r></si></sst>`)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "orders.xlsx")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func text(at, s string) string {
	return fmt.Sprintf(`<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, at, s)
}

const header = `<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="str"><v>Email</v></c><c r="C2" t="str"><v>Date</v></c><c r="D2" t="str"><v>Amount</v></c></row>`

// orders are rows of numbers, dates and texts as Excel writes them, with gaps.
var orders = `<row r="1">` + text("A1", "Sales of May") + `</row>` + header +
	`<row r="3"><c r="A3"><v>1001</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" s="1"><v>46115.586805555555</v></c><c r="D3"><v>1234.5600000000001</v></c></row>` +
	`<row r="5"><c r="A5"><v>1002</v></c><c r="C5" s="1"><v>46116</v></c><c r="D5" t="str"><v>12,50 €</v></c></row>` +
	`<row r="6"><c r="A6"><v>8.2098291194615398E+17</v></c><c r="C6" s="1"><v>46116</v></c><c r="D6"><v>3</v></c></row>` +
	`<row r="7"><c r="A7"><v>1004</v></c><c r="C7" s="1"><v>46116</v></c><c r="D7" t="e"><v>#N/A</v></c></row>` +
	`<row r="8"><c r="A8"><v>1005</v></c><c r="C8"><v>46117</v></c><c r="D8"><v>1.234</v></c></row>`

// read reads orders out of a workbook, as "id total date", and "line! reason".
func read(t testing.TB, path string, change func(*rows.Options)) (list []string, sum rows.Summary, err error) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	o := rows.Options{Kind: rows.Orders, Currency: "EUR", OpenWorkbook: workbook.Open, Path: path, Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
	if change != nil {
		change(&o)
	}
	sum, err = rows.Read(file, o, func(e rows.Event) error {
		parsed, err := standard.Platform{}.Parse(webhook.Delivery{Source: "shop", Topic: e.Topic, Body: e.Body})
		if err != nil {
			return err
		}
		o := parsed[0].Order
		list = append(list, fmt.Sprintf("%s %d %s", o.ID, o.Total, o.Placed.Time().UTC().Format(time.DateTime)))
		return nil
	}, func(b rows.Bad) error {
		list = append(list, fmt.Sprintf("%d! %.36s", b.Line, b.Why))
		return nil
	})
	return list, sum, err
}

func TestATableOfAWorkbookIsReadAsItStands(t *testing.T) {
	t.Parallel()
	got, sum, err := read(t, write(t, "", [2]string{"May", orders}), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"1001 123456 2026-04-03 14:05:00", "1002 1250 2026-04-04 00:00:00", `6! order "8.2098291194615398E+17" was s`,
		`7! amount "#N/A" is an error of a sprea`, "1005 123 2026-04-05 00:00:00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	lines := rows.Summary{Lines: 8, Header: 2, Rows: 5, Used: 3, Bad: 2, Blank: 1, Events: 3, Guests: 2, Encoding: "xlsx"}
	if diff := cmp.Diff(lines, sum); diff != "" {
		t.Error(diff)
	}
}

func TestDaysOfAnOldMacintoshAreFourYearsLater(t *testing.T) {
	t.Parallel()
	row := `<row r="3"><c r="A3"><v>1</v></c><c r="C3" s="1"><v>44653</v></c><c r="D3"><v>5</v></c></row>`
	got, _, err := read(t, write(t, `date1904="1"`, [2]string{"May", header + row}), nil)
	if diff := cmp.Diff([]string{"1 500 2026-04-03 00:00:00"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestOneOfSeveralTablesIsTakenIfItIsTheOnlyOneThatFits(t *testing.T) {
	t.Parallel()
	notes := [2]string{"Notes", `<row r="1">` + text("A1", "nothing here") + `</row>`}
	if got, _, err := read(t, write(t, "", notes, [2]string{"May", orders}), nil); err != nil || len(got) != 5 {
		t.Error(got, err)
	}
	two := write(t, "", [2]string{"April", orders}, [2]string{"May", orders})
	if _, _, err := read(t, two, nil); !errors.Is(err, rows.ErrUndecided) || !strings.Contains(err.Error(), `--sheet "May"`) {
		t.Error(err)
	}
	if got, _, err := read(t, two, func(o *rows.Options) { o.Sheet = "May" }); err != nil || len(got) != 5 {
		t.Error(got, err)
	}
	if _, _, err := read(t, two, func(o *rows.Options) { o.Sheet = "June" }); err == nil || !strings.Contains(err.Error(), "April, May") {
		t.Error(err)
	}
}

func TestAWorkbookThatIsNotWholeIsRefused(t *testing.T) {
	t.Parallel()
	cut := write(t, "", [2]string{"May", orders + "<!--cut-->"})
	whole, err := os.ReadFile(write(t, "", [2]string{"May", orders}))
	if err != nil {
		t.Fatal(err)
	}
	short, other := filepath.Join(t.TempDir(), "short.xlsx"), filepath.Join(t.TempDir(), "other.xlsx")
	if err := errors.Join(os.WriteFile(short, whole[:len(whole)/2], 0o600), os.WriteFile(other, []byte("PK\x03\x04 and so on"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{cut, short, other} {
		if _, _, err := read(t, path, nil); !errors.Is(err, sheet.ErrNotText) {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
	_, _, err = read(t, cut, func(o *rows.Options) { o.OpenWorkbook = nil })
	if err == nil || !strings.Contains(err.Error(), "save the file as CSV") {
		t.Error(err)
	}
}

func TestCellsThatDoNotSayWhereTheyStandAreRefused(t *testing.T) {
	t.Parallel()
	row := `<row r="3"><c><v>1</v></c><c r="C3" s="1"><v>44653</v></c><c r="D3"><v>5</v></c></row>`
	if got, _, err := read(t, write(t, "", [2]string{"May", header + row}), nil); err == nil || !strings.Contains(err.Error(), "save it again") {
		t.Error(got, err)
	}
}

// BenchmarkRead reads a table of orders, both times, to events that are ready to be queued.
func BenchmarkRead(b *testing.B) {
	const count = 20_000
	var table strings.Builder
	table.WriteString(header)
	for i := range count {
		n := i + 3
		fmt.Fprintf(&table, `<row r="%d"><c r="A%d"><v>%d</v></c><c r="B%d" t="s"><v>1</v></c><c r="C%d" s="1"><v>46115.5</v></c><c r="D%d"><v>12.5</v></c></row>`, n, n, n, n, n, n)
	}
	path := write(b, "", [2]string{"May", table.String()})
	b.ReportAllocs()
	for b.Loop() {
		if _, sum, err := read(b, path, nil); err != nil || sum.Used != count {
			b.Fatal(sum, err)
		}
	}
	b.ReportMetric(float64(count)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// What make demo compiles, and the functions, do without the reader of workbooks.
func TestTheDemoDoesWithoutTheReaderOfWorkbooks(t *testing.T) {
	t.Parallel()
	for _, of := range []string{"holdfast/infra/holdfast/withoutaws", "holdfast/functions/..."} {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", of).Output()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(out), "xlsxreader") {
			t.Errorf("%s compiles the reader of workbooks", of)
		}
	}
}
