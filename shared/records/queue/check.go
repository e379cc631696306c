package queue

import (
	"fmt"
	"time"
	"unicode/utf8"
)

// MaxReceive is the most messages that one Receive takes.
const MaxReceive = 10

// CheckSend returns an error that wraps ErrInvalid if no queue may take these messages.
func CheckSend(delay time.Duration, bodies [][]byte) error {
	if delay < 0 || delay > MaxDelay {
		return fmt.Errorf("%w: delay of %s", ErrInvalid, delay)
	}
	for _, b := range bodies {
		if err := checkBody(b); err != nil {
			return err
		}
	}
	return nil
}

// checkBody refuses what SQS refuses: no bytes, too many, or bytes that are not text.
func checkBody(b []byte) error {
	switch {
	case len(b) == 0 || len(b) > MaxBody:
		return fmt.Errorf("%w: body of %d bytes", ErrInvalid, len(b))
	case !utf8.Valid(b):
		return fmt.Errorf("%w: body is not UTF-8", ErrInvalid)
	}
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return fmt.Errorf("%w: body holds a control character", ErrInvalid)
		}
	}
	return nil
}

// CheckReceive returns an error that wraps ErrInvalid unless 1..MaxReceive messages are
// asked for, for a time that is not negative.
func CheckReceive(max int, visible time.Duration) error {
	if max < 1 || max > MaxReceive || visible < 0 {
		return fmt.Errorf("%w: receive %d for %s", ErrInvalid, max, visible)
	}
	return nil
}

// CheckSettle returns an error that wraps ErrInvalid if a message is to come back after a
// negative delay.
func CheckSettle(rs []Result) error {
	for _, r := range rs {
		if r.Again && r.Delay < 0 {
			return fmt.Errorf("%w: back after %s", ErrInvalid, r.Delay)
		}
	}
	return nil
}
