package phrase

import "fmt"

// Placeholders returns how many arguments the English sentence of a key takes.
func Placeholders(key string) int {
	kinds, _ := inspect(find(English).sentences[key])
	return len(kinds)
}

// EnglishFaults lists what is wrong with a sentence that stands in the code and gets so
// many arguments.
func EnglishFaults(sentence string, args int) []string {
	out := sentenceFaults(find(English), "it", sentence, sentence)
	if kinds, _ := inspect(sentence); len(kinds) != args {
		out = append(out, fmt.Sprintf("it takes %d arguments and gets %d", len(kinds), args))
	}
	return out
}
