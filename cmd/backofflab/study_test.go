package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"backofflab/api"
	"backofflab/cmd/backofflab/screen"
	"backofflab/experiment/find"
	"backofflab/experiment/job"
	"backofflab/experiment/sweep"
	"backofflab/experiment/tipping"
	"backofflab/scenario"
	"backofflab/studies"
)

// tips is a service that tips.
const tips = "clients=2000&population=open&offered=20&limiter=none&servers=3&queue=500&service=100ms&strategies=immediate&attempts=2&timeout=1s&runs=2"

// Commands that simulate in moments.
var (
	smallSweep = []string{"sweep", small, "strategies=exponential,full", "--x", "clients:5,40,80", "--refine", "1", "--runs", "4"}
	smallFind  = []string{"find", small, "strategies=full", "--vary", "base:100ms,2s;strategies:full,fixed"}
	smallTip   = []string{"tip", tips, "--low", "5", "--high", "60", "--within", "20s", "--precision", "20%"}
	smallRare  = []string{"collapse", "population=open&offered=5&duration=10s&strategies=full,fixed", "--repetitions", "4"}
	smallSeeds = []string{"seeds", "clients=10&strategies=full,equal", "--seeds", "20"}
)

// and adds arguments to those of a command.
func and(args []string, more ...string) []string { return append(append([]string{}, args...), more...) }

