package studied

import (
	"math/rand/v2"
	"strings"
	"testing"

	"backofflab/experiment/tipping"
)

// offered is a service whose load can be turned up.
const offered = "clients=10000&population=open&offered=50&limiter=none&servers=10&queue=100&service=100ms&strategies=full&attempts=4&timeout=1s"

func tipSearch(t testing.TB, query string) tipping.Search {
	t.Helper()
	s, err := tipping.Parse(strings.TrimSuffix(query, "&"))
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

// threshold answers that are made up: one that was found lies at x, give or take a tenth.
func answered(a tipping.Answer, x float64) tipping.Threshold {
	t := tipping.Threshold{Answer: a, Runs: 40}
	switch a {
	case tipping.Found, tipping.Blurred:
		t.At, t.Low, t.High = x, 0.9*x, 1.1*x
	case tipping.Failed:
		t.Reason = "It makes more than 100 attempts."
	}
	return t
}

func fleetOf(tips, alone, recovers tipping.Threshold) tipping.Fleet {
	return tipping.Fleet{Strategy: "full", Tips: tips, Alone: alone, Recovers: recovers}
}

var none = tipping.Threshold{Answer: tipping.NoSuch}

// What is said of thresholds of every kind, whatever is turned up.
func TestTipped(t *testing.T) {
	found, blurred, never, always := answered(tipping.Found, 80), answered(tipping.Blurred, 80), answered(tipping.Never, 0), answered(tipping.Always, 0)
	tried := never
	tried.Tried, tried.Reason = 120, "It makes more than 100 attempts."
	tips := func(said Tip) string { return said.Tips }
	for _, tt := range []struct {
		shows, query string
		f            tipping.Fleet
		of           func(Tip) string
		want         string
	}{
		{"found", "", fleetOf(found, none, none), tips, "Does not come back from the trigger from 80/s on (72/s to 88/s)."},
		{"blurred", "", fleetOf(blurred, none, none), tips, "Comes back from the trigger up to 72/s, and does not from 88/s on; in between it does or does not, as luck has it."},
		{"above the range", "", fleetOf(never, none, none), tips, "Comes back from the trigger at any load up to 200/s."},
		{"above what can be simulated", "", fleetOf(tried, none, none), tips, "Comes back from the trigger at any load up to 120/s. What lies above cannot be simulated. It makes more than 100 attempts."},
		{"below the range", "", fleetOf(always, none, none), tips, "Does not come back from the trigger at any load from 10/s on."},
		{"not known yet", "", fleetOf(answered(tipping.Sought, 0), none, none), tips, "Looking for where it does not come back from the trigger: 40 runs so far."},
		{"failed, and nothing else is said", "", fleetOf(answered(tipping.Failed, 0), never, none), func(said Tip) string { return said.Tips + "|" + said.Alone + said.Recovers + said.Both + said.Held },
			"Its runs cannot be simulated. It makes more than 100 attempts.|"},

		{"without a trigger", "trigger=none", fleetOf(found, found, none), func(said Tip) string { return said.Tips + "|" + said.Alone }, "Tips without any trigger from 80/s on (72/s to 88/s).|"},
		{"without a trigger, blurred", "trigger=none", fleetOf(blurred, blurred, none), tips, "Is well without a trigger up to 72/s, and tips without one from 88/s on; in between it does or does not, as luck has it."},
		{"never without a trigger", "trigger=none", fleetOf(never, never, none), tips, "Never tips without a trigger up to 200/s."},
		{"always without a trigger", "trigger=none", fleetOf(always, always, none), tips, "Tips without any trigger at any load from 10/s on."},
		{"sought without a trigger", "trigger=none", fleetOf(answered(tipping.Sought, 0), none, none), tips, "Looking for where it tips without any trigger: 40 runs so far."},

		{"a service time", "of=service", fleetOf(answered(tipping.Found, 0.0801), none, none), tips, "Does not come back from the trigger from 80.1 ms on (72.1 ms to 88.1 ms)."},
		{"no service time is enough", "of=service", fleetOf(never, none, none), tips, "Comes back from the trigger at any service time up to 1 s."},
		{"an outage", "of=outage", fleetOf(answered(tipping.Found, 30), none, none), tips, "Does not come back from an outage of 30 s or longer (27 s to 33 s)."},
		{"a blurred brownout", "of=brownout", fleetOf(answered(tipping.Blurred, 30), none, none), tips, "Comes back from a brownout of 27 s, and does not from one of 33 s; in between it does or does not, as luck has it."},
		{"any outage", "of=outage", fleetOf(never, none, none), tips, "Comes back from any outage up to 5 min."},
		{"no spike", "of=spike&spike=3&spike-from=20s&spike-to=30s", fleetOf(always, none, none), tips, "Does not come back even from a spike of 100 ms."},
		{"any failures", "of=failures&fail=0.5&fail-from=20s&fail-to=30s", fleetOf(never, none, none), tips, "Comes back from any time of failures up to 5 min."},
		{"any restart", "of=crash&crash=20s&restart=5s", fleetOf(never, none, none), tips, "Comes back from any restart up to 5 min."},
		{"an outage is sought", "of=outage", fleetOf(answered(tipping.Sought, 0), none, none), tips, "Looking for the longest outage that it comes back from: 40 runs so far."},

		{"recovers", "", fleetOf(found, never, answered(tipping.Found, 40)), func(said Tip) string { return said.Recovers + " " + said.Both },
			"Once collapsed it recovers below 40/s (36/s to 44/s). From 40/s to 200/s it stays as it is: well where it was well, collapsed where it was collapsed."},
		{"recovers here and there", "", fleetOf(found, answered(tipping.Found, 100), answered(tipping.Blurred, 40)), func(said Tip) string { return said.Recovers + " " + said.Both },
			"Once collapsed it recovers below 36/s, and stays so from 44/s on; in between it does or does not, as luck has it. From 40/s to 100/s it stays as it is: well where it was well, collapsed where it was collapsed."},
		{"recovers wherever it does not tip", "", fleetOf(found, found, never), func(said Tip) string { return said.Recovers + said.Both }, "Once collapsed it recovers at any load up to 88/s, where it tips."},
		{"never recovers", "", fleetOf(found, tried, always), func(said Tip) string { return said.Alone + " " + said.Recovers + " " + said.Both },
			"Never tips without a trigger up to 120/s. What lies above cannot be simulated. It makes more than 100 attempts. Once collapsed it does not recover at any load from 10/s on. From 10/s to 120/s it stays as it is: well where it was well, collapsed where it was collapsed."},
		{"recovery is sought", "", fleetOf(found, never, answered(tipping.Sought, 0)), func(said Tip) string { return said.Recovers + said.Both }, "Looking for where it recovers from a collapse: 40 runs so far."},
		{"recovery failed", "", fleetOf(found, never, answered(tipping.Failed, 0)), func(said Tip) string { return said.Recovers + said.Both }, "Its runs cannot be simulated. It makes more than 100 attempts."},
		{"no loop", "", fleetOf(found, found, found), func(said Tip) string { return said.Both }, "It recovers about where it tips: no load is known at which it is well or collapsed, as it was before."},
	} {
		if got := plain(tt.of(Tipped(tipSearch(t, offered+"&"+tt.query), tt.f))); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.shows, got, tt.want)
		}
	}
}

