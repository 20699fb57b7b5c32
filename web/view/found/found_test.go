package found

import (
	"fmt"
	"html"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"backofflab/experiment/find"
	"backofflab/experiment/job"
	"backofflab/experiment/ranking"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
	templates "backofflab/web/templates/found"
	"backofflab/web/templates/study"
)

func parsed(t testing.TB, query string) find.Search {
	t.Helper()
	s, err := find.Parse(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

// plain has ordinary blanks and signs.
func plain(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2212", "-").Replace(text)
}

func at(x float64) find.Estimate { return find.Estimate{Mean: x, Low: x - 0.25, High: x + 0.25} }

// madeUp is the outcome of so many policies with a limit: the first is the scenario's own, the
// second the best.
func madeUp(n int, change func(*find.Outcome)) find.Outcome {
	o := find.Outcome{Over: true, Best: min(1, n-1), Nearest: -1, Promised: true, Ending: ranking.Chosen.String(), Confidence: 0.95, Within: 0.04, Runs: 1660, Unpaired: 9700, Left: 1,
		Axes: [3]string{"peak", "wasted_per_request", "done_99"}}
	for i := range n {
		o.Candidates = append(o.Candidates, find.Policy{
			Candidate: find.Candidate{Strategy: "full", Query: fmt.Sprintf("strategies=full&base=%dms", 100*(i+1)), Settings: []find.Setting{{Field: "base", Value: fmt.Sprintf("%dms", 100*(i+1))}}},
			Fate:      ranking.Raced.String(), By: 1, Runs: 10, Goal: at(2), Limits: []find.Estimate{at(28)},
			Trade: [3]float64{100 + float64(i), 2, 30 - float64(i)}, Plotted: true, Front: i < 3, Certain: i == 0,
		})
	}
	o.Candidates[0].Candidate = find.Candidate{Strategy: "exponential", Query: "strategies=exponential", Own: true}
	o.Candidates[o.Best].Fate = ranking.Left.String()
	change(&o)
	return o
}

func nothing(*find.Outcome) {}

const limited = "limits=done_99:30s"

// What is said of outcomes of every sort.
func TestWordsOfOutcomes(t *testing.T) {
	rival := func(change func(*find.Rival)) func(*find.Outcome) {
		return func(o *find.Outcome) {
			r := find.Rival{Candidate: 0, Runs: 40, Goal: at(3), Gap: find.Estimate{Mean: 1, Low: 0.5, High: 1.5}, Sure: true, Kept: []bool{true}, Means: []find.Estimate{at(28)}}
			change(&r)
			o.Rivals = []find.Rival{{Candidate: 1, Runs: 40, Goal: at(2), Kept: []bool{true}, Means: []find.Estimate{at(28)}}, r}
		}
	}
	row := func(f templates.Found) string {
		r := f.Rivals.Rows[1]
		return fmt.Sprintf("%s|%s|%s|%v|%s %s %v", r.Mean, r.Range, r.Gap, r.Unsure, r.Limits[0].Mean, r.Limits[0].Limit, r.Limits[0].Broken)
	}
	for _, tt := range []struct {
		shows, query string
		o            find.Outcome
		of           func(templates.Found) string
		want         string
	}{
		{"the best", limited, madeUp(400, nothing), func(f templates.Found) string { return f.Best.Says + " " + f.Best.Title + " " + f.Best.Settings[0].Own }, "The best: Full jitter with base delay 200 ms 100 ms"},
		{"how sure", limited, madeUp(400, nothing), func(f templates.Found) string { return f.Best.Promise },
			"If one of the 400 policies keeps the limit and is better than all others that do by more than 0.04, it is this one with a probability of at least 95 %. A mean that is off its limit by less than 2 % may count as keeping it or as breaking it."},
		{"the correlation", limited, madeUp(400, func(o *find.Outcome) { r := 0.97; o.Pairing = &r }), func(f templates.Found) string { return f.Best.Effort },
			"The choice took 1 660 runs of 400 policies; with other seeds for each it had been about 9 700. Under the same seeds, the correlation of the best with others is 0.97."},
		{"spent", limited, madeUp(9, func(o *find.Outcome) { o.Promised, o.Left, o.Ending = false, 3, ranking.Spent.String() }), func(f templates.Found) string { return f.Best.Says + f.Best.Promise },
			"Ahead, when the runs were spent:The choice is not made: with all runs that a search may take, 3 policies are left. This one is ahead so far, and nothing is promised, not even that it keeps the limit."},
		{"alike", limited, madeUp(9, func(o *find.Outcome) { o.Alike = []int{2, 3, 4} }), func(f templates.Found) string { return f.Alike.Title + ": " + f.Alike.Says },
			"Cannot tell these four apart: Three others are as good as it as far as the runs tell, or behind it by no more than 0.04, which makes no difference to you."},
		{"some tied", limited, madeUp(9, func(o *find.Outcome) { o.Alike, o.Left, o.Ending = []int{2, 3, 4}, 2, ranking.Tied.String() }), func(f templates.Found) string { return f.Alike.Says },
			"Three others are as good as it as far as the runs tell, or behind it by no more than 0.04, which makes no difference to you; one of them came to the very same mean."},
		{"all tied", limited, madeUp(9, func(o *find.Outcome) { o.Alike, o.Left, o.Ending = []int{2, 3}, 3, ranking.Tied.String() }), func(f templates.Found) string { return f.Alike.Says },
			"Two others came to the very same mean, and would do as well."},
		{"many alike", limited, madeUp(30, func(o *find.Outcome) { o.Alike = []int{2, 3, 4, 5, 6, 7, 8, 9, 10, 11} }), func(f templates.Found) string {
			return fmt.Sprint(len(f.Alike.Policies), f.Alike.More)
		}, "8And 2 others."},
		{"nobody", limited, madeUp(9, func(o *find.Outcome) {
			o.Best, o.Nearest, o.Promised, o.Ending, o.Left = -1, 2, false, ranking.Nobody.String(), 0
			for i := range o.Candidates {
				o.Candidates[i].Fate, o.Candidates[i].By, o.Candidates[i].Limits = ranking.OverLimit.String(), 0, []find.Estimate{at(45)}
			}
		}), func(f templates.Found) string {
			return f.Best.Says + " " + f.Best.Title + ". " + f.Best.Why + " " + fmt.Sprint(f.Best.Figures[1].Broken, f.Best.Figures[1].Limit, f.Out.Reasons[0].Words, f.Front.Points[len(f.Front.Points)-1].Label)
		}, "The closest: Full jitter with base delay 300 ms. None of 9 policies keeps the limit: 9 break it. Closest comes Full jitter with base delay 300 ms: 99 % done after 45.0 s in place of at most 30 s, 50 % off. trueat most 30 sbreak a limit: 99 % done within 30 sClosest"},
		{"nobody at all", "goal=recovery", madeUp(9, func(o *find.Outcome) {
			o.Best, o.Promised, o.Ending, o.Left = -1, false, ranking.Nobody.String(), 0
			for i := range o.Candidates {
				o.Candidates[i].Fate, o.Candidates[i].Plotted = ranking.Lacking.String(), false
			}
		}), func(f templates.Found) string {
			return fmt.Sprint(f.Best.Title, "; ", f.Best.Lab, f.Front == nil, "; ", f.Out.Reasons[0].Count, " ", f.Out.Reasons[0].Words)
		},
			"None can be chosen; true; 9 have a run in which time to recover never comes"},
		{"one candidate", limited, madeUp(1, nothing), func(f templates.Found) string {
			return f.Best.Title + ". " + f.Best.Promise + fmt.Sprint(f.Rivals == nil, f.Best.Compare)
		},
			"No jitter with the scenario’s settings. It is the only policy that there was to try. A mean that is off its limit by less than 2 % may count as keeping it or as breaking it.true"},
		{"a goal of zero", "goal=lost", madeUp(9, func(o *find.Outcome) { o.Candidates[1].Goal, o.Candidates[1].Limits = find.Estimate{}, nil }), func(f templates.Found) string {
			return f.Best.Figures[0].Label + " " + f.Best.Figures[0].Mean + f.Best.Figures[0].Range
		}, "Clients lost 0"},
		{"worse", limited, madeUp(9, rival(func(*find.Rival) {})), row, "3.00|2.75 to 3.25|worse by 1.00 (0.50 to 1.50)|false|28.0 s kept false"},
		{"not clearly worse", limited, madeUp(9, rival(func(r *find.Rival) { r.Sure, r.Gap.Low = false, -0.5 })), row, "3.00|2.75 to 3.25|no clear difference (from 0.50 better to 1.50 worse)|true|28.0 s kept false"},
		{"better, but over a limit", limited, madeUp(9, rival(func(r *find.Rival) {
			r.Gap, r.Kept, r.Means = find.Estimate{Mean: -1, Low: -1.5, High: -0.5}, []bool{false}, []find.Estimate{at(61)}
		})), row, "3.00|2.75 to 3.25|better by 1.00 (0.50 to 1.50)|false|61.0 s broken true"},
		{"without the goal", limited, madeUp(9, rival(func(r *find.Rival) { r.Lacks, r.Goal, r.Kept = true, find.Estimate{}, []bool{false} })), row, "not in every run|||false|— not in every run true"},
		{"more is better", "goal=success_percent&" + limited, madeUp(9, rival(func(r *find.Rival) { r.Gap = find.Estimate{Mean: -5, Low: -6, High: -4} })), func(f templates.Found) string { return f.Rivals.Rows[1].Gap },
			"worse by 5 points (4 points to 6 points)"},
	} {
		if got := plain(tt.of(Found(parsed(t, tt.query), tt.o))); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.shows, got, tt.want)
		}
	}
}

