package telling

import (
	"slices"
	"strings"
)

// state is how a word is said.
type state uint8

const (
	stated    state = iota
	requested       // in a question that asks for something to be done
	asked           // in a question whether it is so, or in a condition
)

// markStates says of each word how it is said.
func markStates(words []word) {
	for start := 0; start < len(words); {
		end := start + 1
		for end < len(words) && words[end].clause == words[start].clause {
			end++
		}
		isLast := end == len(words) || words[end].sentence != words[start].sentence
		markClause(words[start:end], isLast)
		if start > 0 {
			carryQuestion(words[:start], words[start:end])
		}
		start = end
	}
}

// carryQuestion lets a question go on in the next clause: "is it cheaper, if I take two?"
// A new sentence begins anew.
func carryQuestion(before, clause []word) {
	last := before[len(before)-1]
	if last.sentence != clause[0].sentence || !last.asks || last.han {
		return
	}
	if last.state == asked && !startsStatement(clause) {
		setState(clause, asked)
	}
}

// startsStatement reports whether a clause begins with somebody who does something.
func startsStatement(clause []word) bool {
	return slices.Contains(subjects, clause[0].text)
}

// markClause finds how a clause is said.
func markClause(clause []word, isLast bool) {
	isQuestion := clause[0].asks && isLast
	if clause[0].han {
		markChinese(clause, isQuestion)
		return
	}
	setState(clause, stateOfEnglish(clause, isQuestion))
	markFrom(clause, conditions, asked)
	markIndirect(clause)
}

func setState(words []word, s state) {
	for i := range words {
		words[i].state = s
	}
}

// The words by which English clauses are told apart.
var (
	greetings = []string{
		"hi", "hello", "hey", "dear", "so", "and", "but", "also", "ok", "okay", "then",
		"well", "please", "sorry", "thanks", "or",
	}
	yesOrNo = []string{
		"is", "are", "was", "were", "am", "do", "does", "did", "has", "have", "had",
	}
	requests = []string{
		"can", "could", "will", "would", "may", "might", "shall", "should", "what", "which",
		"who", "where", "when", "how", "any", "anyone", "anything",
	}
	subjects = []string{
		"i", "we", "you", "he", "she", "it", "they", "this", "that", "these", "those",
		"there", "the", "a", "an", "my", "our", "your", "his", "her", "their", "anyone",
		"anybody", "any", "one",
	}
	conditions = []string{"if", "unless", "whether"}

	// exclaiming begin what is said in anger, and asserted: "why is it always late?"
	exclaiming = []string{"why", "how come", "how long", "how dare", "how can it", "how many times"}
)

// stateOfEnglish tells a question by how it begins, or by its question mark.
func stateOfEnglish(clause []word, isQuestion bool) state {
	rest := clause
	for len(rest) > 1 && slices.Contains(greetings, rest[0].text) {
		rest = rest[1:]
	}
	for _, begin := range exclaiming {
		if beginsWith(rest, begin) && !beginsWith(rest, "why not") {
			return stated
		}
	}
	first := rest[0].text
	isTurned := len(rest) > 1 && slices.Contains(subjects, rest[1].text)
	switch {
	case slices.Contains(yesOrNo, first) && (isTurned || isQuestion):
		return asked
	case slices.Contains(requests, first) && (isTurned || isQuestion):
		return requested
	case isQuestion:
		return asked
	}
	return stated
}

// beginsWith reports whether a clause begins with the words.
func beginsWith(clause []word, begin string) bool {
	i := 0
	for want := range strings.FieldsSeq(begin) {
		if i >= len(clause) || clause[i].text != want {
			return false
		}
		i++
	}
	return true
}

// markFrom sets the state of the words from one of the openers on. A condition that comes
// after what it is a condition of leaves that alone.
func markFrom(clause []word, openers []string, s state) {
	for i, w := range clause {
		isAsIf := i > 0 && clause[i-1].text == "as"
		if slices.Contains(openers, w.text) && !isAsIf {
			setState(clause[i:], s)
			return
		}
	}
}

// wondering are verbs of one who asks.
var wondering = []string{"wonder", "wondering", "ask", "asking", "curious"}

// markIndirect marks what follows "I wonder" and the like.
func markIndirect(clause []word) {
	for i, w := range clause {
		if slices.Contains(wondering, w.text) {
			setState(clause[i:], max(requested, clause[i].state))
			return
		}
	}
}

// The words by which Chinese clauses are told apart.
var (
	chineseConditions = []string{"如果", "要是", "假如", "万一", "若是", "倘若"}
	chineseExclaiming = []string{
		"为什么", "为啥", "怎么还", "怎么这么", "怎么那么", "怎么回事", "怎么能", "凭什么",
		"难道", "多久", "什么时候才", "居然", "竟然", "这么", "那么", "太",
	}
	chineseWhether = []string{
		"是不是", "有没有", "会不会", "是否", "贵不贵", "好不好", "会否", "要不要", "算不算",
	}
	chineseRequests = []string{
		"请问", "能不能", "可不可以", "可以", "可否", "能否", "怎么", "如何", "怎样", "哪",
		"谁", "想问", "咨询", "什么", "多少", "能",
	}
	chineseParticles = []string{"吗", "么", "呢", "嘛"}
)

// markChinese finds how a Chinese clause is said.
func markChinese(clause []word, isQuestion bool) {
	text := join(clause)
	last := clause[len(clause)-1].text
	isQuestion = isQuestion || slices.Contains(chineseParticles, last)
	switch {
	case containsAny(text, chineseWhether):
		setState(clause, asked)
	case containsAny(text, chineseExclaiming):
		// It is said in anger, and asserted.
	case containsAny(text, chineseRequests) && isQuestion, strings.Contains(text, "请问"):
		setState(clause, requested)
	case isQuestion:
		setState(clause, asked)
	}
	markChineseCondition(clause, text)
}

// markChineseCondition marks the words from "if" on.
func markChineseCondition(clause []word, text string) {
	for _, opener := range chineseConditions {
		at := strings.Index(text, opener)
		if at < 0 {
			continue
		}
		before := 0
		for i, w := range clause {
			if before >= at {
				setState(clause[i:], asked)
				return
			}
			before += len(w.text)
		}
	}
}

// join writes words without spaces.
func join(words []word) string {
	var text strings.Builder
	for _, w := range words {
		text.WriteString(w.text)
	}
	return text.String()
}

func containsAny(text string, parts []string) bool {
	isIn := func(part string) bool { return strings.Contains(text, part) }
	return slices.ContainsFunc(parts, isIn)
}
