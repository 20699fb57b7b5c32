package runs

import (
	"testing"
	"testing/synctest"
	"time"

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
		l := NewRunLog(1)
		begin := time.Now()
		var seen Progress
		woken := []time.Duration{}
		finished := make(chan struct{})
		go func() {
			defer close(finished)
			for more := l.Read(&seen); !seen.Done; more = l.Read(&seen) {
				<-more
				woken = append(woken, time.Since(begin))
			}
		}()
		synctest.Wait()
		for range 1000 {
			l.Add(bin(), 0)
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second) // a bin that takes long
		synctest.Wait()
		if seen.Bins != 1000 {
			t.Errorf("%d bins were seen while the next is computed", seen.Bins)
		}
		at := time.Since(begin)
		l.finish()
		<-finished
		if woken[0] != 0 || woken[len(woken)-1] != at {
			t.Errorf("the first bin is seen after %v, the end %v late", woken[0], woken[len(woken)-1]-at)
		}
		for i := 1; i < len(woken)-1; i++ {
			if gap := woken[i] - woken[i-1]; gap < FrameGap {
				t.Errorf("woken again after %v", gap)
			}
		}
		if n := len(woken); n < 60 || n > 70 {
			t.Errorf("woken %d times", n)
		}
	})
}

// A run that takes less than quickRun wakes those who wait for its bins once, as soon as the last
// is there; a longer one does so when that time is over.
func TestLogWakesOnceForAQuickRun(t *testing.T) {
	for bins, want := range map[int]time.Duration{5: 4 * time.Millisecond, 50: quickRun} {
		synctest.Test(t, func(t *testing.T) {
			l := NewRunLog(1)
			l.Begin()
			begin := time.Now()
			var seen Progress
			more, woken := l.Read(&seen), time.Duration(-1)
			go func() {
				<-more
				woken = time.Since(begin)
			}()
			for n := range bins {
				frame := bin()
				frame.Last = n == bins-1
				l.Add(frame, 0)
				time.Sleep(time.Millisecond)
			}
			synctest.Wait()
			if woken != want {
				t.Errorf("of %d bins readers hear after %v", bins, woken)
			}
			if l.Read(&seen); !seen.Last || seen.Done || seen.Bins != bins {
				t.Errorf("the log has %+v", seen)
			}
		})
	}
}

func TestEstimateIsOfTheWholeRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewRunLog(1)
		if share, _, ok := l.Estimate(); share != 0 || ok {
			t.Errorf("before its turn: %v, known: %v", share, ok)
		}
		time.Sleep(time.Minute) // it waits, which does not count
		l.Begin()
		for i := range 10 {
			time.Sleep(100 * time.Millisecond)
			l.Add(bin(), 0.01*float64(i+1))
		}
		for i := range 10 { // replications, as fast
			time.Sleep(100 * time.Millisecond)
			l.Proceed(0.1 + 0.01*float64(i+1))
		}
		share, left, ok := l.Estimate()
		if !ok || share < 0.199 || share > 0.201 || left < 7900*time.Millisecond || left > 8100*time.Millisecond {
			t.Errorf("%v, %v left, known: %v", share, left, ok)
		}
	})
}

// The more they are who read, the less often they are woken; the first bin and the end come at
// once all the same.
func TestLogWakesACrowdLessOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewRunLog(1)
		l.AddReaders(5000)
		var seen Progress
		l.Add(bin(), 0)
		l.Read(&seen)
		for range 10 {
			more, begin := l.Read(&seen), time.Now()
			for open := true; open; {
				l.Add(bin(), 0)
				time.Sleep(time.Millisecond)
				synctest.Wait()
				select {
				case <-more:
					open = false
				default:
				}
			}
			if gap := time.Since(begin); gap < 199*time.Millisecond || gap > 201*time.Millisecond {
				t.Fatalf("5000 readers are woken after %v", gap)
			}
		}
		l.AddReaders(-5000)
		if l.Gap() != FrameGap {
			t.Errorf("without them the gap is %v", l.Gap())
		}
		more := l.Read(&seen)
		l.AddReaders(5000)
		l.finish()
		select {
		case <-more:
		default:
			t.Error("the end is told late")
		}
	})
}