// While a search goes on it says what it does, and how far it is.
func TestWordsWhileItRuns(t *testing.T) {
	for _, tt := range []struct {
		shows, query string
		o            find.Outcome
		want         string
		far          string
	}{
		{"nothing yet", limited, find.Outcome{Best: -1, Nearest: -1}, "Each policy gets its first runs, all the same seeds.", "The policies are drawn up 0.00"},
		{"first runs", limited, madeUp(9, func(o *find.Outcome) { o.Over, o.Ending, o.Left, o.Runs = false, "", 9, 0 }), "Each policy gets its first runs, all the same seeds.", "9 of 9 policies left 0.00"},
		{"limits", limited, madeUp(9, func(o *find.Outcome) { *o = left(*o) }), "Each is held against the limit before it may beat another.", "9 of 9 policies left 0.00"},
		{"no limits", "", madeUp(9, func(o *find.Outcome) { *o = left(*o) }), "They are compared seed by seed.", "9 of 9 policies left 0.00"},
		{"the race", limited, madeUp(9, func(o *find.Outcome) { o.Over, o.Ending, o.Left = false, "", 5 }), "They race: whoever is clearly behind another, seed by seed, gets no more runs.", "5 of 9 policies left 0.45"},
		{"the procedure", limited, madeUp(9, func(o *find.Outcome) {
			o.Over, o.Ending, o.Left, o.Candidates[3].Fate = false, "", 2, ranking.Outrun.String()
		}),
			"Those that are left get run after run, until what is between two of them is clear, or below what you care for (Kim and Nelson’s procedure).", "2 of 9 policies left 0.79"},
		{"chosen", limited, madeUp(9, func(o *find.Outcome) { o.Over = false }), "The choice is made. Now it runs beside yours and the classic ones, and the front is drawn up.", "Chosen of 9 policies, and compared 0.90"},
	} {
		f := Found(parsed(t, tt.query), tt.o)
		words, share := Far(tt.o)
		if f.Progress == nil || f.Best != nil || plain(f.Progress.Now) != tt.want || fmt.Sprintf("%s %.2f", words, share) != tt.far {
			t.Errorf("%s: %+v, %s %.2f", tt.shows, f.Progress, words, share)
		}
	}
	out := Found(parsed(t, limited), madeUp(9, func(o *find.Outcome) {
		o.Over, o.Left, o.Ending = false, 4, ""
		for i := range o.Candidates {
			o.Candidates[i].By = -1
			if o.Candidates[i].Fate = ranking.Left.String(); i > 3 {
				o.Candidates[i].Fate = ranking.OverLimit.String()
			}
		}
	})).Out
	if len(out.Reasons) != 2 || out.Reasons[0].Count != "5" || out.Reasons[0].Words != "break the limit" || !out.Reasons[1].Left {
		t.Errorf("what became of them meanwhile: %+v", out)
	}
	if words, share := Far(madeUp(9, nothing)); plain(words) != "9 policies, 1 660 runs to choose among them" || share != 1 {
		t.Errorf("at the end: %s, %g", words, share)
	}
}

