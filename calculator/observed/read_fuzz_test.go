package observed_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"backofflab/calculator/observed"
)

// FuzzRead holds what is true of every text: it is read or refused in sentences, the same each
// time, and what was read can be used.
func FuzzRead(f *testing.F) {
	paths, err := filepath.Glob("testdata/pasted/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, "")
	}
	for _, text := range append(strangeTexts(), "1.5\n3,1 s\n>12s\n", "a: 1 2\nb: 3", "1;1,5\n2;3,1", "10:15:03\n09:15:03", `{"a":[1,{"delay":2}]}`, "[[[[1]]]]", "1 520 ms") {
		f.Add([]byte(text), "ms")
	}
	f.Fuzz(func(t *testing.T, text []byte, unit string) {
		log, err := observed.Read(text, observed.Options{Unit: unit})
		again, errAgain := observed.Read(text, observed.Options{Unit: unit})
		if !reflect.DeepEqual(log, again) || !reflect.DeepEqual(err, errAgain) {
			t.Fatalf("two readings differ:\n%+v %v\n%+v %v", log, err, again, errAgain)
		}
		if err != nil {
			var refusal *observed.Error
			if !errors.As(err, &refusal) || refusal.Message == "" || refusal.Line < 0 {
				t.Fatalf("%T %v is no refusal", err, err)
			}
			return
		}
		sound(t, text, log)
	})
}

// sound checks what holds for every log.
func sound(t *testing.T, text []byte, log observed.Log) {
	t.Helper()
	lines := len(text) + 1 // of whatever encoding
	if log.Step <= 0 || len(log.Clients) == 0 {
		t.Fatalf("step %v, %d clients", log.Step, len(log.Clients))
	}
	count := 0
	for _, c := range log.Clients {
		if len(c.Delays) == 0 {
			t.Fatalf("client %q has no delay", c.Name)
		}
		before := 0
		for _, d := range c.Delays {
			if count++; d.Delay < 0 || d.Retry <= before || d.Line < 1 || d.Line > lines {
				t.Fatalf("client %q: %+v after retry %d", c.Name, d, before)
			}
			before = d.Retry
		}
	}
	if count > observed.MaxDelays {
		t.Fatalf("%d delays", count)
	}
	last := 0
	for _, n := range log.Notes {
		if n.Line < last || n.Line > lines || strings.TrimSpace(n.Text) == "" || strings.Contains(n.Text, "%!") || !strings.HasSuffix(strings.TrimSpace(n.Text), ".") {
			t.Fatalf("note %+v", n)
		}
		last = n.Line
	}
	if bytes.IndexByte(text, '\n') < 0 && bytes.IndexByte(text, '\r') < 0 && last > 1 {
		t.Fatalf("a note of line %d in a text of one", last)
	}
}
