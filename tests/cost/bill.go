package cost

import (
	"fmt"
	"math"
	"strings"
)

// How long functions run, in seconds. They cannot be measured here: most of it is waiting for SQS and DynamoDB in the same region,
// a few milliseconds each. Twice as long adds a few cents.
const (
	ingestSeconds = 0.008
	batchSeconds  = 0.010 // a batch, and for each of its messages
	foldSeconds   = 0.005
	actSeconds    = 0.060 // up to three tasks
	memory        = 0.25  // GB
)

// chunk is what one request to SQS may carry for its price.
const chunk = 64 << 10

// up rounds to the next twentieth: which of two messages of one customer comes first is left to chance, and with it what is read
// and written twice.
func up(x float64) float64 { return math.Ceil(x*20) / 20 }

// bill is what a million webhooks take. A million of what one takes are as many millions of it.
func bill(c *counted) []line {
	n, batch := float64(c.webhooks), float64(c.batch)
	batches, runs := float64(c.batches)/n, float64(c.tasks)/3/n
	sends := math.Ceil(float64(c.sent)/chunk) + 3*runs
	receives := math.Ceil(float64(c.sent)*batch/chunk)/batch + runs
	deletes := 1/batch + runs
	fold := batchSeconds + foldSeconds*batch
	seconds := memory * (ingestSeconds + fold*batches + actSeconds*runs)
	logged := up(1e6 * (float64(c.ingestLog+c.accessLog) + float64(c.foldLog+c.actLog)/n) / gigabyte)
	return []line{
		{"HTTP API: requests", 1, "M", perMillionHooks, fmt.Sprintf("one, %d KB", (c.hook+512)>>10)},
		{"Lambda: invocations", 1 + batches + runs, "M", perMillionInvokes, fmt.Sprintf("one at the door, one for %d to be folded, %.4f for tasks", c.batch, runs)},
		{"Lambda: time", seconds, "M GB-s", perMillionGBSeconds, fmt.Sprintf("assumed: %.0f ms at the door, %.0f ms a batch, at 256 MB", 1000*ingestSeconds, 1000*fold)},
		{"SQS: requests", sends + receives + deletes, "M", perMillionMessages, fmt.Sprintf("send %.2f, receive %.2f (of 64 KB each), delete %.2f", sends, receives, deletes)},
		{"DynamoDB: write units", up(c.write / n), "M", perMillionWriteUnits, fmt.Sprintf("counted, indexes included; about %.2f of them for tasks carried out", c.actWrite/n)},
		{"DynamoDB: read units", up(c.read / n), "M", perMillionReadUnits, fmt.Sprintf("counted; about %.2f of them for tasks carried out", c.actRead/n)},
		{"CloudWatch: logs taken in", logged, "GB", perGBLogged, fmt.Sprintf("counted: %d bytes at the door, %d in the access log, at most %.0f to fold", c.ingestLog, c.accessLog, 10*math.Ceil(float64(c.foldLog)/n/10))},
		{"CloudWatch: logs kept a month", logged, "GB", perGBLogMonth, "as taken in; they are kept compressed"},
		{"Data out: answers", 1e6 * float64(c.answer) / gigabyte, "GB", perGBOut, fmt.Sprintf("%d bytes", c.answer)},
	}
}

// requests returns the requests to SQS that a million webhooks take, in millions.
func requests(c *counted) float64 {
	for _, l := range bill(c) {
		if l.what == "SQS: requests" {
			return l.amount
		}
	}
	return 0
}

// several is what a million webhooks take besides, if there are several stores in the stack. One alone names no group: there is
// nobody to be fair to.
func several(busy, quiet *counted) []line {
	return []line{
		{"SQS: requests in groups, of a busy shop", requests(busy), "M", perMillionGrouped, "as if receives and deletes were charged like sends"},
		{"SQS: requests in groups, of a quiet shop", requests(quiet), "M", perMillionGrouped, "the same"},
	}
}

// told is how many millions of a million e-mails come to something that SES tells. At so many SES looks into an account.
const told = 0.05

// mails is what a million e-mails take besides the tasks that they are sent for.
func mails(c *counted) []line {
	n := float64(c.webhooks)
	fold := batchSeconds + foldSeconds
	return []line{
		{"SES: e-mails", 1, "M", perMillionMails, "one"},
		{"SNS: bounces and complaints", told, "M", perMillionNotices, "assumed: of one in twenty; on to SQS they go for nothing"},
		{"SQS: requests", 3 * told, "M", perMillionMessages, "send, receive and delete, one at a time"},
		{"Lambda: invocations", told, "M", perMillionInvokes, "one at a time"},
		{"Lambda: time", memory * fold * told, "M GB-s", perMillionGBSeconds, "assumed: 15 ms"},
		{"DynamoDB: write units", up(c.write/n) * told, "M", perMillionWriteUnits, "as for a webhook"},
	}
}

// hoursAMonth is what AWS calls a month.
const hoursAMonth = 730

// standing is what stands a month, whether webhooks come or not, for one stack with a million customers.
func standing(c *counted) []line {
	const polls = 6 * 5 * 3 * 60 * hoursAMonth // queues, pollers of each, long polls of 20 s
	const customers = 1e6 * 1000.0 / gigabyte  // GB, at a kilobyte each
	scans := 30 * customers * gigabyte / (8 << 10)
	return []line{
		{"CloudWatch: alarms", float64(c.alarmed), "", perAlarmMetricMonth, "metrics that alarms look at; the first ten of an account are free"},
		{"CloudWatch: own metrics", float64(len(c.metrics)), "", perMetricMonth, "those that an ordinary day writes, by the hour; the first ten of an account are free"},
		{"CloudWatch: dashboard", 1, "", perDashboardMonth, "the first three of an account are free"},
		{"SQS: idle polling", polls / 1e6, "M", perMillionMessages, "six queues, five pollers each; the first million of an account is free"},
		{"KMS: reading secrets", 12 * hoursAMonth / 1e6, "M", perMillionDecrypts, "one source, by one sandbox every five minutes"},
		{"DynamoDB: a million customers kept", customers, "GB", perGBTableMonth, "a kilobyte each"},
		{"DynamoDB: their recovery to any second", customers, "GB", perGBRecoveryMonth, "35 days"},
		{"DynamoDB: reading them every night", scans / 1e6, "M", perMillionReadUnits, "census"},
	}
}

// markdown writes a bill as a table with its sum.
func markdown(bill []line, sum string) string {
	return rows(bill) + fmt.Sprintf("| **%s** | | | **%s** | |\n", sum, usd(total(bill), 2))
}

// rows writes a bill as a table.
func rows(bill []line) string {
	var b strings.Builder
	b.WriteString("| line | amount | price of one, USD | USD | how it comes about |\n|---|---:|---:|---:|---|\n")
	for _, l := range bill {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", l.what, strings.TrimSpace(fmt.Sprintf("%.4g %s", l.amount, l.unit)), usd(l.price, 6), usd(l.cost(), 3), l.how)
	}
	return b.String()
}

// usd writes an amount with at most so many decimals, and at least two.
func usd(m micro, decimals int) string {
	text := fmt.Sprintf("%.*f", decimals, float64(m)/float64(dollar))
	for decimals > 2 && strings.HasSuffix(text, "0") {
		text, decimals = text[:len(text)-1], decimals-1
	}
	return text
}