// left is an outcome in which nobody is out yet.
func left(o find.Outcome) find.Outcome {
	o.Over, o.Ending, o.Left = false, "", len(o.Candidates)
	for i := range o.Candidates {
		o.Candidates[i].Fate = ranking.Left.String()
	}
	return o
}

// The front has what people look for by name, what is far off at its edge, and says what is not
// drawn.
func TestFront(t *testing.T) {
	f := Found(parsed(t, limited), madeUp(9, func(o *find.Outcome) {
		o.Candidates[0].Front, o.Candidates[0].Trade = false, [3]float64{1e6, 50, 900} // its own, far off
		o.Candidates[5].Trade = [3]float64{100, 2, 900}                                // nobody's, far off
		o.Candidates[6].Plotted, o.Candidates[7].Plotted, o.Candidates[7].Classic = false, false, true
	})).Front
	names, labels := map[int]templates.Point{}, []string{}
	for _, p := range f.Points {
		names[p.Number] = p
		if p.Label != "" {
			labels = append(labels, p.Label)
		}
		if p.Share < 0 || p.Share > 1 || p.Up[0] < 0 || p.Up[0] > 1 || p.Up[1] < 0 || p.Up[1] > 1 {
			t.Errorf("outside: %+v", p)
		}
	}
	if !slices.Equal(labels, []string{"No jitter, yours", "Best"}) {
		t.Errorf("named are %q", labels)
	}
	if p := names[0]; p.Share != 1 || p.Beyond != [2]bool{true, true} {
		t.Errorf("what is far off: %+v", p)
	}
	if _, drawn := names[5]; drawn || len(f.Points) != 6 || !f.Points[len(f.Points)-1].Best {
		t.Errorf("drawn are %+v", f.Points)
	}
	if got, want := plain(f.Missing), "1 policy lies outside of the chart, far behind the front. 2 are not drawn: out by a limit, or without one of the figures; among them Full jitter."; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if len(f.Rows) != 2 || f.Rows[0].Values != [3]string{"28.0\u00a0s", "2.00", "102/s"} || f.Rows[0].Certain || !f.Rows[1].Best {
		t.Errorf("%+v", f.Rows)
	}
	if p := names[2]; plain(p.Says) != "Full jitter with base delay 300 ms: 99 % done after 28.0 s, 2.00 wasted calls per client and a peak of 102/s" {
		t.Errorf("a point says %s", p.Says)
	}
}

