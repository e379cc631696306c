package zendesk

import (
	"strings"

	"holdfast/shared/words/crm"
)

// parseStatus reads a status in any case, as an enum or as an English label; 0 = unknown.
func parseStatus(s string) crm.TicketStatus {
	switch strings.ToLower(s) {
	case "new":
		return crm.TicketNew
	case "open":
		return crm.TicketOpen
	case "pending":
		return crm.TicketPending
	case "hold", "on-hold", "on hold":
		return crm.TicketHold
	case "solved":
		return crm.TicketSolved
	case "closed", "archived":
		return crm.TicketClosed
	case "deleted", "scrubbed":
		return crm.TicketDeleted
	}
	return 0
}

// parsePriority reads a priority in any case; 0 = none.
func parsePriority(s string) crm.Priority {
	switch strings.ToLower(s) {
	case "low":
		return crm.PriorityLow
	case "normal":
		return crm.PriorityNormal
	case "high":
		return crm.PriorityHigh
	case "urgent":
		return crm.PriorityUrgent
	}
	return 0
}

// isComplaint reports whether the desk itself filed the ticket as something gone wrong.
// What the customer wrote is judged elsewhere.
func isComplaint(ticketType string) bool {
	switch strings.ToLower(ticketType) {
	case "problem", "incident":
		return true
	}
	return false
}

// parseScore reads {{satisfaction.current_rating}}: "Good, I'm satisfied", "Bad, I'm
// unsatisfied", or the bare words. It returns 0 for offered and unoffered ratings, and for
// words in other languages.
func parseScore(rating string) uint8 {
	rating = strings.ToLower(rating)
	switch {
	case strings.HasPrefix(rating, "good"):
		return 5
	case strings.HasPrefix(rating, "bad"):
		return 1
	case len(rating) == 1 && rating[0] >= '1' && rating[0] <= '5':
		return rating[0] - '0'
	}
	return 0
}