// What passes in either state is that of the place nearest to what the scenario has, of those
// where all runs are well, and all that had collapsed are not.
func TestHeldNearestToTheScenario(t *testing.T) {
	f := fleetOf(answered(tipping.Found, 80), answered(tipping.Never, 0), answered(tipping.Found, 40))
	place := func(at float64, upTipped, downTipped int) tipping.Place {
		return tipping.Place{At: at, Up: tipping.Flow{Runs: 6, Tipped: upTipped, Attempts: tipping.Band{Mean: at}, Goodput: tipping.Band{Mean: at - 1}},
			Down: tipping.Flow{Runs: 6, Tipped: downTipped, Attempts: tipping.Band{Mean: 4 * at}, Goodput: tipping.Band{Mean: 2.5}}}
	}
	f.Loop = []tipping.Place{place(39, 0, 6), place(45, 1, 6), place(49, 0, 5), {At: 51}, place(60, 0, 6), place(70, 0, 6), place(201, 0, 6)}
	s := tipSearch(t, offered)
	if got, want := plain(Tipped(s, f).Held), "At 60/s, 60 attempts/s come and 59 requests/s succeed where it is well; collapsed, 240 and 2.5."; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	f.Loop = f.Loop[:4]
	if got := Tipped(s, f).Held; got != "" {
		t.Errorf("%s", got)
	}
}

// Whatever the answers, no sentence holds what is no word.
func TestSentencesOfEveryTip(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	answers := []tipping.Answer{tipping.Sought, tipping.Found, tipping.Never, tipping.Always, tipping.Blurred, tipping.Failed, tipping.NoSuch}
	some := func() tipping.Threshold {
		a := answered(answers[rnd.IntN(len(answers))], []float64{1e-4, 0.3, 12.345, 199}[rnd.IntN(4)])
		a.Runs = rnd.IntN(3)
		if a.Answer == tipping.Never && rnd.IntN(2) == 0 {
			a.Tried, a.Reason = 3, "It is too large."
		}
		return a
	}
	for range 400 {
		s := tipSearch(t, offered+"&"+[]string{"", "of=service", "of=outage", "of=brownout", "trigger=none"}[rnd.IntN(5)])
		f := fleetOf(some(), some(), some())
		if f.Tips.Answer == tipping.NoSuch { // that is always looked for
			continue
		}
		said := Tipped(s, f)
		if said.Tips == "" {
			t.Fatalf("nothing is said of %+v", f)
		}
		for _, text := range []string{said.Tips, said.Alone, said.Recovers, said.Both, said.Held} {
			if text != "" && !strings.HasSuffix(text, ".") || strings.Contains(text, "%") || strings.Contains(text, "NaN") || strings.Contains(text, "  ") {
				t.Fatalf("%+v\n%s", f, text)
			}
		}
	}
}
