package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"holdfast/infra/holdfast/sheet"
)

// scan gives the rows of a text, "line: cell|cell" each, and "line! reason" for those that are refused.
func scan(t testing.TB, text string, given sheet.Settings) (rows []string, lines sheet.Lines, s sheet.Settings) {
	t.Helper()
	s, whole := sheet.FindSettings(strings.NewReader(text), given)
	scanner := sheet.NewScanner(whole, s)
	for {
		row, err := scanner.Next()
		if errors.Is(err, io.EOF) {
			return rows, scanner.Lines(), s
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 {
			scanner.SetWidth(len(row.Cells))
		}
		if row.Why != nil {
			rows = append(rows, fmt.Sprintf("%d! %.40s", row.Line, row.Why))
			continue
		}
		rows = append(rows, fmt.Sprintf("%d: %s", row.Line, strings.Join(row.Cells, "|")))
	}
}

const (
	opened = "a quotation mark opens a cell and does n"
	inside = "a quotation mark stands inside a quoted "
)

func TestAStrayQuotationMarkCostsItsOwnRowAndNoOther(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"never closed":              {"a,b,c\n1,\"x,2\n3,y,4\n5,z,6\n", []string{"1: a|b|c", "2! " + opened, "3: 3|y|4", "4: 5|z|6"}},
		"in the last row":           {"a,b,c\n1,x,2\n3,\"y,4", []string{"1: a|b|c", "2: 1|x|2", "3! " + opened}},
		"another opens a later one": {"a,b,c\n1,\"x,2\n3,\"y, z\",4\n", []string{"1: a|b|c", "2! " + inside, "3: 3|y, z|4"}},
		"another closes a later one": {
			"a,b,c\n1,\"x,2\n3,y\",4\n5,z,6\n", []string{"1: a|b|c", "2! " + opened, "3: 3|y\"|4", "4: 5|z|6"},
		},
		"in the first cell, and closed in one": {
			"a,b,c\n\"1,x,2\n3\",y,4\n5,z,6\n", []string{"1: a|b|c", "2! " + opened, "3: 3\"|y|4", "4: 5|z|6"},
		},
		"two rows away": {
			"a,b,c\n1,\"x,2\n3,y,4\n5,z\",6\n", []string{"1: a|b|c", "2! " + opened, "3: 3|y|4", "4: 5|z\"|6"},
		},
		"inches":                    {"a,b\n1,\"32\"\" TV\n2,cable\n3,\"42\"\" TV\n", []string{"1: a|b", "2! " + inside, "3: 2|cable", "4! " + opened}},
		"inches inside a cell":      {"a,b\n1,27\" TV\n2,\"27\"\" TV\"\n", []string{"1: a|b", "2: 1|27\" TV", "3: 2|27\" TV"}},
		"a mark that is not twice":  {"a,b\n1,\"27\" TV\"\n2,x\n", []string{"1: a|b", "2! " + inside, "3: 2|x"}},
		"a cell of two lines":       {"a,b\n1,\"x\ny, \"\"z\"\"\"\n2,x\n", []string{"1: a|b", "2: 1|x\ny, \"z\"", "4: 2|x"}},
		"a cell of blank lines":     {"a,b\n1,\"x\n\n\ny\"\n\n2,x\n", []string{"1: a|b", "2: 1|x\n\n\ny", "7: 2|x"}},
		"a first cell of two lines": {"a,b,c\n\"x\ny\",1,2\n3,4,5\n", []string{"1: a|b|c", "2: x\ny|1|2", "4: 3|4|5"}},
		"an address of two lines": {
			"a,b,c\n7,Hana,\"Street 5\nBerlin, Mitte, DE\"\n8,Ann,x\n", []string{"1: a|b|c", "2: 7|Hana|Street 5\nBerlin, Mitte, DE", "4: 8|Ann|x"},
		},
		"a header of two lines":  {"a,\"b\nc\"\n1,2\n", []string{"1: a|b\nc", "3: 1|2"}},
		"too few and too many":   {"a,b\n1\n1,2,3\n1,2,,\n", []string{"1: a|b", "2! the row has 1 columns, the header 2", "3! the row has 3 columns, the header 2", "4: 1|2"}},
		"a quoted last cell":     {"a,b\n1,\"\"\n\"2\",\"x\"\n", []string{"1: a|b", "2: 1|", "3: 2|x"}},
		"bytes that are no text": {"a,b\n1,\xff\n2,ü\n", []string{"1: a|b", "2! the row holds bytes that are no text in ", "3: 2|ü"}},
	} {
		got, lines, _ := scan(t, c.text, sheet.Settings{})
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		checkLines(t, c.text, lines)
	}
	got, _, _ := scan(t, "a,b\n1,\"32\"\" TV\n", sheet.Settings{NoQuotes: true})
	if diff := cmp.Diff([]string{"1: a|b", "2: 1|\"32\"\" TV"}, got); diff != "" {
		t.Error(diff)
	}
}

