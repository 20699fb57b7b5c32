package kept

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A backup is a store with all that was kept, and replaces the one before.
func TestBackupIsAStore(t *testing.T) {
	for name, path := range places(t) {
		t.Run(name, func(t *testing.T) {
			s := mustOpen(t, path, small())
			to := filepath.Join(t.TempDir(), "new directory", "backup of 100%.db")
			for round := range 2 {
				values := fill(t, s, 10*(round+1))
				if err := s.Backup(t.Context(), to); err != nil {
					t.Fatal(err)
				}
				mustPut(t, s, "study", "later", []byte("x"))
				b := mustOpen(t, to, small())
				for key, value := range values {
					wants(t, b, "study", key, value)
				}
				healthy(t, b.db.writer)
				b.Close()
				if err := s.Delete(t.Context(), "study", "later"); err != nil {
					t.Fatal(err)
				}
			}
			only(t, filepath.Dir(to), "backup of 100%.db", "backup of 100%.db.lock")
		})
	}
}

// only wants these names in a directory, and no other.
func only(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if fmt.Sprint(names) != fmt.Sprint(want) {
		t.Errorf("there are %q, not %q", names, want)
	}
}

// A backup that fails leaves the one before, and nothing beside it.
func TestBackupFails(t *testing.T) {
	path, _ := filled(t)
	s := mustOpen(t, path, small())
	if err := s.Backup(t.Context(), path); err == nil || !strings.Contains(err.Error(), "it is the store itself") {
		t.Errorf("onto itself: %v", err)
	}
	to := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	before := contents(t, to)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Backup(ctx, to); !errors.Is(err, context.Canceled) {
		t.Errorf("after its context ended: %v", err)
	}
	if _, err := s.db.written(ctx, to); !errors.Is(err, context.Canceled) {
		t.Errorf("written after its context ended: %v", err)
	}
	if contents(t, to) != before {
		t.Error("the backup before was changed")
	}
	only(t, filepath.Dir(to), "backup.db", "backup.db.lock")
	if err := s.Backup(t.Context(), filepath.Join(path, "below a file")); err == nil {
		t.Error("backed up below a file")
	}
	if err := os.WriteFile(to+wal, []byte("log"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), to); err == nil || !strings.Contains(err.Error(), to+wal+": a killed process left it") {
		t.Errorf("beside a log: %v", err)
	}
	if err := os.Remove(to + wal); err != nil {
		t.Fatal(err)
	}
	// A backup beside an open store of the same name would pull its file away from it.
	b := mustOpen(t, to, small())
	if err := s.Backup(t.Context(), to); !errors.Is(err, ErrBusy) {
		t.Errorf("over an open store: %v", err)
	}
	wants(t, b, "study", "key 1", sized("key 1", 700))
}