func TestStudies(t *testing.T) {
	for _, tt := range []struct {
		shows  string
		args   []string
		status int
		out    string // is in there; of several parts by |, each
		err    string
	}{
		{"a table for each figure", smallSweep, good, "Swept: Clients, 5 to 80 (4 values); 4 runs each.|Attempts, total: mean, and 5 to 95 % of the runs|Time until the last success, s: mean|Clients  |No jitter|Link: /sweep?clients=50&rate=20&strategies=exponential,full&runs=4&x=clients:5,40,80&refine=1", ""},
		{"what is added, and the best", smallSweep, good, "60 + |) *|* the best of those that lose the fewest, for sure|+ added where curves cross or bend", ""},
		{"the link of a sweep", []string{"sweep", "/sweep?" + small + "&runs=2&strategies=full&x=clients:2,3&refine=0"}, good, "Clients, 2 to 3 (2 values); 2 runs", ""},
		{"flags go before the link", []string{"sweep", "https://lab.example.org/sweep?" + small + "&strategies=full&x=cap:1s,2s&refine=0", "--x", "clients:2,3", "--runs", "3"}, good, "Clients, 2 to 3 (2 values); 3 runs", ""},
		{"one alone is not the best", []string{"sweep", small, "strategies=full", "--x", "clients:2,3", "--refine", "0", "--runs", "2"}, good, "Full jitter\n2                2\n", ""},
		{"two axes", []string{"sweep", small, "strategies=full", "--x", "clients:5,9", "--y", "rate:20,40", "--runs", "2", "--figures", "peak,done_99,peak_over_capacity"}, good, "Swept: Clients, 5 to 9 (2 values), by |Peak, /s|Time until 99 % are done, s|×", ""},
		{"a cell that fails", and(smallSweep, "--max-attempts", "100"), good, "failed|Failed at ", ""},
		{"no axis", []string{"sweep", small}, misuse, "", "sweep: x: Write a field, a colon and its values"},
		{"an axis that is none", []string{"sweep", small, "--x", "clients 5"}, misuse, "", "sweep: x=clients 5: "},
		{"a figure that is none", and(smallSweep, "--figures", "joy"), misuse, "", "figures=joy: "},
		{"one run", []string{"sweep", small, "--x", "clients:5,40", "--runs", "1"}, misuse, "", "--runs=1: Write how many runs each cell has, 2 or more"},
		{"a scenario that is none", []string{"sweep", "clients=0", "--x", "cap:1s,2s"}, misuse, "", "clients=0: "},

		{"a policy", and(smallFind, "--want", "99 % done within 60 s, fewest wasted calls"), good,
			"Looked for: as few wasted calls as possible, with 99 % done within 60 s.|Best is |If one of the |The choice took |Beside it, |Full jitter with the scenario’s settings|front of |Links:\n1  /?|(chosen)|(own, classic)|Link of the search: /find?clients=50&rate=20&strategies=full&limits=done_99:1m", ""},
		{"none that keeps the limits", and(smallFind, "--want", "99 % done within 1 s"), bad, "None of |Closest comes |(closest)", ""},
		{"the link of a search", []string{"find", "/find?" + small + "&strategies=full&goal=peak&limits=done_99:1s&vary=base:100ms,2s", "--want", "all done within 60 s"}, good, "as few wasted calls as possible, with the last success within 60 s.", ""},
		{"words that are refused", and(smallFind, "--want", "be nice"), misuse, "", "want=be nice: This was not understood. Write for example: 99 % done"},
		{"a setting that is none", []string{"find", small, "--vary", "clients:1,2"}, misuse, "", "clients is no setting of the clients' policy"},
		{"too few candidates", and(smallFind, "--candidates", "1"), misuse, "", "candidates=1: "},

		{"where a service tips", smallTip, good, "Turned up: the load, from 5/s to 60/s, with ten seconds of brownout.|-  Does not come back from the trigger from |-  Tips without any trigger from |-  Once collapsed it recovers below |At    From      To  Runs|Immediate  tips |           recovers below |Links of runs on either side:\n/?clients=2000|(Immediate, tips alone: |Link of the search: /tip?clients=2000&", ""},
		{"without a trigger there is one threshold", and(smallTip, "--trigger", "none"), good, ", without a trigger.|Immediate  tips ", ""},
		{"the length of a brownout", []string{"tip", tips, "--of", "brownout", "--low", "100ms", "--high", "100s", "--precision", "20%", "--within", "20s"}, good, "Turned up: the length of a brownout, from 100 ms to 100 s. A threshold|Does not come back from a brownout of |Immediate  tips |of=brownout", ""},
		{"the link of a search for it", []string{"tip", "https://lab.example.org/tip?" + tips + "&of=load&low=1&high=60&within=10s&precision=0.1", "--low", "5", "--precision", "20%"}, good, "from 5/s to 60/s|which have not come back 10 s later|low=5&within=10s&precision=0.2", ""},
		{"requests that do not go on", []string{"tip", small}, misuse, "", "tip: population=once: "},
		{"nothing that can be turned up", and(smallTip, "--of", "joy"), misuse, "", "of=joy: Write what is turned up until a run tips: load, service, "},
		{"a trigger that is none", and(smallTip, "--trigger", "x"), misuse, "", "trigger=x: "},
		{"a precision beyond its limits", and(smallTip, "--precision", "50%"), misuse, "", "precision=50%: |20 %"},
		{"too short a time", and(smallTip, "--within", "1ms"), misuse, "", "within=1ms: "},
		{"runs that cannot be simulated", and(smallTip, "--max-attempts", "100"), good, "Its runs cannot be simulated. ", ""},

		{"the worst seed", smallSeeds, good, "The time until 99 % are done under 20 seeds.|Full jitter\n-  The worst of 20 seeds: 99 % done after |-  1 of 20 seeds is as bad: at most 21.6 % of all runs are|Least     5 %|Links of runs:\n/?clients=10&strategies=full,equal&seed=|(Full jitter, worst: |(Equal jitter, middle: |Link of the search: /seeds?clients=10&strategies=full,equal&seeds=20", ""},
		{"of another figure", and(smallSeeds, "--figure", "peak"), good, "under 20 seeds.|figure=peak&seeds=20", ""},
		{"the link of a search for that", []string{"seeds", "/seeds?clients=10&strategies=full&figure=peak&seeds=50", "--seeds", "20"}, good, "under 20 seeds.|figure=peak&seeds=20", ""},
		{"with nothing of its own", []string{"seeds", "clients=2&strategies=full"}, good, "Link of the search: /seeds?clients=2&strategies=full&figure=done_99", ""},
		{"a figure without better or worse", and(smallSeeds, "--figure", "joy"), misuse, "", "figure=joy: "},
		{"one seed", and(smallSeeds, "--seeds", "1"), misuse, "", "seeds=1: Write how many seeds are tried, from 2 to 10 000"},
		{"seeds that cannot be simulated", and(smallSeeds, "--max-attempts", "5"), good, "Its runs cannot be simulated. ", ""},

		{"how rare a collapse is", []string{"collapse", "population=open&clients=1000&limiter=none&servers=1&queue=1000&service=100ms&service-dist=exponential&timeout=1s&strategies=immediate&attempts=3&duration=12s&offered=4", "--repetitions", "4"}, good,
			"Immediate\n-  About |-  Plain Monte Carlo, with the same work: |Links of runs:\n/?clients=1000|(Immediate, one that collapsed)|Link of the question: /collapse?clients=1000&|&repetitions=4\n", ""},
		{"one that nobody saw", smallRare, good, "Full jitter\n-  No run collapsed: |\n\nFixed delay\n-  No|\n\nLink of the question: ", ""},
		{"the link of such a question", []string{"collapse", "/collapse?population=open&offered=5&duration=10s&strategies=full&repetitions=50", "--repetitions", "4"}, good, "No run collapsed: as far as counting tells, at most |&repetitions=4\n", ""},
		{"a crowd that comes once", []string{"collapse", small}, misuse, "", "collapse: population=once: "},
		{"too few repetitions", and(smallRare, "--repetitions", "3"), misuse, "", "repetitions=3: Write how often the estimate is repeated, from 4 to "},
		{"a question that cannot be simulated", and(smallRare, "--max-attempts", "5"), good, "Its runs cannot be simulated. ", ""},
	} {
		got := call(t, "", tt.args...)
		if got.status != tt.status {
			t.Errorf("%s: status %d, want %d\n%s%s", tt.shows, got.status, tt.status, got.out, got.err)
		}
		for want, in := range map[string]string{tt.out: got.out, tt.err: got.err} {
			for part := range strings.SplitSeq(want, "|") {
				if !strings.Contains(in, part) {
					t.Errorf("%s: %q is not in\n%s", tt.shows, part, in)
				}
			}
		}
		if tt.err == "" && got.err != "" || tt.status > bad && got.out != "" {
			t.Errorf("%s: says besides\n%s%s", tt.shows, got.out, got.err)
		}
	}
}

