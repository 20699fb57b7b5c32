package teach_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"backofflab/teach"
)

const exercise = "# T\n\n```goal g\nask: Be quick.\nscenario: clients=200&rate=20&burst=20&spread=0s&base=100ms&cap=5s&strategies=exponential&attempts=20\nlevers:\n  strategies: exponential, full\n  base: 100ms, 1s\nwant:\n  - done_95 <= %s\n  - lost = 0\nsolutions: [strategies=full, strategies=full&base=1s]\n```\n"

func goalOf(t *testing.T, within string) (teach.Lesson, teach.Goal) {
	t.Helper()
	l := teach.Parse("x.md", []byte(strings.Replace(exercise, "%s", within, 1)))
	if len(l.Problems) > 0 || len(l.Blocks) != 1 || l.Blocks[0].Goal == nil {
		t.Fatalf("problems %v, blocks %+v", l.Problems, l.Blocks)
	}
	return l, *l.Blocks[0].Goal
}

func TestExercise(t *testing.T) {
	l, g := goalOf(t, "15s")
	if problems := teach.Check(l, simulate); len(problems) > 0 {
		t.Errorf("problems %v", problems)
	}
	h, err := g.Hint(nil, simulate)
	if err != nil {
		t.Fatal(err)
	}
	if h.Lever.Field != "strategies" || h.Value != "full" || h.From != "exponential" || !h.Helps() || !h.Met.All() {
		t.Errorf("the hint is %s from %s to %s", h.Lever.Field, h.From, h.Value)
	}
	if _, err := g.With(map[string]string{"rate": "1000"}); err == nil || !strings.Contains(err.Error(), "rate=1000: This lab has no such lever.") {
		t.Errorf("pulling no lever gives %v", err)
	}
}

// An exercise that is done before anybody begins, and one whose solutions do not solve it.
func TestExerciseThatIsNone(t *testing.T) {
	l := teach.Parse("x.md", []byte(strings.Replace(strings.Replace(exercise, "%s", "15s", 1), "solutions:", "fails: strategies=full\nsolutions:", 1)))
	if problems := teach.Check(l, simulate); len(problems) != 1 || !strings.Contains(problems[0].Text, "strategies=full solves g, and the text says that it does not") {
		t.Errorf("problems %v", problems)
	}
	for within, want := range map[string]string{"10m": "is solved before anybody begins", "1s": "strategies=full does not solve g: done_95 <= 1s is "} {
		l, _ := goalOf(t, within)
		problems := teach.Check(l, simulate)
		if len(problems) == 0 || !strings.Contains(problems[0].Text, want) || problems[0].Line != 3 {
			t.Errorf("within %s: problems %v, want %s at line 3", within, problems, want)
		}
	}
}

// What a text says of a run that does not bear it out.
func TestSentencesAreHeldAgainstTheRun(t *testing.T) {
	for block, want := range map[string]string{
		"```lab a\nscenario: clients=50&strategies=full\nholds: full.lost > 0\n```\n":                                                                       "full.lost > 0 does not hold: it is 0 against 0",
		"```lab a\nscenario: clients=50&strategies=full\n```\n\n```question q\nask: When?\ntime: done_95\naxis: 1ms\n```\n":                                 "beyond its axis",
		"```lab a\nscenario: clients=50&strategies=full\n```\n\n```question q\nask: What?\nchoose:\n  - Some: lost > 0\n  - Many: lost > 9\n```\n":          "exactly one must be true; true are []",
		"```lab a\nscenario: clients=50&strategies=full&limiter=none\n```\n\nIt is {a.peak_over_capacity}.\n":                                               "{a.peak_over_capacity} has no value",
		"```lab a\nscenario: clients=50&strategies=full\n```\n\n```question q\nask: What?\nchoose:\n  - None: lost = 0\n  - Less than one: lost < 1\n```\n": `true are ["None" "Less than one"]`,
	} {
		problems := teach.Check(teach.Parse("x.md", []byte("# T\n\n"+block)), simulate)
		if len(problems) != 1 || !strings.Contains(problems[0].Text, want) {
			t.Errorf("problems %v, want %s", problems, want)
		}
	}
}

// Prose that follows a question is read with its answer, up to the next heading.
func TestProseAfterAQuestionWaits(t *testing.T) {
	l := teach.Parse("x.md", []byte("# T\n\n```lab a\nscenario: clients=50&strategies=full\n```\n\n```question q\nask: How many?\nnumber: lost\naxis: 9\n```\n\n```answer\nNone.\n```\n\nThat is {a.lost}.\n\n## Next\n\nMore.\n"))
	if len(l.Problems) > 0 || len(l.Blocks) != 3 {
		t.Fatalf("problems %v, %d blocks", l.Problems, len(l.Blocks))
	}
	runs, err := l.Run(simulate)
	if err != nil {
		t.Fatal(err)
	}
	q, _ := l.Question("q")
	if answer := q.Answer.Filled(runs); !strings.Contains(answer, "None.") || !strings.Contains(answer, ">0</data>") || strings.Contains(answer, "More") {
		t.Errorf("the answer is %s", answer)
	}
	if rest := l.Blocks[2].Prose.Filled(runs); !strings.Contains(rest, "Next") || !strings.Contains(rest, "More") || strings.Contains(rest, "That is") {
		t.Errorf("the rest is %s", rest)
	}
}

func TestDirectory(t *testing.T) {
	all, err := teach.Read(fstest.MapFS{
		"10-last.md": {Data: []byte("# Last")}, "02-first.md": {Data: []byte("# First")}, "notes.txt": {Data: []byte("no lesson")}, "README.md": {Data: []byte("# About")},
		"03-first.md": {Data: []byte("# Again")}, "Bad Name.md": {Data: []byte("# Bad")}, "04-broken.md": {Data: []byte("```lab\n```")},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range all {
		got = append(got, l.File+":"+l.Title)
	}
	if strings.Join(got, " ") != "Bad Name.md: 02-first.md:First 03-first.md:Again 04-broken.md:broken 10-last.md:Last" {
		t.Errorf("read %q", got)
	}
	if p := all[2].Problems; len(p) != 1 || !strings.Contains(p[0].Text, "/learn/first is that of 02-first.md already") {
		t.Errorf("problems of the second of a name: %v", p)
	}
	if len(all[3].Problems) == 0 || len(all[4].Problems) > 0 {
		t.Errorf("problems %v, %v", all[3].Problems, all[4].Problems)
	}
}
