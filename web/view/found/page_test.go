package found

import (
	"errors"
	"strings"
	"testing"

	"backofflab/experiment/find"
	"backofflab/scenario"
	"backofflab/web/templates/chart"
	"backofflab/web/templates/study"
)

// What a form sends becomes what links write; what is not understood stays.
func TestPlain(t *testing.T) {
	for raw, want := range map[string]string{
		"":          "",
		"goal=peak": "goal=peak",
		"clients=60&want=99+%25+done+within+30+s%2C+lowest+peak&candidates=&confidence=99+%25": "clients=60&goal=peak&limits=done_99:30s&confidence=99+%25",
		"want=":                      "goal=wasted_per_request",
		"want=be+nice&candidates=20": "want=be+nice&candidates=20",
		"want=%zz":                   "want=%zz",
		"goal=peak&limit=done_99&at=30s&limit=&at=7&limit=lost&at=2":           "goal=peak&limits=done_99:30s,lost:2",
		"field=base&values=1s,+2s&field=&values=&field=strategies&values=full": "vary=base:1s,+2s;strategies:full",
		"at=3&values=4&queue=": "at=3&values=4&queue=",
	} {
		if got := Plain(raw); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
		if again := Plain(Plain(raw)); again != Plain(raw) {
			t.Errorf("%s: %s, and then %s", raw, Plain(raw), again)
		}
	}
}

// A search is always asked for by its query, also one that has nothing of its own.
func TestQueryAsks(t *testing.T) {
	for _, raw := range []string{"", "clients=60", "limits=peak:300", "goal=peak&candidates=12"} {
		s := parsed(t, raw)
		query := Query(s)
		if again := parsed(t, query); !Asks(query) || again.Query() != s.Query() || Plain(query) != query {
			t.Errorf("%q: %s", raw, query)
		}
	}
	if Asks("clients=60&title=x") {
		t.Error("a scenario alone asks for a search")
	}
}

// The box has words that are read as the same goal and limits, whatever they are.
func TestWordsAreReadAgain(t *testing.T) {
	for _, goal := range find.Aims() {
		for _, limit := range find.Aims() {
			for _, value := range []string{"0.5", "3", "75", "1500"} {
				s, err := find.Parse("goal=" + goal.Name + "&limits=" + limit.Name + ":" + value)
				if err != nil {
					continue // more than the figure can have
				}
				g, limits, err := find.ReadWords(Words(s))
				if err != nil || g.Figure.Name != goal.Name || len(limits) != 1 || limits[0].String() != s.Limits[0].String() {
					t.Errorf("%s: %v %v (%v)", Words(s), g.Figure.Name, limits, err)
				}
			}
		}
	}
}

func shownPage(t *testing.T, raw string) (study.Page, string) {
	t.Helper()
	var problems scenario.FieldErrors
	if _, err := find.Parse(raw); err != nil && !errors.As(err, &problems) {
		t.Fatal(err)
	}
	page := Page(raw, problems)
	text, err := chart.Render(t.Context(), study.View(page))
	if err != nil {
		t.Fatal(err)
	}
	return page, text
}

// What is wrong is said at its field, with what was typed still in it.
func TestProblemsAtTheirFields(t *testing.T) {
	for raw, want := range map[string][]string{
		"want=be+nice":                 {`value="be nice"`, `aria-invalid="true"`, `id="wrong-want">This was not understood.`},
		"limits=peak:soon":             {`value="soon"`, `id="wrong-limit-1">“peak:soon”: Write a number`},
		"limits=peak:1,lost:x":         {`id="wrong-limit-1"></p>`, `value="x"`, `id="wrong-limit-2">“lost:x”: Write a number`},
		"vary=base:1s,2s;cap:1s,never": {`value="1s,never"`, `id="wrong-vary-2">This is no value of cap.`},
		"vary=clients:1,2":             {`id="wrong-vary-1">clients is no setting`},
		"candidates=1":                 {`value="1"`, `id="wrong-candidates">Write how many`},
		"confidence=100%25":            {`value="100%"`, `id="wrong-confidence">Write a share`},
		"indifference=x":               {`value="x"`, `id="wrong-indifference">Write a share`},
		"goal=happiness":               {`“happiness”: Write what should be as good as possible`},
		"clients=0":                    {`<b>clients</b>`},
		"limits=peak:1,peak:2":         {`Set one limit for peak.`},
	} {
		page, text := shownPage(t, raw)
		for _, part := range want {
			if !strings.Contains(text, part) {
				t.Errorf("%s: the page lacks %s", raw, part)
			}
		}
		if page.Shown.Query != "" || len(page.Examples) > 0 && raw != "clients=0" {
			t.Errorf("%s: it is shown as %+v", raw, page.Shown)
		}
	}
}

// What was understood stands below the box, each limit with a way to do without it.
func TestUnderstood(t *testing.T) {
	page, text := shownPage(t, "clients=60&goal=peak&limits=done_99:30s,lost:2&vary=base:1s,2s&candidates=12")
	for _, part := range []string{
		"</span> A peak as low as possible", "</span> 99 % done within 30\u00a0s", `href="/find?clients=60&amp;goal=peak&amp;limits=lost:2&amp;vary=base:1s,2s&amp;candidates=12"`,
		`href="/find?clients=60&amp;goal=peak&amp;limits=done_99:30s&amp;vary=base:1s,2s&amp;candidates=12"`,
		`<input type="hidden" name="clients" value="60">`, `<input type="hidden" name="vary" value="base:1s,2s">`, `<option value="peak" selected>`,
		"<li>Base delay: 1\u00a0s, 2\u00a0s</li>", `value="1s,2s"`,
	} {
		if !strings.Contains(text, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	if page.Shown.CSV != "/find.csv?clients=60&goal=peak&limits=done_99:30s,lost:2&vary=base:1s,2s&candidates=12" {
		t.Errorf("CSV at %s", page.Shown.CSV)
	}
}

// Where nothing is asked there are three searches to click, each of a preset that is there.
func TestExamples(t *testing.T) {
	page, _ := shownPage(t, "")
	if len(page.Examples) != 3 {
		t.Fatalf("%+v", page.Examples)
	}
	for i, e := range page.Examples {
		query := strings.TrimPrefix(e.Path, "/find?")
		s := parsed(t, query)
		goal, limits, err := find.ReadWords(worth[i].words)
		if !Asks(query) || err != nil || s.Goal.Figure.Name != goal.Figure.Name || limitsOf(s.Limits) != limitsOf(limits) || Query(s) != query {
			t.Errorf("%s: %s", e.Title, e.Path)
		}
	}
}

// Nothing that came from an address is markup.
func TestNothingIsMarkup(t *testing.T) {
	evil := "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
	for _, name := range append(find.Names, "clients", "strategies", evil) {
		if _, text := shownPage(t, name+"="+evil); strings.Contains(text, "<script>") || strings.Contains(text, `""><`) {
			t.Errorf("%s is markup", name)
		}
	}
	o := madeUp(3, func(o *find.Outcome) {
		for i := range o.Candidates {
			c := &o.Candidates[i]
			c.Strategy, c.Query, c.Settings = `"><script>`, "javascript:alert(1)", []find.Setting{{Field: `"><script>`, Value: `"><script>`}}
			c.Reason = `"><script>`
		}
	})
	text, err := chart.Render(t.Context(), bodyOf(parsed(t, limited), o))
	if err != nil || strings.Contains(text, "<script>") || strings.Contains(text, `href="javascript:`) {
		t.Errorf("%v: %s", err, text)
	}
}
