package lesson

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/a-h/templ"

	"backofflab/web/templates"
	"backofflab/web/templates/chart"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares what is rendered with a file.
func golden(t *testing.T, name string, markup templ.Component) {
	t.Helper()
	var got bytes.Buffer
	if err := markup.Render(t.Context(), &got); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name+".html")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s differs from what is rendered; look at the difference, then run with -update", path)
	}
}

// run is a lab of a strategy with a few bars, or with none.
func run(name string, hidden bool) Lab {
	r := chart.Run{Frame: chart.Frame{Bin: 1e8, Rate: 10, Total: 30, Noun: "clients", Bound: "limit", Within: name + "-", Kept: chart.Kept{Time: 4e9, Top: 80}}, SimulatedS: "0.4 s"}
	r.Series = []chart.Series{{Strategy: chart.Strategy{Key: "full", Name: "Full jitter", Tone: "green"}}}
	l := Lab{Form: Form{Name: name}, Title: "A crowd", Lead: "30 clients & a limit.", Hidden: hidden, Run: &r, Open: "/?clients=30"}
	if !hidden {
		r.Frame.Bins, r.Frame.Peak, r.Series[0].Attempts, r.Series[0].Completed = 4, 8, []int{8, 3, 0, 1}, []int{1, 1, 0, 1}
		l.Verdict = chart.Text{{Text: "Full jitter", Tone: "green"}, {Text: " finishes in 0.4 s."}}
	}
	return l
}

func form(name string) Form {
	return Form{Name: name, Action: "/learn/x#block-" + name, Fragment: "/fragment/learn/x/" + name, Kept: []Pair{{"other", "1 < 2"}}, Query: "other=1", Embed: "/embed/learn/x/" + name, Site: "https://lab.example.org"}
}

func TestLessonGolden(t *testing.T) {
	lever := Lever{Name: "goal.base", Label: "Base delay", Help: "The first.", Values: []LeverValue{{"1s", "1 s", true}, {"2s", "2 s", false}}}
	lab := run("lab", false)
	lab.Form, lab.Levers = form("lab"), []Lever{lever}
	asked := Question{Form: form("asked"), Ask: "When?", Lab: run("asked", true), Range: "From 0 to 4 s.", Unit: "s", Guess: "soon", Problem: "Enter a time.", Draw: &Draw{Kind: "time", Row: "full", Unit: 1, Axis: 4}}
	choice := Question{Form: form("choice"), Ask: "Which <one>?", Lab: Lab{Hidden: true, Title: "A crowd"}, Choices: []string{"This & that.", "Neither."}}
	told := Question{Form: form("told"), Ask: "How high?", Lab: run("told", false), Guess: "3", Answered: true, Right: true, Said: "You said 3×, and it is.", Answer: "<p>So.</p>", Draw: &Draw{Kind: "level", Row: "full", Unit: 10, Axis: 8, Said: 3, True: 3.1, SaidWords: "you said 3×", TrueWords: "it is 3.1×"}}
	told.Lab.Moved = true
	failed := Goal{Form: form("goal"), Ask: "Be quick.", Lab: run("goal", false), Wants: []Want{{"Lost: exactly 0", "0", true}, {"95 % done: at most 1 s", "4 s", false}}, Hints: []string{"Turn it up."}, More: "/learn/x?goal.hint=2#block-goal"}
	failed.Lab.Levers = []Lever{lever}
	done := Goal{Form: form("done"), Ask: "Be quick.", Lab: run("done", false), Wants: []Want{{"Lost: exactly 0", "0", true}}, Done: true, Answer: "<p>Well.</p>", Others: []string{"base delay 2 s", "cap 5 s"}}
	page := Page{
		Static: "/static/0", Number: 3, Title: "A title <3", Idea: "One idea.", Path: "/learn/x",
		Problems: []string{"x.md:3: something & more"},
		Before:   &templates.Way{Path: "/learn/w", Words: "Before it"}, After: &templates.Way{Path: "/learn/y", Words: "After it"},
		Blocks: []Block{{Prose: "<p>Prose.</p>"}, {Lab: &lab}, {Question: &asked}, {Question: &choice}, {Question: &told}, {Goal: &failed}, {Goal: &done}, {Recall: &Recall{"What was it?", "<p>That.</p>"}},
			{Lab: &Lab{Form: form("gone"), Title: "Gone", Problem: "This run is too large for a lesson."}}},
	}
	golden(t, "lesson", PageView(page))
	golden(t, "frame", EmbedView(Embed{Static: "/static/0", Theme: "dark", Title: "A title", Path: "/learn/x", Block: Block{Question: &choice}}))
	golden(t, "frame-missing", EmbedView(Embed{Static: "/static/0", Title: "A question", Path: "/learn", Missing: true}))
}

func TestListsGolden(t *testing.T) {
	golden(t, "learn", IndexView(Index{Static: "/static/0", Lessons: []Entry{{"/learn/x", "A title", "One idea.", 1, 0, nil}}, Own: []Entry{{"/learn/mine", "Mine", "Ours.", 0, 2, nil}, {"", "Bad.md", "", 0, 1, []string{"Bad.md: its <name>"}}}, Problem: "It cannot be read."}))
	golden(t, "guide", ContentsView(Contents{Static: "/static/0", Pages: []Entry{{"/guide/x", "A page", "What it says.", 1, 0, nil}}}))
	golden(t, "cards", CardsView(Cards{Static: "/static/0", Cards: []Card{{"/learn/x", "A title", "What was it?", "<p>That.</p>"}}}))
	golden(t, "terms", TermsView(Terms{Static: "/static/0", Groups: []TermGroup{{"Who calls", []Term{{"Client", "Whoever calls.", "/glossary#client", "caller"}}}}}))
}
