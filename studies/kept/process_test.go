//go:build unix

package kept

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ncruces/go-sqlite3/driver"
)

// Some tests need another process: this binary once more, as one of these.
var children = map[string]func(path string) error{
	"puts":       childPuts,
	"holds":      childHolds,
	"locks":      childLocks,
	"full":       childFull,
	"unwritable": childUnwritable,
}

func TestMain(m *testing.M) {
	if child, ok := children[os.Getenv("KEPT_CHILD")]; ok {
		if err := child(os.Getenv("KEPT_PATH")); err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child is a process under way, and its lines.
type child struct {
	*exec.Cmd
	in    io.WriteCloser
	lines *bufio.Scanner
}

func begin(t *testing.T, name, path string) *child {
	t.Helper()
	c := &child{Cmd: exec.Command(os.Args[0])}
	c.Env = append(os.Environ(), "KEPT_CHILD="+name, "KEPT_PATH="+path)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err == nil {
		c.in, err = c.StdinPipe()
	}
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	c.lines = bufio.NewScanner(out)
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	return c
}

// says waits for a line.
func (c *child) says(t *testing.T, want string) {
	t.Helper()
	if !c.lines.Scan() || c.lines.Text() != want {
		t.Fatalf("the other process said %q, not %q: %v", c.lines.Text(), want, c.lines.Err())
	}
}

// untilTold waits until the parent has closed its end.
func untilTold() { _, _ = io.Copy(io.Discard, os.Stdin) }

// childPuts keeps values, alone and in batches, and says so after each, until it is killed.
func childPuts(path string) error {
	s, err := Open(path, small())
	for i := 0; err == nil; i++ {
		key := fmt.Sprint(i)
		if i%3 == 0 {
			err = s.PutAll(context.Background(), "sample", []Value{{key, sized(key, 9000)}, {key + "b", sized(key, 300)}})
		} else {
			err = s.Put(context.Background(), "sample", key, sized(key, 300+i%50*40))
		}
		if err == nil {
			_, err = fmt.Println(key)
		}
	}
	return err
}

// A process that is killed between any two instructions of its writes loses no value that
// it was told is kept.
func TestKilledWhileItPuts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kept.db")
	for round := range 4 {
		c := begin(t, "puts", path)
		last := -1
		for last < 20+round*13 && c.lines.Scan() {
			if _, err := fmt.Sscan(c.lines.Text(), &last); err != nil {
				t.Fatal(c.lines.Text())
			}
		}
		if err := c.Process.Signal(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		for c.lines.Scan() { // what it was told before it died
			if _, err := fmt.Sscan(c.lines.Text(), &last); err != nil {
				t.Fatal(c.lines.Text())
			}
		}
		_ = c.Wait() // it was killed, and says so
		s := mustOpen(t, path, small())
		for i := range last + 1 {
			key, size := fmt.Sprint(i), 300+i%50*40
			if i%3 == 0 {
				size = 9000
				wants(t, s, "sample", key+"b", sized(key, 300))
			}
			wants(t, s, "sample", key, sized(key, size))
		}
		healthy(t, s.db.writer)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if aside, _ := filepath.Glob(path + ".damaged*"); len(aside) != 0 || last < 20 {
			t.Errorf("round %d: %d puts, set aside: %q", round, last, aside)
		}
	}
}

// childHolds has the store open until it is told to end.
func childHolds(path string) error {
	s, err := Open(path, small())
	if err != nil {
		return err
	}
	fmt.Println("open")
	untilTold()
	return s.Close()
}

// A second process is refused while the first has the file, and let in afterwards. It
// touches nothing, not even a file that it would set aside.
func TestOneProcessAtATime(t *testing.T) {
	path, values := filled(t)
	c := begin(t, "holds", path)
	c.says(t, "open")
	before := contents(t, path)
	_, err := Open(path, small())
	if !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "waited 30ms") {
		t.Errorf("%v", err)
	}
	if err := os.Symlink(path, path+"-by-another-name"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path+"-by-another-name", small()); !errors.Is(err, ErrBusy) {
		t.Errorf("by another name: %v", err)
	}
	if after := contents(t, path); after != before {
		t.Error("the file was changed")
	}
	if err := errors.Join(c.in.Close(), c.Wait()); err != nil {
		t.Fatal(err)
	}
	s := mustOpen(t, path, small())
	wants(t, s, "study", "key 3", values["key 3"])
	if _, err := Open(path, small()); !errors.Is(err, ErrBusy) {
		t.Errorf("twice in one process: %v", err)
	}
	wants(t, s, "study", "key 3", values["key 3"])
}

// childLocks is a program that knows nothing of owners and locks the database itself.
func childLocks(path string) error {
	db, err := driver.Open("file:" + path)
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("BEGIN IMMEDIATE; DELETE FROM value"); err != nil {
		return err
	}
	fmt.Println("locked")
	untilTold()
	_, err = db.Exec("ROLLBACK")
	return err
}

// While another program holds the lock of the database, values are read and none is put.
func TestLockedByAnotherProgram(t *testing.T) {
	path, values := filled(t)
	s := mustOpen(t, path, small())
	c := begin(t, "locks", path)
	c.says(t, "locked")
	err := s.Put(t.Context(), "study", "new", []byte("x"))
	if !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), path) {
		t.Errorf("%v", err)
	}
	wants(t, s, "study", "key 3", values["key 3"])
	if err := errors.Join(c.in.Close(), c.Wait()); err != nil {
		t.Fatal(err)
	}
	mustPut(t, s, "study", "new", []byte("x"))
	wants(t, s, "study", "new", []byte("x"))
	wants(t, s, "study", "key 3", values["key 3"])
}

