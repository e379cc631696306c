// Package awslambda runs steps as AWS Lambda functions: it turns the events of SQS, HTTP
// APIs and EventBridge Scheduler into calls of steps, and what steps answer into what AWS
// expects. No other package knows these shapes.
//
// The life of one invocation: Invoke tells the kind of the event by its shape. A batch of
// messages goes to the step at once, within the invocation's time less a reserve; each
// message is then deleted, hidden for a while or left to fail, by the error that the step
// answered for it. A tick of a schedule starts what it asks for at the scheduled time. A
// request is answered by ingest; refusals are logged once a minute. At the end the
// invocation's counts are written as one line.
//
// What it promises: one bad message never fails the others of its batch, not even if the
// step panics on it; a message comes back later the more often it has failed; nothing is
// deleted that the step did not answer for; errors that AWS shows to others hold no
// details.
//
// To add a kind of event, give Function a field and Invoke a case; to add a count, call
// Metrics.Add (a CloudWatch metric, at a price) or Metrics.Tell (a property of the line).
// A new outcome of a message is a case in resultOf.
package awslambda
