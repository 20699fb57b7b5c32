package stream

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/api/wire"
	"backofflab/scenario"
)

// counted is a study whose state is a number.
type counted struct {
	state, last           int
	changed               chan struct{}
	told, cancelled, gone int
}

func newCounted(last int) *counted {
	c := &counted{last: last, changed: make(chan struct{})}
	close(c.changed)
	return c
}

// next is another state.
func (c *counted) next() {
	c.state++
	close(c.changed)
}

func (c *counted) Changed() <-chan struct{} { return c.changed }
func (c *counted) Cancel()                  { c.cancelled++ }
func (c *counted) Leave()                   { c.gone++ }

func (c *counted) Message(context.Context) (wire.StudyMessage, bool, error) {
	c.told++
	c.changed = make(chan struct{})
	return wire.StudyMessage{Type: "study", State: "running", Fragments: map[string]string{"n": string(rune('0' + c.state))}}, c.state == c.last, nil
}

// told is a writer's loop around a watch: what it sends, until nothing can follow for a while.
func (w *watch) forAWhile(t *testing.T) {
	t.Helper()
	for {
		select {
		case <-w.pending():
			if err := w.send(); err != nil {
				t.Fatal(err)
			}
		case <-w.rested():
			w.resting = nil
			if w.study.(*counted).state == w.study.(*counted).last {
				continue
			}
		case <-time.After(time.Minute):
			return
		}
	}
}

// A viewer gets the latest state, five a second at most, and nothing after the last.
func TestWatchSendsTheLatest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		study, began := newCounted(9), time.Now()
		var sent []wire.StudyMessage
		var at []time.Duration
		out := whole(func(message []byte) error {
			var m wire.StudyMessage
			if err := json.Unmarshal(message, &m); err != nil {
				t.Fatal(err)
			}
			sent, at = append(sent, m), append(at, time.Since(began).Round(10*time.Millisecond))
			if n := len(sent); n == 1 {
				study.next() // at once
				study.changed = make(chan struct{})
				study.next()
			}
			return nil
		})
		s := &Streams{config: Config{Studies: func(_ context.Context, kind, query string) (Study, error) {
			if kind != "sweep" || query != "x=cap:1s" {
				t.Errorf("%s?%s", kind, query)
			}
			return study, nil
		}}}
		w, err := s.openWatch(t.Context(), out, request{run: 7, study: true, kind: "sweep", query: "x=cap:1s"})
		if err != nil {
			t.Fatal(err)
		}
		w.forAWhile(t)
		if len(sent) != 2 || sent[0].Run != 7 || sent[1].Fragments["n"] != "2" || at[1]-at[0] < studyGap {
			t.Fatalf("%+v at %v", sent, at)
		}
		if !w.shows(7) || w.shows(8) {
			t.Error("it shows another run")
		}
		study.state = study.last - 1
		study.next()
		w.forAWhile(t)
		if len(sent) != 3 || w.shows(7) || w.pending() != nil {
			t.Errorf("after its end: %+v", sent)
		}
		w.close()
		if study.gone != 1 || study.cancelled != 0 {
			t.Errorf("left %d times, cancelled %d", study.gone, study.cancelled)
		}
	})
}

// A stop cancels the study that is on show, and no other.
func TestStopCancelsTheStudyOnShow(t *testing.T) {
	study := newCounted(9)
	s := &session{watched: &watch{run: 3, study: study}}
	none := whole(func([]byte) error { t.Error("it says something"); return nil })
	for run, cancelled := range map[uint64]int{2: 0, 3: 1} {
		study.cancelled = 0
		if _, err := s.handle(none, nil, request{stop: true, run: run}); err != nil || study.cancelled != cancelled {
			t.Errorf("stop %d cancels %d times: %v", run, study.cancelled, err)
		}
	}
}

// What is wrong with a request for a study is an error of that run, with its fields.
func TestStudyThatIsWrong(t *testing.T) {
	for _, row := range []struct {
		studies Studies
		fields  int
	}{
		{nil, 0},
		{func(context.Context, string, string) (Study, error) {
			return nil, scenario.FieldErrors{scenario.NewFieldError("x", "", "Write one.")}
		}, 1},
		{func(context.Context, string, string) (Study, error) { return nil, errors.New("secret") }, 0},
	} {
		var got wire.ErrorMessage
		out := whole(func(message []byte) error { return json.Unmarshal(message, &got) })
		w, err := (&Streams{config: Config{Studies: row.studies}}).openWatch(t.Context(), out, request{run: 4, kind: "sweep"})
		if w != nil || err != nil || got.Type != "error" || got.Run != 4 || len(got.Fields) != row.fields || got.Detail == "secret" {
			t.Errorf("%+v, %v", got, err)
		}
	}
}