// childFull fills what is left of a disk: no file of this process may be larger than the
// limit, as if there were no space for more.
func childFull(path string) error {
	signal.Ignore(syscall.SIGXFSZ)
	s, err := Open(path, small())
	if err != nil {
		return err
	}
	if err := s.Put(context.Background(), "study", "before", sized("before", 5000)); err != nil {
		return err
	}
	if err := limitFiles(200_000); err != nil {
		return err
	}
	var full error
	puts := 0
	for ; full == nil && puts < 1000; puts++ {
		full = s.Put(context.Background(), "study", fmt.Sprint(puts), sized(fmt.Sprint(puts), 20_000))
	}
	if !errors.Is(full, ErrFull) || !strings.Contains(full.Error(), path) || !strings.Contains(full.Error(), "disk") {
		return fmt.Errorf("after %d puts: %w", puts, full)
	}
	if err := isThere(s, puts-1); err != nil {
		return fmt.Errorf("while the disk is full: %w", err)
	}
	if err := limitFiles(1 << 30); err != nil {
		return err
	}
	if err := s.Put(context.Background(), "study", fmt.Sprint(puts-1), sized(fmt.Sprint(puts-1), 20_000)); err != nil {
		return fmt.Errorf("when there is space again: %w", err)
	}
	return errors.Join(isThere(s, puts), s.Close())
}

func limitFiles(bytes uint64) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	limit.Cur = bytes
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
}

// isThere reads the first so many values.
func isThere(s *Store, puts int) error {
	for i := range puts {
		key := fmt.Sprint(i)
		got, ok, err := s.Get(context.Background(), "study", key)
		if err != nil || !ok || !bytes.Equal(got, sized(key, 20_000)) {
			return fmt.Errorf("%s: %v, %d bytes, %w", key, ok, len(got), err)
		}
	}
	return nil
}

// A full disk refuses what is put, with the reason, and harms nothing.
func TestDiskFull(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kept.db")
	ends(t, begin(t, "full", path))
	s := mustOpen(t, path, small())
	wants(t, s, "study", "before", sized("before", 5000))
	if err := isThere(s, 3); err != nil {
		t.Error(err)
	}
	healthy(t, s.db.writer)
}

// ends waits for a process that must succeed.
func ends(t *testing.T, c *child) {
	t.Helper()
	for c.lines.Scan() {
		t.Error(c.lines.Text())
	}
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
}

// childUnwritable opens stores in a directory in which it may write nothing.
func childUnwritable(path string) error {
	if os.Geteuid() == 0 { // who may write everywhere
		if err := errors.Join(syscall.Setgid(65534), syscall.Setuid(65534)); err != nil {
			return err
		}
	}
	for _, at := range []string{path, path + "-new", filepath.Join(path, "below a file.db")} {
		if _, err := Open(at, small()); err == nil || !strings.Contains(err.Error(), at) && !strings.Contains(err.Error(), path) {
			return fmt.Errorf("opened %s: %w", at, err)
		}
	}
	s, err := Open("", small()) // which the caller does instead
	if err != nil {
		return err
	}
	return errors.Join(s.Put(context.Background(), "study", "a", []byte("x")), s.Close())
}

// In a directory that may not be written to, nothing is opened and nothing changes.
func TestUnwritableDirectory(t *testing.T) {
	path, _ := filled(t)
	if err := os.Remove(path + ".lock"); err != nil {
		t.Fatal(err)
	}
	before := readAll(t, path)
	dir := filepath.Dir(path)
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	ends(t, begin(t, "unwritable", path))
	if !bytes.Equal(readAll(t, path), before) {
		t.Error("the file was changed")
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) != 1 {
		t.Errorf("beside it: %v, %v", names, err)
	}
}

// A store that is open stays usable when its directory becomes read-only: its files are
// open.
func TestDirectoryBecomesReadOnly(t *testing.T) {
	path, values := filled(t)
	s := mustOpen(t, path, small())
	dir := filepath.Dir(path)
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	wants(t, s, "study", "key 3", values["key 3"])
	mustPut(t, s, "study", "new", []byte("x"))
	wants(t, s, "study", "new", []byte("x"))
}
