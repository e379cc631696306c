package importing

import (
	"strings"
	"time"

	"holdfast/infra/holdfast/rows"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/terminal"
	"holdfast/shared/words/phrase"
)

// accountFor says what became of every line of the file.
func accountFor(sum rows.Summary) string {
	text := phrase.InEnglish(
		"%d {line|lines} = %d {header|of the header and above} + %d used + %d unusable",
		sum.Lines,
		sum.Header,
		sum.Used,
		sum.Bad,
	)
	for _, part := range []struct {
		count int
		what  string
	}{
		{sum.Passed, "passed over"},
		{sum.Blank, "blank"},
		{sum.Inside, "inside cells of several lines"},
	} {
		if part.count > 0 {
			text += phrase.InEnglish(" + %d "+part.what, part.count)
		}
	}
	return text
}

// printSummary prints what came of the file.
func (i *Import) printSummary(
	s *session.Session,
	run *importRun,
	sum rows.Summary,
	took time.Duration,
) error {
	if s.JSON {
		v := map[string]any{"summary": sum, "seconds": took.Seconds()}
		v["import"] = run.record.ID()
		if sum.Bad > 0 {
			v["rejected"] = run.rejected.path
		}
		if run.found.Orders > 0 {
			v["found"] = run.found
		}
		return s.PrintJSON(v)
	}
	s.Printf("%s", phrase.InEnglish("%d {row|rows} of %s: ", sum.Rows, sum.Encoding))
	switch rows.Kind(i.Kind) {
	case rows.Orders:
		s.Printf("%s", phrase.InEnglish(
			"%d {order|orders}, of these %d credit {note|notes} and %d of guests",
			sum.Events,
			sum.Credits,
			sum.Guests,
		))
	case rows.Campaigns:
		s.Printf("%s", phrase.InEnglish("%d {channel|channels} closed", sum.Events))
	default:
		one := strings.TrimSuffix(i.Kind, "s")
		s.Printf("%s", phrase.InEnglish("%d {"+one+"|"+i.Kind+"}", sum.Events))
	}
	rate := terminal.PerSecond(int64(sum.Rows), took)
	s.Printf("%s\n", phrase.InEnglish("; %d unusable.  %d/s", sum.Bad, rate))
	s.Printf("%s\n", accountFor(sum))
	if sum.Bad > 0 {
		s.Printf("Rows that could not be used, with line and reason: %s\n", run.rejected.path)
	}
	if i.Kind == string(rows.Products) {
		s.SuggestNext("products")
		return nil
	}
	if run.found.Orders > 0 {
		s.Printf("%s\n", run.found.say())
	}
	if run.census == nil {
		s.SuggestNext("facts digest")
		return nil
	}
	s.Printf("%s\n", sayStore(run.census))
	s.Printf("%s\n", nextStep(run.record))
	return nil
}
