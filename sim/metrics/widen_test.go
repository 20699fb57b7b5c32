package metrics

import (
	"math/rand/v2"
	"testing"
	"time"
)

// Bins that became wider, whenever it was, hold what bins do that had this width from the
// first: of all widths the least with which there are no more bins than there may be.
func TestWiderBinsAreAsIfTheyHadBeenWider(t *testing.T) {
	draws := rand.New(rand.NewPCG(4, 2))
	adapts := &Recorder{}
	grown := 0
	for trial := range 300 {
		widths := []time.Duration{time.Duration(1 + draws.IntN(5))}
		for len(widths) < 4 {
			widths = append(widths, widths[len(widths)-1]*time.Duration(2+draws.IntN(4)))
		}
		most := 1 + draws.IntN(40)
		end := time.Duration(1 + draws.IntN(most*int(widths[3])))
		adapts.Reset(widths[0], end)
		adapts.Adapt(widths[1:], most)
		plain := []*Recorder{NewRecorder(widths[0], end), NewRecorder(widths[1], end), NewRecorder(widths[2], end), NewRecorder(widths[3], end)}
		for range draws.IntN(100) {
			tellAnything(draws, end, append(plain, adapts))
			if draws.IntN(20) == 0 { // whatever is handed out meanwhile
				adapts.Cut(adapts.Bins())
			}
		}
		at := 0
		for at < 3 && plain[at].Bins() > most {
			at++
		}
		if at > 0 {
			grown++
		}
		if adapts.Width() != widths[at] || adapts.Bins() != plain[at].Bins() {
			t.Fatalf("trial %d: %d bins of %v, want %d of %v", trial, adapts.Bins(), adapts.Width(), plain[at].Bins(), widths[at])
		}
		if at < 3 && draws.IntN(3) == 0 {
			at++
			adapts.Widen(widths[at])
		}
		n := plain[at].Bins() + draws.IntN(3)
		got, want := columnsOf(adapts.Whole(n)), columnsOf(plain[at].Cut(n))
		for i := range want {
			checkColumn(t, "a column", got[i], want[i])
		}
		if t.Failed() {
			t.Fatalf("trial %d: bins of %v", trial, widths[at])
		}
	}
	if grown < 100 {
		t.Errorf("bins became wider in %d trials", grown)
	}
}

// tellAnything tells recorders one thing, the same to all.
func tellAnything(draws *rand.Rand, end time.Duration, all []*Recorder) {
	at := time.Duration(draws.Int64N(int64(end)))
	answered := at + time.Duration(draws.Int64N(int64(end)))
	sent := answered + time.Duration(draws.Int64N(int64(end)))
	kind, what := Kind(draws.IntN(int(kinds))), draws.IntN(8)
	for _, r := range all {
		switch what {
		case 0:
			r.Retried(at, answered, sent, kind)
		case 1:
			r.AnsweredAll(at, answered, kind, 3)
		case 2:
			r.SentAll(sent, 3)
		case 3:
			r.Queued(at, -3)
		case 4:
			r.Opened(at)
		case 5:
			r.Ended(at)
		case 6:
			r.TimedOut(at)
		case 7:
			r.Completed(at, 1)
		}
	}
}
