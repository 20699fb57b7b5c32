package web

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"testing"
)

// The static files, each compressed, leave room for the HTML and all
// headers within 60 KB, which a browser test measures.
func TestStaticFilesAreSmall(t *testing.T) {
	total := 0
	err := fs.WalkDir(Assets(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(Assets(), path)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := w.Write(data); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		total += b.Len()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if total == 0 || total > 32<<10 {
		t.Errorf("static files take %d bytes compressed, want 1 to %d", total, 32<<10)
	}
}

func TestVersion(t *testing.T) {
	if got := Version(); len(got) != 12 || got != Version() {
		t.Errorf("Version() = %q, want 12 digits, the same at each call", got)
	}
}