// checkLines holds the sum: every line of the file is one of the sorts.
func checkLines(t testing.TB, text string, lines sheet.Lines) {
	t.Helper()
	sum := lines.Rows + lines.Blank + lines.Inside + lines.Marks
	want := strings.Count(text, "\n")
	if !strings.Contains(text, "\n") {
		want = strings.Count(text, "\r")
	}
	if text != "" && !strings.HasSuffix(text, "\n") && (strings.Contains(text, "\n") || !strings.HasSuffix(text, "\r")) {
		want++
	}
	if sum != lines.Total || want != lines.Total {
		t.Errorf("%q has %d lines: %+v", text, want, lines)
	}
}

// Whatever stands in a file, each of its lines is a row, blank, or inside a cell of several lines.
func TestEveryLineOfAnyFileIsAccountedFor(t *testing.T) {
	t.Parallel()
	pieces := []string{"\"", "\"\"", ",", ",", "\n", "\n", "\r\n", "a", "1", "x@y", "2026-01-01", " ", ";", "ü", "\xff", "\"\n", ",\""}
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 60).Draw(rt, "pieces"), "")
		_, lines, _ := scan(t, text, sheet.Settings{NoQuotes: rapid.Bool().Draw(rt, "no quotes")})
		checkLines(t, text, lines)
	})
}

func FuzzScanner(f *testing.F) {
	f.Add("a,b\n1,\"x\ny\"\n2,\"z\n", false)
	f.Add("sep=;\n\na;b\r\n1;2", false)
	f.Add("a\tb\r1\t2\r", true)
	f.Fuzz(func(t *testing.T, text string, noQuotes bool) {
		_, lines, _ := scan(t, text, sheet.Settings{NoQuotes: noQuotes})
		checkLines(t, text, lines)
	})
}

// A file of whole rows is read as it was written, whatever stands in its cells.
func TestWhatIsQuotedWellIsReadAsItWas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		cell := rapid.StringMatching(`[a-z \n"]{0,12}`)
		table := rapid.SliceOfN(rapid.SliceOfN(cell, 3, 3), 1, 8).Draw(rt, "table")
		var text strings.Builder
		var want []string
		text.WriteString("a,b,c\n")
		for _, row := range table {
			for i, c := range row {
				if i > 0 {
					text.WriteByte(',')
				}
				text.WriteString(`"k` + strings.ReplaceAll(c, `"`, `""`) + `"`)
			}
			text.WriteByte('\n')
			want = append(want, "k"+strings.Join(row, "|k"))
		}
		got, lines, _ := scan(t, text.String(), sheet.Settings{Separator: ','})
		for i, row := range got[1:] {
			_, got[i+1], _ = strings.Cut(row, ": ")
		}
		if diff := cmp.Diff(want, got[1:]); diff != "" {
			rt.Errorf("%s", diff)
		}
		checkLines(t, text.String(), lines)
	})
}

func TestTheSeparatorIsWhatSplitsTheRows(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]rune{
		"a,b\n1,2\n": ',', "a;b\n12,50;1\n3,00;2\n": ';', "a\tb\n1\t2,5\n": '\t', "a|b\n1|2\n": '|', "sep=;\na;b\n1,5;2\n": ';', "sep=\t\na\tb\n": '\t',
		"a\n1\n": ',', "a,b,c\nx;y,1,2\nx;z,1,2\n": ',', "Report; of May\n\na,b,c\n1,2,3\n4,5,6\n": ',',
	} {
		if _, _, s := scan(t, text, sheet.Settings{}); s.Separator != want || s.Question != nil {
			t.Errorf("%q is split at %q: %s", text, s.Separator, s.Because)
		}
	}
	if _, _, s := scan(t, "a;b,c\n1;2,3\n", sheet.Settings{}); s.Question == nil {
		t.Error("two separators split the rows alike, and nobody is asked")
	}
	rows, lines, _ := scan(t, "sep=;\na;b\r\n1;2\r\n", sheet.Settings{})
	if diff := cmp.Diff([]string{"2: a|b", "3: 1|2"}, rows); diff != "" || lines.Marks != 1 {
		t.Error(diff, lines)
	}
	if rows, _, _ := scan(t, "a,b\r1,2\r3,4", sheet.Settings{}); len(rows) != 3 {
		t.Error(rows)
	}
}

