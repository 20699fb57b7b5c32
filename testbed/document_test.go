package testbed

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	_ "embed"

	"backofflab/internal/format"
	"backofflab/retry"
)

var update = flag.Bool("update", false, "write docs/testbed.md anew")

//go:embed testdata/document.md
var documentText string

// scriptSpellings are ways to write steps, and what each means.
var scriptSpellings = []struct{ text, meaning string }{
	{"503, 503, reset, 200", "two failures, a reset, a success; semicolons, new lines and -> do as well as commas"},
	{"503 x3", "three alike; also 3x 503, 503x3, 503 times=3"},
	{"429 retry-after=2", "with a field; also Retry-After: 2. A field that is there twice is sent twice"},
	{"429 retry-after=1,3", "two values in one line"},
	{"429 retry-after=date+3s", "a date so long after the answer; date-1h is before it, past is date-1h"},
	{"429 x-ratelimit-reset=epoch+2s", "seconds of the epoch; rfc3339+2s is a time of RFC 3339"},
	{`429 ratelimit='"requests";r=0;t=2'`, "a value in quotes, in those of the other kind where it has some itself"},
	{"503 retry-after-ms=1500 x-should-retry=true", "fields of SDKs"},
	{"200 delay=2s", "answers after two seconds"},
	{"503 body=1MB", "with a body of that size, 8 MB at most; one with ok in it, of JSON"},
	{"reset-before", "the connection is reset before anything is sent; also reset"},
	{"503 reset-after-headers", "the headers come, then a reset"},
	{"503 reset-after", "the whole answer comes, then a reset"},
	{"200 cut", "half of the body comes, then the connection is closed"},
	{"200 close", "the answer comes, and says that the connection is closed"},
	{"hang 5s", "nothing comes, and the connection is closed after that time; hang alone lasts as long as anybody is held"},
}

// Each spelling is read.
func TestSpellingsOfTheDocument(t *testing.T) {
	for _, row := range scriptSpellings {
		if s, err := ParseScript(row.text); err != nil || s.Len() == 0 {
			t.Errorf("%s: %v", row.text, err)
		}
	}
}

// docs/testbed.md is written from the tables that the testbed works by: run with -update after a change.
func TestDocument(t *testing.T) {
	text := "<!-- Written by `go test ./testbed -run Document -update`; edits are lost. -->\n" + documentText
	for name, table := range map[string]string{
		"FAMILIES": familyTable(), "SPELLINGS": spellingTable(), "PRESETS": presetTable(), "BOUNDS": boundTable(),
	} {
		text = strings.Replace(text, name+"\n", table, 1)
	}
	const path = "../docs/testbed.md"
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != text {
		t.Errorf("%s is out of date: run this test with -update (%v)", path, err)
	}
}

func familyTable() string {
	var b bytes.Buffer
	b.WriteString("| family | name | what it sends | statuses | known from |\n|---|---|---|---|---|\n")
	for _, f := range families {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %d, %d, %d | %s |\n", f.Key, f.Name, f.About,
			f.answer[retry.Rejected].status, f.answer[retry.Unavailable].status, f.answer[retry.Failed].status, f.Source)
	}
	return b.String()
}

func spellingTable() string {
	var b bytes.Buffer
	b.WriteString("| written | meaning |\n|---|---|\n")
	for _, row := range scriptSpellings {
		fmt.Fprintf(&b, "| `%s` | %s |\n", row.text, row.meaning)
	}
	return b.String()
}

func presetTable() string {
	var b bytes.Buffer
	b.WriteString("| name | script | what is odd about it |\n|---|---|---|\n")
	for _, p := range scriptPresets {
		fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", p.Key, p.Text, p.About)
	}
	return b.String()
}

func boundTable() string {
	l := DefaultLimits()
	var b bytes.Buffer
	b.WriteString("| bound | of a public server | beyond it |\n|---|---|---|\n")
	for _, row := range [][3]string{
		{"life of a testbed", format.Briefly(l.Life), "it ends; nothing extends it"},
		{"requests of a testbed", format.Count(l.Requests), "429, `Testbed-Bound: requests`"},
		{"requests a second", fmt.Sprintf("%v, %d at once", l.PerSecond, l.Burst), "429, `Testbed-Bound: rate`"},
		{"requests being answered at once", fmt.Sprintf("%s, %s of all testbeds", format.Count(l.Held), format.Count(l.HeldInAll)), "503, `Testbed-Bound: held`"},
		{"time that one is held", format.Briefly(l.Hold), "the connection is closed"},
		{"body of a request", fmt.Sprintf("%d KB in %s", l.Body>>10, format.Briefly(l.BodyTime)), "it is answered, the rest is not read, and the connection is closed"},
		{"time to read an answer", format.Briefly(l.AnswerTime), "the connection is closed"},
		{"clients that are told apart", format.Count(l.Clients), "the rest count as one, *others*"},
		{"testbeds at once", fmt.Sprintf("%d, %d of one address", l.Testbeds, l.PerOwner), "none can be started"},
	} {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", row[0], row[1], row[2])
	}
	return b.String()
}
