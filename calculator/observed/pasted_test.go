package observed_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"backofflab/calculator/observed"
)

var update = flag.Bool("update", false, "write what is read of the texts in testdata/pasted")

// shown is a log as the files *.read have it.
func shown(log observed.Log, err error) string {
	if err != nil {
		return err.Error() + "\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%v, step %v", log.Format, log.Step)
	if log.Times {
		b.WriteString(", differences of times")
	}
	b.WriteString("\n" + strings.ReplaceAll(delaysOf(log), "; ", "\n") + "\n")
	for _, n := range log.Notes {
		fmt.Fprintf(&b, "%d: %s\n", n.Line, n.Text)
	}
	return b.String()
}

// Texts as people paste them are read as the file beside each says.
func TestPasted(t *testing.T) {
	paths, err := filepath.Glob("testdata/pasted/*.txt")
	if err != nil || len(paths) < 30 {
		t.Fatalf("%d texts, %v", len(paths), err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		log, err := observed.Read(text, observed.Options{})
		if err == nil {
			sound(t, text, log)
		}
		got, beside := shown(log, err), strings.TrimSuffix(path, ".txt")+".read"
		if *update {
			if err := os.WriteFile(beside, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(beside)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is read as\n%s\nwant\n%s", path, got, want)
		}
	}
}
