package kept

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func fileSize(t testing.TB, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// A flood of studies of all sizes never makes the file larger than its quota, and what
// came last is there.
func TestFloodStaysBelowQuota(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kept.db")
	c := small()
	s := mustOpen(t, path, c)
	for i := range 120 {
		key := fmt.Sprint(i)
		value := sized(key, (i*i*7919)%c.Most)
		mustPut(t, s, "study", key, value)
		wants(t, s, "study", key, value)
		if file, log := fileSize(t, path), fileSize(t, path+wal); file > c.Quota || log > 2*logBytes {
			t.Fatalf("after %d studies the file has %d bytes of %d, its log %d", i+1, file, c.Quota, log)
		}
	}
	stats, err := s.Stats(t.Context())
	if err != nil || stats.Bytes < c.Quota/2 {
		t.Errorf("%d bytes are kept of %d: %v", stats.Bytes, c.Quota, err)
	}
	for i := range 40 { // batches of small ones meet a file full of large ones
		values := make([]Value, 400)
		for j := range values {
			values[j] = Value{fmt.Sprint(i, " ", j), sized("s", 200+(j*37)%900)}
		}
		if err := s.PutAll(t.Context(), "sample", values); err != nil {
			t.Fatalf("batch %d: %v", i, err)
		}
	}
	s.Close()
	if file := fileSize(t, path); file > c.Quota {
		t.Errorf("the file has %d bytes of %d", file, c.Quota)
	}
}

// What was used longest ago goes first: reads count, too.
func TestLeastUsedGoesFirst(t *testing.T) {
	time := newClock()
	c := small()
	c.Now = time.now
	s := mustOpen(t, "", c)
	for i := range 6 {
		mustPut(t, s, "study", fmt.Sprint(i), sized("x", 200<<10))
		time.advance(2 * grain)
	}
	wants(t, s, "study", "0", sized("x", 200<<10))
	for i := range 5 {
		time.advance(2 * grain)
		mustPut(t, s, "study", fmt.Sprint("new ", i), sized("x", 200<<10))
	}
	list, err := s.List(t.Context(), "study", 99)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, e := range list {
		keys = append(keys, e.Key)
	}
	if got, want := strings.Join(keys, ", "), "new 4, new 3, new 2, new 1, new 0, 5, 4, 3, 0"; got != want {
		t.Errorf("kept: %s; want %s", got, want)
	}
}

// So it is where thousands of small values go at once.
func TestLeastUsedOfManyGoesFirst(t *testing.T) {
	time := newClock()
	c := small()
	c.Now = time.now
	s := mustOpen(t, "", c)
	for batch := range 4 {
		values := make([]Value, 800)
		for i := range values {
			values[i] = Value{fmt.Sprint(batch, " ", i), sized("x", 200)}
		}
		// What was put first was used last.
		time.ms.Store(newClock().ms.Load() - int64(batch)*grain.Milliseconds())
		if err := s.PutAll(t.Context(), "sample", values); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 5 {
		mustPut(t, s, "study", fmt.Sprint(i), sized("x", c.Most))
	}
	wants(t, s, "sample", "0 5", sized("x", 200))
	wants(t, s, "sample", "3 5", nil)
}

func TestTooLarge(t *testing.T) {
	c := small()
	s := mustOpen(t, "", c)
	var large *TooLargeError
	err := s.Put(t.Context(), "study", "q", make([]byte, c.Most+1))
	if !errors.As(err, &large) || large.Size != int64(c.Most)+1 || large.Limit != int64(c.Most) ||
		err.Error() != `put study: value of "q": 262145 bytes; it is at most 262144` {
		t.Errorf("%v", err)
	}
	batch := make([]Value, 10)
	for i := range batch {
		batch[i] = Value{fmt.Sprint(i), make([]byte, c.Most)}
	}
	if err := s.PutAll(t.Context(), "study", batch); !errors.As(err, &large) || !strings.Contains(err.Error(), "batch of 10 values: ") {
		t.Errorf("%v", err)
	}
	err = s.Put(t.Context(), "study", strings.Repeat("k", mostKey+1), nil)
	if err == nil || !strings.Contains(err.Error(), "8193") || !strings.Contains(err.Error(), "8192") {
		t.Errorf("%v", err)
	}
	mustPut(t, s, "study", strings.Repeat("k", mostKey), make([]byte, c.Most))
}

// A file that is larger than a quota that was lowered shrinks when it is opened, and keeps
// what was used last.
func TestQuotaLowered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kept.db")
	c := small()
	c.Quota = 8 << 20
	s := mustOpen(t, path, c)
	for i := range 60 {
		mustPut(t, s, "study", fmt.Sprint(i), sized("x", 100<<10))
	}
	s.Close()
	if size := fileSize(t, path); size < 4<<20 {
		t.Fatalf("the file has %d bytes only", size)
	}
	c.Quota = 2 << 20
	s = mustOpen(t, path, c)
	if size := fileSize(t, path); size > c.Quota {
		t.Errorf("the file has %d bytes of %d", size, c.Quota)
	}
	wants(t, s, "study", "59", sized("x", 100<<10))
	wants(t, s, "study", "0", nil)
	mustPut(t, s, "study", "new", sized("x", 200<<10))
}

// SQLite itself refuses what would not fit, should the count of pages ever be wrong.
func TestPagesAreBounded(t *testing.T) {
	c := small()
	s := mustOpen(t, "", c)
	mustPut(t, s, "study", "a", []byte("x"))
	_, err := s.db.writer.Exec("INSERT INTO damaged (bytes, found) VALUES (zeroblob(?), 0)", c.Quota)
	if err = s.told("put", err); !errors.Is(err, ErrFull) {
		t.Errorf("%v", err)
	}
	wants(t, s, "study", "a", []byte("x"))
}
