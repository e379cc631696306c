package phrase

// Placeholders returns how many arguments the English sentence of a key takes.
func Placeholders(key string) int {
	kinds, _ := inspect(find(English).sentences[key])
	return len(kinds)
}
