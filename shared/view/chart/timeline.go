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

// Point is one thing that happened.
type Point struct {
	At    int64
	Shape Shape
	Size  int    // 0 to 100: how great it was beside the greatest
	Text  string // shown when pointed at
}

// Shape says what sort of thing.
type Shape uint8

// The shapes differ in form, not only in colour.
const (
	Dot     Shape = iota // as it should be
	Ring                 // with something given back
	Cross                // came to nothing
	Diamond              // a question
	Alarm                // a filled diamond: somebody was let down
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
		at := t.at(k.At)
		d.element(
			"line",
			"",
			"class",
			"tick",
			"x1",
			at,
			"x2",
			at,
			"y1",
			px(laneTop),
			"y2",
			px(bottom),
		)
		d.element(
			"text",
			k.Label,
			"class",
			"note",
			"x",
			at,
			"y",
			px(bottom+16),
			"text-anchor",
			t.anchor(k.At),
		)
	}
	for i, l := range t.Lanes {
		t.lane(&d, l, laneTop+laneHeight*i)
	}
	if t.Silence.From > 0 {
		t.silence(&d, bottom)
	}
	now := t.at(t.Now)
	d.element("line", "", "class", "now", "x1", now, "x2", now, "y1", px(laneTop), "y2", px(bottom))
	d.element(
		"text",
		t.NowLabel,
		"class",
		"label",
		"x",
		now,
		"y",
		px(bottom+16),
		"text-anchor",
		t.anchor(t.Now),
	)
	return d.end()
}

func (t Timeline) lane(d *drawing, l Lane, y int) {
	d.element("text", l.Label, "class", "note", "x", "0", "y", px(y+laneLabel))
	middle := px(y + laneMiddle)
	d.element("line", "", "class", "axis", "x1", "0", "x2", "100%", "y1", middle, "y2", middle)
	for _, p := range l.Points {
		// A picture of its own puts shapes at a share of the width.
		d.tag("svg", "class", p.Shape.class(), "x", t.at(p.At), "y", middle, "overflow", "visible")
		p.draw(d)
		d.element("title", p.Text)
		d.WriteString("</svg>")
	}
}

func (s Shape) class() string {
	return [...]string{"dot", "ring", "cross", "diamond", "alarm"}[s]
}

func (p Point) draw(d *drawing) {
	switch p.Shape {
	case Dot, Ring:
		d.element("circle", "", "r", px(3+min(max(p.Size, 0), 100)*5/100))
	case Cross:
		d.element("path", "", "d", "M-4-4L4 4M-4 4L4-4")
	default:
		d.element("path", "", "d", "M0-6L6 0L0 6L-6 0Z")
	}
}

func (t Timeline) silence(d *drawing, bottom int) {
	s := t.Silence
	y := bottom - laneHeight
	d.element("text", s.Label, "class", "note", "x", "0", "y", px(y+laneLabel))
	top := px(y + laneMiddle - 5)
	t.span(d, "ahead", s.From, s.End, top)
	t.span(d, "silence", s.From, min(t.Now, max(s.Alarm, s.From)), top)
	if t.Now > s.Alarm {
		t.span(d, "silence late", s.Alarm, t.Now, top)
	}
	if s.Alarm > t.From && s.Alarm <= t.To {
		at := t.at(s.Alarm)
		d.element(
			"line",
			"",
			"class",
			"threshold",
			"x1",
			at,
			"x2",
			at,
			"y1",
			px(laneTop-4),
			"y2",
			px(bottom),
		)
		d.element(
			"text",
			s.AlarmLabel,
			"class",
			"label",
			"x",
			at,
			"y",
			px(laneTop-8),
			"text-anchor",
			t.anchor(s.Alarm),
		)
	}
}

// span draws a bar from one instant to another.
func (t Timeline) span(d *drawing, class string, from, to int64, top string) {
	from = max(from, t.From)
	to = min(to, t.To)
	if to > from {
		d.element(
			"rect",
			"",
			"class",
			class,
			"x",
			t.at(from),
			"width",
			share(to-from, t.To-t.From),
			"y",
			top,
			"height",
			"10",
		)
	}
}

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
