package tipped

import (
	"fmt"
	"html"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"backofflab/experiment/tipping"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
	templates "backofflab/web/templates/tipped"
)

// offered is a service whose load can be turned up.
const offered = "clients=10000&population=open&offered=50&limiter=none&servers=10&queue=100&service=100ms&strategies=fixed,full&attempts=4&timeout=1s"

func parsed(t testing.TB, query string) tipping.Search {
	t.Helper()
	s, err := tipping.Parse(strings.TrimSuffix(query, "&"))
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

// plain has ordinary blanks and signs.
func plain(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2212", "-").Replace(text)
}

// answered is a threshold that is made up: one that was found lies at x, give or take a tenth.
func answered(a tipping.Answer, x float64) tipping.Threshold {
	t := tipping.Threshold{Answer: a, Runs: 12}
	switch a {
	case tipping.Found, tipping.Blurred:
		t.At, t.Low, t.High = x, 0.9*x, 1.1*x
	case tipping.Failed:
		t.Reason = "It makes more than 100 attempts."
	}
	return t
}

var none = tipping.Threshold{Answer: tipping.NoSuch}

// madeUp is an outcome of two fleets: one that stays collapsed from 40 to 100 a second, and one
// that never tips.
func madeUp() tipping.Outcome {
	return tipping.Outcome{Runs: 1234, Over: true, Fleets: []tipping.Fleet{
		{Strategy: "fixed", Tips: answered(tipping.Found, 80), Alone: answered(tipping.Found, 100), Recovers: answered(tipping.Blurred, 40), Loop: []tipping.Place{
			{Value: "30", At: 30, Up: flow(0, 30), Down: flow(0, 31)}, {Value: "50", At: 50, Up: flow(0, 50), Down: flow(6, 8)}, {Value: "110", At: 110, Up: flow(6, 9), Down: flow(6, 9)},
		}},
		{Strategy: "full", Tips: answered(tipping.Never, 0), Alone: answered(tipping.Never, 0), Recovers: none},
	}}
}

func flow(tipped int, goodput float64) tipping.Flow {
	band := func(x float64) tipping.Band { return tipping.Band{Mean: x, Low: x - 1, High: x + 1} }
	return tipping.Flow{Runs: 6, Tipped: tipped, Goodput: band(goodput), Attempts: band(3 * goodput), Offered: goodput, Query: "clients=7"}
}

// What is shown of a loop and of its thresholds.
func TestTips(t *testing.T) {
	s := parsed(t, offered)
	found := Tips(s, madeUp())
	f, well := found.Fleets[0], found.Fleets[1]
	if f.ID != "tip-0" || f.Strategy.Key != "fixed" || len(f.Charts) != 2 || len(f.Says) != 2 || len(f.Rows) != 3 || found.Key == "" || f.Axis != "Offered load" {
		t.Errorf("%+v", f)
	}
	if len(well.Charts)+len(well.Rows)+len(well.Sides) > 0 || plain(well.Main) != "Comes back from the trigger at any load up to 200/s." {
		t.Errorf("%+v", well)
	}
	goodput, attempts := f.Charts[0], f.Charts[1]
	if goodput.Region == nil || goodput.Region.Low != 40 || goodput.Region.High != 100 || len(goodput.Up) != 3 || goodput.Up[1].Mean != 50 || attempts.Down[1].Mean != 24 || goodput.X.Max < 110 || attempts.Y.Max < 151 {
		t.Errorf("%+v", goodput)
	}
	var labels []string
	for _, m := range goodput.Marks {
		labels = append(labels, fmt.Sprint(m.Level, " ", m.Label, " ", m.Left))
	}
	if got, want := strings.Join(labels, "; "), "0 tips by itself 100/s true; 1 tips after the trigger 80/s true; 2 recovers below 40/s false"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if r := f.Rows[1]; plain(r.Value) != "50/s" || plain(r.Up.Tipped) != "0 of 6 runs" || plain(r.Down.GoodputRange) != "7–9" || r.Down.Path != "/?clients=7" {
		t.Errorf("%+v", r)
	}
	if sub := plain(Tips(parsed(t, offered+"&trigger=none"), madeUp()).Sub); strings.Contains(sub, "ten seconds") || !strings.HasSuffix(sub, " 60 s after the trigger.") {
		t.Errorf("%s", sub)
	}
}

// Either side of each threshold is a run that can be opened, beyond its interval; of thresholds
// that were not found there is none.
func TestEitherSide(t *testing.T) {
	for _, tt := range []struct {
		query, want string
		change      func(*tipping.Fleet)
	}{
		{"", "After the trigger: 71.3/s, 88.9/s; Without a trigger: 89.1/s, 111/s; From a collapse: 35.6/s, 44.4/s", func(*tipping.Fleet) {}},
		{"", "After the trigger: 71.3/s, 88.9/s", func(f *tipping.Fleet) {
			f.Alone, f.Recovers = answered(tipping.Never, 0), answered(tipping.Always, 0)
		}},
		{"trigger=none", "Without a trigger: 89.1/s, 111/s; From a collapse: 35.6/s, 44.4/s", func(f *tipping.Fleet) { f.Tips = f.Alone }},
		{"of=service", "After the trigger: 71.3 ms, 88.9 ms", func(f *tipping.Fleet) {
			f.Tips, f.Alone, f.Recovers = answered(tipping.Found, 0.08), answered(tipping.Sought, 0), none
		}},
		{"of=outage", "Its length: 26.7 s, 33.3 s", func(f *tipping.Fleet) { f.Tips, f.Alone, f.Recovers = answered(tipping.Blurred, 30), none, none }},
		{"", "", func(f *tipping.Fleet) { f.Tips, f.Alone, f.Recovers = answered(tipping.Failed, 0), none, none }},
	} {
		o := madeUp()
		tt.change(&o.Fleets[0])
		var all []string
		f := Tips(parsed(t, offered+"&"+tt.query), o).Fleets[0]
		if marks := f.Charts[0].Marks; len(marks) != len(f.Sides) {
			t.Errorf("%s: %d thresholds with sides, and as marks %+v", tt.query, len(f.Sides), marks)
		}
		for _, one := range f.Sides {
			all = append(all, one.What+": "+one.Below.Text+", "+one.Above.Text)
			for _, l := range []templates.Link{one.Below, one.Above} {
				opens(t, l.Path)
			}
		}
		if got := plain(strings.Join(all, "; ")); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.query, got, tt.want)
		}
	}
}

