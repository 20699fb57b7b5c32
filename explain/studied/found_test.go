package studied

import (
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"backofflab/experiment/find"
	"backofflab/experiment/job"
	"backofflab/experiment/ranking"
)

func search(t testing.TB, query string) find.Search {
	t.Helper()
	s, err := find.Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func want(words string) string { return "want=" + url.QueryEscape(words) }

// plain has ordinary blanks and signs.
func plain(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2212", "-").Replace(text)
}

func at(x float64) find.Estimate { return find.Estimate{Mean: x, Low: x - 0.1, High: x + 0.1} }

// policies are some candidates, all left but for what a test changes.
func policies(n int) []find.Policy {
	all := make([]find.Policy, n)
	for i := range all {
		all[i] = find.Policy{Candidate: find.Candidate{Strategy: "full", Settings: []find.Setting{{Field: "base", Value: "100ms"}}}, Fate: ranking.Left.String(), By: -1, Runs: 20, Goal: at(2), Limits: []find.Estimate{at(28)}}
	}
	all[0].Candidate = find.Candidate{Strategy: "exponential", Own: true}
	return all
}

// over is an outcome in which the second of some policies is chosen, with the promise.
func over(n int, change func(*find.Outcome)) find.Outcome {
	o := find.Outcome{Over: true, Candidates: policies(n), Best: 1, Nearest: -1, Ending: ranking.Chosen.String(), Promised: true, Confidence: 0.95, Within: 0.04, Runs: 1234, Unpaired: 9000, Left: 1,
		Axes: [3]string{"peak", "wasted_per_request", "done_99"}}
	change(&o)
	return o
}

func nothing(*find.Outcome) {}

// What is said of outcomes of every kind.
func TestFound(t *testing.T) {
	limited := want("99 % done within 30 s, as few wasted calls as possible")
	for _, tt := range []struct {
		shows, query string
		o            find.Outcome
		of           func(Finding) string
		want         string
	}{
		{"what is asked", limited, over(9, nothing), func(f Finding) string { return f.Asked }, "Looked for: as few wasted calls as possible, with 99 % done within 30 s."},
		{"several limits, each in its unit", want("peak at most 2.5x the limit, at most 3 lost, success at least 99.5 %"), over(9, nothing), func(f Finding) string { return f.Asked },
			"Looked for: as few wasted calls as possible, with a peak of at most 2.5× the capacity, at most 3 clients lost and a success of at least 99.5 %."},
		{"no limit", want("fastest recovery"), over(9, nothing), func(f Finding) string { return f.Asked }, "Looked for: recovery as soon as possible."},
		{"on the way", "", over(9, func(o *find.Outcome) { o.Over, o.Left = false, 4 }), func(f Finding) string { return f.Chosen + f.Promise + f.Effort },
			"4 of 9 policies left after 1 234 runs. The best so far is Full jitter with base delay 100 ms."},
		{"before anything is known", "", over(9, func(o *find.Outcome) { o.Over, o.Left, o.Best, o.Runs = false, 9, -1, 0 }), func(f Finding) string { return f.Chosen },
			"9 of 9 policies left after 0 runs."},
		{"the chosen one, as it stands", limited, over(9, nothing), func(f Finding) string { return f.Chosen },
			"Best is Full jitter with base delay 100 ms: 2.00 wasted calls per client and 99 % done after 28.0 s, means of 20 runs."},
		{"by more runs where there are", limited, over(9, func(o *find.Outcome) {
			o.Rivals = []find.Rival{{Candidate: 1, Runs: 40, Goal: at(0.034), Kept: []bool{true}, Means: []find.Estimate{at(29)}}}
		}), func(f Finding) string { return f.Chosen + strings.Join(f.Rivals, "") },
			"Best is Full jitter with base delay 100 ms: 0.034 wasted calls per client and 99 % done after 29.0 s, means of 40 runs."},
		{"the promise", limited, over(9, nothing), func(f Finding) string { return f.Promise },
			"If one of the 9 policies keeps the limit and is better than all others that do by more than 0.04, it is this one with a probability of at least 95 %. A mean that is off its limit by less than 2 % may count as keeping it or as breaking it."},
		{"without limits", want("highest success"), over(9, nothing), func(f Finding) string { return f.Promise },
			"If one of the 9 policies is better than all others by more than 0.04 points, it is this one with a probability of at least 95 %."},
		{"one alone", "", over(2, func(o *find.Outcome) { o.Candidates, o.Best = o.Candidates[:1], 0 }), func(f Finding) string { return f.Promise },
			"It is the only policy that there was to try."},
		{"one alone that has no promise", "", over(2, func(o *find.Outcome) { o.Candidates, o.Best, o.Promised = o.Candidates[:1], 0, false }), func(f Finding) string { return f.Promise },
			"The choice is not made: with all runs that a search may take, 1 policy is left. This one is ahead so far, and nothing is promised."},
		{"a spent budget", limited, over(9, func(o *find.Outcome) { o.Promised, o.Ending, o.Left = false, ranking.Spent.String(), 5 }), func(f Finding) string { return f.Promise },
			"The choice is not made: with all runs that a search may take, 5 policies are left. This one is ahead so far, and nothing is promised, not even that it keeps the limit."},
		{"what it took", "", over(9, nothing), func(f Finding) string { return f.Effort }, "The choice took 1 234 runs of 9 policies; with other seeds for each it had been about 9 000."},
		{"where pairs save nothing", "", over(9, func(o *find.Outcome) { o.Unpaired = 1200 }), func(f Finding) string { return f.Effort }, "The choice took 1 234 runs of 9 policies; the same seeds for all saved none."},
		{"where nobody can tell", "", over(9, func(o *find.Outcome) { o.Unpaired = 0 }), func(f Finding) string { return f.Effort }, "The choice took 1 234 runs of 9 policies."},
		{"ties", "", over(9, func(o *find.Outcome) { o.Ending, o.Left, o.Alike = ranking.Tied.String(), 3, []int{2, 3, 4, 5} }), func(f Finding) string { return f.Alike },
			"Two others came to the very same mean, and would have done as well. Four others are as good as it as far as can be told, or behind it by no more than makes no difference to you: “Full jitter with base delay 100 ms”, “Full jitter with base delay 100 ms”, “Full jitter with base delay 100 ms” and 1 more."},
		{"one other", "", over(9, func(o *find.Outcome) { o.Alike = []int{0} }), func(f Finding) string { return f.Alike },
			"One other is as good as it as far as can be told, or behind it by no more than makes no difference to you: “No jitter with the scenario’s settings”."},
		{"none alike", "", over(9, nothing), func(f Finding) string { return f.Alike }, ""},
		{"what cannot be simulated", "", over(9, func(o *find.Outcome) {
			o.Candidates[3].Fate, o.Candidates[3].Reason = ranking.Failed.String(), "It makes more than 100 attempts."
		}), func(f Finding) string { return f.Out }, "1 of 9 policies could not be simulated. It makes more than 100 attempts."},
		{"the front", "", over(9, func(o *find.Outcome) {
			o.Candidates[1].Front, o.Candidates[1].Certain, o.Candidates[2].Front = true, true, true
		}), func(f Finding) string { return f.Front },
			"On the front of wasted calls per client, time until 99 % are done and peak are 2 policies: no other is at least as good as one of them in all three, and better in one. That is certain of one."},
		{"none on it", "", over(9, nothing), func(f Finding) string { return f.Front }, ""},

		{"nobody", limited, over(9, func(o *find.Outcome) {
			o.Best, o.Nearest, o.Promised, o.Ending, o.Left = -1, 2, false, ranking.Nobody.String(), 0
			for i := range o.Candidates {
				o.Candidates[i].Fate, o.Candidates[i].Limits = ranking.OverLimit.String(), []find.Estimate{at(45)}
			}
			o.Candidates[5].Fate = ranking.Lacking.String()
		}), func(f Finding) string { return f.Chosen + " / " + f.Promise },
			"None of 9 policies keeps the limit: 8 break it and 1 has a run that never comes to what is asked for. Closest comes Full jitter with base delay 100 ms: 99 % done after 45.0 s in place of at most 30 s, 50 % off. / " +
				"Had one of them kept the limit by more than makes no difference, it would have been left with a probability of at least 95 %."},
		{"nobody, and none comes close", want("fastest recovery"), over(9, func(o *find.Outcome) {
			o.Best, o.Promised, o.Ending, o.Left = -1, false, ranking.Nobody.String(), 0
			for i := range o.Candidates {
				o.Candidates[i].Fate = ranking.Lacking.String()
			}
		}), func(f Finding) string { return f.Chosen + f.Promise }, "None of 9 policies can be chosen: 9 have a run that has no time to recover."},
		{"a limit of nothing", want("no request lost"), over(9, func(o *find.Outcome) {
			o.Best, o.Nearest, o.Promised, o.Left = -1, 1, false, 0
			o.Candidates[1].Fate, o.Candidates[1].Limits = ranking.OverLimit.String(), []find.Estimate{at(0.25)}
		}), func(f Finding) string { return f.Chosen }, "None of 9 policies keeps the limit: 1 breaks it. Closest comes Full jitter with base delay 100 ms: 0.25 clients lost in place of at most 0."},
	} {
		if got := plain(tt.of(Found(search(t, tt.query), tt.o))); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.shows, got, tt.want)
		}
	}
}

