package service

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"backofflab/limit"
	"backofflab/retry"
	"backofflab/sim/rng"
)

// desk is a host that keeps the calendar of a service, and writes down all answers.
type desk struct {
	service *Service
	events  []dated
	queued  int
	waited  time.Duration
	answers []string // caller, outcome and time
}

type dated struct {
	at time.Duration
	Event
}

func (d *desk) Schedule(at time.Duration, e Event)  { d.events = append(d.events, dated{at, e}) }
func (d *desk) Queued(_ time.Duration, change int)  { d.queued += change }
func (d *desk) Waited(_ uint32, wait time.Duration) { d.waited += wait }

// ClassOf is the tens of a caller's number.
func (d *desk) ClassOf(caller uint32) uint8 { return uint8(caller / 10) }
func (d *desk) Shed(now time.Duration, caller, _ uint32, a retry.Answer) {
	d.answer(caller, a.Outcome, now)
}

func (d *desk) answer(caller uint32, outcome retry.Outcome, at time.Duration) {
	d.answers = append(d.answers, fmt.Sprintf("%d: %d at %v", caller, outcome, at))
}

// until lets happen what happens up to a time.
func (d *desk) until(now time.Duration) {
	for {
		slices.SortFunc(d.events, func(a, b dated) int {
			return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.What, b.What), cmp.Compare(a.Caller, b.Caller))
		})
		if len(d.events) == 0 || d.events[0].at > now {
			return
		}
		e := d.events[0]
		d.events = d.events[1:]
		if a, ok := d.service.Happen(e.at, e.Event); ok {
			d.answer(e.Caller, a.Outcome, e.at)
		}
	}
}

func (d *desk) arrive(now time.Duration, caller uint32) Verdict {
	d.until(now)
	v, a, at := d.service.Arrive(now, Attempt{Caller: caller, Serial: 1}, Ask{Cost: 1})
	if v != Hung && v != TurnedAway && (v != Taken || d.service.config.ByRecursion) {
		d.answer(caller, a.Outcome, at)
	}
	return v
}

func open(c Config) *desk {
	d := &desk{}
	d.service = New(c, d)
	d.service.Reset(1)
	return d
}

func limiter(key string) limit.Kind {
	kind, _ := limit.Lookup(key)
	return kind
}

func work(key string, mean time.Duration) rng.Distribution {
	kind, _ := rng.LookupDistribution(key)
	return kind.New(rng.Params{Mean: mean})
}

// Transient failures in a window hit who arrives from its beginning to before its end.
func TestTransientFailuresForATime(t *testing.T) {
	f := NewFaults(FaultConfig{Transient: 1, TransientFrom: time.Second, TransientTo: 2 * time.Second}, 1)
	for now, want := range map[time.Duration]Fate{
		0: Passes, time.Second - 1: Passes, time.Second: FailsForNow, 2*time.Second - 1: FailsForNow, 2 * time.Second: Passes,
	} {
		if got := f.Meet(now, Attempt{}); got != want {
			t.Errorf("at %v: fate %d, want %d", now, got, want)
		}
	}
}

// The two models of capacity are of one service: where both can serve they give the
// same answers at the same times, and the same figures.
func TestModelsAgree(t *testing.T) {
	const end = time.Hour
	answered := map[retry.Outcome]int{}
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 1))
		c := Config{
			Limiter: limiter([]string{"none", "token-bucket", "concurrency"}[r.IntN(3)]),
			Limits:  limit.Params{Rate: 20, Burst: 5, Concurrency: 1 + r.IntN(6)},
			Works:   true, Work: work([]string{"constant", "exponential"}[r.IntN(2)], time.Duration(1+r.IntN(20))*10*time.Millisecond),
			Inside:  r.IntN(2) * (1 + r.IntN(5)),
			Servers: r.IntN(4), Queue: r.IntN(6), QueueTimeout: time.Duration(r.IntN(3)) * 70 * time.Millisecond,
			Faults: FaultConfig{Transient: float64(r.IntN(2)) * 0.2}, End: end,
		}
		if r.IntN(3) == 0 {
			c.Brownout = Brownout{Speed: 0.3, From: time.Second, To: 2 * time.Second}
		}
		byEvents := open(c)
		c.ByRecursion = true
		recursive := open(c)
		now := time.Duration(0)
		for caller := range uint32(80) {
			now += time.Duration(r.IntN(12)) * 10 * time.Millisecond
			if a, b := byEvents.arrive(now, caller), recursive.arrive(now, caller); a != b {
				t.Fatalf("seed %d, at %v: verdict %d by events, %d by recursion", seed, now, a, b)
			}
		}
		byEvents.until(end)
		recursive.service.LetOut(end)
		slices.Sort(byEvents.answers)
		slices.Sort(recursive.answers)
		if !slices.Equal(byEvents.answers, recursive.answers) {
			t.Fatalf("seed %d: by events %v\nby recursion %v", seed, byEvents.answers, recursive.answers)
		}
		for _, a := range byEvents.answers {
			var caller, outcome int
			if _, err := fmt.Sscanf(a, "%d: %d", &caller, &outcome); err != nil {
				t.Fatal(err)
			}
			answered[retry.Outcome(outcome)]++
		}
		a, b := byEvents.service, recursive.service
		if a.Dropped() != b.Dropped() || byEvents.waited != recursive.waited || byEvents.queued != 0 || recursive.queued != 0 || a.Present() != 0 || b.Present() != 0 {
			t.Errorf("seed %d: dropped %d and %d, waited %v and %v, still queued %d and %d, still there %d and %d", seed,
				a.Dropped(), b.Dropped(), byEvents.waited, recursive.waited, byEvents.queued, recursive.queued, a.Present(), b.Present())
		}
		if off := max(a.Area()-a.Sojourn(), b.Area()-b.Sojourn(), a.Area()-b.Area()); off > 1e-6 || off < -1e-6 {
			t.Errorf("seed %d: areas %v and %v, sojourns %v and %v", seed, a.Area(), b.Area(), a.Sojourn(), b.Sojourn())
		}
	}
	if answered[retry.Success] < 1000 || answered[retry.Rejected] < 1000 || answered[retry.Unavailable] < 1000 {
		t.Errorf("hardly anything was put to the test: %v", answered)
	}
}

