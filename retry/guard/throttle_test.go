package guard_test

import (
	"math"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/guard"
)

// sre is a throttle that has seen so many requests and accepts at time 0.
func sre(p guard.Params, requests, accepts int, o retry.Outcome) *guard.SREThrottle {
	s := guard.NewSREThrottle(p)
	for range requests {
		s.Admit(0, first, 0.9999)
	}
	for range accepts {
		s.Done(0, first, o)
	}
	return s
}

// The refusals on both sides of the probability, computed by hand.
func TestSREThrottle(t *testing.T) {
	for _, tt := range []struct {
		shows             string
		k                 float64
		requests, accepts int
		want              float64
	}{
		{"nothing seen", 2, 0, 0, 0},
		{"all accepted", 2, 10, 10, 0},
		{"half accepted: (10-2*5)/11", 2, 10, 5, 0},
		{"(10-2*4)/11", 2, 10, 4, 2.0 / 11},
		{"(10-2*1)/11", 2, 10, 1, 8.0 / 11},
		{"none accepted: 10/11", 2, 10, 0, 10.0 / 11},
		{"one request, none accepted: 1/2", 2, 1, 0, 0.5},
		{"more accepts than requests", 2, 3, 9, 0},
		{"K 1.1: (100-1.1*50)/101", 1.1, 100, 50, 45.0 / 101},
		{"K 1: (9-5)/10", 1, 9, 5, 0.4},
	} {
		p := published()
		p.ThrottleK = tt.k
		const margin = 1e-9
		if wait, ok := sre(p, tt.requests, tt.accepts, retry.Success).Admit(0, first, tt.want+margin); !ok || wait != 0 {
			t.Errorf("%s: refuses a draw above %v", tt.shows, tt.want)
		}
		_, ok := sre(p, tt.requests, tt.accepts, retry.Success).Admit(0, again(retry.Rejected), max(0, tt.want-margin))
		if ok != (tt.want == 0) {
			t.Errorf("%s: a draw below %v is admitted: %v", tt.shows, tt.want, ok)
		}
	}
}

// A permanent failure is an accept, and nothing else but a success is.
func TestSREThrottleAccepts(t *testing.T) {
	for o, accept := range map[retry.Outcome]bool{
		retry.Success: true, retry.Failed: true,
		retry.Rejected: false, retry.Unavailable: false, retry.TimedOut: false, retry.NotSent: false,
	} {
		if _, ok := sre(published(), 10, 10, o).Admit(0, first, 0.5); ok != accept {
			t.Errorf("outcome %d is an accept: %v", o, ok)
		}
	}
}

// What it refuses is a request, too: 1 seen gives 1/2, then 2/3, 3/4, ...
func TestSREThrottleCountsItsRefusals(t *testing.T) {
	s := sre(published(), 1, 0, retry.Success)
	for n := 1.0; n < 50; n++ {
		if _, ok := s.Admit(0, first, n/(n+1)-1e-9); ok {
			t.Fatalf("after %v requests a draw below %v/%v is admitted", n, n, n+1)
		}
	}
	if _, ok := s.Admit(0, first, 50.0/51+1e-9); !ok {
		t.Error("a draw above 50/51 is refused")
	}
}

func TestSREThrottleForgets(t *testing.T) {
	p := published()
	for _, tt := range []struct {
		shows string
		at    time.Duration
		want  bool
	}{
		{"at once", 0, false},
		{"just within two minutes", 2*time.Minute - 1, false},
		{"two minutes later", 2 * time.Minute, true},
		{"much later", 1000 * time.Hour, true},
	} {
		if _, ok := sre(p, 9, 0, retry.Success).Admit(tt.at, first, 0.89); ok != tt.want {
			t.Errorf("%s: admitted is %v", tt.shows, ok)
		}
	}
	// An accept counts from its answer: here its request is forgotten before it.
	s := sre(p, 1, 0, retry.Success)
	s.Done(time.Minute, first, retry.Success)
	s.Admit(2*time.Minute, first, 0.9)
	s.Admit(2*time.Minute, first, 0.9)
	if _, ok := s.Admit(2*time.Minute, first, 0); !ok {
		t.Error("2 requests, 1 accept: refused")
	}
	if _, ok := s.Admit(3*time.Minute, first, 0); ok {
		t.Error("3 requests, no accept: admitted a draw of 0")
	}
}