// JSON and CSV of studies are those of a server.
func TestStudiesAreAsTheServerHasThem(t *testing.T) {
	url := startServer(t, func(*api.Config) {})
	for kind, query := range map[string]string{
		"sweep":    "clients=20&rate=20&runs=3&strategies=full,equal&x=clients:5,20&refine=0",
		"find":     "clients=20&goal=attempts&limits=done_99:30s&vary=base:100ms,200ms,400ms&candidates=6",
		"tip":      tips + "&low=5&high=60&within=20s&precision=0.2",
		"seeds":    "clients=10&strategies=full&seeds=20",
		"collapse": "population=open&offered=5&duration=10s&strategies=full,fixed&repetitions=4",
	} {
		for _, path := range []string{"/api/v1/" + kind, "/" + kind + ".csv"} { // what is kept counts no runs any more
			how := map[bool]string{true: "csv", false: "json"}[strings.HasSuffix(path, ".csv")]
			here := call(t, "", kind, query, "-f", how)
			if there := strings.ReplaceAll(fetched(t, url+path+"?"+query), "\r\n", "\n"); here.status != good || strings.ReplaceAll(here.out, "\r\n", "\n") != there {
				t.Errorf("%s as %s:\n%s\nand by a server\n%s", kind, how, here.out, there)
			}
		}
	}
}

