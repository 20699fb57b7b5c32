package share

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
)

func newTestStore(t *testing.T) *Store[string] {
	t.Helper()
	return newLoggedStore(t.Context(), slog.New(slog.DiscardHandler))
}

func newLoggedStore(ctx context.Context, logger *slog.Logger) *Store[string] {
	return NewStore(ctx, logger, "sum", Bounds{Count: 2, Weight: 10, Each: 10}, func(s string) int { return len(s) })
}

// never is work that ends only when it is given up.
func never(ctx context.Context) (string, error) {
	<-ctx.Done()
	return "", context.Cause(ctx)
}

func refused(context.Context) (string, error) { panic("begun twice") }

func TestManyShareOneWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, finish, made := newTestStore(t), make(chan struct{}), 0
		got := make(chan string, 100)
		for range cap(got) {
			go func() {
				value, err := s.Of(t.Context(), "k", func(context.Context) (string, error) { made++; <-finish; return "sum", nil })
				if err != nil {
					t.Error(err)
				}
				got <- value
			}()
		}
		synctest.Wait()
		for w, wanted := range s.UnderWay() {
			if wanted != cap(got) || w.Over() {
				t.Errorf("%d want it, over: %v", wanted, w.Over())
			}
		}
		close(finish)
		for range cap(got) {
			if value := <-got; value != "sum" {
				t.Errorf("got %q", value)
			}
		}
		if made != 1 || len(s.UnderWay()) != 0 {
			t.Errorf("made %d times, %d under way", made, len(s.UnderWay()))
		}
		if value, err := s.Of(t.Context(), "k", refused); value != "sum" || err != nil {
			t.Errorf("what is kept is made again: %q, %v", value, err)
		}
	})
}

// Those who join see what the first saw begin.
func TestWhoeverJoinsSeesTheSame(t *testing.T) {
	g := NewGroup[*int, string](t.Context(), slog.New(slog.DiscardHandler), "sum")
	var work []*Work[string]
	begin := func(w *Work[string]) (*int, Do[string]) { work = append(work, w); return new(int), never }
	first, second, other := g.Join("k", begin), g.Join("k", begin), g.Join("l", begin)
	if first != second || first == other || len(work) != 2 {
		t.Errorf("%p, %p and %p of %d pieces", first, second, other, len(work))
	}
}

func TestOneWhoLeavesDoesNotStopOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, finish, gone := newTestStore(t), make(chan struct{}), errors.New("gone")
		do := func(ctx context.Context) (string, error) {
			select {
			case <-finish:
				return "sum", nil
			case <-ctx.Done():
				return "", context.Cause(ctx)
			}
		}
		w := s.Join("k", do)
		defer w.Leave()
		ctx, leave := context.WithCancelCause(t.Context())
		leave(gone)
		if value, err := s.Of(ctx, "k", refused); value != "" || !errors.Is(err, gone) {
			t.Errorf("who leaves got %q, %v", value, err)
		}
		synctest.Wait()
		close(finish)
		if value, err := w.Result(t.Context()); value != "sum" || err != nil {
			t.Errorf("the other one got %q, %v", value, err)
		}
		if value, err := w.Result(ctx); value != "sum" || err != nil {
			t.Errorf("what is known is handed to one who is late: %q, %v", value, err)
		}
	})
}

func TestTheLastWhoLeavesEndsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, stopping := newTestStore(t), make(chan struct{})
		do := func(ctx context.Context) (string, error) {
			defer func() { <-stopping }()
			return never(ctx)
		}
		first, second := s.Join("k", do), s.Join("k", do)
		first.Leave()
		if first != second || len(s.UnderWay()) != 1 {
			t.Fatal("it ended when one left")
		}
		second.Leave()
		if len(s.UnderWay()) != 0 {
			t.Error("given up, it is still there to be joined")
		}
		// Who comes while it stops gets its own, which the end of the other leaves alone.
		later := s.Join("k", never)
		close(stopping)
		if _, err := first.Result(t.Context()); !errors.Is(err, context.Canceled) {
			t.Errorf("it ended with %v", err)
		}
		synctest.Wait()
		if later == first || later.Over() || s.UnderWay()[later] != 1 {
			t.Error("who comes later has joined what was given up")
		}
		later.Leave()
		synctest.Wait()
		if count, _ := s.Held(); count != 0 {
			t.Error("an error is kept")
		}
	})
}

func TestTheEndOfTheGroupEndsItsWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		s := newLoggedStore(ctx, slog.New(slog.DiscardHandler))
		w := s.Join("k", never)
		defer w.Leave()
		end()
		synctest.Wait()
		if !w.Over() {
			t.Fatal("it goes on")
		}
		if _, err := w.Result(t.Context()); !errors.Is(err, context.Canceled) {
			t.Errorf("it ended with %v", err)
		}
	})
}

func TestPanicIsTheErrorOfAll(t *testing.T) {
	var log strings.Builder
	s := newLoggedStore(t.Context(), slog.New(slog.NewTextHandler(&log, nil)))
	key, begin := strings.Repeat("k", 301), make(chan struct{})
	do := func(context.Context) (string, error) { <-begin; panic("added badly") }
	all := []*Work[string]{s.Join(key, do), s.Join(key, do)}
	close(begin)
	for _, w := range all {
		if _, err := w.Result(t.Context()); err == nil || err.Error() != "sum panicked: added badly" {
			t.Errorf("got %v", err)
		}
		w.Leave()
	}
	if got := log.String(); !strings.Contains(got, `msg="sum panicked" panic="added badly" key=`+key[:300]+` stack=`) {
		t.Errorf("the log says %q", got)
	}
	if value, err := s.Of(t.Context(), key, func(context.Context) (string, error) { return "sum", nil }); value != "sum" || err != nil {
		t.Errorf("who comes later got %q, %v", value, err)
	}
}

// One who finds nothing may begin only after another has made it.
func TestWhatWasMadeMeanwhileIsNotRepeated(t *testing.T) {
	s := newTestStore(t)
	begun := s.kept("k", refused)
	s.Put("k", "sum")
	if value, err := begun(t.Context()); value != "sum" || err != nil {
		t.Errorf("got %q, %v", value, err)
	}
}
