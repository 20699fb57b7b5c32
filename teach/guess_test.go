package teach_test

import (
	"strings"
	"testing"

	"backofflab/teach"
)

func TestGuess(t *testing.T) {
	l := teach.Parse("x.md", []byte("# T\n\n```lab a\nscenario: clients=400&rate=40&burst=10&spread=500ms&base=100ms&cap=5s&attempts=20&strategies=exponential\n```\n\n```question when\nask: When?\ntime: done_95\naxis: 90s\n```\n\n```question how\nask: How many?\nnumber: lost\naxis: 400\n```\n\n```question which\nask: Which?\nchoose:\n  - Some are lost.: lost > 0\n  - None is lost.: lost = 0\n```\n"))
	if len(l.Problems) > 0 {
		t.Fatal(l.Problems)
	}
	runs, err := l.Run(simulate)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		question, typed, said string
		right                 bool
	}{
		{"when", "62.0", "You said 62 s, and it is.", true},
		{"when", "1 min", "You said 60 s, it is 62.0 s: close.", true},
		{"when", "10s", "You said 10 s, it is 62.0 s: 6.2 times as much.", false},
		{"when", "45s", "You said 45 s, it is 62.0 s.", false},
		{"when", "skip", "It is 62.0 s.", false},
		{"how", "0", "You said 0, and it is.", true},
		{"how", "40", "You said 40, it is 0.", false},
		{"which", "2", "Yes: “None is lost”.", true},
		{"which", "1", "You said “Some are lost”. It is “None is lost”.", false},
		{"which", "skip", "It is “None is lost”.", false},
	} {
		q, _ := l.Question(c.question)
		g, err := q.ReadGuess(c.typed)
		if err != nil {
			t.Errorf("%s: %q: %v", c.question, c.typed, err)
			continue
		}
		said, right := q.Said(g, runs)
		if said = strings.ReplaceAll(said, "\u00a0", " "); said != c.said || right != c.right {
			t.Errorf("%s: %q: %q, %v; want %q", c.question, c.typed, said, right, c.said)
		}
	}
	for question, typed := range map[string]string{"when": "2m", "how": "-1", "which": "3"} {
		q, _ := l.Question(question)
		if _, err := q.ReadGuess(typed); err == nil {
			t.Errorf("%s takes %q", question, typed)
		}
	}
	q, _ := l.Question("when")
	if _, err := q.ReadGuess(""); err == nil {
		t.Error("nothing is a guess")
	}
	if _, err := q.ReadGuess("soon"); err == nil || strings.ReplaceAll(err.Error(), "\u00a0", " ") != "Enter a time from 0 s to 90 s, for example 12s or 2 min; a number alone is seconds." {
		t.Errorf("a word gives %v", err)
	}
}
