package webhook

import "strings"

// JoinTexts puts the texts that are not empty on lines of their own.
func JoinTexts(texts ...string) string {
	kept := texts[:0:0]
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, "\n")
}
