package lesson

import (
	"net/url"
	"strings"
	"testing"

	"backofflab/experiment"
	"backofflab/internal/labtest"
	"backofflab/scenario"
	"backofflab/teach"
	"backofflab/web/templates/lesson"
)

const written = "# T\n\n> Idea.\n\n```lab crowd\nscenario: clients=100&rate=20&burst=20&strategies=exponential,full\nlevers:\n  base: 100ms, 1s\n  honour: ignore, exact\n```\n\n" +
	"```question how\nask: How high is the peak?\nlevel: full.peak_over_capacity\naxis: 80\n```\n\n```question which\nlab: crowd\nask: Which?\nchoose:\n  - Full jitter.: full.done_95 < exponential.done_95\n  - No jitter.: full.done_95 >= exponential.done_95\n```\n\n" +
	"```goal g\nask: Be quick.\nscenario: clients=200&rate=20&burst=20&spread=0s&strategies=exponential&attempts=20\nlevers:\n  strategies: exponential, full\n  base: 100ms, 1s\nwant:\n  - done_95 <= 12s\n  - wasted_per_request < 5\n  - amplification < 6\nsolutions: [strategies=full&base=1s, base=1s&strategies=full]\n```\n"

func shownWith(t *testing.T, query string) lesson.Page {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	l := teach.Parse("x.md", []byte(strings.Replace(written, "honour: ignore, exact", "rate: 20, 40", 1)))
	if len(l.Problems) > 0 {
		t.Fatal(l.Problems)
	}
	v := Viewer{Values: values, Site: "https://lab.example.org", Simulate: func(s scenario.Scenario) (experiment.Outcome, error) {
		_, found := labtest.Outcome(t, s.Query())
		return found, nil
	}}
	page, err := v.Lesson(l, []teach.Lesson{{Key: "w", Title: "W"}, l, {Key: "y", Title: "Y"}})
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func TestPageAsks(t *testing.T) {
	page := shownWith(t, "")
	if len(page.Blocks) != 3 || page.Before.Path != "/learn/w" || page.After.Path != "/learn/y" {
		t.Fatalf("%d blocks, before %v, after %v", len(page.Blocks), page.Before, page.After)
	}
	how, which, g := page.Blocks[0].Question, page.Blocks[1].Question, page.Blocks[2].Goal
	if how.Answered || how.Draw.True != 0 || how.Draw.TrueWords != "" || how.Lab.Verdict != nil || how.Lab.Run.Frame.Bins != 0 || how.Lab.Run.Series[1].Attempts != nil {
		t.Errorf("the page tells: %+v", how)
	}
	if top := how.Lab.Run.Frame.Kept.Top; top != 80*20 || how.Draw.Unit != 20 || how.Draw.Row != "full" {
		t.Errorf("the height goes to %v, 1 is %v of %s", top, how.Draw.Unit, how.Draw.Row)
	}
	if which.Lab.Run != nil || which.Draw != nil || len(which.Choices) != 2 {
		t.Errorf("the choice draws something: %+v", which)
	}
	var wants []string
	for _, w := range g.Wants {
		wants = append(wants, w.Text)
	}
	if got := strings.ReplaceAll(strings.Join(wants, "; "), "\u00a0", " "); got != "95 % done: at most 12 s; Wasted per client: below 5; Amplification per client: below 6" {
		t.Errorf("the goal is %q", got)
	}
	if g.Tried || g.Done || g.Lab.Run != nil || g.Lab.Verdict != nil || !g.Lab.Hidden || g.Wants[0].Now != "" {
		t.Errorf("an exercise that nobody has begun shows its run: %+v", g)
	}
	begun := shownWith(t, "g.run=1").Blocks[2].Goal
	if !begun.Tried || begun.Done || begun.Hints != nil || begun.More != "/learn/x?g.hint=1#block-g" || begun.Lab.Run == nil || begun.Query != "g.run=1" {
		t.Errorf("the exercise: %v, hints %q, more %s, query %s", begun.Done, begun.Hints, begun.More, begun.Query)
	}
}

// The state of all blocks is in the address, whichever block is asked for.
func TestPageKeepsItsState(t *testing.T) {
	page := shownWith(t, "how=10&crowd.base=1s&which=skip&g.base=1s&g.strategies=exponential&other=1")
	how, which, g := page.Blocks[0].Question, page.Blocks[1].Question, page.Blocks[2].Goal
	for _, q := range []string{how.Query, which.Query, g.Query} {
		if q != "crowd.base=1s&g.base=1s&how=10&which=skip" {
			t.Errorf("the page's query is %s", q)
		}
	}
	if got := query(how.Kept); got != "g.base=1s&which=skip" {
		t.Errorf("beside the first question the form keeps %s", got)
	}
	if got := query(g.Kept); got != "crowd.base=1s&how=10&which=skip" {
		t.Errorf("beside the exercise it keeps %s", got)
	}
	if !how.Answered || !how.Lab.Moved || how.Draw != nil || how.Lab.Run.Frame.Kept.Top != 0 || !strings.HasPrefix(how.Said, "You said 10×") {
		t.Errorf("the answer: %v, moved %v, %q", how.Answered, how.Lab.Moved, how.Said)
	}
	if base := how.Lab.Levers[0].Values; base[0].On || !base[1].On || base[1].Label != "1\u00a0s" {
		t.Errorf("the lever has %+v", base)
	}
	if !which.Answered || which.Said != "It is “Full jitter”." {
		t.Errorf("the choice says %q", which.Said)
	}
}

func TestExerciseIsJudgedAndHelped(t *testing.T) {
	helped := shownWith(t, "g.hint=3").Blocks[2].Goal
	for i, want := range []string{"Of your levers, “Base delay” brings you nearest. Turn it up.", "Set to 1 s it gives: 95 % done ", "One solution: Strategy Full jitter · Base delay 1 s."} {
		if len(helped.Hints) != 3 || helped.More != "" || !strings.HasPrefix(strings.ReplaceAll(helped.Hints[i], "\u00a0", " "), want) {
			t.Errorf("the hints are %q", helped.Hints)
		}
	}
	solved := shownWith(t, "g.strategies=full&g.base=1s").Blocks[2].Goal
	if !solved.Done || solved.Others != nil || solved.More != "" {
		t.Errorf("solved: %v, other ways %q", solved.Done, solved.Others)
	}
	if again := shownWith(t, "how="); again.Blocks[0].Question.Answered || again.Blocks[0].Question.Problem == "" {
		t.Error("nothing is a guess")
	}
	wrong := shownWith(t, "g.base=soon").Blocks[2].Goal
	if !strings.Contains(wrong.Lab.Problem, "base=soon: ") || wrong.Wants != nil {
		t.Errorf("a value that is none: %q", wrong.Lab.Problem)
	}
}

func viewer(t *testing.T, values url.Values) Viewer {
	return Viewer{Values: values, Site: "https://lab.example.org", Simulate: func(s scenario.Scenario) (experiment.Outcome, error) {
		_, found := labtest.Outcome(t, s.Query())
		return found, nil
	}}
}

// A block alone leads back to where it is: to its page, to that of the guide, or to its frame in
// the theme that the frame was asked for.
func TestBlocksLeadBack(t *testing.T) {
	l := teach.Parse("x.md", []byte(strings.Replace(written, "honour: ignore, exact", "rate: 20, 40", 1)))
	v := viewer(t, nil)
	page, _, err := v.Block(l, "g")
	if err != nil || page.Goal.Fragment != "/fragment/learn/x/g" || page.Goal.Action != "/learn/x#block-g" {
		t.Errorf("of a lesson: %+v, %v", page.Goal.Form, err)
	}
	guide, _, err := v.GuideBlock(l, "how")
	if err != nil || guide.Question.Fragment != "/fragment/guide/x/how" || guide.Question.Action != "/guide/x#block-how" || guide.Question.Embed != "" {
		t.Errorf("of the guide: %+v, %v", guide.Question.Form, err)
	}
	frame, _, err := viewer(t, url.Values{"how": {"10"}, "g.run": {"1"}}).Framed(l, "g", "dark")
	if err != nil || frame.Goal.Fragment != "/fragment/learn/x/g" || frame.Goal.More != "/embed/learn/x/g?g.hint=1&theme=dark#block-g" || query(frame.Goal.Kept) != "theme=dark" {
		t.Errorf("of a frame: %+v, more %s, %v", frame.Goal.Form, frame.Goal.More, err)
	}
	if _, ok, _ := v.Block(l, ""); ok {
		t.Error("prose has no name, and is a block alone")
	}
}

// The card of a text whose lab is broken is among the others, with a dash for its number.
func TestCardOfABrokenLab(t *testing.T) {
	broken := teach.Parse("b.md", []byte("# B\n\n```lab a\nscenario: clients=none\n```\n\n```recall\nask: What?\nanswer: It is {a.full.lost}.\n```\n"))
	good := teach.Parse("g.md", []byte("# G\n\n```lab a\nscenario: clients=5&strategies=full\n```\n\n```recall\nask: What?\nanswer: It is {a.full.lost}.\n```\n"))
	cards, err := viewer(t, nil).Cards([]teach.Lesson{broken, good})
	if err != nil || len(cards) != 2 || !strings.Contains(cards[0].Answer, ">—</data>") || !strings.Contains(cards[1].Answer, ">0</data>") {
		t.Errorf("the cards are %+v, %v", cards, err)
	}
}

// Where nothing limits the service, there is no height to drag that is a multiple of it.
func TestLevelWithoutACapacity(t *testing.T) {
	l := teach.Parse("x.md", []byte("# T\n\n```lab a\nscenario: clients=20&limiter=none&strategies=full\n```\n\n```question how\nask: How high?\nlevel: peak_over_capacity\naxis: 20\n```\n"))
	block, _, err := viewer(t, nil).Block(l, "how")
	if err != nil || block.Question.Draw != nil || block.Question.Lab.Run != nil {
		t.Errorf("drawn is %+v, %v", block.Question.Draw, err)
	}
}
