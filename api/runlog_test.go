package api

import (
	"testing"
	"testing/synctest"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

func bin() sim.Frame {
	return sim.Frame{Series: []metrics.Columns{{Attempts: []int{1}, Completed: []int{0}}}}
}

// A run of a bin a millisecond wakes those who wait for it as often as a screen is
// painted; the first bin and the end at once, and no bin is held back for long.
func TestLogWakesNoMoreOftenThanAScreenShows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newRunLog(1)
		begin := time.Now()
		var seen progress
		woken := []time.Duration{}
		finished := make(chan struct{})
		go func() {
			defer close(finished)
			for more := l.read(&seen); !seen.done; more = l.read(&seen) {
				<-more
				woken = append(woken, time.Since(begin))
			}
		}()
		synctest.Wait()
		for range 1000 {
			l.add(bin(), 0)
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second) // a bin that takes long
		synctest.Wait()
		if seen.bins != 1000 {
			t.Errorf("%d bins were seen while the next is computed", seen.bins)
		}
		at := time.Since(begin)
		l.finish(findings{}, nil)
		<-finished
		if woken[0] != 0 || woken[len(woken)-1] != at {
			t.Errorf("the first bin is seen after %v, the end %v late", woken[0], woken[len(woken)-1]-at)
		}
		for i := 1; i < len(woken)-1; i++ {
			if gap := woken[i] - woken[i-1]; gap < frameGap {
				t.Errorf("woken again after %v", gap)
			}
		}
		if n := len(woken); n < 60 || n > 70 {
			t.Errorf("woken %d times", n)
		}
	})
}

func TestEstimateIsOfTheWholeRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newRunLog(1)
		if share, _, known := l.estimate(); share != 0 || known {
			t.Errorf("before its turn: %v, known: %v", share, known)
		}
		time.Sleep(time.Minute) // it waits, which does not count
		l.begin()
		for i := range 10 {
			time.Sleep(100 * time.Millisecond)
			l.add(bin(), 0.01*float64(i+1))
		}
		for i := range 10 { // replications, as fast
			time.Sleep(100 * time.Millisecond)
			l.proceed(0.1 + 0.01*float64(i+1))
		}
		share, left, known := l.estimate()
		if !known || share < 0.199 || share > 0.201 || left < 7900*time.Millisecond || left > 8100*time.Millisecond {
			t.Errorf("%v, %v left, known: %v", share, left, known)
		}
	})
}

// A feed that has sent a bin waits for the log to say that it is time for more.
func TestFeedWaitsForTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newRunLog(1)
		f := &feed{
			ctx: t.Context(), out: func([]byte) error { return nil },
			flight: &flight{log: l}, more: ready, totals: []int{0}, frame: emptyRun(scenario.Default()).Frame,
		}
		news := func() bool {
			select {
			case <-f.news():
				return true
			default:
				return false
			}
		}
		for i := range 3 {
			l.add(bin(), 0)
			if i == 0 {
				if err := f.advance(); err != nil || f.next != 1 {
					t.Fatal(f.next, err)
				}
				continue
			}
			if news() {
				t.Errorf("bin %d is sent right behind the first", i)
			}
		}
		time.Sleep(frameGap)
		synctest.Wait()
		if !news() {
			t.Error("bins are held back")
		}
		if err := f.advance(); err != nil || f.next != 3 || news() {
			t.Errorf("%d bins are sent, %v", f.next, err)
		}
	})
}