// fetched is what a server answers.
func fetched(t testing.TB, url string) string {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// A search is one JSON object, and a table with a row for each policy.
func TestFindForPrograms(t *testing.T) {
	var a struct {
		State string
		Table find.Outcome
	}
	got := call(t, "", and(smallFind, "--want", "99 % done within 60 s", "-f", "json")...)
	if err := json.Unmarshal([]byte(got.out), &a); err != nil || a.State != "done" || !a.Table.Over || a.Table.Best < 0 {
		t.Errorf("%v: %.200s", err, got.out)
	}
	rows, err := csv.NewReader(strings.NewReader(call(t, "", and(smallFind, "--want", "99 % done within 60 s", "-f", "csv")...).out)).ReadAll()
	if err != nil || len(rows) != len(a.Table.Candidates)+1 {
		t.Fatalf("%v: %d rows of %d policies", err, len(rows), len(a.Table.Candidates))
	}
	for i, row := range rows[1:] {
		if chosen := row[5] == "true"; chosen != (i == a.Table.Best) || row[7] != a.Table.Candidates[i].Fate {
			t.Errorf("row %d: %v", i, row)
		}
	}
}

// stopping is a runner that ends a study after some samples.
type stopping struct {
	after int
	stop  func()
}

func (s *stopping) Run(ctx context.Context, tasks []job.Task, done func(int, job.Sample)) error {
	return job.Local{Workers: 1}.Run(ctx, tasks, func(i int, sample job.Sample) {
		done(i, sample)
		if s.after--; s.after == 0 {
			s.stop()
			<-ctx.Done()
		}
	})
}

// Ctrl C ends a study with what is known, and with its status; before anything is known there is
// nothing.
func TestStudiesAreStopped(t *testing.T) {
	for _, tt := range []struct {
		args  []string
		after int
		out   string
	}{
		{[]string{"sweep", small, "--x", "clients:lin(5,80,20)", "--runs", "3", "--refine", "0"}, 3, "Stopped: 3 of 20 cells were simulated."},
		{[]string{"sweep", small, "--x", "clients:lin(5,80,20)", "--runs", "3", "--refine", "0", "-f", "json"}, 3, `{"state":"cancelled"`},
		{smallFind, 2, "policies left after "},
		{smallTip, 9, "Stopped after "},
		{and(smallTip, "-f", "json"), 9, `{"state":"cancelled"`},
		{and(smallSeeds, "--seeds", "10000"), 40, " of 10 000 seeds were simulated."},
	} {
		var out, errs bytes.Buffer
		ctx, cancel := context.WithCancel(t.Context())
		p := &program{in: strings.NewReader(""), out: &out, err: &errs, env: func(string) string { return "" }, runner: &stopping{tt.after, cancel}}
		status := p.run(ctx, tt.args)
		if status != interrupted || errs.String() != "backofflab "+tt.args[0]+": stopped\n" || !strings.Contains(out.String(), tt.out) {
			t.Errorf("%q: status %d\n%s%s", tt.args, status, out.String(), errs.String())
		}
	}
	// What goes on from others is no task of a runner: it is stopped once it tells how far it is.
	ctx, cancel := context.WithCancel(t.Context())
	var out bytes.Buffer
	told := &told{until: " runs", then: cancel}
	p := &program{in: strings.NewReader(""), out: &out, err: told, env: func(string) string { return "" }, talks: true}
	args := and(smallRare, "--repetitions", "100", "offered=50", "duration=60s")
	if status := p.run(ctx, args); status != interrupted || !strings.HasSuffix(told.all.String(), "backofflab collapse: stopped\n") || !strings.Contains(out.String(), "Looking for what a run does") {
		t.Errorf("%q: status %d\n%s%s", args, status, out.String(), told.all.String())
	}

	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	out.Reset()
	var errs bytes.Buffer
	p = &program{in: strings.NewReader(""), out: &out, err: &errs, env: func(string) string { return "" }}
	if status := p.run(ctx, and(smallSweep, "clients=100000")); status != interrupted || out.Len() > 0 {
		t.Errorf("status %d: %s%s", status, out.String(), errs.String())
	}
}

// A study of collapses says which share is done, by which is known how long it takes.
func TestSharesInATerminal(t *testing.T) {
	r, err := tipping.ParseRare("population=open&offered=5&strategies=full,fixed")
	if err != nil {
		t.Fatal(err)
	}
	half := tipping.Odds{Fleets: []tipping.Odd{{Strategy: "full", Plain: tipping.Estimate{Runs: 100}}}} // one of two is over
	var measured studies.Measured = asked[tipping.Odds]{"collapse", 2, r}
	if none, some := measured.Share(nil), measured.Share(half); none != 0 || some != 0.5 {
		t.Errorf("shares of %v and %v", none, some)
	}
	if others := (asked[tipping.Chances]{"seeds", 2, tipping.Seeds{}}).Share(tipping.Chances{Done: 5}); others != 0 {
		t.Errorf("the runner counts seeds, and they say %v", others)
	}
}

// told is a terminal that does something once it is told of something.
type told struct {
	all   bytes.Buffer
	until string
	then  func()
}

func (t *told) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(t.until)) {
		t.then()
	}
	return t.all.Write(b)
}

