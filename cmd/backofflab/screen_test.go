package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/pflag"
)

// In a terminal nothing is wider than that.
func TestNarrow(t *testing.T) {
	for _, width := range []int{20, 40, 60, 80, 200} {
		for _, args := range [][]string{{"run", small, "--watch"}, {"policy"}, {"compare", small, faster}} {
			var out, errs bytes.Buffer
			p := &program{in: strings.NewReader(""), out: &out, err: &errs, env: func(string) string { return "" }, width: width, height: 24, live: true}
			if status := p.run(context.Background(), args); status != good {
				t.Fatalf("%q: %s", args, errs.String())
			}
			text := out.String()
			if at := strings.LastIndex(text, "\x1b[J"); at >= 0 {
				text = text[at+3:] // what was drawn before is taken away
			}
			for line := range strings.Lines(text) {
				if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > width && width >= 40 {
					t.Errorf("%q in %d columns: %q has %d", args, width, line, n)
				}
			}
			if strings.Contains(text, "\x1b") {
				t.Errorf("%q: colours where there are none", args)
			}
		}
	}
}

// With colours the drawing is the same, and each line takes back what it set.
func TestColours(t *testing.T) {
	draw := func(colour bool) string {
		var out bytes.Buffer
		p := &program{width: 60, height: 30, colour: colour}
		p.drawLoad(&out, load{names: []string{"Full", "None"}, bins: [][]int{{40, 10, 2, 0, 1}, {0, 0, 0, 0, 0}}, width: 1e9, limit: 5, bound: "limit"})
		return out.String()
	}
	plain, coloured := draw(false), draw(true)
	for _, code := range []string{above, below, dimmed, reset} {
		if !strings.Contains(coloured, code) {
			t.Errorf("%q is not there", code)
		}
		coloured = strings.ReplaceAll(coloured, code, "")
	}
	if plain != coloured {
		t.Errorf("%s\nand without its colours\n%s", plain, coloured)
	}
	for line := range strings.Lines(draw(true)) {
		if at := strings.LastIndex(line, "\x1b"); at >= 0 && !strings.HasPrefix(line[at:], reset) {
			t.Errorf("%q goes on in colour", line)
		}
	}
}

// The height of a bar is the rate of its busiest bin.
func TestBars(t *testing.T) {
	l := load{bins: [][]int{{1, 5, 2, 0, 9}}, width: 500e6}
	each, bars := l.bars(3)
	if want := []float64{10, 4, 18}; each != 2 || len(bars) != 1 || len(bars[0]) != 3 || bars[0][0] != want[0] || bars[0][1] != want[1] || bars[0][2] != want[2] {
		t.Errorf("%d, %v", each, bars)
	}
	for _, empty := range []load{{}, {names: []string{"a"}, bins: [][]int{nil}}, {names: []string{"a"}, bins: [][]int{{0}}, width: 1e9}} {
		(&program{}).drawLoad(discard{}, empty) // nothing to draw is no panic
	}
}

func TestCompletions(t *testing.T) {
	for _, tt := range []struct {
		args string // separated by blanks; a last one of "" is what is typed
		want string
	}{
		{"run ", "thundering-herd\t"},
		{"run thundering-herd ra", "rate=\t"},
		{"run thundering-herd strategies=full,ex", "strategies=full,exponential\n"},
		{"run thundering-herd strategies=full,lib:ten", "strategies=full,lib:tenacity"},
		{"run thundering-herd limiter=", "limiter=token-bucket\n"},
		{"run --format ", "csv\n"},
		{"run --require lost=0,p9", "lost=0,p95\n"},
		{"policy strategies=fixed,equal --strategy ", "fixed\nequal\n"},
		{"compare low-cap ", "thundering-herd\t"},
		{"sweep thundering-herd --x ra", "rate:\t"},
		{"sweep --figures attempts,", "attempts,done_99\n"},
		{"find --vary base:1s;ca", "base:1s;cap:\t"},
		{"find --want ", "99 % done within 30 s"},
		{"tip --of out", "outage\n"},
		{"tip --trigger ", "standard\n"},
		{"seeds clients=10 --figure ", "done_99\n"},
		{"proof ", "V10\n"},
		{"check --case no-hint,", "no-hint,cut-off\n"},
	} {
		got := call(t, "", append([]string{"__complete"}, strings.Split(tt.args, " ")...)...)
		if got.status != good || !strings.Contains(got.out, tt.want) {
			t.Errorf("%s: %q is not in\n%s%s", tt.args, tt.want, got.out, got.err)
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if got := call(t, "", "completion", shell); got.status != good || !strings.Contains(got.out, "backofflab") {
			t.Errorf("%s: %+v", shell, got)
		}
	}
	bash, err := exec.LookPath("bash")
	if err != nil {
		return
	}
	file := filepath.Join(t.TempDir(), "completion")
	if err := os.WriteFile(file, []byte(call(t, "", "completion", "bash").out), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(bash, "-n", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// The manual has every command with every flag, every status and what is read of the
// environment; where there is groff, it sets it without a complaint.
func TestManual(t *testing.T) {
	page := call(t, "", "man").out
	text := strings.NewReplacer(`\-`, "-", `\e`, `\`, "...", "…").Replace(page)
	root := (&program{env: func(string) string { return "" }}).root()
	for _, c := range listed(root) {
		for _, part := range append(strings.Split(c.Example+"\n\n"+c.Long, "\n"), ".SS "+c.UseLine()) {
			if !strings.Contains(text, part) {
				t.Errorf("the manual says nothing of %q", part)
			}
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Name != "help" && !strings.Contains(text, "--"+f.Name) {
				t.Errorf("the manual says nothing of --%s of %s", f.Name, c.Name())
			}
		})
	}
	for _, part := range []string{".TH BACKOFFLAB 1", ".B 0\n", ".B 130\n", "BACKOFFLAB_SERVER", "NO_COLOR"} {
		if !strings.Contains(text, part) {
			t.Errorf("the manual says nothing of %q", part)
		}
	}
	groff, err := exec.LookPath("groff")
	if err != nil {
		return
	}
	set := exec.Command(groff, "-man", "-Tutf8", "-ww", "-z")
	set.Stdin = strings.NewReader(page)
	if out, err := set.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
