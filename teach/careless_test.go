package teach_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"backofflab/teach"
)

// exerciseWith is an exercise with other levers and solutions.
func exerciseWith(levers, solutions string) string {
	return "# T\n\n```goal g\nask: Be quick.\nscenario: clients=20&strategies=full\nlevers:\n" + levers + "want: lost = 0\nsolutions: " + solutions + "\n```\n"
}

// What teachers who are in a hurry write. Each is told in which line, what is wrong and what to
// write instead.
func TestCarelessFiles(t *testing.T) {
	const lab = "# T\n\n```lab a\nscenario: clients=50&strategies=exponential,full\n```\n\n"
	for _, c := range []struct{ name, text, want string }{
		{"UTF-16", string(utf16le("# T\n")), "x.md:1: the file is in UTF-16; save it as UTF-8"},
		{"Latin-1", "# T\n\nCaf\xe9.\n", "x.md:3: the byte 0xe9 is no letter in UTF-8"},
		{"nothing", "", "x.md:1: a lesson begins with its title"},
		{"only spaces", " \n\t\n", "x.md:1: a lesson begins with its title"},
		{"a tab within a block", "# T\n\n```lab a\nscenario: clients=5\nlevers:\n\tbase: 1s, 2s\n```\n", "x.md:6: a line begins with a tab; indent with spaces"},
		{"fence left open at the end", "# T\n\n```lab a\nscenario: clients=5\n", "x.md:3: this block has no fence at its end, so the rest of the file"},
		{"fence left open before prose", "# T\n\n```lab a\nscenario: clients=5\n\nProse goes on.\n", "x.md:3: this block has no fence at its end, so the rest of the file"},
		{"fence left open before the next", "# T\n\n```lab a\nscenario: clients=5\n\n```question q\nask: Why?\n```\n", "x.md:3: this block has no fence at its end: the next begins within it, at line 6"},
		{"answer left open", lab + "```question q\nask: When?\ntime: full.done_95\naxis: 9s\n```\n\n```answer\nSo.\n\n```recall\nask: a\nanswer: b\n```\n", "x.md:13: this block has no fence at its end"},
		{"block within a list", "# T\n\n- Look:\n\n  ```lab a\n  scenario: clients=5\n  ```\n", "x.md:5: the block lab stands within a list or a quotation"},
		{"block within a quotation", "# T\n\nText.\n\n> ```lab a\n> scenario: clients=5\n> ```\n", "x.md:5: the block lab stands within a list or a quotation"},
		{"kind in capitals", "# T\n\n```Lab a\nscenario: clients=5\n```\n", "x.md:3: \"Lab\" is no kind of block, so this is only code; write ```lab"},
		{"kind in the plural", "# T\n\n```questions q\nask: Why?\n```\n", `x.md:3: "questions" is no kind of block`},
		{"kind with a colon", "# T\n\n```lab: a\nscenario: clients=5\n```\n", `x.md:3: "lab:" is no kind of block`},
		{"kind and name with a tab", "# T\n\n```lab\ta\nscenario: clients=5\n```\n", "x.md:3: \"lab\\ta\" is no kind of block"},
		{"name for addresses: again", lab + "```question again\nask: When?\ntime: full.done_95\naxis: 9s\n```\n", `x.md:7: the name "again" means something else in the address`},
		{"name for addresses: show", lab + "```question show\nask: When?\ntime: full.done_95\naxis: 9s\n```\n", `x.md:7: the name "show" means something else`},
		{"name for addresses: theme", lab + "```question theme\nask: When?\ntime: full.done_95\naxis: 9s\n```\n", `x.md:7: the name "theme" means something else`},
		{"name that a form has", lab + "```question elements\nask: When?\ntime: full.done_95\naxis: 9s\n```\n", `x.md:7: the name "elements" means something else`},
		{"name with a dot", lab + "```question x.hint\nask: When?\ntime: full.done_95\naxis: 9s\n```\n", `x.md:7: "x.hint" is no name of a block`},
		{"name that is too long", "# T\n\n```lab " + strings.Repeat("a", 41) + "\nscenario: clients=5\n```\n", "is no name of a block"},
		{"two documents", "# T\n\n```lab a\nscenario: clients=5\n---\ntitle: T\n```\n", "x.md:5: the block lab goes on behind a line ---"},
		{"line that no block has", "# T\n\n```lab a\nscenario: clients=5\nlever: base\n```\n", `x.md:5: the block lab has no line "lever"; it has holds, levers, rows, scenario, shows, title`},
		{"line twice", "# T\n\n```lab a\nscenario: clients=5\nscenario: clients=6\n```\n", `x.md:5: "scenario" stands there twice`},
		{"list where a text is", "# T\n\n```lab a\nscenario:\n  - clients=5\n```\n", "x.md:5: scenario is one text"},
		{"text where a list is", lab + "```question q\nask: Why?\nchoose: soon\n```\n", "x.md:9: choose has members such as “text: condition”"},
		{"sentences without conditions", lab + "```question q\nask: Why?\nchoose:\n  - Soon\n  - Late\n```\n", "x.md:10: choose has members such as “text: condition”"},
		{"a colon within a sentence", lab + "```question q\nask: Why?\nchoose:\n  - Soon: I say: full.lost = 0\n  - Late: full.lost > 0\n```\n", "the lines of the block question cannot be read from here on"},
		{"quotation mark left open", "# T\n\n```lab a\nscenario: clients=5\ntitle: \"A\n```\n", "cannot be read from here on"},
		{"apostrophe first", "# T\n\n```lab a\nscenario: clients=5\ntitle: 'tis so\n```\n", "cannot be read from here on"},
		{"lever twice", "# T\n\n```lab a\nscenario: clients=5\nlevers:\n  base: 1s, 2s\n  base: 3s, 4s\n```\n", "x.md:7: there is a lever base already"},
		{"value twice", "# T\n\n```lab a\nscenario: clients=5\nlevers:\n  base: 1s, 1000ms\n```\n", "x.md:6: the lever base has the value 1s twice"},
		{"lever of no field", "# T\n\n```lab a\nscenario: clients=5\nlevers:\n  speed: 1, 2\n```\n", `x.md:6: "speed" is no field of a scenario`},
		{"nine values", "# T\n\n```lab a\nscenario: clients=5\nlevers:\n  clients: 1,2,3,4,5,6,7,8,9\n```\n", "x.md:6: a lever has 2 to 8 values, clients has 9"},
		{"levers as a text", "# T\n\n```lab a\nscenario: clients=5\nlevers: base\n```\n", "x.md:5: levers has members such as “field: value, value”"},
		{"lever against the scenario", "# T\n\n```lab a\nscenario: clients=5&outage=refuse&outage-from=5s&outage-to=10s&strategies=full\nlevers:\n  base: 1s, 2s\n  outage-from: 5s, 20s\n```\n", "x.md:6: the lever outage-from cannot be set to 20s in this scenario"},
		{"solution that sets nothing", exerciseWith("  base: 1s, 2s\n", "[base, base=1s]"), `x.md:9: "base" sets nothing`},
		{"solution of another field", exerciseWith("  base: 1s, 2s\n", "[cap=5s, base=1s]"), "x.md:9: no lever can be set to cap=5s"},
		{"many solutions", exerciseWith("  base: 1s, 2s\n", "["+strings.Repeat("base=1s, ", 8)+"base=2s]"), "x.md:9: solutions are at most 8, here 9"},
		{"goal without a lever", "# T\n\n```goal g\nask: a\nscenario: clients=5\nwant: lost = 0\nsolutions: [a=1, b=2]\n```\n", "x.md:7: no lever can be set to a=1"},
		{"a question about an exercise", exerciseWith("  base: 1s, 2s\n", "[base=1s, base=2s]") + "\n```question q\nask: When?\nlab: g\ntime: done_95\naxis: 9s\n```\n", `x.md:14: there is no lab "g" before this question`},
		{"a question before its lab", "# T\n\n```question q\nask: When?\nlab: a\ntime: done_95\naxis: 9s\n```\n\n```lab a\nscenario: clients=50&strategies=full\n```\n", `x.md:5: there is no lab "a" before this question`},
		{"axis without end", lab + "```question q\nask: How?\nnumber: full.attempts\naxis: inf\n```\n", "x.md:10: axis is a number above 0"},
		{"axis of no number", lab + "```question q\nask: How?\nnumber: full.attempts\naxis: nan\n```\n", "x.md:10: axis is a number above 0"},
		{"axis of years", lab + "```question q\nask: When?\ntime: full.done_95\naxis: 2000000h\n```\n", "x.md:10: axis is a time up to "},
		{"axis below nothing", lab + "```question q\nask: When?\ntime: full.done_95\naxis: -5s\n```\n", "x.md:10: axis is a number above 0"},
		{"close to everything", lab + "```question q\nask: When?\ntime: full.done_95\naxis: 5s\nclose: 0.2\n```\n", "x.md:11: close is a share in per cent"},
		{"a number without end in a condition", "# T\n\n```lab a\nscenario: clients=5&strategies=full\nholds: lost < inf\n```\n", `x.md:5: "inf" is no number`},
		{"three numbers", lab + "```question q\nask: How?\nnumber: full.lost / full.lost / full.lost\naxis: 9\n```\n", "calculates with more than two numbers"},
		{"a sum", lab + "Text {a.full.lost + a.full.lost}.\n", "x.md:7: \"a.full.lost + a.full.lost\" calculates with more than two numbers, or otherwise than by / - *"},
		{"a sign without spaces", lab + "Text {a.full.lost/a.full.attempts}.\n", "x.md:7: \"a.full.lost/a.full.attempts\" is no number and no figure; a figure is one such as lab.strategy.done_95 (a lab, a strategy of links or its place, a figure), and two of them have “ / ”"},
		{"braces in prose", lab + "Write {x} there.\n", "x.md:7: \"x\" is no number and no figure; a figure is one such as lab.strategy.done_95 (a lab, a strategy of links or its place, a figure), and two of them have “ / ”, “ - ” or “ * ” between, with spaces; braces that are no number stand in code, between backquotes"},
		{"the second of two braces", lab + "Good {a.full.lost}.\n\nBad\n{a.full.lust}.\n", `x.md:10: "a.full.lust" is no number`},
		{"braces in an answer", lab + "```question q\nask: When?\ntime: full.done_95\naxis: 9s\n```\n\n```answer\nSo.\n\nIt is {full.lust}.\n```\n", `x.md:16: "full.lust" is no number`},
		{"braces in a card", lab + "```recall\nask: a\nanswer: |\n  One.\n  {a.full.lust}\n```\n", `x.md:11: "a.full.lust" is no number`},
		{"no condition", "# T\n\n```lab a\nscenario: clients=5&strategies=full\nholds: lost\n```\n", `x.md:5: "lost" compares nothing`},
		{"two cards", "# T\n\n```recall\nask: a\nanswer: b\n```\n\n```recall\nask: a\nanswer: b\n```\n", "x.md:8: a lesson has one card to recall, and has it at line 3"},
		{"a run without end", "# T\n\n```lab a\nscenario: clients=5&horizon=forever\n```\n", "x.md:4: horizon=forever: "},
		{"too many blocks", "# T\n\n" + strings.Repeat("# A\n\n```recall\nask: a\nanswer: b\n```\n\n", 1) + strings.Repeat("Text.\n\n```answer\nx\n```\n", 3), "an answer follows its question"},
		{"too many runs", "# T\n\n" + manyLabs(61), "a lesson runs at most 60 labs"},
		{"quotations within quotations", "# T\n\n" + strings.Repeat("> ", 51) + "a\n", "x.md:3: this line has more than 50 quotations"},
		{"lists within lists", "# T\n\n" + strings.Repeat("- ", 51) + "a\n", "x.md:3: this line has more than 50 quotations"},
		{"a book of figures", lab + strings.Repeat("{a.full.lost} ", 301), "x.md:7: a lesson has at most 300 numbers"},
		{"a book of conditions", "# T\n\n```lab a\nscenario: clients=5\nholds:\n" + strings.Repeat("  - lost = 0\n", 51) + "```\n", "x.md:56: holds has at most 50 conditions, here 51"},
		{"too long", "# T\n\n" + strings.Repeat("x", teach.MaxTextBytes), "x.md: a lesson has at most 262144 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := teach.Parse("x.md", []byte(c.text))
			for _, p := range l.Problems {
				if strings.Contains(p.Error(), c.want) {
					return
				}
			}
			t.Errorf("problems %v, want %s", l.Problems, c.want)
		})
	}
}

