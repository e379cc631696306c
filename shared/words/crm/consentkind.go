package crm

// consentsKind keeps the consents: the state of every channel, with its time unless the
// state is unknown, and when a box was ticked or a no said, if either was.
type consentsKind struct{ passiveKind }

// addEvent adds what an event says of the customer. That an address cannot be reached is
// no word of theirs: it is kept with the address (see AddressKey).
func (consentsKind) addEvent(f *Facts, e *Event, _ Key) {
	f.Consents = e.Consents
	for i, c := range f.Consents {
		if c.State == ConsentUndeliverable {
			f.Consents[i] = Consent{}
		}
	}
}

func (consentsKind) latestClaim(e *Event) (latest Instant) {
	for _, c := range e.Consents {
		latest = max(latest, c.At, c.Ticked, c.Refused)
	}
	return latest
}

func (consentsKind) join(f, a, b *Facts) { f.Consents = a.Consents.Join(b.Consents) }

func (consentsKind) erase(f *Facts, e erasing) {
	for i, c := range f.Consents {
		if e.takes(c.Ticked) {
			c.Ticked = 0
		}
		if e.takes(c.Refused) {
			c.Refused = 0
		}
		if e.takes(c.At) {
			c.State = ConsentUnknown
			c.At = 0
		}
		f.Consents[i] = c
	}
}

func (consentsKind) showsCustomer(f *Facts) bool { return f.Consents != Consents{} }

// These are added to the code of a state if a box was ticked, or if a no was said before.
const (
	tickedFlag  = 0x40
	refusedFlag = 0x20
)

func (consentsKind) encode(w *writer, f *Facts) {
	for _, c := range f.Consents {
		code := byte(c.State)
		if c.Ticked != 0 {
			code |= tickedFlag
		}
		if c.Refused != 0 {
			code |= refusedFlag
		}
		w.Byte(code)
		if c.State != ConsentUnknown {
			w.instant(c.At)
		}
		if c.Ticked != 0 {
			w.after(c.Ticked, c.At)
		}
		if c.Refused != 0 {
			w.after(c.Refused, c.At)
		}
	}
}

func (consentsKind) decode(r *reader, f *Facts) {
	for i := range f.Consents {
		f.Consents[i] = r.consent()
	}
}

func (r *reader) consent() (c Consent) {
	code := r.Byte()
	c.State = ConsentState(code &^ (tickedFlag | refusedFlag))
	if !c.State.Known() {
		r.FailNewer("state %d of a consent", code)
		return Consent{}
	}
	if c.State != ConsentUnknown {
		c.At = r.instant()
	}
	if code&tickedFlag != 0 {
		c.Ticked = r.later(c.At)
	}
	if code&refusedFlag != 0 {
		c.Refused = r.later(c.At)
	}
	return c
}

// later reads an instant that is stored only if there is one.
func (r *reader) later(base Instant) Instant {
	at := r.after(base)
	if at == 0 {
		r.Fail("a flag for an instant, and no instant")
	}
	return at
}
