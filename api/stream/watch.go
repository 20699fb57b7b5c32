package stream

import (
	"context"
	"time"

	"backofflab/api/problem"
	"backofflab/api/wire"
)

// Study is a study of many runs that a viewer looks at. It belongs to the session's writer.
type Study interface {
	// Changed is closed when there is more to tell than the last message did.
	Changed() <-chan struct{}
	// Message is the study as it is now, and whether nothing will follow.
	Message(ctx context.Context) (message wire.StudyMessage, over bool, err error)
	Cancel() // ends it for all who look at it
	Leave()  // ends this look at it
}

// Studies opens a study of a kind, for the owner of ctx. The error is about what was asked for.
type Studies func(ctx context.Context, kind, query string) (Study, error)

// studyGap is the least time between two states of a study, and studyRate how many bytes of
// them a second are sent at most beyond that: a large map is drawn again less often.
const (
	studyGap  = 200 * time.Millisecond
	studyRate = 1 << 20
)

// watch sends the states of one study to one viewer: the latest, as often as the gap lets it.
type watch struct {
	ctx     context.Context
	out     outlet
	run     uint64
	study   Study
	over    bool
	resting <-chan time.Time // nil: the next state may be sent at once
}

// openWatch answers a request for a study: with its first state, soon, or with an error.
func (s *Streams) openWatch(ctx context.Context, out outlet, wanted request) (*watch, error) {
	if s.config.Studies == nil {
		return nil, out.failure(ctx, wanted.run, &problem.Problem{Title: "No studies", Detail: "This server has no studies."})
	}
	study, err := s.config.Studies(ctx, wanted.kind, wanted.query)
	if err != nil {
		return nil, out.failure(ctx, wanted.run, err)
	}
	return &watch{ctx: ctx, out: out, run: wanted.run, study: study}, nil
}

// shows reports whether it is that study which is under way.
func (w *watch) shows(run uint64) bool { return w != nil && !w.over && w.run == run }

// pending is closed when there is something to send; nil while there is not, or must not.
func (w *watch) pending() <-chan struct{} {
	if w == nil || w.over || w.resting != nil {
		return nil
	}
	return w.study.Changed()
}

// rested ticks when the next state may be sent.
func (w *watch) rested() <-chan time.Time {
	if w == nil {
		return nil
	}
	return w.resting
}

// send sends the state now.
func (w *watch) send() error {
	message, over, err := w.study.Message(w.ctx)
	if err != nil {
		return err
	}
	message.Run, w.over = w.run, over
	encoded, err := wire.Encode(message)
	if err != nil {
		return err
	}
	w.resting = time.After(studyGap + time.Duration(len(encoded))*time.Second/studyRate)
	return w.out(nil, encoded)
}

// close ends the look at the study. Close of a nil watch does nothing.
func (w *watch) close() {
	if w != nil {
		w.study.Leave()
	}
}
