package kept

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// filled is a file with some values, closed, and what they are.
func filled(t *testing.T) (path string, values map[string][]byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "kept.db")
	s := mustOpen(t, path, small())
	values = fill(t, s, 30)
	s.Close()
	return path, values
}

func fill(t *testing.T, s *Store, n int) map[string][]byte {
	t.Helper()
	values := map[string][]byte{}
	for i := range n {
		key := fmt.Sprint("key ", i)
		values[key] = sized(key, 200+i*500)
		mustPut(t, s, "study", key, values[key])
	}
	return values
}

// crashed is a file with its log, as a killed process leaves them.
func crashed(t *testing.T, n int) (path string, values map[string][]byte) {
	t.Helper()
	live := mustOpen(t, filepath.Join(t.TempDir(), "live.db"), small())
	values = fill(t, live, n)
	path = filepath.Join(t.TempDir(), "kept.db")
	copyFile(t, live.path, path)
	copyFile(t, live.path+wal, path+wal)
	return path, values
}

// A flipped bit in a value is found when it is read: the value is not there, is set aside,
// and can be put again. All others stay.
func TestFlippedBitInAValue(t *testing.T) {
	path, values := filled(t)
	file := readAll(t, path)
	at := bytes.Index(file, []byte("key 7 key 7 key 7"))
	file[at+100] ^= 4
	if err := os.WriteFile(path, file, 0o644); err != nil {
		t.Fatal(err)
	}
	c := small()
	var text *bytes.Buffer
	c.Logger, text = logged()
	s := mustOpen(t, path, c)
	found, err := s.Many(t.Context(), "study", []string{"key 6", "key 7", "key 8"})
	if err != nil || len(found) != 2 {
		t.Errorf("%d found, %v", len(found), err)
	}
	if !strings.Contains(text.String(), `key="key 7"`) || strings.Count(text.String(), "\n") != 1 {
		t.Errorf("logged: %s", text)
	}
	values["key 7"] = nil
	for key, value := range values {
		wants(t, s, "study", key, value)
	}
	if stats, err := s.Stats(t.Context()); err != nil || stats.Damaged != 1 || stats.Values != 29 {
		t.Errorf("%+v, %v", stats, err)
	}
	mustPut(t, s, "study", "key 7", []byte("anew"))
	wants(t, s, "study", "key 7", []byte("anew"))
}

// The value of one key does not pass for that of another, nor that of one engine for
// another's: whatever made the row so, it is damaged.
func TestMixedUpRows(t *testing.T) {
	s := mustOpen(t, "", small())
	for _, mixed := range []string{"key = 'b'", "kind = 'sample'", "engine = '3', made = made + 1", "bytes = CAST(bytes || 'x' AS BLOB)", "sum = sum + 1"} {
		mustPut(t, s, "study", "a", []byte("a's"))
		if _, err := s.db.writer.Exec("UPDATE value SET " + mixed); err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"study", "sample"} {
			wants(t, s, kind, "a", nil)
			wants(t, s, kind, "b", nil)
		}
	}
	if (&row{kind: "ab", key: "c"}).checksum() == (&row{kind: "a", key: "bc"}).checksum() {
		t.Error("kind and key run into each other")
	}
	for range 2 * mostDamaged {
		mustPut(t, s, "study", "a", []byte("a's"))
		if _, err := s.db.writer.Exec("UPDATE value SET sum = 0"); err != nil {
			t.Fatal(err)
		}
		wants(t, s, "study", "a", nil)
	}
	if stats, err := s.Stats(t.Context()); err != nil || stats.Damaged != mostDamaged {
		t.Errorf("%d damaged values are kept, %v", stats.Damaged, err)
	}
}

