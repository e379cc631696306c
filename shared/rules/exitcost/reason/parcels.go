package reason

import "holdfast/shared/words/crm"

// addParcel adds a parcel that was lost, else one that came late, else one that its carrier
// called delayed. All speak of the service.
func (g *gathering) addParcel(d crm.Delivery) {
	switch {
	case d.Lost() && d.Updated <= g.now:
		g.addStatedParcel(d, Lost, weighLost)
	case d.Promised != 0:
		g.addLateParcel(d)
	case d.State == crm.ParcelDelayed && d.Updated <= g.now:
		g.addStatedParcel(d, Delayed, weighDelayed)
	}
}

func (g *gathering) addStatedParcel(d crm.Delivery, kind Kind, weight int) {
	g.add(Evidence{
		Kind:   kind,
		Reason: crm.ReasonService,
		At:     d.Updated,
		Ref:    d.Order,
		Weight: weight,
	})
}

// addLateParcel adds a parcel that came at least a day later than promised, or still has
// not come. It was late from a day after the promise on.
func (g *gathering) addLateParcel(d crm.Delivery) {
	days := d.Late(g.now)
	if days <= 0 || d.Promised > g.now {
		return
	}
	more := min(weighLateDay*(days-1), weighLate)
	g.add(Evidence{
		Kind:   Late,
		Reason: crm.ReasonService,
		At:     d.Promised.AddDays(1),
		Ref:    d.Order,
		Number: days,
		Weight: weighLate + more,
	})
}
