package logging

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func lostLine(lines int) []byte { return fmt.Appendf(nil, "%d lines are missing\n", lines) }

// slow is a reader that takes nothing until it is let go.
type slow struct {
	free chan struct{}
	text bytes.Buffer
}

func (s *slow) Write(p []byte) (int, error) {
	<-s.free
	return s.text.Write(p)
}

func TestWriterLeavesOutWholeLinesAndSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &slow{free: make(chan struct{})}
		w := NewWriter(to, 100, lostLine)
		write := func(from, to int) {
			for i := from; i < to; i++ {
				fmt.Fprintf(w, "this is line %2d\n", i) // 16 bytes: 6 fit
			}
		}
		write(0, 1)
		synctest.Wait() // it is being written
		write(1, 20)
		fmt.Fprintln(w, "fit") // it would, but others before it did not
		close(to.free)
		synctest.Wait()
		write(20, 21)
		w.Close(time.Minute)
		write(21, 22)
		var want strings.Builder
		for i := range 7 {
			fmt.Fprintf(&want, "this is line %2d\n", i)
		}
		want.WriteString("14 lines are missing\nthis is line 20\n")
		if got := to.text.String(); got != want.String() {
			t.Errorf("%s\nwant\n%s", got, want.String())
		}
	})
}

func TestWriterDoesNotWaitForAReaderAtItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &slow{free: make(chan struct{})}
		w := NewWriter(to, 100, lostLine)
		fmt.Fprintln(w, "a line")
		began := time.Now()
		w.Close(3 * time.Second)
		if waited := time.Since(began); waited != 3*time.Second {
			t.Errorf("it waited %s", waited)
		}
		close(to.free)
	})
}

// full fails as a disk does that is full, in the middle of a line, while it is.
type full struct {
	bytes.Buffer
	failing bool
}

func (f *full) Write(p []byte) (int, error) {
	if f.failing {
		n, _ := f.Buffer.Write(p[:3])
		return n, errors.New("no space left")
	}
	return f.Buffer.Write(p)
}

func TestWriterGoesOnAfterAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &full{}
		w := NewWriter(to, 1000, lostLine)
		for _, step := range []struct {
			line    string
			failing bool
		}{{"before", false}, {"lost", true}, {"after", false}} {
			to.failing = step.failing
			fmt.Fprintln(w, step.line)
			synctest.Wait()
		}
		w.Close(time.Minute)
		// What stands alone is the beginning of the line that was lost, and of the one that says so.
		if got, want := to.String(), "before\nlos\n1 \n1 lines are missing\nafter\n"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}

// pipe takes what a pipe takes whole or not at all, and otherwise complains.
type pipe struct {
	t *testing.T
	slow
	writes int
}

func (p *pipe) Write(lines []byte) (int, error) {
	p.writes++
	if len(lines) > atomic && bytes.Count(lines, []byte("\n")) > 1 || lines[len(lines)-1] != '\n' {
		p.t.Errorf("%d bytes may be torn", len(lines))
	}
	return p.slow.Write(lines)
}

func TestWriterTearsNoLineOfAPipe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &pipe{t: t, slow: slow{free: make(chan struct{})}}
		w := NewWriter(to, Room, lostLine)
		var want strings.Builder
		for i := range 100 {
			line := strings.Repeat("x", 97*i%1500) + "\n"
			if i == 50 {
				line = strings.Repeat("long", atomic) + "\n"
			}
			want.WriteString(line)
			_, _ = w.Write([]byte(line))
			synctest.Wait() // the first is being written, and holds up the rest
		}
		close(to.free)
		w.Close(time.Minute)
		if got := to.text.String(); got != want.String() {
			t.Errorf("%d bytes, want %d", len(got), want.Len())
		}
		if to.writes > 50 {
			t.Errorf("%d writes of 100 lines", to.writes)
		}
	})
}