// Whatever happened to the file, it is there under another name, byte for byte and with its
// log; the reason is logged, and a new file is begun.
func TestUnreadableIsSetAside(t *testing.T) {
	for name, harm := range map[string]func([]byte) []byte{
		"cut in half":    func(b []byte) []byte { return b[:len(b)/2/page*page] },
		"cut in a page":  func(b []byte) []byte { return b[:len(b)-page/2] },
		"cut in header":  func(b []byte) []byte { return b[:50] },
		"zero header":    func(b []byte) []byte { clear(b[:100]); return b },
		"not a database": func(b []byte) []byte { return bytes.Repeat([]byte("text "), len(b)/5) },
		"zero pages":     func(b []byte) []byte { clear(b[page:]); return b },
		"of version 9":   func(b []byte) []byte { b[18], b[19] = 9, 9; return b },
	} {
		t.Run(name, func(t *testing.T) {
			path, _ := filled(t)
			harmed := harm(readAll(t, path))
			if err := errors.Join(os.WriteFile(path, harmed, 0o644), os.WriteFile(path+wal, nil, 0o644)); err != nil {
				t.Fatal(err)
			}
			for n := 1; n <= 2; n++ { // the second does not replace the first
				c := small()
				var text *bytes.Buffer
				c.Logger, text = logged()
				s := mustOpen(t, path, c)
				wants(t, s, "study", "key 1", nil)
				mustPut(t, s, "study", "key 1", []byte("anew"))
				s.Close()
				aside := fmt.Sprint(path, ".damaged-", n)
				if !bytes.Equal(readAll(t, aside), harmed) {
					t.Errorf("%s is not what was there", aside)
				}
				if !strings.Contains(text.String(), aside) || !strings.Contains(text.String(), "reason=") {
					t.Errorf("logged: %s", text)
				}
				if err := os.WriteFile(path, harmed, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// Bits flipped anywhere, in the file or its log: the store opens or refuses, and what it
// serves is what was put. It can be written afterwards.
func TestFlippedBitsAnywhere(t *testing.T) {
	path, values := crashed(t, 12)
	draw := rand.New(rand.NewPCG(7, 7))
	for i := range 40 {
		at := filepath.Join(t.TempDir(), "kept.db")
		copyFile(t, path, at)
		copyFile(t, path+wal, at+wal)
		flip(t, at+[]string{"", wal}[i%2], draw)
		s, err := Open(at, small())
		if err != nil {
			var newer *NewerError
			if !errors.As(err, &newer) && !errors.Is(err, ErrForeign) {
				t.Errorf("round %d: %v", i, err)
			}
			continue
		}
		for key, value := range values {
			got, ok, err := s.Get(t.Context(), "study", key)
			if err != nil || ok && !bytes.Equal(got, value) {
				t.Errorf("round %d: %s is %.20q, %v", i, key, got, err)
			}
		}
		mustPut(t, s, "study", "new", []byte("x"))
		if err := s.Close(); err != nil {
			t.Errorf("round %d: %v", i, err)
		}
	}
}

// flip changes three bits of a file, one of them near its beginning.
func flip(t *testing.T, path string, draw *rand.Rand) {
	t.Helper()
	file := readAll(t, path)
	for _, below := range []int{4 * page, len(file), len(file)} {
		file[draw.IntN(min(below, len(file)))] ^= 1 << draw.IntN(8)
	}
	if err := os.WriteFile(path, file, 0o644); err != nil {
		t.Fatal(err)
	}
}

// A page that is damaged while the store is open: the file is set aside, and the store goes
// on with a new one.
func TestUnreadableWhileOpen(t *testing.T) {
	path, _ := filled(t)
	c := small()
	var text *bytes.Buffer
	c.Logger, text = logged()
	s := mustOpen(t, path, c)
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteAt(bytes.Repeat([]byte{0xee}, int(fileSize(t, path))-page), page)
	if err = errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	// The pages that a connection has in memory are as they were: it takes some reads.
	for i := range 30 {
		if _, _, err := s.Get(context.Background(), "study", fmt.Sprint("key ", i)); err != nil {
			t.Fatal(err)
		}
	}
	mustPut(t, s, "study", "key 1", []byte("anew"))
	wants(t, s, "study", "key 1", []byte("anew"))
	readAll(t, path+".damaged-1")
	if !strings.Contains(text.String(), "damaged-1") {
		t.Errorf("logged: %s", text)
	}
	healthy(t, s.db.writer)
}

// A log that does not begin as one is set aside alone: the file is whole without it.
func TestGarbageLog(t *testing.T) {
	path, values := filled(t)
	garbage := bytes.Repeat([]byte("garbage "), 5000)
	if err := os.WriteFile(path+wal, garbage, 0o644); err != nil {
		t.Fatal(err)
	}
	c := small()
	var text *bytes.Buffer
	c.Logger, text = logged()
	s := mustOpen(t, path, c)
	for key, value := range values {
		wants(t, s, "study", key, value)
	}
	if !bytes.Equal(readAll(t, path+".damaged-1"+wal), garbage) || !strings.Contains(text.String(), "the log does not begin as one does") {
		t.Errorf("logged: %s", text)
	}
}

// A log whose file is gone is kept, too.
func TestLogWithoutItsFile(t *testing.T) {
	path, _ := crashed(t, 3)
	log := readAll(t, path+wal)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	s := mustOpen(t, path, small())
	wants(t, s, "study", "key 1", nil)
	if !bytes.Equal(readAll(t, path+".damaged-1"+wal), log) {
		t.Error("the log is not what was there")
	}
}

// After a power cut the log may end anywhere. What is read is then what was put first, up
// to some value, and all of each.
func TestLogCutShort(t *testing.T) {
	path, values := crashed(t, 20)
	log := readAll(t, path+wal)
	most := 0
	for i := range 16 {
		at := filepath.Join(t.TempDir(), "kept.db")
		copyFile(t, path, at)
		if err := os.WriteFile(at+wal, log[:len(log)*i/15-i%3*(i%15)], 0o644); err != nil {
			t.Fatal(err)
		}
		s := mustOpen(t, at, small())
		there := 0
		for n := range len(values) {
			key := fmt.Sprint("key ", n)
			got, ok, err := s.Get(t.Context(), "study", key)
			if err != nil || ok && !bytes.Equal(got, values[key]) || ok && there < n {
				t.Fatalf("cut %d: %s is there: %v, after %d values: %v", i, key, ok, there, err)
			}
			if ok {
				there++
			}
		}
		if there < most {
			t.Errorf("cut %d: %d values; a shorter log had %d", i, there, most)
		}
		most = there
		healthy(t, s.db.writer)
		mustPut(t, s, "study", "new", []byte("x"))
		s.Close()
	}
	if most != len(values) {
		t.Errorf("the whole log has %d values of %d", most, len(values))
	}
}
