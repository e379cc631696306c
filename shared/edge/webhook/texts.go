package webhook

import "strings"

// JoinTexts puts the texts that are not empty on lines of their own.
func JoinTexts(texts ...string) string {
	lines := texts[:0:0]
	for _, t := range texts {
		if t != "" {
			lines = append(lines, t)
		}
	}
	return strings.Join(lines, "\n")
}
