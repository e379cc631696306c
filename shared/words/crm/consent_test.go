package crm_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"holdfast/shared/words/crm"
)

func word(state crm.ConsentState, at int) crm.Consent {
	return crm.Consent{State: state, At: crm.Instant(at) * day}
}

func box(at int) crm.Consent { return crm.Consent{Ticked: crm.Instant(at) * day} }

// What is said of one channel, in whatever order it is heard, comes to the newest word; but a no goes before a yes of the same
// date, a dated word before one without a date, and a box confirms nothing.
func TestWhatWasSaidOfAChannelComesToOneWord(t *testing.T) {
	t.Parallel()
	const (
		pending = crm.ConsentPending
		given   = crm.ConsentGiven
		refused = crm.ConsentRefused
		unasked = crm.ConsentNotAsked
	)
	for name, c := range map[string]struct {
		said []crm.Consent
		want crm.Consent
	}{
		"a yes":                                      {[]crm.Consent{word(given, 1)}, word(given, 1)},
		"a no after a yes":                           {[]crm.Consent{word(given, 1), word(refused, 2)}, word(refused, 2)},
		"a yes after a no":                           {[]crm.Consent{word(refused, 1), word(given, 2)}, word(given, 2)},
		"both on one date":                           {[]crm.Consent{word(given, 1), word(refused, 1)}, word(refused, 1)},
		"a yes without a date after a no":            {[]crm.Consent{word(refused, 1), word(given, 0)}, word(refused, 1)},
		"a no without a date, and a yes":             {[]crm.Consent{word(refused, 0), word(given, 1)}, word(given, 1)},
		"neither with a date":                        {[]crm.Consent{word(refused, 0), word(given, 0)}, word(refused, 0)},
		"a box":                                      {[]crm.Consent{box(1)}, word(given, 1)},
		"two boxes":                                  {[]crm.Consent{box(1), box(3)}, word(given, 3)},
		"a box after a no":                           {[]crm.Consent{word(refused, 1), box(2)}, word(given, 2)},
		"a no after a box":                           {[]crm.Consent{box(1), word(refused, 2)}, word(refused, 2)},
		"a box and a no of one date":                 {[]crm.Consent{box(2), word(refused, 2)}, word(refused, 2)},
		"a box after the mail that asks":             {[]crm.Consent{word(pending, 1), box(2)}, word(pending, 1)},
		"a box before the mail that asks":            {[]crm.Consent{box(1), word(pending, 1)}, word(pending, 1)},
		"the mail was answered":                      {[]crm.Consent{word(pending, 1), box(2), word(given, 3)}, word(given, 3)},
		"a no between the mail and the box":          {[]crm.Consent{word(pending, 1), word(refused, 2), box(3)}, word(given, 3)},
		"a yes without a date beside a pending one":  {[]crm.Consent{word(pending, 1), word(given, 0)}, word(pending, 1)},
		"a pending and a yes, neither with a date":   {[]crm.Consent{word(pending, 0), word(given, 0)}, word(pending, 0)},
		"confirmed within the second":                {[]crm.Consent{word(pending, 1), word(given, 1)}, word(given, 1)},
		"never asked, without a date, after a yes":   {[]crm.Consent{word(given, 1), word(unasked, 0)}, word(given, 1)},
		"never asked, and a box":                     {[]crm.Consent{word(unasked, 0), box(1)}, word(given, 1)},
		"never asked, and a list that says yes":      {[]crm.Consent{word(unasked, 0), word(given, 0)}, word(given, 0)},
		"never asked as of a date, after a yes":      {[]crm.Consent{word(given, 1), word(unasked, 2)}, word(unasked, 2)},
		"never asked as of a date, a yes after that": {[]crm.Consent{word(unasked, 1), word(given, 2)}, word(given, 2)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(10) {
				said := append(c.said, c.said...)
				r := rand.New(rand.NewPCG(seed, 0))
				r.Shuffle(len(said), func(i, j int) { said[i], said[j] = said[j], said[i] })
				known := &crm.Facts{}
				for _, s := range said {
					e := crm.Event{Consents: crm.Consents{crm.ChannelSMS: s}}
					known = crm.Join(known, e.Facts(""))
				}
				if got := known.Consents[crm.ChannelSMS].Current(); got != c.want {
					t.Fatalf("%v: %+v, want %+v", said, got, c.want)
				}
			}
		})
	}
}