func manyLabs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("```lab a" + strings.Repeat("x", i/26) + string(rune('a'+i%26)) + "\nscenario: clients=5\n```\n\n")
	}
	return b.String()
}

func utf16le(text string) []byte {
	all := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		all = binary.LittleEndian.AppendUint16(all, unit)
	}
	return all
}

// What looks odd, and is right.
func TestOddFilesThatAreRight(t *testing.T) {
	const lab = "# T\n\n```lab a\nscenario: clients=50&strategies=exponential,full\n```\n\n"
	for name, text := range map[string]string{
		"byte order mark":      "\ufeff" + lab,
		"CRLF":                 strings.ReplaceAll(lab+"```recall\nask: a\nanswer: |\n  {a.full.lost}\n  so\n```\n", "\n", "\r\n"),
		"tildes":               strings.ReplaceAll(lab, "```", "~~~"),
		"longer fences":        "# T\n\n````recall\nask: a\nanswer: |\n  ```go\n  x := []int{1}\n  ```\n````\n",
		"no names":             "# T\n\n```lab\nscenario: clients=50&strategies=full\n```\n\nIn {lab:clients}.\n\n```question\nask: When?\ntime: done_95\naxis: 9s\n```\n",
		"braces in code":       lab + "`{x}` and `map[string]int{}`.\n\n```go\nfunc f() { return struct{ A int }{1} }\n```\n\n    {indented}\n",
		"braces in addresses":  lab + "[a](https://example.org/{x}) ![b](y{z}.png \"{title}\")\n",
		"figure in two lines":  lab + "It is {a.full.attempts /\na.exponential.attempts}.\n",
		"levers as a list":     "# T\n\n```lab a\nscenario: clients=5&strategies=full\nlevers:\n  - base: 1s, 2s\n  - cap: [5s, 6s]\n```\n",
		"sentence in quotes":   lab + "```question q\nask: Why?\nchoose:\n  - \"Soon: as I say\": full.lost = 0\n  - Late: full.lost > 0\n```\n",
		"code in another kind": "# T\n\n```goals.yaml\na: b\n```\n\n```labour\nx\n```\n",
		"an address":           "# T\n\n```lab a\nscenario: http://127.0.0.1:8080/?clients=5\n```\n",
	} {
		if l := teach.Parse("x.md", []byte(text)); len(l.Problems) > 0 || len(l.Blocks) == 0 {
			t.Errorf("%s: problems %v, %d blocks", name, l.Problems, len(l.Blocks))
		}
	}
}