// opens holds that a link leads to a scenario.
func opens(t *testing.T, path string) {
	t.Helper()
	query, ok := strings.CutPrefix(path, "/?")
	if _, err := link.Parse(query); err != nil || !ok {
		t.Errorf("%q leads to no run: %v", path, err)
	}
}

func TestHowFarATip(t *testing.T) {
	s, of := parsed(t, offered), func(change func(*tipping.Outcome)) tipping.Outcome {
		o := madeUp()
		o.Over = false
		change(&o)
		return o
	}
	for _, tt := range []struct {
		o        tipping.Outcome
		words    string
		from, to float64
	}{
		{madeUp(), "1 234 runs of 2 strategies", 1, 1},
		{tipping.Outcome{}, "The first runs are on their way", 0, 0},
		{of(func(o *tipping.Outcome) { o.Fleets[0].Loop[2].Down = tipping.Flow{} }), "Drawing the loop: 5 of 6 places", huntShare, 0.99},
		{of(func(o *tipping.Outcome) { o.Fleets[0].Loop[2].Down = tipping.Flow{Failed: "It is too large."} }), "Drawing the loop: 6 of 6 places", 1, 1},
		{of(func(o *tipping.Outcome) { o.Fleets[0].Loop, o.Fleets[0].Tips = nil, answered(tipping.Sought, 0) }), "4 of 6 thresholds known after 1 234 runs", 0.1, huntShare},
	} {
		words, far := TipFar(s, tt.o)
		if plain(words) != tt.words || far < tt.from || far > tt.to {
			t.Errorf("%s, %v; want %s, %v to %v", words, far, tt.words, tt.from, tt.to)
		}
	}
}

