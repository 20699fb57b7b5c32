package stream

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/view"
)

// whole is an outlet that takes messages in one piece.
func whole(take func([]byte) error) outlet {
	return func(head, rest []byte) error { return take(append(append([]byte(nil), head...), rest...)) }
}

// discard is an outlet of a viewer who looks at nothing.
func discard(_, _ []byte) error { return nil }

// streams are those of a test, with turns for its runs; nil: one.
func streams(t *testing.T, turns *runs.Turns) *Streams {
	t.Helper()
	if turns == nil {
		turns = runs.NewTurns(1, 0)
	}
	class := runs.Class{Name: "test", Attempts: 1 << 40, Slots: turns}
	return New(Config{}, pool(t), class, class, slog.New(slog.DiscardHandler))
}

// played is a feed of a run whose bins are added to its log; hello was sent.
func played(t *testing.T, s *Streams, shared *runs.Shared, out outlet) *feed {
	t.Helper()
	f := &feed{streams: s, ctx: t.Context(), out: out, run: 1000, shared: shared, link: &link.Link{Scenario: shared.Scenario}, ticker: time.NewTicker(time.Hour)}
	f.show = s.join(showKey{run: shared}, f.link)
	f.at = firstPlace(len(shared.Scenario.Strategies), view.FrameOf(shared.Scenario, shared.Scenario.Widths()[0]))
	f.await(ready, f.follow)
	return f
}

// playback is a run that a test adds to.
func playback(s scenario.Scenario) *runs.Shared {
	return runs.Playback(s, runs.NewRunLog(len(s.Strategies)))
}

// news reports whether there is something to do.
func (f *feed) news() bool { return f.pending() != nil && isClosed(f.pending()) }

// drain does whatever there is to do, in a bubble.
func (f *feed) drain(t *testing.T) {
	t.Helper()
	for synctest.Wait(); f.news(); synctest.Wait() {
		if err := f.sendNext(); err != nil {
			t.Fatal(err)
		}
	}
}

// end does all there is to do until the run is over.
func (f *feed) end(t *testing.T) {
	t.Helper()
	for f.pending() != nil {
		<-f.pending()
		if err := f.sendNext(); err != nil {
			t.Fatal(err)
		}
	}
}

// pool is a pool of runs that ends with the test.
func pool(t *testing.T) *runs.Pool {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	return runs.NewPool(ctx, slog.New(slog.DiscardHandler))
}

// turnsTaken are turns of which none is free until one is released.
func turnsTaken(t *testing.T) (turns *runs.Turns, release func()) {
	t.Helper()
	turns = runs.NewTurns(1, 0)
	turn, err := turns.Enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return turns, turn.Leave
}