// Keys of strategies have the signs of conditions in them.
func TestConditionsOfStrategiesWithSigns(t *testing.T) {
	const app = "exponential(attempts=4)>client:openai-python"
	l := teach.Parse("x.md", []byte("# T\n\n```lab a\nscenario: clients=50&rate=20&strategies=full(attempts=4),"+app+"\nholds:\n  - full(attempts=4).attempts > "+app+".attempts\n  - "+app+".attempts>=50\n  - "+app+".attempts = "+app+".attempts\n```\n"))
	if len(l.Problems) != 1 || !strings.HasPrefix(l.Problems[0].Error(), "x.md:7: ") || !strings.Contains(l.Problems[0].Text, "with a space before it and after it") {
		t.Fatalf("problems %v", l.Problems)
	}
	l = teach.Parse("x.md", []byte("# T\n\n```lab a\nscenario: clients=50&rate=20&strategies=full(attempts=4),"+app+"\nholds:\n  - full(attempts=4).attempts > "+app+".attempts\n  - "+app+".attempts = "+app+".attempts\n```\n"))
	if problems := append(l.Problems, teach.Check(l, simulate)...); len(problems) > 0 {
		t.Errorf("problems %v", problems)
	}
}

// Whatever is wrong, there is an end to it, and always the same.
func TestProblemsAreBounded(t *testing.T) {
	text := []byte("# T\n\n" + strings.Repeat("{x} ", 50_000))
	l := teach.Parse("x.md", text)
	if n := len(l.Problems); n != 51 || l.Problems[50].Text != "there is more wrong with this text; mend these first" {
		t.Errorf("%d problems, the last %v", n, l.Problems[n-1])
	}
	lab := "# T\n\n"
	for _, name := range []string{"a", "b"} {
		lab += "```lab " + name + "\nscenario: clients=5&strategies=full\nholds:\n" + strings.Repeat("  - lost > 0\n", 50) + "```\n"
	}
	if n := len(teach.Check(teach.Parse("x.md", []byte(lab)), simulate)); n != 50 {
		t.Errorf("%d problems of a run", n)
	}
}