var hrefs = regexp.MustCompile(`(?:href|action)="([^"]*)"`)

// Every address of the page of a real search is one that its page reads.
func TestLinksOfASearch(t *testing.T) {
	for _, query := range []string{
		"clients=60&rate=20&strategies=full,fixed&vary=base:100ms,2s;budget:none,ratio&limits=done_99:1m",
		"clients=60&rate=20&strategies=full,fixed&vary=base:100ms,2s;strategies:full,equal&limits=done_99:1s",
	} {
		s := parsed(t, query)
		o, err := s.Run(t.Context(), job.Local{}, 1_000_000, func(find.Outcome) {})
		if err != nil {
			t.Fatal(err)
		}
		page := Page(Query(s), nil)
		page.Shown.State, page.Shown.Body = study.Done, templates.FoundView(Found(s, o))
		text, err := chart.Render(t.Context(), study.View(page))
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		for _, m := range hrefs.FindAllStringSubmatch(text, -1) {
			address, err := url.Parse(html.UnescapeString(m[1]))
			if err != nil {
				t.Fatal(err)
			}
			seen[address.Path]++
			switch address.Path {
			case "/", "/compare":
				_, err = link.Parse(address.RawQuery)
			case "/find", "/find.csv", "/api/v1/find", "/find/cancel":
				_, err = find.Parse(address.RawQuery)
			case "/export":
				_, rest, _ := link.Split(address.RawQuery, "strategy")
				_, err = scenario.ParseQuery(rest)
			}
			if err != nil {
				t.Errorf("%s: %v", address, err)
			}
		}
		if seen["/"] < 6 || seen["/find"] < 2 || seen["/export"] != 1 {
			t.Errorf("links: %v", seen)
		}
	}
}

