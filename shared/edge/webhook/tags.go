package webhook

import (
	"strings"
	"unicode"

	"holdfast/shared/words/crm"
)

// refusingTags maps the tags by which shops and desks mark people who do not want to be
// contacted to what they close, without case, spaces and punctuation. To add one, write a
// row.
var refusingTags = map[string][]crm.Channel{
	"donotcontact":      everyChannel,
	"dontcontact":       everyChannel,
	"nocontact":         everyChannel,
	"nevercontact":      everyChannel,
	"contactrefused":    everyChannel,
	"optout":            everyChannel,
	"optedout":          everyChannel,
	"nichtkontaktieren": everyChannel,
	"kontaktsperre":     everyChannel,
	"werbesperre":       everyChannel,
	"nepascontacter":    everyChannel,
	"nocontactar":       everyChannel,
	"noncontattare":     everyChannel,
	"nietcontacteren":   everyChannel,
	"请勿联系":              everyChannel,
	"勿扰":                everyChannel,
	"拒绝联系":              everyChannel,
	"連絡不要":              everyChannel,

	"donotcall":    {crm.ChannelCall},
	"nocalls":      {crm.ChannelCall},
	"请勿来电":         {crm.ChannelCall},
	"donotemail":   {crm.ChannelEmail},
	"noemail":      {crm.ChannelEmail},
	"nomarketing":  {crm.ChannelEmail, crm.ChannelSMS},
	"unsubscribed": {crm.ChannelEmail},
	"退订":           {crm.ChannelEmail, crm.ChannelSMS},
	"donottext":    {crm.ChannelSMS},
	"nosms":        {crm.ChannelSMS},
}

var everyChannel = []crm.Channel{
	crm.ChannelEmail,
	crm.ChannelSMS,
	crm.ChannelCall,
	crm.ChannelChat,
}

// TagRefusals returns the noes that tags say, as of an instant.
func TagRefusals(tags []string, at crm.Instant) (said crm.Consents) {
	for _, tag := range tags {
		plain := strings.Map(plainLetter, tag)
		for _, channel := range refusingTags[plain] {
			said[channel] = crm.Consent{State: crm.ConsentRefused, At: at}
		}
	}
	return said
}

// plainLetter returns a letter in lower case, and drops anything else.
func plainLetter(r rune) rune {
	if !unicode.IsLetter(r) {
		return -1
	}
	return unicode.ToLower(r)
}