// What an attempt meets, in its order: faults, limiter, servers.
func TestOrderOfWhatAnAttemptMeets(t *testing.T) {
	const s = time.Second
	bucket := Config{Limiter: limiter("token-bucket"), Limits: limit.Params{Rate: 1, Burst: 1}}
	with := func(change func(*Config)) Config { c := bucket; change(&c); return c }
	for _, tt := range []struct {
		shows  string
		config Config
		want   string // verdicts of attempts at 0, 0, 5s, 5s
	}{
		{"a bucket of one", bucket, "[0 2 0 2]"},
		{"who meets a fault takes nothing from the limit", with(func(c *Config) { c.Faults.Outage = Outage{0, s, false} }), "[3 3 0 2]"},
		{"a hanging outage", with(func(c *Config) { c.Faults.Outage = Outage{0, s, true} }), "[4 4 0 2]"},
		{"all fail for good", with(func(c *Config) { c.Faults.Permanent = 1 }), "[3 3 3 3]"},
		{"one server and no queue", Config{Limiter: limiter("none"), Works: true, Work: work("constant", s), Servers: 1}, "[1 3 1 3]"},
		{"one server and a queue", Config{Limiter: limiter("none"), Works: true, Work: work("constant", s), Servers: 1, Queue: 1}, "[1 1 1 1]"},
		{"a bucket that holds", Config{Limiter: limiter("leaky-bucket"), Limits: limit.Params{Rate: 1, Burst: 5}}, "[0 1 0 1]"},
	} {
		d := open(tt.config)
		var got []Verdict
		for i, at := range []time.Duration{0, 0, 5 * s, 5 * s} {
			got = append(got, d.arrive(at, uint32(i)))
		}
		if fmt.Sprint(got) != tt.want {
			t.Errorf("%s: %v, want %v", tt.shows, got, tt.want)
		}
	}
}

// Who hangs up makes room: in the queue, at a server, and before the servers.
func TestCancel(t *testing.T) {
	const s = time.Second
	d := open(Config{Limiter: limiter("none"), Works: true, Work: work("constant", 10*s), Servers: 1, Queue: 2, Notices: true})
	for caller := range uint32(3) {
		d.arrive(0, caller)
	}
	d.service.Cancel(1*s, 1, 1) // it waits
	d.service.Cancel(2*s, 0, 1) // it is served; the third is next
	d.service.Cancel(3*s, 7, 1) // nobody knows it
	d.until(time.Hour)
	if want := []string{"2: 0 at 12s"}; !slices.Equal(d.answers, want) || d.service.Dropped() != 2 || d.service.Sojourn() != 1+2+12 {
		t.Errorf("%v, %d dropped, a sojourn of %v; want %v", d.answers, d.service.Dropped(), d.service.Sojourn(), want)
	}
	d = open(Config{Limiter: limiter("leaky-bucket"), Limits: limit.Params{Rate: 1, Burst: 5}, Works: true, Work: work("constant", s), Notices: true})
	d.arrive(0, 0)
	d.arrive(0, 1)
	d.service.Cancel(s/2, 1, 1) // the limiter holds it
	d.until(time.Hour)
	if want := []string{"0: 0 at 1s"}; !slices.Equal(d.answers, want) || d.service.Dropped() != 1 {
		t.Errorf("%v, %d dropped; want %v", d.answers, d.service.Dropped(), want)
	}
}

func TestHints(t *testing.T) {
	const s = time.Second
	l := limit.NewFixedWindow(1, 2*s)
	l.AllowN(0, 1)
	for _, tt := range []struct {
		hint     Hint
		at, want time.Duration
	}{
		{Exact{}, 1500 * time.Millisecond, 500 * time.Millisecond}, {Exact{}, 2 * s, retry.NotAsked},
		{Seconds{}, 500 * time.Millisecond, 2 * s}, {Seconds{}, 2 * s, retry.NotAsked},
		{Window{3 * s}, 500 * time.Millisecond, 3 * s}, {Window{3 * s}, 3 * s, 3 * s},
		{Constant{7 * s}, 9 * s, 7 * s},
	} {
		if got := tt.hint.After(tt.at, 1, l); got != tt.want {
			t.Errorf("%T at %v: %v, want %v", tt.hint, tt.at, got, tt.want)
		}
	}
	if got := (Exact{}).After(0, 1, limit.NewFixedWindow(0, s)); got != retry.NotAsked {
		t.Errorf("a limiter that never admits says %v", got)
	}
}
