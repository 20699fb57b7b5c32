package teach_test

import (
	"strings"
	"testing"

	"backofflab/teach"
)

// head is a text that has a lab of four strategies.
const head = "# A title\n\n> The idea.\n\n```lab crowd\nscenario: clients=50&strategies=exponential,full\nlevers:\n  base: 100ms, 1s\n```\n\n"

func TestProblemsNameTheirLine(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no title", "Text.", "x.md:1: a lesson begins with its title"},
		{"unknown figure", head + "It takes\n{crowd.full.done_59}.\n", `x.md:12: "crowd.full.done_59" is no number and no figure`},
		{"unknown lab", head + "{cruwd.full.done_95}", `x.md:11: "cruwd.full.done_95" does not say which lab`},
		{"field of a lab", "# T\n\n```lab a\nscenario: clients=many\n```\n", "x.md:4: clients=many: "},
		{"line of a block", "# T\n\n```lab a\nscenario: clients=5\ncolour: red\n```\n", `x.md:5: the block lab has no line "colour"`},
		{"missing line", "# T\n\n```lab a\ntitle: no scenario\n```\n", "x.md:3: the block lab needs a line “scenario: …”"},
		{"not lines at all", "# T\n\n```lab a\njust words\n```\n", "x.md:3: the block lab has lines such as “ask: …”"},
		{"colon in a text", "# T\n\n```lab a\nscenario: clients=5\ntitle: a: b\n```\n", "x.md:5: the lines of the block lab cannot be read"},
		{"two of a name", head + "```lab crowd\nscenario: clients=5\n```\n", `x.md:11: there is a block "crowd" already, at line 5`},
		{"a name for addresses", "# T\n\n```lab Big Crowd\nscenario: clients=5\n```\n", `x.md:3: "Big Crowd" is no name of a block`},
		{"four levers", "# T\n\n```lab a\nscenario: clients=5\nlevers:\n  base: 1s, 2s\n  cap: 5s, 6s\n  clients: 5, 6\n  rate: 5, 6\n```\n", "x.md:6: a lab has at most 3 levers, this one has 4"},
		{"lever of one value", "# T\n\n```lab a\nscenario: clients=5\nlevers:\n  base: 1s\n```\n", "x.md:6: a lever has 2 to 8 values, base has 1"},
		{"lever out of range", "# T\n\n```lab a\nscenario: clients=5\nlevers:\n  base: 1s, soon\n```\n", "x.md:6: base=soon: "},
		{"question without lab", "# T\n\n```question q\nask: Why?\nnumber: done_95\naxis: 9s\n```\n", "x.md:3: there is no lab before this question"},
		{"question of no kind", head + "```question q\nask: Why?\n```\n", "x.md:11: a question has one of the lines number, time, level and choose"},
		{"time of no time", head + "```question q\nask: Why?\ntime: full.peak\naxis: 9\n```\n", "x.md:13: time asks for a figure that is a time"},
		{"axis missing", head + "```question q\nask: Why?\ntime: full.done_95\n```\n", "x.md:11: the block question needs a line “axis: …”"},
		{"axis in another unit", head + "```question q\nask: Why?\ntime: full.done_95\naxis: 30\n```\n", "x.md:14: axis is in the unit of the answer"},
		{"condition in two units", head + "```question q\nask: Why?\nchoose:\n  - Soon: full.done_95 < 12\n  - Late: full.done_95 > 12s\n```\n", `x.md:14: "full.done_95 < 12" compares a time with what is none`},
		{"answer in the open", head + "It is {crowd.full.done_95}.\n\n```question q\nask: When?\ntime: full.done_95\naxis: 30s\n```\n", "x.md:11: a figure of crowd stands in the open"},
		{"answer without question", head + "Text.\n\n```answer\nSo.\n```\n", "x.md:13: an answer follows its question"},
		{"one solution", head + "```goal g\nask: Do it.\nscenario: clients=5&strategies=full\nlevers:\n  base: 1s, 2s\nwant: lost = 0\nsolutions: base=2s\n```\n", "x.md:17: an exercise has more than one solution"},
		{"solution that no lever has", head + "```goal g\nask: Do it.\nscenario: clients=5&strategies=full\nlevers:\n  base: 1s, 2s\nwant: lost = 0\nsolutions: [base=2s, base=3s]\n```\n", "x.md:17: no lever can be set to base=3s"},
		{"nothing wrong", "# T", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := teach.Parse("x.md", []byte(c.text))
			if c.want == "" {
				if len(l.Problems) > 0 {
					t.Errorf("problems %v, want none", l.Problems)
				}
				return
			}
			for _, p := range l.Problems {
				if strings.HasPrefix(p.Error(), c.want) {
					return
				}
			}
			t.Errorf("problems %v, want %s", l.Problems, c.want)
		})
	}
}

