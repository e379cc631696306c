package apply

import (
	"context"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/mailevent"
	"holdfast/shared/words/outcome"
)

// readMailEvent reads delivery i of a batch if SES sent it, and adds its events to the
// groups. It rejects any other message, with what was wrong with its envelope. What became
// of an e-mail that another program sent is passed over.
func (a *Apply) readMailEvent(
	ctx context.Context,
	b *batch,
	i int,
	noEnvelope error,
) error {
	report, err := mailevent.Parse(b.deliveries[i].queued.Body)
	if err != nil {
		return outcome.Reject("the message cannot be read: %v", noEnvelope)
	}
	if report.Store == "" {
		return nil
	}

	env := envelope.Message{
		Store:    report.Store,
		Source:   mailevent.Name,
		Platform: mailevent.Name,
		Topic:    report.Kind,
		Received: report.Received,
	}
	b.deliveries[i].Message = env
	for _, e := range report.Events {
		err := a.routeEvent(ctx, b, env, receivedEvent{e, i, report.Received})
		if err != nil {
			return err
		}
	}
	return nil
}
