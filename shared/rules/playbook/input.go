package playbook

import (
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// Input is all that a decision about one customer depends on.
type Input struct {
	Key     crm.Key
	Facts   *crm.Facts
	Verdict overdue.Verdict // at Now
	Tier    segment.Tier
	Reason  crm.Reason // the likely one: reason.WeighEvidence
	Stake   crm.Money  // exitcost.Stake
	Ledger  Ledger
	Store   StoreCounts
	Config  *Config
	Now     crm.Instant
}

// Ledger is what was decided and done for the customer before.
type Ledger struct {
	// Decided are the ids of the tasks of occasions that were decided, in whichever way.
	Decided []string

	Contacts []crm.Contact // of the last weeks, oldest first
}

// StoreCounts is what is counted over the whole store.
type StoreCounts struct {
	// Spent is what tasks have cost this month, in minor units. Only JudgeAgain asks for
	// it: a task that is proposed spends nothing yet.
	Spent int64
}
