package stream

import (
	"context"
	"errors"
	"time"

	"backofflab/api/problem"
	"backofflab/api/wire"
	"backofflab/scenario"
	"backofflab/web/templates/chart"
)

// outlet sends one message, in two parts: what is for one viewer alone, which may be nil, and
// what others get as well, which it does not change. It blocks until the message is on its way.
type outlet func(head, rest []byte) error

// json sends a message that is for one viewer alone.
func (out outlet) json(v any) error {
	message, err := wire.Encode(v)
	if err != nil {
		return err
	}
	return out(nil, message)
}

// tooLarge reports that a run is too large to be begun; the session goes on.
func (out outlet) tooLarge(ctx context.Context, run uint64, t chart.TooLarge) error {
	notice, err := chart.Render(ctx, chart.TooLargeNotice(t))
	if err != nil {
		return err
	}
	return out.json(wire.ErrorMessage{Type: "error", Run: run, Title: problem.TooLarge, Detail: t.Line, Fields: scenario.FieldErrors{}, Notice: notice})
}

// failure reports the error of a run; the session goes on. Where the session has ended
// nothing is sent: its close code says why.
func (out outlet) failure(ctx context.Context, run uint64, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	p := problem.Of(err)
	message := wire.ErrorMessage{Type: "error", Run: run, Title: p.Title, Detail: p.Detail, Fields: p.Fields}
	var later interface{ RetryAfter() time.Duration } // of an error that says when to come back
	if errors.As(err, &later) {
		message.RetryMS = later.RetryAfter().Milliseconds()
	}
	if message.Fields == nil {
		message.Fields = scenario.FieldErrors{} // a list, always
	}
	return out.json(message)
}
