package exchange

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"backofflab/exchange/form"
	"backofflab/internal/format"
	"backofflab/scenario"
)

var update = flag.Bool("update", false, "write docs/formats.md anew")

// The document of formats is what they do, so it cannot be out of date: run with -update after
// a format has changed.
func TestFormatsPage(t *testing.T) {
	const path = "../docs/formats.md"
	page := document(t)
	if *update {
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(path)
	if err != nil || string(written) != page {
		t.Errorf("%s is not what the formats do (%v): run go test ./exchange -run TestFormatsPage -update", path, err)
	}
}

func document(t *testing.T) string {
	var b strings.Builder
	b.WriteString(`# Formats: what comes in, and what goes out

The lab reads how other programs say that something retries, and writes it for them. Nothing
here is typed by hand: a test imports, exports and imports again, and writes down what came of
it. Code is read by its literals and never run; what cannot be read is said in words, line by
line. Delays of 50 ms and more are the same where they differ by a millisecond at most: many
libraries round to whole ones.

## The formats

The version is that of the library, or of the configuration, whose names and defaults these
are. What a text leaves out is that version's default.

| key | name | language | version | read | written | from |
|---|---|---|---|---|---|---|
`)
	for _, f := range formats {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", f.Key, cell(f.Name), f.Language, cell(f.Version), yes(f.Read != nil), yes(f.Write != nil), cell(f.Source))
	}
	writePairs(&b, t)
	writeWords(&b, t)
	writePasted(&b, t)
	return b.String()
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// cell is a text within a table of Markdown.
func cell(text string) string { return strings.ReplaceAll(strings.TrimSpace(text), "|", `\|`) }

// losses are the kinds of what a text may lose, by the field that differs: its letter, and what
// it stands for.
var losses = []struct{ letter, says, fields string }{
	{"d", "delays", ""},
	{"a", "attempts", "attempts"},
	{"o", "outcomes that are retried", "retry-on"},
	{"r", "rules for Retry-After", "honour honour-jitter honour-limit honour-over"},
	{"t", "timeouts and deadlines", "timeout deadline total-timeout propagate-deadline"},
	{"c", "copies of slow attempts", "hedge hedges hedge-losers"},
	{"g", "guards (budget, breaker, throttle, attempts under way)", "budget breaker throttle in-flight"},
}

// lost are the letters of what one scenario does otherwise than another.
func lost(a, b scenario.Scenario) string {
	letters := map[string]bool{"d": !waitAlike(a, b)}
	for _, f := range rulesChanged(sending(a), sending(b)) {
		for _, l := range losses {
			guard, _, _ := strings.Cut(f.Name, "-")
			if slices.Contains(strings.Fields(l.fields), f.Name) || l.letter == "g" && slices.Contains(strings.Fields(l.fields), guard) {
				letters[l.letter] = true
			}
		}
	}
	said := ""
	for _, l := range losses {
		if letters[l.letter] {
			said += l.letter
		}
	}
	return said
}

// pair is a cell of the table of all pairs: what becomes of a policy in a format.
func pair(p form.Policy, f form.Format) (string, Text) {
	text := writeAlone(p, f)
	if text.Strategy == "" {
		return "–", text
	}
	return cmp.Or(lost(p.Scenario, alone(text.Strategy)), "="), text
}

// became is what the example of one format has become in another, for both tests.
var became = map[[2]string]struct {
	says string
	text Text
}{}

// exchanged is pair of the example of a format.
func exchanged(t *testing.T, from, to form.Format) (string, Text) {
	t.Helper()
	key := [2]string{from.Key, to.Key}
	known, ok := became[key]
	if !ok {
		known.says, known.text = pair(sample(t, from), to)
		became[key] = known
	}
	return known.says, known.text
}

// samples are the policies of the formats' own examples, by their keys.
var samples = map[string]form.Policy{}

// sample is the policy of a format's own example.
func sample(t *testing.T, f form.Format) form.Policy {
	t.Helper()
	if p, ok := samples[f.Key]; ok {
		return p
	}
	r, err := Read(f.Sample, f.Key)
	if err != nil {
		t.Fatalf("%s: %v", f.Key, err)
	}
	p, err := policyOf(r.Scenario(), r.Scenario().Strategies[0])
	if err != nil {
		t.Fatalf("%s: %s: %v", f.Key, r.Key(), err)
	}
	samples[f.Key] = p
	return p
}

// columns are the formats that are written, a table for each room.
func columns() (tables [][]form.Format) {
	rooms := map[string]int{}
	for _, f := range formats {
		if f.Write == nil || f.Read == nil {
			continue
		}
		room := map[string]string{
			"Go": "Go", "Python": "Python", "JavaScript": "JavaScript", "TypeScript": "JavaScript",
			"Java": "Java", "C#": "Java", "Rust": "Java", "Ruby": "Java", "Link": "lab",
		}[f.Language]
		if room = cmp.Or(room, "files"); f.Key == "json" {
			room = "lab"
		}
		if _, ok := rooms[room]; !ok {
			rooms[room] = len(tables)
			tables = append(tables, nil)
		}
		tables[rooms[room]] = append(tables[rooms[room]], f)
	}
	return tables
}

// titles are the languages of some formats.
func titles(table []form.Format) string {
	var names []string
	for _, f := range table {
		if !slices.Contains(names, f.Language) {
			names = append(names, f.Language)
		}
	}
	return format.List(names)
}

func writePairs(b *strings.Builder, t *testing.T) {
	b.WriteString(`
## All pairs

A row is a format that was read: its example. A column is the format in which that policy was
written; then it was read again. Formats that are written alone are not among the columns: they
carry the lab's own code, and nothing reads it.

- = is the same policy.
- – is a format that has nothing for the policy at all.
`)
	for _, l := range losses {
		fmt.Fprintf(b, "- %s: %s are otherwise.\n", l.letter, l.says)
	}
	same, all := 0, 0
	var tables strings.Builder
	for _, table := range columns() {
		fmt.Fprintf(&tables, "\n### Written in %s\n\n| from |", titles(table))
		for _, f := range table {
			fmt.Fprintf(&tables, " %s |", f.Key)
		}
		tables.WriteString("\n|---|" + strings.Repeat("---|", len(table)) + "\n")
		for _, from := range formats {
			if from.Read == nil {
				continue
			}
			fmt.Fprintf(&tables, "| %s |", from.Key)
			for _, to := range table {
				says, _ := exchanged(t, from, to)
				fmt.Fprintf(&tables, " %s |", says)
				if all++; says == "=" {
					same++
				}
			}
			tables.WriteString("\n")
		}
	}
	fmt.Fprintf(b, "\nOf %s pairs %s lose nothing.\n%s", format.Count(all), format.Count(same), tables.String())
}

// pasted are the texts in testdata/pasted, by their names, with what each is.
var pasted = []struct{ name, says string }{
	{"01-grpc", "gRPC: 4 attempts, 0.1 s to 1 s, timeout 2 s, throttling"},
	{"02-envoy", "Envoy: route with 3 retries, cluster with a budget of 20 %"},
	{"03-istio", "Istio: 3 retries of 2 s"},
	{"04-aws", "AWS shared config: standard mode, 5 attempts"},
	{"05-resilience4j", "resilience4j in YAML: random wait, breaker by time"},
	{"06-polly", "Polly v8: exponential with jitter, 10 s an attempt"},
	{"07-tenacity", "tenacity: random exponential, 6 attempts or 120 s"},
	{"08-cenkalti", "cenkalti/backoff: ±0.3, 8 tries, 2 min"},
	{"09-spring-retry", "Spring Retry: random, 200 ms to 5 s"},
	{"10-temporal", "Temporal: no limit of attempts"},
	{"11-axios-retry", "axios-retry: 4 retries, 429 too"},
	{"12-celery", "Celery: 5 s to 600 s with jitter"},
	{"12b-celery-cap", "Celery: an hour, below the default maximum of 600 s"},
	{"13-client-go", "client-go: 4 steps, cap 2 s"},
	{"21-typo", "Spring Retry with two misspelt names"},
	{"22-unit", "Failsafe: seconds that were meant as milliseconds"},
	{"23-bracket", "Polly with a bracket missing"},
	{"24-expression", "cenkalti/backoff: settings from elsewhere"},
	{"25-both", "Failsafe: 4 retries and 3 attempts"},
	{"26-tabs", "resilience4j: YAML with tabs"},
	{"27-comma", "gRPC: JSON with commas too many"},
	{"28-cap", "client-go: a cap below the first delay"},
	{"29-unlimited", "Polly: int.MaxValue retries"},
	{"30-twice", "Istio: attempts twice"},
}

func writePasted(b *strings.Builder, t *testing.T) {
	b.WriteString(`
## Configurations that people paste

The texts are in exchange/testdata/pasted. The last ten have a mistake in them.

| pasted | recognised | here | lost |
|---|---|---|---|
`)
	for _, p := range pasted {
		raw, err := os.ReadFile(filepath.Join("testdata", "pasted", p.name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		r, err := Read(string(raw), "")
		if err != nil {
			fmt.Fprintf(b, "| %s | %s | refused | %s |\n", p.says, cmp.Or(r.Format, "none"), cell(refusal(err)))
			continue
		}
		var says []string
		for _, n := range r.Notes {
			if n.Kind == form.Lost {
				says = append(says, n.Says)
			}
		}
		query := r.Query()
		fmt.Fprintf(b, "| %s | %s | [`%s`](http://127.0.0.1:8080/?%s) | %s |\n", p.says, r.Format, cell(query), strings.ReplaceAll(strings.ReplaceAll(query, "|", "%7C"), ">", "%3E"), cell(cmp.Or(strings.Join(says, " "), "nothing")))
	}
}

// refusal is an error without the name of its field.
func refusal(err error) string {
	_, says, _ := strings.Cut(err.Error(), ": ")
	return says
}

// A policy that a format has said once it says again without loss: what is written of what was
// read of what was written is the same. With -short, as in make test, it is asked of every
// fourth pair, so that each format is among them on both sides; make check asks it of all.
func TestSecondTripLosesNothing(t *testing.T) {
	tried := map[string]bool{}
	for i, from := range formats {
		if from.Read == nil {
			continue
		}
		for k, to := range formats {
			if to.Write == nil || to.Read == nil || testing.Short() && (i+k)%4 != 0 {
				continue
			}
			_, text := exchanged(t, from, to)
			key := to.Key + " " + text.Strategy
			if text.Strategy == "" || tried[key] {
				continue
			}
			tried[key] = true
			s := alone(text.Strategy)
			p, err := policyOf(s, s.Strategies[0])
			if err != nil {
				t.Errorf("%s in %s is %s: %v", from.Key, to.Key, text.Strategy, err)
				continue
			}
			if says, again := pair(p, to); says != "=" && again.Code != "" {
				t.Errorf("%s in %s is %s, which is written as\n%s\nand loses %q", from.Key, to.Key, text.Strategy, again.Code, write(p, to).Losses)
			}
		}
	}
}