// How far a study is, in one line.
func TestStateInWords(t *testing.T) {
	for want, s := range map[string]studies.State{
		"":                                  {},
		"12 of 28 cells":                    {Known: sweep.Table{Cells: make([]sweep.Cell, 28), Done: 12}},
		"12 of 28 cells, about 4 s left":    {Known: sweep.Table{Cells: make([]sweep.Cell, 28), Done: 12}, Left: 4 * time.Second},
		"3 of 40 policies left, 1 234 runs": {Known: find.Outcome{Candidates: make([]find.Policy, 40), Left: 3}, Done: 1234},
		"1 of 2 thresholds known, 31 runs": {Known: tipping.Outcome{Runs: 31, Fleets: []tipping.Fleet{{
			Tips: tipping.Threshold{Answer: tipping.Found}, Alone: tipping.Threshold{Answer: tipping.Sought}, Recovers: tipping.Threshold{Answer: tipping.NoSuch}}}}},
		"Full jitter: 0 of 4 repetitions, 5 runs, about 4 s left": {Known: tipping.Odds{Repetitions: 4, Fleets: []tipping.Odd{{Strategy: "full", Runs: 5}}}, Left: 4 * time.Second},
		"just begun":        {Known: tipping.Odds{Repetitions: 4}},
		"20 of 1 000 seeds": {Known: tipping.Chances{Done: 20, Seeds: 1000}},
		"Full jitter: 3 of 16 repetitions, 1 234 runs": {Known: tipping.Odds{Repetitions: 16, Fleets: []tipping.Odd{{Strategy: "fixed"}, {Strategy: "full", Done: 3, Runs: 1234}}}},
	} {
		if got := screen.Plain(stateInWords(s)); got != want {
			t.Errorf("%+v: %q, want %q", s, got, want)
		}
	}
}

// Progress is told on a terminal alone, and taken away in the end.
func TestProgressIsTakenAway(t *testing.T) {
	for _, quiet := range []bool{false, true} {
		var out, errs bytes.Buffer
		p := &program{in: strings.NewReader(""), out: &out, err: &errs, env: func(string) string { return "" }, talks: true}
		args := smallSweep
		if quiet {
			args = and(args, "-q")
		}
		if status := p.run(t.Context(), args); status != good || quiet != (errs.Len() == 0) || !quiet && !strings.HasSuffix(errs.String(), "\r\x1b[K") {
			t.Errorf("quiet %v: status %d, %q", quiet, status, errs.String())
		}
	}
}

// In a terminal only links are wider than that.
func TestNarrowStudies(t *testing.T) {
	for _, width := range []int{40, 60, 80} {
		for _, args := range [][]string{smallSweep, and(smallFind, "--want", "99 % done within 60 s"), and(smallFind, "--want", "99 % done within 1 s"), smallTip, smallSeeds, smallRare} {
			var out bytes.Buffer
			p := &program{in: strings.NewReader(""), out: &out, err: &out, env: func(string) string { return "" }, width: width, height: 24}
			p.run(t.Context(), args)
			for line := range strings.Lines(out.String()) {
				if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > width && !strings.Contains(line, "/?") && !strings.HasPrefix(line, "Link") {
					t.Errorf("%q in %d columns: %q has %d", args, width, line, n)
				}
			}
		}
	}
}

// Each threshold has a run on either side of it, and the link of one is the scenario of a run.
func TestSidesAreLinked(t *testing.T) {
	out := call(t, "", smallTip...).out
	for _, threshold := range []string{"tips", "tips alone", "recovers below"} {
		if n := strings.Count(out, "(Immediate, "+threshold+": "); n != 2 {
			t.Errorf("%s: %d links in\n%s", threshold, n, out)
		}
	}
	_, rest, _ := strings.Cut(out, "either side:\n/?")
	query, _, _ := strings.Cut(rest, " ")
	if s, err := scenario.ParseQuery(query); err != nil || s.Offered >= 20 {
		t.Errorf("%s: %v", query, err)
	}
}
