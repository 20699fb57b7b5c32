package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// later is how the names of files begin that come when something is opened, and of those
// that are other pages'.
var later = []string{
	"scene-", "scene.css", "picker.css", "search.js", "numbers.css", "policy.css", "delays.js", "marks.",
	"popover.css", "sketch.css", "terms.js", "words.css", "glossary.js", "help.js",
	"proof.css", "gallery.", "embed.", "theme-", "numbers", "use.css", "use-", "texts.js", "exports.js", "import", "paste", "predict.css", "drawer.", "editor.", "panel.js", "testbed", "share.css", "compare.css", "choices.js", "calculator", "lesson", "learn.js", "mark-guess.js", "prose.css", "study", "found", "tip-page",
}

// What a first visit may load of it leaves room for the HTML and all headers within
// 60 KB, which a browser test measures.
func TestStaticFilesAreSmall(t *testing.T) {
	plain, zipped, squeezed := 0, 0, 0
	for name := range sources() {
		f, found := Find(name)
		if !found || len(f.Plain) == 0 {
			t.Fatalf("%s is not there", name)
		}
		if slices.ContainsFunc(later, func(begin string) bool { return strings.HasPrefix(name, begin) }) {
			continue
		}
		plain += len(f.Plain)
		zipped += len(orPlain(f.Gzip, f))
		squeezed += len(orPlain(f.Brotli, f))
	}
	t.Logf("static files: %d bytes, gzip %d, Brotli %d", plain, zipped, squeezed)
	if zipped > 42<<10 || squeezed > 37<<10 {
		t.Errorf("static files take %d bytes in gzip and %d in Brotli, want at most %d and %d", zipped, squeezed, 42<<10, 37<<10)
	}
}

func orPlain(packed []byte, f File) []byte {
	if packed == nil {
		return f.Plain
	}
	return packed
}

func TestEveryFormHoldsTheSame(t *testing.T) {
	for _, name := range Names() {
		f, _ := Find(name)
		if f.Gzip != nil {
			r, err := gzip.NewReader(bytes.NewReader(f.Gzip))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, f.Plain) {
				t.Errorf("%s: the gzip form holds something else (%v)", name, err)
			}
		}
		if f.Brotli != nil {
			if got, err := io.ReadAll(brotli.NewReader(bytes.NewReader(f.Brotli))); err != nil || !bytes.Equal(got, f.Plain) {
				t.Errorf("%s: the Brotli form holds something else (%v)", name, err)
			}
		}
		if len(f.Plain) >= 2*smallest && (f.Gzip == nil || f.Brotli == nil) {
			t.Errorf("%s has %d bytes and no packed form", name, len(f.Plain))
		}
	}
}

// The modules keep what other modules import by name, and styles their rules.
func TestMinifyingKeepsNames(t *testing.T) {
	for name, wants := range map[string][]string{
		"charts.js": {"export function readBars(", "export class Charts"},
		"base.css":  {"--vermillion:", "prefers-color-scheme"},
		"mark.svg":  {"<svg", "viewBox"},
	} {
		f, _ := Find(name)
		for _, want := range wants {
			if !bytes.Contains(f.Plain, []byte(want)) {
				t.Errorf("%s lacks %q: %.120s", name, want, f.Plain)
			}
		}
		if source := sources()[name]; len(f.Plain) > len(source) {
			t.Errorf("%s grew from %d to %d bytes", name, len(source), len(f.Plain))
		}
	}
}

func TestSheetsHoldTheirParts(t *testing.T) {
	for sheet, parts := range sheets {
		whole, _ := Find(sheet)
		want := ""
		for _, part := range parts {
			f, found := Find(part)
			if !found || !strings.HasSuffix(part, ".css") {
				t.Errorf("%s is made of %s, which is no style", sheet, part)
			}
			want += string(f.Plain)
		}
		if string(whole.Plain) != want {
			t.Errorf("%s is not its parts in order", sheet)
		}
		if _, hides := sources()[sheet]; hides {
			t.Errorf("%s hides a file of that name", sheet)
		}
	}
}

// A sheet can stand in a document: nothing in it ends it, and it asks for nothing, whose address
// would be another there.
func TestSheetsCanStandInADocument(t *testing.T) {
	for name := range sheets {
		text, source := Inline(name)
		if file, _ := Find(name); text != string(file.Plain) || !strings.HasPrefix(source, "sha256-") {
			t.Errorf("%s: %q, and its text is not that of the file", name, source)
		}
		for _, part := range []string{"</", "<!--", "url(", "@import", "\r"} {
			if strings.Contains(text, part) {
				t.Errorf("%s has %q", name, part)
			}
		}
	}
	if text, source := Inline("nothing.css"); text != "" || source != "" {
		t.Errorf("what is not there is %q, %q", text, source)
	}
}

func TestFilesWithoutANameAreNotFound(t *testing.T) {
	for _, name := range []string{"", ".", "static", "../web.go", "nothing.css", "BASE.css"} {
		if _, found := Find(name); found {
			t.Errorf("%q is found", name)
		}
	}
	if !slices.IsSorted(Names()) || len(Names()) == 0 {
		t.Errorf("names: %v", Names())
	}
}

func TestVersion(t *testing.T) {
	if got := Version(); len(got) != 12 || got != Version() {
		t.Errorf("Version() = %q, want 12 digits, the same at each call", got)
	}
}