// One lab that has no run leaves the others to be held against theirs.
func TestCheckGoesOn(t *testing.T) {
	l := teach.Parse("x.md", []byte("# T\n\n```lab big\nscenario: clients=900000&strategies=immediate&attempts=1000\n```\n\n```lab a\nscenario: clients=5&strategies=full\nholds: full.lost > 0\n```\n\nOf {a.equal.lost}, {big.immediate.lost}.\n"))
	var got []string
	for _, p := range append(l.Problems, teach.Check(l, simulate)...) {
		got = append(got, p.Error())
	}
	if len(got) != 3 || !strings.HasPrefix(got[0], "x.md:3: the lab big has no run: ") || !strings.HasPrefix(got[1], "x.md:7: full.lost > 0 does not hold") ||
		got[2] != "x.md:12: {a.equal.lost} has no value in its run; a has no strategy equal, but full" {
		t.Errorf("problems %q", got)
	}
}

// Places of strategies begin with 1 and end with the last.
func TestPlacesOfStrategies(t *testing.T) {
	l := teach.Parse("x.md", []byte("# T\n\n```lab a\nscenario: clients=5&strategies=full,equal\n```\n\n{a.2.lost} {a.0.lost} {a.3.delay_1}\n"))
	var got []string
	for _, p := range append(l.Problems, teach.Check(l, simulate)...) {
		got = append(got, p.Error())
	}
	if strings.Join(got, "\n") != "x.md:7: {a.0.lost} has no value in its run; a has no strategy 0, but full, equal\nx.md:7: {a.3.delay_1} has no value in its run; a has no strategy 3, but full, equal" {
		t.Errorf("problems %q", got)
	}
}