// How others stand beside the best, by which way is better and by what they break.
func TestRivals(t *testing.T) {
	for _, tt := range []struct {
		shows, query string
		r            find.Rival
		want         string
	}{
		{"worse", "", find.Rival{Goal: at(2.5), Gap: find.Estimate{Mean: 0.5, Low: 0.4, High: 0.6}}, "No jitter with the scenario’s settings: 2.50 wasted calls per client, worse by 0.50 (0.40 to 0.60)."},
		{"better, and over a limit", want("99 % done within 30 s"), find.Rival{Goal: at(1.5), Gap: find.Estimate{Mean: -0.5, Low: -0.6, High: -0.4}, Kept: []bool{false}, Means: []find.Estimate{at(61)}},
			"No jitter with the scenario’s settings: 1.50 wasted calls per client, better by 0.50 (0.40 to 0.60); over a limit: 99 % done after 61.0 s, not at most 30 s."},
		{"no difference that is sure", "", find.Rival{Goal: at(2), Gap: find.Estimate{Mean: 0.1, Low: -0.2, High: 0.4}}, "No jitter with the scenario’s settings: 2.00 wasted calls per client, no clear difference (from 0.20 better to 0.40 worse)."},
		{"the same", "", find.Rival{Goal: at(2)}, "No jitter with the scenario’s settings: 2.00 wasted calls per client, the same."},
		{"less success is worse", want("highest success"), find.Rival{Goal: at(90), Gap: find.Estimate{Mean: -5, Low: -6, High: -4}}, "No jitter with the scenario’s settings: a success of 90.0 %, worse by 5 points (4 points to 6 points)."},
		{"more is better", want("highest success"), find.Rival{Goal: at(99), Gap: find.Estimate{Mean: 5, Low: 4, High: 6}}, "No jitter with the scenario’s settings: a success of 99.0 %, better by 5 points (4 points to 6 points)."},
		{"a success that is too low", want("success at least 99 %"), find.Rival{Goal: at(2), Kept: []bool{false}, Means: []find.Estimate{at(98)}}, "No jitter with the scenario’s settings: 2.00 wasted calls per client, the same; over a limit: a success of 98.0 %, not at least 99 %."},
		{"a run without the figure", want("99 % done within 30 s"), find.Rival{Goal: at(2), Kept: []bool{false}, Means: []find.Estimate{at(20)}}, "No jitter with the scenario’s settings: 2.00 wasted calls per client, the same; not in every run 99 % done within 30 s."},
		{"a run without the goal", want("fastest recovery"), find.Rival{Lacks: true}, "No jitter with the scenario’s settings: in some run it has no time to recover."},
		{"times", want("99 % done as soon as possible"), find.Rival{Goal: at(31), Gap: find.Estimate{Mean: 0.0021, Low: 0.001, High: 95}}, "No jitter with the scenario’s settings: 99 % done after 31.0 s, worse by 2.1 ms (1 ms to 95.0 s)."},
	} {
		o := over(9, func(o *find.Outcome) { o.Rivals = []find.Rival{tt.r} })
		if got := plain(Found(search(t, tt.query), o).Rivals[0]); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.shows, got, tt.want)
		}
	}
}

