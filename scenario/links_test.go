package scenario

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"backofflab/internal/format"
	"backofflab/retry/library"
)

var update = flag.Bool("update", false, "write docs/links.md anew")

// docs/links.md is written from the table that reads links, so it cannot be out
// of date: run with -update after a change of the fields.
func TestLinksPage(t *testing.T) {
	var b bytes.Buffer
	b.WriteString(`# Links: the grammar of a scenario

A scenario is a query string. The page, the JSON API, the stream and the pictures
read the same one: what follows the question mark in

    /?clients=1000&rate=50&strategies=full,equal&seed=42

Only what differs from the default need be written. The canonical form writes just
that, in the order of this table; equal scenarios have equal canonical forms, and
the canonical form of a canonical form is itself.

In the canonical form whole numbers and decimals are plain digits, and durations are as Go
writes them: ` + "`250ms`, `1.5s`, `1m30s`, `2h`" + `. Values may be written as people type them, in
links as in forms; below is what is read. Lists have commas between their words, or repeat the
name. A name that is not in the table, a name given twice, a value out of range or
a contradiction is refused, and all of them are reported at once, with the field,
the value and the limit. A query has at most ` + format.Count(MaxQueryBytes) + ` bytes.

| name | default | values | meaning |
|---|---|---|---|
`)
	standard := Default()
	for _, f := range Fields() {
		values := f.Range
		if f.Unit != "" {
			values = f.Unit + ", " + values
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", f.Name, f.Format(standard), values, f.Help)
	}
	b.WriteString("| `preset` | | a name from the table below | the scenario to start from, in place of the defaults |\n")
	b.WriteString("| `v` | `1` | 1 | version of this grammar |\n")
	fmt.Fprintf(&b, `
Strategies are the lab's own, a library's by the name in the list below ("lib:got"),
or a mix with shares in whole per cent that add up to 100 ("exponential@20/full@80").
There are at most %d of them in a scenario.

Fields that contradict each other are refused as well, with the field to change
named and the other in the message: %scap%s below %sbase%s, an end before its
beginning, a window that holds no request, an outage that hangs clients without a
%stimeout%s, a brownout of a service that takes no time, a %shorizon%s, or an end
of the last bin, where bins are of a given width (a run has at most %s), before the last
client's first attempt has arrived.
`, MaxStrategies, "`", "`", "`", "`", "`", "`", "`", "`", format.Count(MaxBins))
	writeTyped(t, &b)
	b.WriteString("\n## Presets\n\n| name | its query | what to look for |\n|---|---|---|\n")
	for _, p := range Presets() {
		query := "nothing: it is the default"
		if q := p.Scenario().Query(); q != "" {
			query = "`" + q + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", p.Key, query, p.Lead)
	}
	writeLibraries(&b)
	const path = "../docs/links.md"
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if page, err := os.ReadFile(path); err != nil || !bytes.Equal(page, b.Bytes()) {
		t.Errorf("%s is not what the fields say (%v); run with -update", path, err)
	}
}

// writeTyped lists what people may type, with what is read.
func writeTyped(t *testing.T, b *bytes.Buffer) {
	b.WriteString(`
## What people may write

The form and a link typed by hand take these, too; the canonical form comes back, and the
page is at its address. ` + "`GET /api/v1/read?field=base&value=1m 30`" + ` reads one value. A bare number of a time is in the unit that the table
above names. What can be read in two ways, such as ` + "`1.000`" + ` clients or ` + "`1,500 s`" + `, is refused.

| written | read |
|---|---|
`)
	for _, row := range []struct {
		field string
		typed []string
	}{
		{"clients", []string{"1,000", "1 000", "1_000", "1k", "2.5k", "1e3", "1M"}},
		{"base", []string{"5", "0.5", "1,5", "5 sec", "2 seconds", "500 ms", "1m 30", "1 min 30 s", "1:30"}},
		{"cap", []string{"1.5 hours", "1 day"}},
		{"latency", []string{"20"}},
		{"rate", []string{"40 per second", "10 rps", "100/min", "60 rpm", "5000/h", "1 every 6 s"}},
		{"fail", []string{"50%", "12.5 %"}},
		{"timeout", []string{"off", "none"}},
		{"servers", []string{"unlimited"}},
		{"limiter", []string{"Token bucket", "token_bucket"}},
		{"rejected-count", []string{"true", "off"}},
		{"strategies", []string{"Full jitter, No jitter", "OpenAI SDK for Python, defaults", "got"}},
		{"retry-on", []string{"429, timeout"}},
	} {
		f, _ := FieldNamed(row.field)
		for _, typed := range row.typed {
			s := Default()
			if err := f.Set(&s, typed); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(b, "| `%s=%s` | `%s` |\n", f.Name, typed, f.Format(s))
		}
	}
}

// writeLibraries lists the libraries, what their callers set of their delays, and the rules of
// those that are whole clients.
func writeLibraries(b *bytes.Buffer) {
	b.WriteString(`
## Libraries

The delays of published libraries, with their own parameters. "100 ms to 10 s" in a
name says that the library's algorithm has these instead of its defaults. What a library's
callers can set of them, they set in brackets: ` + "`lib:envoy(base=100ms cap=1s)`" + `,
` + "`client:resilience4j(base=1s)`" + `. Settings of the scenario never reach a library's delays.

| name | library | language | version | delay before retry k | its callers set |
|---|---|---|---|---|---|
`)
	for _, kind := range library.Kinds() {
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s | %s |\n", kind.Key, kind.Name, kind.Language, kind.Version, kind.Formula, cmp.Or(strings.Join(library.Takes(kind.Key), ", "), "nothing"))
	}
	b.WriteString(`
## Whole clients

The same libraries with all that they decide by themselves, where that is known. It stands in
place of the scenario's settings; a dash leaves those as they are. Brackets change what stands
here: ` + "`client:openai-python(attempts=5 timeout=30s)`" + `.

| name | attempts | retries on | Retry-After | no retry after | timeout | source |
|---|---|---|---|---|---|---|
`)
	for _, kind := range library.Clients() {
		c, _ := library.ClientOf(kind.Key)
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", kind.Key, attemptsOf(c), strings.Join(WordsOf(c.On), ", "), retryAfterOf(c), spanOr(c.Deadline, "none"), spanOr(c.Timeout, "–"), kind.Source)
	}
}

func attemptsOf(c library.Client) string {
	switch {
	case c.Attempts == library.Unlimited:
		return "unlimited"
	case c.CapEnds:
		return fmt.Sprintf("%d, or until its cap", c.Attempts)
	}
	return fmt.Sprint(c.Attempts)
}

func retryAfterOf(c library.Client) string {
	text := c.RetryAfter
	if c.Share > 0 {
		text += " of " + format.Share(c.Share)
	}
	switch {
	case c.Limit == 0:
		return text
	case c.GiveUp:
		return text + "; gives up above " + format.Span(c.Limit)
	case c.Clamp:
		return text + " up to " + format.Span(c.Limit)
	}
	return text + "; ignores more than " + format.Span(c.Limit)
}

func spanOr(d time.Duration, none string) string {
	if d == 0 {
		return none
	}
	return format.Span(d)
}
