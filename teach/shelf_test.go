package teach_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"backofflab/teach"
)

// What stands in a directory besides good lessons: each is read, left alone or told, and none
// keeps anybody waiting.
func TestShelfOfOddFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("01-good.md", "# Good")
	write("02-good.md", "# Again")
	write("cards.md", "# Cards")
	write(".hidden.md", "# Hidden")
	write("BIG.MD", "# Big")
	for name, to := range map[string]string{"03-linked.md": "01-good.md", "04-gone.md": "nowhere", "05-folder.md": "."} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "06-pipe.md"), 0o600); err != nil {
		t.Fatal(err)
	}
	shelf := teach.NewShelf(os.DirFS(dir))
	for range 2 { // the second time nothing has changed
		all, err := shelf.Read()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range all {
			got = append(got, l.Key+"|"+strings.Join(problemsOf(l), ";"))
		}
		want := []string{
			"|BIG.MD: the name of a lesson's file", "|cards.md: the address /learn/cards is that of the cards already", "good|", "|02-good.md: the address /learn/good is that of 01-good.md already",
			"linked|", "gone|04-gone.md: the file cannot be read: no such file", "folder|05-folder.md: the file cannot be read: it is no file", "pipe|06-pipe.md: the file cannot be read: it is no file",
		}
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || !strings.HasPrefix(got[i], want[i]) || strings.HasSuffix(want[i], "|") && got[i] != want[i] {
				t.Fatalf("read %q, want %q", got, want)
			}
		}
	}
	write("01-good.md", "# Best") // as long as before
	if all, err := shelf.Read(); err != nil || all[2].Title != "Best" {
		t.Errorf("after the change: %v, %v", all[2].Title, err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := shelf.Read(); !os.IsNotExist(err) {
		t.Errorf("without the directory: %v", err)
	}
}
