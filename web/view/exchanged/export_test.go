package exchanged

import (
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/experiment"
	"backofflab/internal/labtest"
	"backofflab/scenario"
	"backofflab/web/templates"
)

// judged is an outcome in which the fleets at some places are ahead.
func judged(ahead ...int) *experiment.Outcome {
	var found experiment.Outcome
	found.Verdict.Standing[experiment.ByTime] = experiment.Standing{Clear: len(ahead) > 0, Ahead: ahead}
	return &found
}

func TestExportChoosesTheStrategy(t *testing.T) {
	const four = "strategies=exponential,full,equal,decorrelated"
	for what, row := range map[string]struct {
		query, asked string
		found        *experiment.Outcome
		chosen       string // "": it is refused
		ahead        string
	}{
		"the first that is ahead":        {four, "", judged(1, 3), "full", "full decorrelated"},
		"the one that is asked for":      {four, "equal", judged(1, 3), "equal", "full decorrelated"},
		"the first, where none is ahead": {four, "", judged(), "exponential", ""},
		"or nothing was simulated":       {four, "", nil, "exponential", ""},
		"none but the run's":             {four, "linear", judged(1), "", ""},
		"of a mix its parts":             {"strategies=full,exponential@20/equal@80", "equal", judged(0), "equal", "full"},
		"of a mix that is ahead none":    {"strategies=full,exponential@20/equal@80", "", judged(1), "full", ""},
		"of layers that are ahead none":  {"strategies=exponential>client:openai-python,full", "", judged(1), "full", ""},
		"a library":                      {"strategies=full,lib:got", "lib:got", judged(1), "lib:got", "lib:got"},
	} {
		s, err := scenario.ParseQuery(row.query)
		if err != nil {
			t.Fatal(err)
		}
		use, ok := Export(s, row.asked, "", row.found)
		if ok != (row.chosen != "") {
			t.Errorf("%s: %t", what, ok)
		}
		var chosen string
		var ahead []string
		for _, s := range use.Strategies {
			if s.Chosen {
				chosen += s.Strategy.Key
			}
			if s.Ahead {
				ahead = append(ahead, s.Strategy.Key)
			}
		}
		if chosen != row.chosen || strings.Join(ahead, " ") != row.ahead {
			t.Errorf("%s: %s is chosen, ahead are %q", what, chosen, ahead)
		}
		if code := textIn(use, "json").Code; ok && !strings.Contains(code, `"strategy": "`+row.chosen+`"`) {
			t.Errorf("%s: the text is of another: %s", what, code)
		}
	}
}

// The verdict of a run decides what is shown first.
func TestExportFollowsTheVerdict(t *testing.T) {
	s, found := labtest.Outcome(t, "clients=200&rate=20&burst=10&strategies=exponential,full&base=100ms&cap=5s&attempts=40")
	lead, clear := found.Verdict.Lead()
	if !clear {
		t.Fatal("nobody is ahead: this is no case")
	}
	use, _ := Export(s, "", "", &found)
	for i, strategy := range use.Strategies {
		if strategy.Ahead != slices.Contains(found.Verdict.Standing[lead].Ahead, i) {
			t.Errorf("%s ahead: %t", strategy.Strategy.Key, strategy.Ahead)
		}
	}
}

// All that a scenario says of retrying is in a text, or named beside it.
func TestExportTakesTheWholePolicy(t *testing.T) {
	s, err := scenario.ParseQuery("strategies=additive&base=300ms&cap=7s&factor=3&offset=1&extra=40ms&attempts=9&timeout=250ms&deadline=11s&retry-on=unavailable" +
		"&honour=max&budget=grpc&breaker=retries&throttle=sre")
	if err != nil {
		t.Fatal(err)
	}
	use, _ := Export(s, "", "", nil)
	var all strings.Builder
	for _, g := range use.Groups {
		for _, t := range g.Texts {
			all.WriteString(t.Code + strings.Join(t.Losses, "\n") + strings.Join(t.Notes, "\n"))
		}
	}
	for _, want := range []string{"300ms", "7s", `"factor": 3`, `"offset": 1`, "40ms", `"max_attempts": 9`, "250ms", "11s", `"unavailable"`,
		"rule max", "budget (grpc)", "breaker (retries)", "throttle (sre)", "AWS_MAX_ATTEMPTS=9", "stop_before_delay(11)"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("no text has %s", want)
		}
	}
}

// textIn is the text of a key on a page.
func textIn(page templates.Export, key string) templates.ExportText {
	for _, g := range page.Groups {
		for _, t := range g.Texts {
			if t.Key == key {
				return t
			}
		}
	}
	return templates.ExportText{}
}

