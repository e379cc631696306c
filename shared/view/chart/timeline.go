package chart

// Timeline is what happened to one customer, lane by lane, up to now, with the silence
// since and the point at which it becomes an alarm. Instants are any numbers that grow
// with time.
type Timeline struct {
	Head
	From, To int64
	Now      int64
	NowLabel string
	Lanes    []Lane
	Silence  Silence
	Ticks    []Tick // days named below
}

// Lane is one line of marks, with its name above.
type Lane struct {
	Label  string
	Points []Point
}

// Point is one thing that happened to the customer.
type Point struct {
	At    int64
	Shape Shape
	Size  int    // 0 to 100: how great it was beside the greatest
	Text  string // shown when pointed at
}

// Shape says what kind of thing happened.
type Shape uint8

// The shapes differ in form, not only in colour.
const (
	Dot     Shape = iota // as it should be
	Ring                 // with something given back
	Cross                // came to nothing
	Diamond              // a question
	Alarm                // a filled diamond: the customer was let down
)

// Silence is the time since the last purchase and the thresholds ahead; without a
// purchase it is zero and not drawn.
type Silence struct {
	From       int64
	Label      string
	Alarm      int64 // when the silence becomes remarkable
	AlarmLabel string
	End        int64 // when the customer is taken for lost
}

// Tick names a day on the axis.
type Tick struct {
	At    int64
	Label string
}

const (
	laneTop    = 24 // room for the alarm's label
	laneHeight = 44
	laneLabel  = 12
	laneMiddle = 28
	axisHeight = 24
)

// SVG draws the time line.
func (t Timeline) SVG() []byte {
	lanes := len(t.Lanes)
	if t.Silence.From > 0 {
		lanes++
	}
	bottom := laneTop + laneHeight*lanes

	var d drawing
	d.start(t.Head, "timeline", bottom+axisHeight)
	for _, k := range t.Ticks {
		t.day(&d, "tick", "note", k, bottom)
	}
	for i, l := range t.Lanes {
		t.lane(&d, l, laneTop+laneHeight*i)
	}
	if t.Silence.From > 0 {
		t.silence(&d, bottom)
	}
	t.day(&d, "now", "label", Tick{t.Now, t.NowLabel}, bottom)
	return d.end()
}

// day draws a line through all lanes, and names it below them.
func (t Timeline) day(d *drawing, lineClass, textClass string, k Tick, bottom int) {
	x := t.at(k.At)
	top := px(laneTop)
	d.vertical(lineClass, x, top, px(bottom))

	anchor := t.anchor(k.At)
	d.text(textClass, k.Label, x, bottom+16, anchor)
}

func (t Timeline) lane(d *drawing, l Lane, y int) {
	d.text("note", l.Label, "0", y+laneLabel, "")
	middle := px(y + laneMiddle)
	d.horizontal("axis", middle, "0", "100%")
	for _, p := range l.Points {
		// A picture of its own puts shapes at a share of the width.
		d.tag(
			"svg",
			"class", p.Shape.class(),
			"x", t.at(p.At),
			"y", middle,
			"overflow", "visible",
		)
		p.draw(d)
		d.element("title", p.Text)
		d.closeSVG()
	}
}

func (s Shape) class() string {
	return [...]string{"dot", "ring", "cross", "diamond", "alarm"}[s]
}

func (p Point) draw(d *drawing) {
	switch p.Shape {
	case Dot, Ring:
		size := min(max(p.Size, 0), 100)
		radius := 3 + size*5/100
		d.element("circle", "", "r", px(radius))
	case Cross:
		d.element("path", "", "d", "M-4-4L4 4M-4 4L4-4")
	default:
		d.element("path", "", "d", "M0-6L6 0L0 6L-6 0Z")
	}
}

// silence draws the silence in the last lane, and the alarm across all lanes.
func (t Timeline) silence(d *drawing, bottom int) {
	s := t.Silence
	y := bottom - laneHeight
	d.text("note", s.Label, "0", y+laneLabel, "")

	top := px(y + laneMiddle - 5)
	alarm := max(s.Alarm, s.From)
	quiet := min(t.Now, alarm)
	t.span(d, "ahead", s.From, s.End, top)
	t.span(d, "silence", s.From, quiet, top)
	if t.Now > s.Alarm {
		t.span(d, "silence late", s.Alarm, t.Now, top)
	}

	shown := t.From < s.Alarm && s.Alarm <= t.To
	if !shown {
		return
	}
	x := t.at(s.Alarm)
	anchor := t.anchor(s.Alarm)
	d.vertical("threshold", x, px(laneTop-4), px(bottom))
	d.text("label", s.AlarmLabel, x, laneTop-8, anchor)
}

// span draws a bar from one instant to another.
func (t Timeline) span(d *drawing, class string, from, to int64, top string) {
	from = max(from, t.From)
	to = min(to, t.To)
	if to <= from {
		return
	}
	d.element(
		"rect", "",
		"class", class,
		"x", t.at(from),
		"width", share(to-from, t.To-t.From),
		"y", top,
		"height", "10",
	)
}

// at returns where an instant lies, as a share of the width.
func (t Timeline) at(instant int64) string { return share(instant-t.From, t.To-t.From) }

// anchor keeps a text within the picture.
func (t Timeline) anchor(instant int64) string {
	switch width := t.To - t.From; {
	case (instant-t.From)*5 < width:
		return "start"
	case (t.To-instant)*5 < width:
		return "end"
	}
	return "middle"
}
