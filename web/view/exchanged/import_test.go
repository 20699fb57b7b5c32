package exchanged

import (
	"fmt"
	"strings"
	"testing"

	"backofflab/exchange"
	"backofflab/scenario"
)

const pastedGRPC = `{"methodConfig": [{
  "retryPolicy": {
    "maxAttempts": 9,
    "initialBackoff": "0.1s",
    "maxBackoff": "1s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE", "ABORTED"]
  }
}]}
`

// Each line has what was understood of it, and what is lost stands above them too.
func TestImportLineByLine(t *testing.T) {
	page, ok := Import(Pasted{Text: pastedGRPC})
	if !ok {
		t.Fatal(page.Problem)
	}
	r := page.Read
	if r.Format.Key != "grpc" || r.Chosen || r.Schedule == nil || !strings.HasPrefix(r.Policy, "At most 5 attempts with ± jitter.") {
		t.Errorf("%+v is read as %q, drawn %t", r.Format, r.Policy, r.Schedule != nil)
	}
	if len(r.Lines) != 9 || r.Lines[2].Notes[0].Setting != "attempts=5" || r.Lines[6].Notes[0].Kind != "lost" {
		t.Errorf("the lines are %+v", r.Lines)
	}
	if len(r.Lost) != 1 || r.Lost[0].Line != 7 || len(r.Assumed) != 1 || r.Assumed[0].Setting != "jitter=0.2" {
		t.Errorf("lost is %+v, assumed %+v", r.Lost, r.Assumed)
	}
}

// Whatever can be read can be tried, and every address on the page is one.
func TestEverySampleIsRead(t *testing.T) {
	for _, f := range exchange.Formats() {
		if f.Read == nil {
			continue
		}
		text, ok := Sample(f.Key)
		page, read := Import(Pasted{Text: text, Into: "clients=50"})
		if !ok || !read || page.Read.Format.Key != f.Key {
			t.Errorf("the sample of %s: %q", f.Key, page.Problem)
			continue
		}
		for _, address := range []string{page.Read.Simulate, page.Read.Beside, page.Read.Export} {
			_, query, _ := strings.Cut(address, "?")
			if _, err := scenario.ParseQuery(query); err != nil || address == "" {
				t.Errorf("%s leads to %q: %v", f.Key, address, err)
			}
		}
	}
	if _, ok := Sample("none"); ok {
		t.Error("there is a sample of no format")
	}
}

// A text that cannot be read stays, with why.
func TestImportKeepsWhatIsWrong(t *testing.T) {
	for shows, row := range map[string]struct{ text, format, says string }{
		"nothing known":         {"hello", "", "None of the formats"},
		"a format that is none": {"hello", "nonsense", "no such format"},
		"too long":              {strings.Repeat("a\n", MostBytes), "", "bytes; at most"},
		"no text":               {"a\x00b", "", "Byte 2 is zero"},
	} {
		page, ok := Import(Pasted{Text: row.text, Format: row.format})
		if ok || page.Read != nil || page.Text != row.text || !strings.Contains(page.Problem, row.says) {
			t.Errorf("%s: %t, %q", shows, ok, page.Problem)
		}
	}
	if page, ok := Import(Pasted{Text: " \n"}); !ok || page.Problem != "" {
		t.Error("a page on which nothing was pasted yet says that something is wrong")
	}
}

// What it cannot be put beside is said in words.
func TestBeside(t *testing.T) {
	full := "strategies="
	for i := range scenario.MaxStrategies {
		full += fmt.Sprintf("fixed(base=%ds),", i+1)
	}
	for into, want := range map[string]string{
		"":                            "",
		"clients=50&strategies=fixed": "/?clients=50&strategies=fixed,",
		"clients=many":                "a setting that is wrong",
		strings.TrimSuffix(full, ","): "compares 8 strategies already",
	} {
		page, _ := Import(Pasted{Text: pastedGRPC, Into: into})
		if r := page.Read; !strings.Contains(r.Beside+r.Full, want) || (want == "") != (r.Beside+r.Full == "") {
			t.Errorf("%s: beside %q, %q", into, r.Beside, r.Full)
		}
	}
}

// Of a long text those lines are left out that are far from any that means something.
func TestLongTexts(t *testing.T) {
	text := strings.Repeat("# nothing\n", 200) + strings.ReplaceAll("a:\n  retryPolicy:\n    maxAttempts: 3\n    initialBackoff: "+`"1s"`+"\n", "\t", "") + strings.Repeat("# nothing\n", 100)
	page, ok := Import(Pasted{Text: text})
	if !ok {
		t.Fatal(page.Problem)
	}
	lines := page.Read.Lines
	first, last := lines[0], lines[len(lines)-1]
	if first.Skipped != 198 || last.Skipped != 97 || len(lines) != 11 || lines[1].Number != 199 {
		t.Errorf("%d lines, %+v to %+v", len(lines), first, last)
	}
	sum := 0
	for _, l := range lines {
		sum += max(1, l.Skipped)
	}
	if sum != 304 {
		t.Errorf("%d lines in all, want 304", sum)
	}
	if got := clip(strings.Repeat("ä", 500) + "\x01"); len([]rune(got)) != widest+1 || clip("a\x01") != "a\ufffd" {
		t.Errorf("a long line becomes %d letters", len([]rune(got)))
	}
}

// Whatever is pasted, the page shows each of its lines once, and what is said has a line.
func FuzzImport(f *testing.F) {
	for _, of := range exchange.Formats() {
		f.Add(of.Sample, "")
		f.Add("# beside\n\n"+of.Sample[:len(of.Sample)/2], of.Key)
	}
	f.Fuzz(func(t *testing.T, text, format string) {
		page, ok := Import(Pasted{Text: text, Format: format, Into: "clients=50"})
		if ok == (page.Problem != "") {
			t.Fatalf("read: %t, and yet %q", ok, page.Problem)
		}
		if page.Read == nil {
			return
		}
		next, said := 1, 0
		for _, l := range page.Read.Lines {
			if l.Skipped == 0 && l.Number != next {
				t.Fatalf("line %d stands where line %d is", l.Number, next)
			}
			next += max(1, l.Skipped)
			for _, n := range l.Notes {
				if said++; n.Line != l.Number || n.Says == "" {
					t.Fatalf("beside line %d stands %+v", l.Number, n)
				}
			}
		}
		if _, query, _ := strings.Cut(page.Read.Simulate, "?"); query != "" {
			if _, err := scenario.ParseQuery(query); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
		}
	})
}