func exportOf(t *testing.T, query, strategy, format string) templates.Export {
	t.Helper()
	s, err := scenario.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	page, ok := Export(s, strategy, format, nil)
	if !ok {
		t.Fatalf("there is no page of %s", strategy)
	}
	return page
}

// How close a text is, is said with it; where it differs, both can be simulated.
func TestExportSaysHowCloseTextsAre(t *testing.T) {
	page := exportOf(t, "clients=50&strategies=full,proportional&base=100ms&cap=1s&jitter=0.2&attempts=4", "proportional", "")
	grpc, own := textIn(page, "grpc"), textIn(page, "go")
	if grpc.Fits != templates.FitSame || grpc.Beside != "" || len(grpc.Losses) > 0 {
		t.Errorf("gRPC is %s, with %q", grpc.Fits.Mark(), grpc.Losses)
	}
	if own.Fits != templates.FitDelays || own.Losses != nil || len(own.Notes) == 0 {
		t.Errorf("Go is %s, with %q", own.Fits.Mark(), own.Notes)
	}
	page = exportOf(t, "clients=50&strategies=full,proportional&base=100ms&cap=1s&attempts=9", "full", "")
	grpc = textIn(page, "grpc")
	if want := "/?clients=50&strategies=full,proportional("; grpc.Fits != templates.FitNear || len(grpc.Losses) != 2 || !strings.HasPrefix(grpc.Beside, want) {
		t.Errorf("gRPC is %s, with %q beside %s", grpc.Fits.Mark(), grpc.Losses, grpc.Beside)
	}
	if immediate := textIn(exportOf(t, "strategies=immediate", "", ""), "grpc"); immediate.Fits != templates.FitNone || immediate.Code != "" || len(immediate.Notes) != 1 {
		t.Errorf("gRPC without a delay is %+v", immediate)
	}
}

// What is the same beside the policy does the same: the second strategy of the run is what the
// text says, whatever else the scenario has set.
func TestBesideIsWhatTheTextDoes(t *testing.T) {
	page := exportOf(t, "strategies=full&base=300ms&cap=7s&attempts=3&budget=ratio&honour=max&timeout=2s", "", "")
	_, query, _ := strings.Cut(textIn(page, "grpc").Beside, "?")
	s, err := scenario.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Strategies) != 2 || s.Strategies[0] != "full" {
		t.Fatalf("compared are %q", s.Strategies)
	}
	if text := s.For(s.Strategies[1]); text.Budget != "none" || text.Attempts != 3 || text.Base != 150*time.Millisecond || text.Timeout != 0 {
		t.Errorf("the text is simulated with %s", text.Query())
	}
}

// The closest text is shown first, but none of the lab's own; whoever asks for one gets it.
func TestExportChoosesTheText(t *testing.T) {
	for _, query := range []string{"strategies=proportional&base=100ms&cap=1s&jitter=0.2&attempts=4", "strategies=full&budget=ratio", "strategies=decorrelated"} {
		page := exportOf(t, query, "", "nonsense")
		chosen := textIn(page, page.Chosen)
		if page.Asked || chosen.Code == "" {
			t.Errorf("%s: %q is chosen", query, page.Chosen)
		}
		for _, g := range page.Groups {
			for _, text := range g.Texts {
				if own := g.Name == ownGroup; own && text.Key == chosen.Key || !own && text.Fits < chosen.Fits {
					t.Errorf("%s: %s (%s) is chosen, not %s (%s)", query, chosen.Name, chosen.Fits.Mark(), text.Name, text.Fits.Mark())
				}
			}
		}
	}
	if page := exportOf(t, "strategies=full", "", "link"); page.Chosen != "link" || !page.Asked {
		t.Errorf("%s is chosen", page.Chosen)
	}
}

// A code is a file of its own, too.
func TestCode(t *testing.T) {
	s, _ := scenario.ParseQuery("strategies=full,equal&attempts=7")
	if code, file, err := Code(s, "full", "cenkalti"); err != nil || file != "retry.go" || !strings.Contains(code, "WithMaxTries(7)") {
		t.Errorf("%s: %v\n%s", file, err, code)
	}
	for _, row := range [][2]string{{"full", "nonsense"}, {"fixed", "cenkalti"}, {"", "cenkalti"}} {
		if _, _, err := Code(s, row[0], row[1]); err == nil {
			t.Errorf("%q is written", row)
		}
	}
}