// An overloaded service that accepts 10 of 100 a second: a client with K = 2
// ends up sending about K times what is accepted.
func TestSREThrottleSettles(t *testing.T) {
	s := guard.NewSREThrottle(published())
	sent := 0
	for second := range time.Duration(600) {
		accepted := 0
		for i := range time.Duration(100) {
			now := second*sec + i*10*ms
			u := math.Mod(float64(second*100+i)*0.6180339887498949, 1)
			if _, ok := s.Admit(now, first, u); !ok {
				continue
			}
			if second >= 300 {
				sent++
			}
			if accepted++; accepted <= 10 {
				s.Done(now, first, retry.Success)
			} else {
				s.Done(now, first, retry.Rejected)
			}
		}
	}
	if perSecond := float64(sent) / 300; math.Abs(perSecond-20) > 1 {
		t.Errorf("%v sent per second, want 20", perSecond)
	}
}

// adaptive is a throttle with ten answers in the first half second, and one at
// its end: 11/0.5s * 0.8 = 17.6 per second measured.
func adaptive(last retry.Outcome) *guard.AWSThrottle {
	a := guard.NewAWSThrottle()
	for i := range time.Duration(10) {
		a.Done(i*50*ms, first, retry.Success)
	}
	a.Done(500*ms, first, last)
	return a
}

func wantRate(t *testing.T, shows string, a *guard.AWSThrottle, want float64) {
	t.Helper()
	if rate, on := a.Rate(); math.Abs(rate-want) > 1e-9 || !on {
		t.Errorf("%s: rate %v, on %v, want %v", shows, rate, on, want)
	}
}

func wantWait(t *testing.T, shows string, a *guard.AWSThrottle, at, want time.Duration) {
	t.Helper()
	if wait, ok := a.Admit(at, first, 0); wait != want || !ok {
		t.Errorf("%s: wait %v, %v, want %v", shows, wait, ok, want)
	}
}

func TestAWSThrottleIsOffUntilItIsRejected(t *testing.T) {
	for _, o := range []retry.Outcome{retry.Success, retry.Unavailable, retry.TimedOut, retry.Failed, retry.NotSent} {
		a := adaptive(o)
		if _, on := a.Rate(); on {
			t.Errorf("outcome %d turns it on", o)
		}
		for range 1000 {
			wantWait(t, "off", a, 500*ms, 0)
		}
	}
}

// The rate after a rejection at 17.6/s is 12.32; with k = cbrt(17.6*0.75) =
// 2.3633315, it is 0.4*(t-k)^3 + 17.6 after t seconds.
func TestAWSThrottleFollowsTheCurve(t *testing.T) {
	a := adaptive(retry.Rejected)
	wantRate(t, "0.7 * 17.6", a, 12.32)
	a.Done(500*ms, first, retry.Rejected)
	wantRate(t, "0.7 * the rate, which is below the measured", a, 8.624)

	for _, o := range []retry.Outcome{retry.Success, retry.Unavailable, retry.TimedOut, retry.Failed} {
		a = adaptive(retry.Rejected)
		for i := range time.Duration(30) { // 20 per second, so that twice the measured is no bound
			a.Done(550*ms+i*50*ms, first, o)
		}
		// Now it is 2s, t = 1.5: 0.4*(1.5-2.3633315)^3 + 17.6 = 0.4*(-0.6434766) + 17.6.
		wantRate(t, "1.5s later", a, 17.3426093574)
	}
}

// Ten answers at t = 100s: measured was 17.6, is 0.8*10/99.5 + 0.2*17.6 =
// 3.6004020, and the curve is far above twice that.
func TestAWSThrottleIsAtMostTwiceTheMeasured(t *testing.T) {
	a := adaptive(retry.Rejected)
	for range 9 {
		a.Done(999*ms, first, retry.Success)
	}
	a.Done(100*sec, first, retry.Success)
	wantRate(t, "twice the measured", a, 7.2008040201)
	// The bucket holds a second of tokens, no more: 7 are there at once.
	for range 7 {
		wantWait(t, "a token is there", a, 200*sec, 0)
	}
	wantWait(t, "0.2008 of the next is", a, 200*sec, 110987048)
}

