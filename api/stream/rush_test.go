package stream

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/internal/labtest"
	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// Those who ask for one run at once get one greeting and one end, rendered once, and the
// greeting is kept for whoever comes next.
func TestRushRendersOnce(t *testing.T) {
	const viewers = 200
	turns, release := turnsTaken(t) // so that the run goes on until all are there
	s := streams(t, turns)
	held := s.renderer.held()
	var feeds []*feed
	sent := make([][]labtest.Message, viewers+1)
	ask := func(i int) *feed {
		f, err := s.openFeed(t.Context(), collect(&sent[i]), request{run: uint64(i), query: labtest.Small})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for i := range viewers {
		feeds = append(feeds, ask(i))
	}
	if s.runs.UnderWay() != 0 {
		t.Error("a run has begun whose greeting waits")
	}
	held()
	for _, f := range feeds {
		for f.show == nil {
			<-f.pending()
			if err := f.sendNext(); err != nil {
				t.Fatal(err)
			}
		}
	}
	release()
	for _, f := range feeds {
		f.end(t)
	}
	rendered := s.renderer.renders
	if rendered < 2 || rendered > 3 { // figures come before the end where that takes a while
		t.Errorf("%d pages were rendered for %d viewers", rendered, viewers)
	}
	ask(viewers).end(t)
	if s.renderer.renders != rendered+1 { // the end of its run
		t.Errorf("%d pages were rendered for the next", s.renderer.renders-rendered)
	}
	for i, all := range sent {
		first, last := all[0], all[len(all)-1]
		if first.Type != "hello" || last.Type != "done" || first.Run != uint64(i) || *first.Charts != *sent[0][0].Charts {
			t.Fatalf("viewer %d got %s and %s of run %d", i, first.Type, last.Type, first.Run)
		}
	}
	if len(s.shows) != 0 {
		t.Errorf("%d shows are left", len(s.shows))
	}
}

// held takes all turns of a renderer, until they are let go.
func (r *renderer) held() (release func()) {
	gate := make(chan struct{})
	for range r.most {
		w := r.begin("", "", func(known func(*size)) (*page, error) {
			known(&size{})
			<-gate
			return &page{passing: true}, nil
		})
		<-w.begun
	}
	r.renders = 0
	return func() { close(gate) }
}

// What nobody wants any more is not rendered, ends of runs go before greetings, and no more
// are rendered at a time than may.
func TestTurnsOfTheRenderer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRenderer(2, nil)
		release := r.held()
		var mu sync.Mutex
		var order []string
		note := func(what string) renders {
			return func(func(*size)) (*page, error) {
				mu.Lock()
				defer mu.Unlock()
				order = append(order, what)
				return &page{passing: true}, nil
			}
		}
		r.most = 1
		r.begin("one", "a", note("a"))
		gone := r.begin("one", "b", note("b"))
		twice := r.begin("one", "c", note("c"))
		if r.begin("one", "c", note("c")) != twice {
			t.Error("one page is on its way twice")
		}
		r.end(note("end"))
		gone.leave()
		twice.leave()
		synctest.Wait()
		if len(order) != 0 {
			t.Errorf("%q are rendered beyond the turns there are", order)
		}
		release()
		synctest.Wait()
		if slices.Sort(order[1:]); order[0] != "end" && order[1] != "end" || len(order) != 3 || slices.Contains(order, "b") {
			t.Errorf("rendered are %q", order)
		}
		if r.busy != 0 || len(r.byKey) != 0 {
			t.Errorf("%d are busy, %d on their way", r.busy, len(r.byKey))
		}
	})
}

// message is what an outlet got.
type message struct{ head, rest []byte }

// Viewers at the same bin get the same bytes, encoded once, whatever their runs are called. One
// that does not keep up gets a snapshot of what it missed, and the others no later.
func TestFramesAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const viewers, bins = 50, 40
		one := scenario.Default()
		one.Strategies = one.Strategies[:1]
		s, run := streams(t, nil), playback(one)
		feeds, got := make([]*feed, viewers), make([][]message, viewers)
		for i := range feeds {
			feeds[i] = played(t, s, run, func(head, rest []byte) error {
				got[i] = append(got[i], message{bytes.Clone(head), rest})
				return nil
			})
			feeds[i].run = uint64(i)
		}
		slow := feeds[0]
		for bin := range bins {
			run.Log.Add(sim.Frame{Width: one.Widths()[0], Series: []metrics.Columns{{Attempts: []int{bin}, Completed: []int{1}}}}, 0)
			time.Sleep(runs.FrameGap)
			for _, f := range feeds[1:] {
				if f.drain(t); f.at.next != bin+1 {
					t.Fatalf("a viewer has %d bins of %d", f.at.next, bin+1)
				}
			}
		}
		if n := slow.show.encoded; n > bins {
			t.Errorf("%d steps were encoded for %d bins", n, bins)
		}
		for i := range got[1] {
			a, b := got[1][i], got[viewers-1][i]
			if &a.rest[0] != &b.rest[0] || strings.Replace(string(a.head), `"run":1`, `"run":49`, 1) != string(b.head) {
				t.Fatalf("%s%.40s and %s%.40s are not the same", a.head, a.rest, b.head, b.rest)
			}
		}
		slow.drain(t)
		kinds := ""
		for _, m := range got[0] {
			kinds += string(m.head)
		}
		if kinds != `{"type":"axis","run":0{"type":"snapshot","run":0` || slow.at.next != bins {
			t.Errorf("who was slow got %s", kinds)
		}
	})
}

// What a show keeps of its messages is bounded, however many there are and however large.
func TestShowsKeepLittle(t *testing.T) {
	s := &show{steps: map[int]*step{}}
	for i := range 10_000 {
		size := 100
		if i%7 == 0 {
			size = keptStepBytes / 3
		}
		s.keep(&step{from: i % 900, rest: make([]byte, size)})
		bytes := 0
		for _, st := range s.order {
			bytes += len(st.rest)
		}
		if len(s.order) > keptSteps || len(s.steps) > len(s.order) || s.bytes != bytes || bytes > keptStepBytes {
			t.Fatalf("%d steps, %d bytes, %d by bin", len(s.order), s.bytes, len(s.steps))
		}
	}
	if s.keep(&step{from: 1000, rest: make([]byte, 2*keptStepBytes)}); len(s.order) != 1 {
		t.Errorf("%d steps beside a large one", len(s.order))
	}
}

// The greeting of one owner does not wait for all of another's.
func TestGreetingsTakeTurnsByOwner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRenderer(1, nil)
		release := r.held()
		var order []string
		for i := range 10 {
			for _, owner := range []string{"many", "few"}[:1+i/8] {
				r.begin(owner, owner+fmt.Sprint(i), func(func(*size)) (*page, error) {
					order = append(order, owner)
					return &page{passing: true}, nil
				})
			}
		}
		release()
		synctest.Wait()
		if got := strings.Join(order[:5], " "); len(order) != 12 || got != "many few many few many" {
			t.Errorf("%d are rendered, first %s", len(order), got)
		}
		if len(r.begins) != 0 || r.order.Len() != 0 {
			t.Errorf("%d lines are left", len(r.begins))
		}
	})
}
