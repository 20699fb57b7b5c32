package studies

import (
	"context"
	"slices"

	"backofflab/api/stream"
	"backofflab/api/wire"
	"backofflab/scenario"
	"backofflab/studies"
	templates "backofflab/web/templates/study"
)

// Watch opens a study for a socket, for the owner of ctx. The error is about the kind or the query.
func (l Lab) Watch(ctx context.Context, kind, query string) (stream.Study, error) {
	at := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == kind })
	if at < 0 {
		return nil, scenario.FieldErrors{scenario.NewFieldError("kind", kind, "There is no such study.")}
	}
	study, err := l.read(kinds[at], query)
	if err != nil {
		return nil, err
	}
	return &watched{lab: l, study: study, shared: l.pool.Join(ctx, study)}, nil
}

// watched is a study that one socket looks at.
type watched struct {
	lab    Lab
	study  Study
	shared *studies.Shared
	seen   studies.State
	told   bool
}

// ready is a closed channel.
var ready = func() <-chan struct{} { c := make(chan struct{}); close(c); return c }()

// Changed is closed when there is more to tell.
func (w *watched) Changed() <-chan struct{} {
	if !w.told {
		return ready
	}
	return w.shared.Changed(w.seen)
}

// Message is the study now, and whether that is its end.
func (w *watched) Message(ctx context.Context) (message wire.StudyMessage, over bool, err error) {
	w.seen, w.told = w.shared.State(), true
	now := shown(w.study, w.seen)
	message = wire.StudyMessage{Type: "study", State: now.State, Query: now.Query}
	message.Fragments, err = templates.Fragments(ctx, now)
	return message, w.seen.Over, err
}

// Cancel ends it for all.
func (w *watched) Cancel() { w.shared.Cancel() }

// Leave ends the look at it.
func (w *watched) Leave() { w.lab.pool.Leave(w.shared) }
