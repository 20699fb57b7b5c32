// Package formtest is how the rooms of formats test what they read: a table of what people
// paste, and fuzzing.
package formtest

import (
	"strings"
	"testing"

	"backofflab/exchange/form"
	"backofflab/scenario"
)

// Row is a text that people paste, and what it is read as.
type Row = struct {
	Shows, Text string
	Format      string // key of the format that recognises it; "": none does
	Key         string // what is read, as one entry of strategies; "error": nothing can be
	Lost        string // how each loss begins, in their order, with | between: all of them
}

// Read reads the text of each row by the first of some formats that recognises it.
func Read(t *testing.T, formats []form.Format, rows []Row) {
	t.Helper()
	for _, row := range rows {
		text, err := form.NewText(row.Text)
		if err != nil {
			t.Fatalf("%s: %v", row.Shows, err)
		}
		f := recognise(formats, text)
		if f.Key != row.Format {
			t.Errorf("%s: it is %q, want %q", row.Shows, f.Key, row.Format)
		}
		if f.Key != row.Format || f.Key == "" {
			continue
		}
		r := form.Reading{Format: f.Key}
		f.Read(text, &r)
		if err := r.Finish(); err != nil || row.Key == "error" {
			if err == nil || row.Key != "error" {
				t.Errorf("%s: %s, %v", row.Shows, r.Key(), err)
			}
			continue
		}
		if lost := lostOf(r); r.Key() != row.Key || !begin(lost, row.Lost) {
			t.Errorf("%s: %s, losing %q;\nwant %s, %q", row.Shows, r.Key(), lost, row.Key, row.Lost)
		}
	}
}

func recognise(formats []form.Format, text *form.Text) form.Format {
	for _, f := range formats {
		if f.Read != nil && f.Recognise(text) {
			return f
		}
	}
	return form.Format{}
}

func lostOf(r form.Reading) (says []string) {
	for _, n := range r.Notes {
		if n.Kind == form.Lost {
			says = append(says, n.Says)
		}
	}
	return says
}

// begin reports whether sentences begin as wanted, no more and no fewer.
func begin(says []string, want string) bool {
	if want == "" {
		return len(says) == 0
	}
	wanted := strings.Split(want, "|")
	if len(wanted) != len(says) {
		return false
	}
	for i, w := range wanted {
		if !strings.HasPrefix(says[i], w) {
			return false
		}
	}
	return true
}

// Fuzz gives every text to every reader, beginning with the samples and some more: none panics,
// what they take is a scenario, and their notes are sentences about lines of the text.
func Fuzz(f *testing.F, formats []form.Format, texts ...string) {
	for _, format := range formats {
		f.Add(format.Sample)
	}
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		text, err := form.NewText(raw)
		if err != nil {
			return
		}
		for _, format := range formats {
			if format.Read != nil {
				readAny(t, format, text)
			}
		}
	})
}

func readAny(t *testing.T, f form.Format, text *form.Text) {
	f.Recognise(text)
	r := form.Reading{Format: f.Key}
	f.Read(text, &r)
	if err := r.Finish(); err == nil {
		if _, err := scenario.ParseQuery(r.Query()); err != nil {
			t.Errorf("%s: %s: %v", f.Key, r.Key(), err)
		}
	} else if r.Key() != "" {
		t.Errorf("%s: it is read as %s, which is no scenario: %v", f.Key, r.Key(), err)
	}
	lines := 1 + strings.Count(text.Raw, "\n")
	for _, n := range r.Notes {
		if n.Line < 0 || n.Line > lines || n.Says == "" {
			t.Errorf("%s: a note of line %d of %d: %q", f.Key, n.Line, lines, n.Says)
		}
	}
}
