package web

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// What was packed before a build is what a server without it compresses, and nothing of older
// sources stays.
func TestPackedFilesAreThoseOfTheirSources(t *testing.T) {
	directory := t.TempDir()
	for _, old := range []string{"0123.gz", "0123.br"} {
		if err := os.WriteFile(filepath.Join(directory, old), []byte("old"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := Pack(directory); err != nil {
		t.Fatal(err)
	}
	from, n := os.DirFS(directory), 0
	for name, body := range plain() {
		f, ok := unpack(from, body)
		if !ok {
			if len(body) >= smallest {
				t.Error(name, "is not packed")
			}
			continue
		}
		n++
		if want := compress(body); !bytes.Equal(f.Gzip, want.Gzip) || !bytes.Equal(f.Brotli, want.Brotli) || !bytes.Equal(f.Plain, body) {
			t.Error(name, "is packed otherwise than it would be compressed")
		}
	}
	all, err := os.ReadDir(directory)
	if err != nil || len(all) != 2*n || n < 20 {
		t.Error(len(all), "files in the directory, of", n, err)
	}
	if _, ok := unpack(from, []byte("what was never packed")); ok {
		t.Error("something else is there")
	}
}
