package kept

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// clock is a time that tests move.
type clock struct{ ms atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.ms.Store(1_800_000_000_000)
	return c
}

func (c *clock) now() time.Time          { return time.UnixMilli(c.ms.Load()) }
func (c *clock) advance(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// small is a config of tests: 2 MiB for 24 hours, and no long waits.
func small() Config {
	c := DefaultConfig("3")
	c.Quota, c.Most, c.Expiry, c.Wait = 2<<20, 256<<10, 24*time.Hour, 30*time.Millisecond
	return c
}

func mustOpen(t testing.TB, path string, c Config) *Store {
	t.Helper()
	s, err := Open(path, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func mustPut(t testing.TB, s *Store, kind, key string, value []byte) {
	t.Helper()
	if err := s.Put(t.Context(), kind, key, value); err != nil {
		t.Fatal(err)
	}
}

// wants compares a value with what it must be; nil is not there.
func wants(t testing.TB, s *Store, kind, key string, want []byte) {
	t.Helper()
	got, ok, err := s.Get(context.Background(), kind, key)
	if err != nil || ok != (want != nil) || !bytes.Equal(got, want) {
		t.Errorf("%s %s: %.20q, %v, %v; want %.20q", kind, key, got, ok, err, want)
	}
}

// logged is a logger and what it was told.
func logged() (*slog.Logger, *bytes.Buffer) {
	var text bytes.Buffer
	return slog.New(slog.NewTextHandler(&text, nil)), &text
}

// sized is a value of so many bytes that tells which it is.
func sized(name string, size int) []byte {
	return bytes.Repeat([]byte(name+" "), size/(len(name)+1)+1)[:size]
}

// A store in memory and one in a file do the same.
func places(t *testing.T) map[string]string {
	return map[string]string{"in memory": "", "in a file": filepath.Join(t.TempDir(), "a b?c=d%20#e", "kept.db")}
}

func TestKeptByKindAndKey(t *testing.T) {
	for name, path := range places(t) {
		t.Run(name, func(t *testing.T) {
			s := mustOpen(t, path, small())
			wants(t, s, "study", "a", nil)
			mustPut(t, s, "study", "a", []byte("one"))
			mustPut(t, s, "sample", "a", []byte("of another kind"))
			mustPut(t, s, "study", "empty", nil)
			mustPut(t, s, "study", "ключ\x00\xff", []byte{0, 255})
			wants(t, s, "study", "a", []byte("one"))
			wants(t, s, "sample", "a", []byte("of another kind"))
			wants(t, s, "study", "empty", []byte{})
			wants(t, s, "study", "ключ\x00\xff", []byte{0, 255})
			wants(t, s, "studya", "", nil)
			mustPut(t, s, "study", "a", []byte("two"))
			wants(t, s, "study", "a", []byte("two"))
			if err := errors.Join(s.Delete(t.Context(), "study", "a"), s.Delete(t.Context(), "study", "never there")); err != nil {
				t.Error(err)
			}
			wants(t, s, "study", "a", nil)
			wants(t, s, "sample", "a", []byte("of another kind"))
		})
	}
}

// A key is the whole address of what is kept, and no hash of it. Keys that are alike, to a database
// that folds cases, trims blanks, reads numbers or ends at a zero byte, are not the same.
func TestKeysThatLookAlike(t *testing.T) {
	long := strings.Repeat("clients=", mostKey/8)[:mostKey-1]
	alike := [][2]string{
		{"study", "a"}, {"study", "A"}, {"study", "a "}, {"study", " a"}, {"study", "a\x00"}, {"study", "a\x00b"}, {"study", "a\x00c"}, {"study", "á"}, {"study", "a\u0301"},
		{"study", "1"}, {"study", "1.0"}, {"study", "01"}, {"study", "1e0"}, {"study", "%"}, {"study", "_"}, {"study", "?"}, {"study", "'"}, {"study", "''"}, {"stud", "ya"}, {"STUDY", "a"},
		{"study", long + "1"}, {"study", long + "2"},
	}
	for name, path := range places(t) {
		t.Run(name, func(t *testing.T) {
			s := mustOpen(t, path, small())
			for i, k := range alike {
				wants(t, s, k[0], k[1], nil)
				mustPut(t, s, k[0], k[1], fmt.Append(nil, i))
			}
			var keys []string
			for i, k := range alike {
				wants(t, s, k[0], k[1], fmt.Append(nil, i))
				if k[0] == "study" {
					keys = append(keys, k[1])
				}
			}
			if found, err := s.Many(t.Context(), "study", keys); err != nil || len(found) != len(keys) {
				t.Errorf("%d of %d keys found: %v", len(found), len(keys), err)
			}
		})
	}
}

func TestManyAtOnce(t *testing.T) {
	for name, path := range places(t) {
		t.Run(name, func(t *testing.T) {
			s := mustOpen(t, path, small())
			var values []Value
			var keys []string
			for i := range 500 {
				values = append(values, Value{fmt.Sprint(i), fmt.Append(nil, "value ", i)})
				keys = append(keys, fmt.Sprint(2*i))
			}
			if err := s.PutAll(t.Context(), "sample", values); err != nil {
				t.Fatal(err)
			}
			found, err := s.Many(t.Context(), "sample", keys)
			if err != nil || len(found) != 250 || string(found["498"]) != "value 498" {
				t.Errorf("%d of 250 found, 498 is %q: %v", len(found), found["498"], err)
			}
			if found, err := s.Many(t.Context(), "sample", nil); err != nil || len(found) != 0 {
				t.Errorf("of no keys: %v, %v", found, err)
			}
		})
	}
}

// A batch is kept as a whole or not at all.
func TestBatchIsWhole(t *testing.T) {
	s := mustOpen(t, "", small())
	err := s.PutAll(t.Context(), "sample", []Value{{"a", []byte("good")}, {"", []byte("without a key")}})
	if err == nil {
		t.Error("a value without a key was kept")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.PutAll(ctx, "sample", []Value{{"a", []byte("good")}}); !errors.Is(err, context.Canceled) {
		t.Errorf("after its context ended: %v", err)
	}
	wants(t, s, "sample", "a", nil)
	if _, _, err := s.Get(ctx, "sample", "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("read after its context ended: %v", err)
	}
	mustPut(t, s, "sample", "a", []byte("good"))
}

// Values of another engine are not served, whether older or newer, and expire.
func TestOtherEngines(t *testing.T) {
	path, time := filepath.Join(t.TempDir(), "kept.db"), newClock()
	c := small()
	c.Now = time.now
	s := mustOpen(t, path, c)
	mustPut(t, s, "study", "a", []byte("of engine 3"))
	mustPut(t, s, "study", "b", []byte("of engine 3"))
	s.Close()

	c.Engine = "4"
	s = mustOpen(t, path, c)
	wants(t, s, "study", "a", nil)
	if list, err := s.List(t.Context(), "study", 9); err != nil || len(list) != 0 {
		t.Errorf("listed: %v, %v", list, err)
	}
	mustPut(t, s, "study", "a", []byte("of engine 4"))
	wants(t, s, "study", "a", []byte("of engine 4"))
	s.Close()

	c.Engine = "3"
	s = mustOpen(t, path, c)
	wants(t, s, "study", "a", nil)
	wants(t, s, "study", "b", []byte("of engine 3"))
	time.advance(2 * c.Expiry)
	if gone, err := s.Expire(t.Context()); err != nil || gone != 2 {
		t.Errorf("%d expired, %v; want both", gone, err)
	}
}

func TestListIsNewestFirst(t *testing.T) {
	time := newClock()
	c := small()
	c.Now = time.now
	s := mustOpen(t, "", c)
	made := map[string]int64{}
	for i := range 5 {
		key := fmt.Sprint(i)
		mustPut(t, s, "study", key, sized(key, 10+i))
		made[key] = time.ms.Load()
		time.advance(5 * grain)
	}
	mustPut(t, s, "sample", "other", nil)
	wants(t, s, "study", "3", sized("3", 13))
	list, err := s.List(t.Context(), "study", 3)
	if err != nil || len(list) != 3 {
		t.Fatalf("%v, %v", list, err)
	}
	for i, e := range list {
		key := fmt.Sprint(4 - i)
		used := made[key]
		if key == "3" {
			used = time.ms.Load() // by the read, which nothing has noted yet
		}
		if e.Key != key || e.Size != 14-i || e.Made.UnixMilli() != made[key] || e.Used.UnixMilli() != used {
			t.Errorf("entry %d: %+v", i, e)
		}
	}
}

func TestExpiryCountsFromLastUse(t *testing.T) {
	time := newClock()
	c := small()
	c.Now = time.now
	s := mustOpen(t, filepath.Join(t.TempDir(), "kept.db"), c)
	mustPut(t, s, "study", "read", []byte("x"))
	mustPut(t, s, "study", "unread", []byte("x"))
	time.advance(c.Expiry - 1e9)
	wants(t, s, "study", "read", []byte("x"))
	time.advance(2e9)
	wants(t, s, "study", "unread", nil)
	wants(t, s, "study", "read", []byte("x"))
	if gone, err := s.Expire(t.Context()); err != nil || gone != 1 {
		t.Errorf("%d expired, %v; want 1", gone, err)
	}
	stats, err := s.Stats(t.Context())
	if err != nil || stats.Values != 1 || stats.Bytes != 1 || stats.File <= 0 || stats.Quota != c.Quota || stats.Oldest.IsZero() {
		t.Errorf("%+v, %v", stats, err)
	}
	// The mark of a read outlives a write that fails, and the store.
	time.advance(c.Expiry / 2)
	wants(t, s, "study", "read", []byte("x"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Put(ctx, "study", "late", nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	s.Close()
	s = mustOpen(t, s.path, c)
	time.advance(c.Expiry - 2e9)
	wants(t, s, "study", "read", []byte("x"))
}

func TestExpireTakesMoreThanOneStep(t *testing.T) {
	time := newClock()
	c := small()
	c.Now = time.now
	s := mustOpen(t, "", c)
	values := make([]Value, 2*expireAtOnce+1)
	for i := range values {
		values[i] = Value{fmt.Sprint(i), []byte("x")}
	}
	if err := s.PutAll(t.Context(), "sample", values); err != nil {
		t.Fatal(err)
	}
	time.advance(c.Expiry + 1e9)
	if gone, err := s.Expire(t.Context()); err != nil || gone != int64(len(values)) {
		t.Errorf("%d of %d expired: %v", gone, len(values), err)
	}
}

func TestConfigIsChecked(t *testing.T) {
	err := Config{Quota: 5, Most: 6}.Validate()
	for _, want := range []string{"engine", "quota: 5 bytes; it is at least 1048576", "most", "expiry: 0s; it is at least 1s", "wait"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	if err := DefaultConfig("3").Validate(); err != nil {
		t.Error(err)
	}
	if _, err := Open("", Config{}); err == nil {
		t.Error("opened without an engine")
	}
}

func TestClosedStore(t *testing.T) {
	s := mustOpen(t, "", small())
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	_, _, get := s.Get(t.Context(), "a", "b")
	if put := s.Put(t.Context(), "a", "b", nil); !errors.Is(get, ErrClosed) || !errors.Is(put, ErrClosed) {
		t.Errorf("get: %v, put: %v", get, put)
	}
}
