package zendesk

import (
	"cmp"
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// userEvent is an event about a user of the desk: a requester, or somebody of the staff.
type userEvent struct {
	Time   lenient.Scalar `json:"time"`
	Detail struct {
		ID        lenient.Scalar `json:"id"`
		Email     lenient.Scalar `json:"email"`
		Name      lenient.Scalar `json:"name"`
		Phone     lenient.Scalar `json:"phone"`
		Role      lenient.Scalar `json:"role"`
		UpdatedAt lenient.Scalar `json:"updated_at"`
	} `json:"detail"`
	Event lenient.Map[lenient.Scalar] `json:"event"`
}

// userParsers lists the events about users that are read. The detail of all others is the
// same, but tells nothing that is used.
var userParsers = map[string]func(*userEvent, *lenient.Reader, webhook.Delivery) crm.Event{
	"user.created":          (*userEvent).readUser,
	"user.updated":          (*userEvent).readUser,
	"user.name_changed":     (*userEvent).readNewName,
	"user.identity_created": (*userEvent).readIdentity,
	"user.identity_changed": (*userEvent).readIdentity,
	"user.merged":           (*userEvent).readMerge,
	"user.deleted":          (*userEvent).readDeletion,
}

// staffRoles are the roles of people who work at the desk.
var staffRoles = map[string]bool{
	"agent":       true,
	"admin":       true,
	"owner":       true,
	"light_agent": true,
	"light agent": true,
}

// parseUser reads an event about a requester. One about the staff tells nothing.
func parseUser(d webhook.Delivery) ([]crm.Event, error) {
	var in userEvent
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	if staffRoles[strings.ToLower(r.Text(in.Detail.Role))] {
		return nil, webhook.ErrIgnored
	}
	ev := userParsers[d.Topic](&in, &r, d)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}

// readUser returns the requester with name and address.
func (in *userEvent) readUser(r *lenient.Reader, d webhook.Delivery) crm.Event {
	at := cmp.Or(
		r.Time("detail.updated_at", in.Detail.UpdatedAt),
		r.Time("time", in.Time),
		d.Received,
	)
	user := r.NeedRef(d.Source, "detail.id", in.Detail.ID)
	email := r.Text(in.Detail.Email)
	ev := crm.Event{
		Kind: crm.KindCustomer,
		ID:   "customer/" + user.ID,
		At:   at,
		Who: crm.Who{
			Email: webhook.FirstPersonalEmail(email),
			Desk:  user,
		},
	}

	p := webhook.ProfileWriter{Profile: &ev.Profile, At: at}
	p.Set(crm.Name, r.Text(in.Detail.Name))
	p.Set(crm.Email, ev.Who.Email)
	p.Set(crm.Phone, r.Text(in.Detail.Phone))
	return ev
}

// readNewName reads the name from the change: the detail has none.
func (in *userEvent) readNewName(r *lenient.Reader, d webhook.Delivery) crm.Event {
	ev := in.readUser(r, d)
	name := r.Text(in.changed("current"))
	p := webhook.ProfileWriter{
		Profile: &ev.Profile,
		At:      ev.At,
	}
	p.SetMissing(crm.Name, name)
	return ev
}

// readIdentity reads an address that was added, if the user has no main one.
func (in *userEvent) readIdentity(r *lenient.Reader, d webhook.Delivery) crm.Event {
	ev := in.readUser(r, d)
	if ev.Who.Email != "" {
		return ev
	}
	var identity struct {
		Value lenient.Scalar `json:"value"`
	}
	if lenient.Decode([]byte(in.changed("identity")), &identity) != nil {
		return ev
	}
	ev.Who.Email = webhook.FirstPersonalEmail(r.Text(identity.Value))
	p := webhook.ProfileWriter{Profile: &ev.Profile, At: ev.At}
	p.Set(crm.Email, ev.Who.Email)
	return ev
}

// readMerge reads that two requesters are one. The detail is one of them, and the event
// names the other; which of them the desk keeps makes no difference here.
func (in *userEvent) readMerge(r *lenient.Reader, d webhook.Delivery) crm.Event {
	ev := in.readUser(r, d)
	for _, member := range in.Event {
		other := r.Ref(d.Source, "event."+member.Name, userID(member.Value))
		if !other.Zero() && other != ev.Who.Desk {
			ev.Who.OtherDesk = other
			return ev
		}
	}
	r.Fail("event names no user into whom this one was merged.")
	return ev
}

// userID returns the id that a value is, or that it has if it is a user.
func userID(value lenient.Scalar) lenient.Scalar {
	var user struct {
		ID lenient.Scalar `json:"id"`
	}
	if strings.HasPrefix(string(value), "{") {
		if lenient.Decode([]byte(value), &user) != nil {
			return ""
		}
		return user.ID
	}
	isID := strings.Trim(string(value), `"0123456789`) == ""
	if !isID {
		return ""
	}
	return value
}

// readDeletion reads that the desk deleted a requester.
func (in *userEvent) readDeletion(r *lenient.Reader, d webhook.Delivery) crm.Event {
	user := r.NeedRef(d.Source, "detail.id", in.Detail.ID)
	return webhook.DeletedRequester(user, d)
}

// changed returns what an event says of a change.
func (in *userEvent) changed(name string) lenient.Scalar {
	for _, member := range in.Event {
		if member.Name == name {
			return member.Value
		}
	}
	return ""
}