// What can be read of a broken text is there all the same.
func TestBrokenTextKeepsTheRest(t *testing.T) {
	l := teach.Parse("07-mine.md", []byte(head+"```lab other\nscenario: clients=none\n```\n\nThe end.\n"))
	if l.Key != "mine" || l.Number != 7 || l.Title != "A title" || l.Idea != "The idea." {
		t.Errorf("read %q, %d, %q, %q", l.Key, l.Number, l.Title, l.Idea)
	}
	if len(l.Problems) != 1 || len(l.Blocks) != 2 || l.Blocks[0].Lab == nil || l.Blocks[1].Prose == nil {
		t.Errorf("%d problems, blocks %+v", len(l.Problems), l.Blocks)
	}
}

func TestNumbersAreFilledIn(t *testing.T) {
	l := teach.Parse("x.md", []byte(head+"Of {crowd:clients} clients, {crowd.full.lost} are lost; {crowd.1.attempts / crowd.full.attempts} as many; {crowd.full.attempts / crowd:clients} each; {crowd:base}; {crowd:cap}; {crowd.exponential.delay_3}, {crowd.full.delay_3_max}; `{not a figure}` stays.\n"))
	if len(l.Problems) != 0 {
		t.Fatalf("problems %v", l.Problems)
	}
	runs, err := l.Run(simulate)
	if err != nil {
		t.Fatal(err)
	}
	filled := l.Blocks[1].Prose.Filled(runs)
	if strings.Contains(filled, "×</data> each") || !strings.Contains(filled, "×</data> as many") {
		t.Errorf("a multiple is not told from so many each: %s", filled)
	}
	for _, want := range []string{">50</data> clients", ">0</data> are lost", ">100\u00a0ms</data>; <data", ">5\u00a0s</data>; <data", ">400\u00a0ms</data>"} {
		if !strings.Contains(filled, want) {
			t.Errorf("%q is not in %s", want, filled)
		}
	}
}

func TestForeignMarkupIsLeftOut(t *testing.T) {
	l := teach.Parse("x.md", []byte("# T\n\n<script>alert(1)</script>\n\n[a](javascript:alert(1)) <b onclick=x>b</b>\n"))
	if html := l.Blocks[0].Prose.Filled(nil); strings.Contains(html, "script>") || strings.Contains(html, "javascript:") || strings.Contains(html, "onclick") {
		t.Errorf("the markup is %s", html)
	}
}

func TestLinksLeadToPages(t *testing.T) {
	l := teach.Parse("x.md", []byte("# T\n\n[a](04-jitter.md) [b](../guide/02-choosing.md#cap) [c](../../docs/model.md) [d](http://127.0.0.1:8080/?clients=5) [e](https://example.org/x.md)\n"))
	html := l.Blocks[0].Prose.Filled(nil)
	for _, want := range []string{`"/learn/jitter"`, `"/guide/choosing#cap"`, `"/docs/model"`, `"/?clients=5"`, `"https://example.org/x.md"`} {
		if !strings.Contains(html, want) {
			t.Errorf("%s is not in %s", want, html)
		}
	}
}