var hrefs = regexp.MustCompile(`href="([^"]*)"`)

// sound holds that a body has no number that is none, no sentence that is empty, and no link
// that leads nowhere.
func sound(t *testing.T, text string, of any) {
	t.Helper()
	for _, bad := range []string{"NaN", "Inf", "%!", "%s", "{one}", "{many}", "<style", " style=", " onclick=", ">-0<", "<p></p>", "<p class=\"tip-main\"></p>", "<p class=\"seeds-says\"></p>", "aria-label=\"\"", "<span></span>", "</span></li>", "e+", ", </a>"} {
		if strings.Contains(text, bad) {
			t.Fatalf("%s stands in the page of %+v", bad, of)
		}
	}
	for _, m := range hrefs.FindAllStringSubmatch(text, -1) {
		opens(t, html.UnescapeString(m[1]))
	}
}

// Whatever the outcome, nothing on the screen is no word, no number, or no link.
func TestBodiesOfEveryTip(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	answers := []tipping.Answer{tipping.Sought, tipping.Found, tipping.Never, tipping.Always, tipping.Blurred, tipping.Failed}
	for range 200 {
		s := parsed(t, offered+"&"+[]string{"", "of=service", "of=outage", "of=brownout", "trigger=none"}[rnd.IntN(5)])
		some := func() tipping.Threshold {
			return answered(answers[rnd.IntN(len(answers))], []float64{1e-4, 0.3, 12.345, 199, 1e5}[rnd.IntN(5)])
		}
		o := tipping.Outcome{Runs: rnd.IntN(100), Over: rnd.IntN(2) == 0}
		for _, strategy := range s.Scenario.Strategies {
			f := tipping.Fleet{Strategy: strategy, Tips: some(), Alone: some(), Recovers: some()}
			if s.Of.Long() {
				f.Alone, f.Recovers = none, none
			} else {
				for i := range rnd.IntN(5) {
					f.Loop = append(f.Loop, tipping.Place{At: float64(i+1) * 0.4, Up: anyFlow(rnd), Down: anyFlow(rnd)})
				}
			}
			o.Fleets = append(o.Fleets, f)
		}
		text, err := chart.Render(t.Context(), templates.TipsView(Tips(s, o)))
		if err != nil {
			t.Fatal(err)
		}
		sound(t, text, o)
		if words, far := TipFar(s, o); words == "" || !(far >= 0 && far <= 1) {
			t.Fatalf("%s, %v: %+v", words, far, o)
		}
	}
}

// anyFlow is one that is known, not yet known, cannot be simulated, or has nothing passing.
func anyFlow(rnd *rand.Rand) tipping.Flow {
	return []tipping.Flow{{}, {Failed: "It is too large."}, {Runs: 6, Tipped: 6, Query: "clients=7"}, flow(3, 0.004), flow(0, 1e5)}[rnd.IntN(5)]
}

// Each search that is offered as an example can be asked for, and is the one that is meant.
func TestExamples(t *testing.T) {
	page := TipPage("", nil)
	if len(page.Examples) != 2 || len(TipPage(offered+"&of=load", nil).Examples) != 0 {
		t.Errorf("%d examples", len(page.Examples))
	}
	for i, of := range []tipping.Of{tipping.Load, tipping.Brownout} {
		one := page.Examples[i]
		query, ok := strings.CutPrefix(one.Path, "/tip?")
		if s := parsed(t, query); !ok || !Asks(query) || s.Of != of || Query(s) != query || one.Title == "" || one.Says == "" {
			t.Errorf("%+v", one)
		}
	}
}