// A rejection before anything is measured leaves the least rate, 0.5 per second.
func TestAWSThrottleHasAFloor(t *testing.T) {
	a := guard.NewAWSThrottle()
	a.Done(0, first, retry.Rejected)
	wantRate(t, "the floor", a, 0.5)
	wantWait(t, "an empty bucket", a, 0, 2*sec)
	wantWait(t, "tries queue", a, 0, 4*sec)
	wantWait(t, "half a token since", a, sec, 5*sec)
	a.Done(sec, first, retry.NotSent)
	wantWait(t, "what was not sent gives its place back", a, sec, 5*sec)
	wantWait(t, "time does not go back", a, 0, 7*sec)
	wantWait(t, "one token at most, after a while", a, time.Hour, 0)
	wantWait(t, "one token at most, after a while", a, time.Hour, 2*sec)
	a.Done(2*time.Hour, first, retry.NotSent)
	wantWait(t, "nor more by what was not sent", a, 2*time.Hour, 0)
	wantWait(t, "nor more by what was not sent", a, 2*time.Hour, 2*sec)
}

// Tokens that came before the rate changed came at the old one.
func TestAWSThrottleRefillsBeforeItChanges(t *testing.T) {
	a := guard.NewAWSThrottle()
	a.Done(0, first, retry.Rejected)
	wantWait(t, "at the floor", a, 0, 2*sec)
	a.Done(sec, first, retry.Success) // measured: 2 answers in 1s * 0.8 = 1.6; curve 0.4*1^3
	wantRate(t, "the curve is below the floor", a, 0.5)
	a.Done(2*sec, first, retry.Success) // measured: 0.8*1 + 0.2*1.6 = 1.12; curve 0.4*2^3 = 3.2
	wantRate(t, "twice the measured", a, 2.24)
	wantWait(t, "two seconds at 0.5 have paid for the first", a, 2*sec, 446428572)
}

// Before it is on, its bucket fills at 1 per second: 0.7 in 0.7s. The rejection
// is one answer in the first half second, 0.8*2 = 1.6/s, which makes 1.12/s.
func TestAWSThrottleStartsWithWhatHasCome(t *testing.T) {
	a := guard.NewAWSThrottle()
	a.Done(700*ms, first, retry.Rejected)
	wantRate(t, "0.7 * 1.6", a, 1.12)
	wantWait(t, "0.3 of a token is missing", a, 700*ms, 267857143)
}

// A bucket that shrinks loses what it cannot hold.
func TestAWSThrottleShrinks(t *testing.T) {
	a := adaptive(retry.Rejected)        // 12.32 per second
	a.Admit(5*sec, first, 0)             // 12.32 tokens are there, 11.32 remain
	a.Done(5*sec, first, retry.Rejected) // measured: 0.8*1/4.5 + 0.2*17.6 = 3.6977778
	wantRate(t, "0.7 * the measured", a, 2.5884444444)
	wantWait(t, "one", a, 5*sec, 0)
	wantWait(t, "two", a, 5*sec, 0)
	wantWait(t, "0.588 of a third", a, 5*sec, 158997253)
}

// w = 36 makes k = cbrt(36*0.75) = 3 seconds.
func TestCubic(t *testing.T) {
	var c guard.Cubic
	if got := c.At(2 * sec); math.Abs(got-3.2) > 1e-12 {
		t.Errorf("the zero value at 2s: %v, want 3.2", got)
	}
	if got := c.Fail(10*sec, 36); math.Abs(got-25.2) > 1e-12 {
		t.Errorf("after the failure: %v, want 25.2", got)
	}
	for i, want := range []float64{25.2, 32.8, 35.6, 36, 36.4, 39.2, 46.8} {
		if got := c.At(time.Duration(10+i) * sec); math.Abs(got-want) > 1e-12 {
			t.Errorf("%ds after it: %v, want %v", i, got, want)
		}
	}
}
