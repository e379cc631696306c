package cost

// micro is a millionth of a US dollar.
type micro int64

const dollar micro = 1_000_000

// List prices of us-east-1 without free tiers, as of November 2026, from the services' price pages. A GB is 2^30 bytes.
const (
	perMillionHooks      = 1 * dollar             // API Gateway, HTTP API, up to 512 KB
	perMillionInvokes    = 200_000 * dollar / 1e6 // Lambda
	perMillionGBSeconds  = 13_333_400 * dollar / 1e6
	perMillionMessages   = 400_000 * dollar / 1e6 // SQS standard, each request of up to 64 KB
	perMillionGrouped    = 100_000 * dollar / 1e6 // SQS fair queues: besides, each request about messages that name a group
	perMillionMails      = 100 * dollar           // SES
	perMillionNotices    = 500_000 * dollar / 1e6 // SNS standard topics; what they send to SQS is free
	perMillionWriteUnits = 625_000 * dollar / 1e6 // DynamoDB on demand
	perMillionReadUnits  = 125_000 * dollar / 1e6
	perGBLogged          = dollar / 2 // CloudWatch Logs, taken in
	perGBLogMonth        = 3 * dollar / 100
	perGBOut             = 9 * dollar / 100 // to the internet
	perGBTableMonth      = dollar / 4
	perGBRecoveryMonth   = dollar / 5
	perAlarmMetricMonth  = dollar / 10
	perMetricMonth       = 3 * dollar / 10
	perDashboardMonth    = 3 * dollar
	perMillionDecrypts   = 3 * dollar // KMS
)

const gigabyte = 1 << 30

// line is one line of a bill: so much of something at a price.
type line struct {
	what   string
	amount float64
	unit   string
	price  micro // of one unit
	how    string
}

// cost is what a line comes to, rounded to the next millionth of a dollar.
func (l line) cost() micro { return micro(l.amount*float64(l.price) + 0.5) }

func total(bill []line) (sum micro) {
	for _, l := range bill {
		sum += l.cost()
	}
	return sum
}