func TestWhatWasSaidOfAnAddressTakesAwayAndGivesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		own, said crm.Consent
		want      crm.ConsentState
	}{
		"nothing was said":            {word(crm.ConsentGiven, 1), crm.Consent{}, crm.ConsentGiven},
		"a later no":                  {word(crm.ConsentGiven, 1), word(crm.ConsentRefused, 2), crm.ConsentRefused},
		"a no of the same date":       {word(crm.ConsentGiven, 2), word(crm.ConsentRefused, 2), crm.ConsentRefused},
		"an earlier no":               {word(crm.ConsentGiven, 3), word(crm.ConsentRefused, 2), crm.ConsentGiven},
		"a yes without a date":        {word(crm.ConsentGiven, 0), word(crm.ConsentRefused, 2), crm.ConsentRefused},
		"a box ticked since":          {box(3), word(crm.ConsentRefused, 2), crm.ConsentGiven},
		"a box ticked before":         {box(1), word(crm.ConsentRefused, 2), crm.ConsentRefused},
		"what came back":              {word(crm.ConsentGiven, 1), word(crm.ConsentUndeliverable, 2), crm.ConsentUndeliverable},
		"nothing known, and a no":     {crm.Consent{}, word(crm.ConsentRefused, 2), crm.ConsentRefused},
		"a yes of somebody else":      {crm.Consent{}, word(crm.ConsentGiven, 2), crm.ConsentUnknown},
		"an own no, a yes of another": {word(crm.ConsentRefused, 1), word(crm.ConsentGiven, 2), crm.ConsentRefused},
	} {
		own := crm.Consents{crm.ChannelCall: c.own}
		got := own.Under(crm.Consents{crm.ChannelCall: c.said})
		if state := got[crm.ChannelCall].Current().State; state != c.want {
			t.Errorf("%s: %s, want %s", name, state, c.want)
		}
		if got.Allows(crm.ChannelCall) != (c.want == crm.ConsentGiven) {
			t.Errorf("%s: allowed %t", name, got.Allows(crm.ChannelCall))
		}
	}
}

func TestANumberIsOneHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	pepper := []byte("pepper")
	for name, ways := range map[string][]string{
		"german":   {"+49 151 123 456 78", "0151/12345678", "004915112345678", "+49 (0)151 12345678", "0151-12345678 x12"},
		"chinese":  {"+86 138 1234 5678", "13812345678", "138-1234-5678", "１３８１２３４５６７８"},
		"american": {"+1 (415) 555-2671", "4155552671", "415.555.2671"},
		"danish":   {"+45 32 12 34 56", "32123456"},
	} {
		want, ok := crm.PhoneKey(pepper, ways[0])
		for _, way := range ways {
			if got, isNumber := crm.PhoneKey(pepper, way); got != want || !ok || !isNumber {
				t.Errorf("%s: %q is %s, want %s", name, way, got, want)
			}
		}
		if other, _ := crm.PhoneKey([]byte("another"), ways[0]); other == want {
			t.Errorf("%s: the same key in another store", name)
		}
	}
	for _, none := range []string{"", "-", "none", "12345", "+49"} {
		if key, ok := crm.PhoneKey(pepper, none); ok {
			t.Errorf("%q is a number: %s", none, key)
		}
	}
	for i := range 3 {
		key, _ := crm.PhoneKey(pepper, fmt.Sprintf("+4915112345%d78", i))
		if !key.Address() || key.Email() || key.Platform() {
			t.Error(key)
		}
	}
}

func TestOfTwoWithoutADateTheOneReceivedLaterIsTheNewer(t *testing.T) {
	t.Parallel()
	first, second := crm.UndatedAt(100*day), crm.UndatedAt(200*day)
	named := func(name string, at crm.Instant) *crm.Facts {
		return &crm.Facts{Profile: crm.Profile{crm.Owner: {Value: name, At: at}, crm.Origin: {Value: name, At: at}}}
	}
	for name, c := range map[string]struct {
		said          []*crm.Facts
		owner, origin string
	}{
		"two lists":           {[]*crm.Facts{named("zoe", first), named("anna", second)}, "anna", "zoe"},
		"a list and a day":    {[]*crm.Facts{named("zoe", second), named("anna", 3*day)}, "anna", "anna"},
		"a day and two lists": {[]*crm.Facts{named("mo", first), named("anna", 3*day), named("zoe", second)}, "anna", "anna"},
	} {
		for range 2 {
			known := &crm.Facts{}
			for _, said := range c.said {
				known = crm.Join(known, said)
			}
			slices.Reverse(c.said)
			if p := known.Profile; p[crm.Owner].Value != c.owner || p[crm.Origin].Value != c.origin {
				t.Errorf("%s: %v", name, p)
			}
		}
	}
	if !first.Undated() || crm.Instant(1).Undated() {
		t.Error("what is a date, and what is none")
	}
}