// A policy is compared with the own ones in one run, where its settings can be one fleet's.
func TestCompareWithYours(t *testing.T) {
	s := parsed(t, "clients=60")
	for _, tt := range []struct {
		c    find.Candidate
		want string
	}{
		{find.Candidate{Strategy: "full", Query: "clients=60&strategies=full", Own: true}, ""},
		{find.Candidate{Strategy: "full", Query: "clients=60&strategies=full&base=2s", Settings: []find.Setting{{Field: "base", Value: "2s"}}}, "full(base=2s)"},
		{find.Candidate{Strategy: "full(base=1s)", Query: "clients=60&strategies=full(base%3D1s)&cap=9s", Settings: []find.Setting{{Field: "cap", Value: "9s"}}}, "with="},
	} {
		got, err := url.QueryUnescape(compareOf(s, tt.c))
		if err != nil || tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q", tt.c, got)
		}
	}
}

func bodyOf(s find.Search, o find.Outcome) templ.Component { return templates.FoundView(Found(s, o)) }

// Whatever the outcome, no sentence holds what is no word.
func TestBodiesOfEveryOutcome(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	fates := []string{ranking.Left.String(), ranking.OverLimit.String(), ranking.Lacking.String(), ranking.Failed.String(), ranking.Raced.String(), ranking.Outrun.String()}
	some := func() find.Estimate {
		x := []float64{0, 1e-9, 0.5, 3, 1e4}[rnd.IntN(5)]
		return find.Estimate{Mean: x, Low: x - rnd.Float64(), High: x + rnd.Float64()}
	}
	for range 200 {
		goal, limit := find.Aims()[rnd.IntN(len(find.Aims()))], find.Aims()[rnd.IntN(len(find.Aims()))]
		s := parsed(t, "goal="+goal.Name+"&limits="+limit.Name+":9")
		o := madeUp(1+rnd.IntN(12), func(o *find.Outcome) {
			o.Promised, o.Left, o.Over = rnd.IntN(2) == 0, rnd.IntN(4), rnd.IntN(4) > 0
			for i := range o.Candidates {
				p := &o.Candidates[i]
				p.Fate, p.Front, p.Plotted, p.Certain, p.Goal, p.Limits = fates[rnd.IntN(len(fates))], rnd.IntN(2) == 0, rnd.IntN(3) > 0, rnd.IntN(2) == 0, some(), []find.Estimate{some()}
				p.Trade, p.Own, p.Classic = [3]float64{some().Mean, some().Mean, some().Mean}, rnd.IntN(3) == 0, rnd.IntN(3) == 0
				o.Rivals = append(o.Rivals, find.Rival{Candidate: i, Runs: 40, Goal: some(), Gap: some(), Kept: []bool{rnd.IntN(2) == 0}, Means: []find.Estimate{some()}, Lacks: rnd.IntN(4) == 0})
			}
			o.Best = rnd.IntN(len(o.Candidates)+1) - 1
			if o.Best < 0 {
				o.Nearest, o.Rivals = rnd.IntN(len(o.Candidates)+1)-1, nil
			}
		})
		text, err := chart.Render(t.Context(), bodyOf(s, o))
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"NaN", "Inf", "%!", "%s", "{one}", "{many}", "<style", " style=", " onclick=", ">-0"} {
			if strings.Contains(text, bad) {
				t.Fatalf("%s stands in the page of %+v", bad, o)
			}
		}
	}
}