func encode(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	bytes, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

func TestTheEncodingIsFoundByEvidenceOrAskedFor(t *testing.T) {
	t.Parallel()
	const asked = ""
	little := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	bare := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	for text, c := range map[string]struct {
		encoding encoding.Encoding
		want     string
	}{
		"name\nHana\n": {encoding.Nop, sheet.UTF8}, "name\nMüller\n": {encoding.Nop, sheet.UTF8}, "name\n王芳\n": {little, sheet.UTF16LE}, "name,city\nHana,Bonn\n": {bare, sheet.UTF16BE},
		"name\nJürgen Müller\n": {charmap.Windows1252, sheet.Windows1252}, "name\nHélène Lefèvre\nLoïc\n": {charmap.Windows1252, sheet.Windows1252},
		"name\nGarçon\nCrème brûlée\n": {charmap.Windows1252, sheet.Windows1252}, "name\nBøje Ærø\nÅse\n": {charmap.Windows1252, sheet.Windows1252},
		"name\nPeña\nNúñez\n¿Qué?\n": {charmap.Windows1252, sheet.Windows1252}, "name\nO’Neil\nGroße Straße\nWeiß\n": {charmap.Windows1252, sheet.Windows1252},
		"price\n12 €\n": {charmap.Windows1252, sheet.Windows1252}, "size\nRohr ½ Zoll\n": {charmap.Windows1252, sheet.Windows1252}, "name\nJoão\nConceição\n": {charmap.Windows1252, sheet.Windows1252},
		"name\n陈静\n": {simplifiedchinese.GB18030, sheet.GB18030}, "姓名\n王小明\n杭州丝绸有限公司\n李婷\n": {simplifiedchinese.GB18030, sheet.GB18030},
		"name\nDvořák\nJiří Novák\nČerný\n": {charmap.Windows1250, asked}, "name\nŁódź\nŻaneta Wójcik\n": {charmap.Windows1250, asked}, "name\nИван Петров\nМария\nОльга\n": {charmap.Windows1251, asked},
		"name\nたなか\nスズキ\n田中\n": {japanese.ShiftJIS, asked}, "name\n김철수\n이영희\n박민수\n": {korean.EUCKR, asked}, "name\nJörg Müller\nGrün\n": {charmap.CodePage850, asked},
		"name\nJürgen\nMüller\nÉcole\n": {charmap.Macintosh, asked}, "name\nTörök Győző\nSzűcs\nKovács Ödön\nErdős\n": {charmap.Windows1250, asked},
	} {
		w, err := sheet.FindWriting(strings.NewReader(encode(t, c.encoding, text)), "")
		if err != nil || w.Encoding != c.want || (w.Question != nil) != (c.want == asked) {
			t.Errorf("%q is taken for %q: %+v %v %v", text, w.Encoding, w, w.Question, err)
		}
		if c.want != asked {
			continue
		}
		if !strings.Contains(w.Question.String(), "--encoding") {
			t.Errorf("%q: %s", text, w.Question)
		}
	}
}

// Whatever a single word of a language is, it is read as what it is, or asked about.
func TestNoWordIsReadAsOfAnotherScript(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		encoding encoding.Encoding
		name     string
		mayAsk   int // of all
		words    string
	}{
		{charmap.Windows1252, sheet.Windows1252, 0, "Jürgen,Müller,Bäcker,Größe,Weiß,Jäger,Übel,Özil,Ärzte,Grüße aus Köln,GRÖSSE,Straße 5,Übergröße"},
		{charmap.Windows1252, sheet.Windows1252, 0, "Hélène,Loïc,François,Zoë,Benoît,Cœur,ÉCOLE,créée,À côté,L’Oréal,Île,où,aiguë,DÉSIRÉE,Père Noël,«\u00a0à\u00a0»"},
		{charmap.Windows1252, sheet.Windows1252, 2, "Peña,Núñez,Ángel,Íñigo,PEÑA,¿Qué tal?,pingüino,Úbeda,1ª planta,nº 5,João,Conceição,Simões,CONCEIÇÃO,lições,Città,perché,è"},
		{charmap.Windows1252, sheet.Windows1252, 0, "Søren,Ærø,Åse,Kjær,ÅRHUS,RØDGRØD,Åström,Göran,Öland,Häggström,Daniëlle,één,vóór,Mäkelä,Hämäläinen"},
		{charmap.Windows1252, sheet.Windows1252, 0, "12 €,½ Zoll,50 °C,5 × 3,© Acme,Tea®,“quoted”,don’t,a – b,…,™,100 µm,m²,§ 5,10 £"},
		{simplifiedchinese.GB18030, sheet.GB18030, 9, "陈静,王小明,T恤,VIP会员,M码,A公司,50元,(上海)有限公司,绿茶100g,QQ群,郑强,谢梅,袁倩,冯倩,李婷,张伟,刘洋,联通"},
		{encoding.Nop, sheet.UTF8, 0, "Müller,Ștefan,Đặng,Αθήνα,Иван,Łódź,Zdeněk,שלום,مرحبا,王芳,たなか,50 €,Ångström,naïve,Győző,İzmir,Ñandú,ÿ"},
	} {
		asked := 0
		for word := range strings.SplitSeq(c.words, ",") {
			w, err := sheet.FindWriting(strings.NewReader(encode(t, c.encoding, "name\n"+word+"\n")), "")
			switch {
			case err != nil:
				t.Fatal(word, err)
			case w.Question != nil:
				asked++
			case w.Encoding != c.name && w.Example != word:
				t.Errorf("%s is taken for %s, as %q", word, w.Encoding, w.Example)
			}
		}
		if asked > c.mayAsk {
			t.Errorf("%d of %s are asked about", asked, c.words)
		}
	}
}