// Every figure that can be asked for has its words, and no sentence holds what is no word,
// whatever the outcome.
func TestSentencesOfEveryOutcome(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	fates := []string{ranking.Left.String(), ranking.OverLimit.String(), ranking.Lacking.String(), ranking.Failed.String(), ranking.Raced.String(), ranking.Outrun.String()}
	some := func() find.Estimate {
		x := []float64{0, 1e-9, 0.5, 3, 1e4, -2}[rnd.IntN(6)]
		return find.Estimate{Mean: x, Low: x - rnd.Float64(), High: x + rnd.Float64()}
	}
	for range 300 {
		goal, limit := find.Aims()[rnd.IntN(len(find.Aims()))], find.Aims()[rnd.IntN(len(find.Aims()))]
		s := search(t, "goal="+goal.Name+"&limits="+limit.Name+":"+[]string{"1", "30", "99"}[rnd.IntN(3)])
		o := over(1+rnd.IntN(8), func(o *find.Outcome) {
			o.Promised, o.Left, o.Unpaired = rnd.IntN(2) == 0, rnd.IntN(4), rnd.IntN(3000)
			for i := range o.Candidates {
				p := &o.Candidates[i]
				p.Fate, p.Front, p.Certain, p.Goal, p.Limits, p.Reason = fates[rnd.IntN(len(fates))], rnd.IntN(2) == 0, rnd.IntN(2) == 0, some(), []find.Estimate{some()}, "It is too large."
				o.Rivals = append(o.Rivals, find.Rival{Candidate: i, Runs: 40, Goal: some(), Gap: some(), Kept: []bool{rnd.IntN(2) == 0}, Means: []find.Estimate{some()}, Lacks: rnd.IntN(4) == 0})
			}
			o.Best = rnd.IntN(len(o.Candidates)+1) - 1
			if o.Best < 0 {
				o.Nearest, o.Rivals, o.Promised = rnd.IntN(len(o.Candidates)+1)-1, nil, false
			}
		})
		f := Found(s, o)
		for _, text := range append([]string{f.Asked, f.Chosen, f.Promise, f.Effort, f.Alike, f.Out, f.Front}, f.Rivals...) {
			if text != "" && !strings.HasSuffix(text, ".") || strings.ContainsAny(text, "{}") || strings.Contains(text, "%!") || strings.Contains(text, "%s") || strings.Contains(text, "NaN") || strings.Contains(text, "  ") {
				t.Fatalf("%+v\n%s", o, text)
			}
		}
		if promised := strings.Contains(plain(f.Promise), "with a probability of at least 95 %."); o.Best >= 0 && promised != (o.Promised && len(o.Candidates) > 1) {
			t.Fatalf("promised %v: %s", o.Promised, f.Promise)
		}
	}
}

// The sentences of real searches, with a winner and without one.
func TestFoundOfARun(t *testing.T) {
	for query, says := range map[string]string{
		"clients=60&rate=20&strategies=full&vary=base:100ms,2s&" + want("99 % done within 60 s"): "Best is ",
		"clients=60&rate=20&strategies=full&vary=base:100ms,2s&" + want("99 % done within 1 s"):  "None of ",
	} {
		s := search(t, query)
		o, err := s.Run(t.Context(), job.Local{}, 1_000_000, func(find.Outcome) {})
		if err != nil {
			t.Fatal(err)
		}
		if f := Found(s, o); !strings.HasPrefix(f.Chosen, says) || f.Promise == "" || f.Effort == "" || f.Front == "" || len(f.Rivals) != max(0, len(o.Rivals)-1) {
			t.Errorf("%s: %+v", query, f)
		}
	}
}
