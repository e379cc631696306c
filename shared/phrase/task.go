package phrase

var taskTexts = map[string]text{}