func TestAnEncodingThatIsNamedIsTaken(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]encoding.Encoding{
		"latin-2": charmap.ISO8859_2, "cp1251": charmap.Windows1251, "Shift_JIS": japanese.ShiftJIS, "cp850": charmap.CodePage850, "utf-16": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "GBK": simplifiedchinese.GBK,
	} {
		text := map[string]string{"cp1251": "Иван", "Shift_JIS": "たなか", "GBK": "王芳", "cp850": "Müller"}[name]
		if text == "" {
			text = "Łódź"
		}
		if name == "utf-16" {
			text = "Łódź 王"
		}
		file := strings.NewReader(encode(t, e, text))
		w, err := sheet.FindWriting(file, name)
		if err != nil || w.Question != nil {
			t.Fatal(name, w, err)
		}
		_, _ = file.Seek(0, io.SeekStart)
		decoded, err := sheet.Decode(file, w.Encoding)
		if err != nil {
			t.Fatal(name, err)
		}
		if got, err := io.ReadAll(decoded); err != nil || string(got) != text {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	if _, err := sheet.FindWriting(strings.NewReader("a"), "klingon"); err == nil {
		t.Error("klingon is an encoding")
	}
}

func TestAFewDamagedLinesMakeNoOtherEncoding(t *testing.T) {
	t.Parallel()
	w, err := sheet.FindWriting(strings.NewReader("name\n"+strings.Repeat("Müller\n", 20)+"Gr\xfcn\n"), "")
	if err != nil || w.Encoding != sheet.UTF8 || w.Damaged != 1 {
		t.Error(w, err)
	}
	w, err = sheet.FindWriting(strings.NewReader("name\nMüller\nGr\xfcn\n"), "")
	if err != nil || w.Question == nil {
		t.Error("half of a file is UTF-8, and nobody is asked", w, err)
	}
}

func TestWhatIsNoTableIsRefusedWithAWayOut(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"\xd0\xcf\x11\xe0\xa1": ".xlsx", "%PDF-1.7": "PDF", "\x1f\x8b\x08": "gunzip", "<HTML><table>": "web page", "PK\x03\x04\x14": "archive", "a,b\n1,\x00\x00\x00\n": "nought",
	} {
		if _, err := sheet.FindWriting(strings.NewReader(text), ""); !errors.Is(err, sheet.ErrNotText) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Whatever a file holds, it is taken for an encoding that is known, refused, or a question; and what is taken can be read.
func FuzzFindWriting(f *testing.F) {
	for _, seed := range []string{"name\nM\xfcller\n", "name\n\xb3\xc2\xbe\xb2\n", "\xff\xfea\x00", "\xef\xbb\xbfa", "a\x00b\x00", "\x81\x40\xe9\xe9\n"} {
		f.Add([]byte(seed), "")
	}
	f.Add([]byte("a,\xff"), "latin-2")
	f.Fuzz(func(t *testing.T, file []byte, named string) {
		w, err := sheet.FindWriting(bytes.NewReader(file), named)
		if err != nil {
			return
		}
		if (w.Encoding == "") == (w.Question == nil) {
			t.Fatalf("%q: %+v", file, w)
		}
		if w.Encoding == "" {
			return
		}
		text, err := sheet.Decode(bytes.NewReader(file), w.Encoding)
		if err != nil {
			t.Fatalf("%q is taken for %s: %v", file, w.Encoding, err)
		}
		decoded, err := io.ReadAll(text)
		if err != nil {
			t.Fatalf("%q is taken for %s: %v", file, w.Encoding, err)
		}
		wasFound := named == "" && w.Damaged == 0 && (w.Encoding == sheet.UTF8 || w.Encoding == sheet.Windows1252)
		if wasFound && (!utf8.Valid(decoded) || !bytes.Contains(file, []byte("\ufffd")) && bytes.Contains(decoded, []byte("\ufffd"))) {
			t.Errorf("%q is taken for %s, and is %q", file, w.Encoding, decoded)
		}
	})
}
