package logging

import (
	"bytes"
	"io"
	"sync"
	"time"
)

const (
	// Room is how many bytes of lines wait for the reader of a log, at most.
	Room = 1 << 20

	// atomic is the most that goes into a pipe whole or not at all (PIPE_BUF of Linux): lines
	// are not torn where the process ends while its log is full.
	atomic = 4 << 10
)

// Writer passes lines on to the writer of a log and never waits for it: lines wait in a bounded
// buffer, and those for which there is no room are left out, whole. Once there is room again it
// says how many those were. A line that cannot be written, for its reader is gone or the disk
// is full, counts as left out, and the next is tried all the same.
type Writer struct {
	to   io.Writer
	room int
	lost func(lines int) []byte // says in a line how many are missing

	mu      sync.Mutex
	waiting [][]byte
	size    int // bytes of these
	missing int // lines that were left out after these
	ended   bool

	more chan struct{} // capacity 1: there is something to do
	done chan struct{} // closed when all that there will be was written
}

// NewWriter returns a writer that holds room bytes at most, and as much again of what is being
// written. lost returns the line, with its end, that says how many lines are missing. Close ends it.
func NewWriter(to io.Writer, room int, lost func(lines int) []byte) *Writer {
	w := &Writer{to: to, room: room, lost: lost, more: make(chan struct{}, 1), done: make(chan struct{})}
	go w.pass()
	return w
}

// Write takes one or more whole lines, as the handlers of slog write them. It returns at once,
// and no error.
func (w *Writer) Write(lines []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended || w.missing > 0 || w.size+len(lines) > w.room {
		// A line after those that are missing would stand before the one that says so.
		w.missing += bytes.Count(lines, []byte("\n"))
		return len(lines), nil
	}
	w.waiting = append(w.waiting, bytes.Clone(lines))
	w.size += len(lines)
	w.wake()
	return len(lines), nil
}

// Close writes what waits, which may take some time at most; the rest is lost. What comes later is
// dropped.
func (w *Writer) Close(atMost time.Duration) {
	w.mu.Lock()
	w.ended = true
	w.wake()
	w.mu.Unlock()
	patience := time.NewTimer(atMost)
	defer patience.Stop()
	select {
	case <-w.done:
	case <-patience.C:
	}
}

// wake is called with the lock held.
func (w *Writer) wake() {
	select {
	case w.more <- struct{}{}:
	default: // it is awake
	}
}

// pass writes what waits until the end.
func (w *Writer) pass() {
	defer close(w.done)
	out := output{to: w.to, lost: w.lost}
	for range w.more {
		for {
			lines, missing, ended := w.take()
			if len(lines) == 0 && missing == 0 {
				if ended {
					return
				}
				break
			}
			for len(lines) > 0 {
				var piece []byte
				piece, lines = cut(lines)
				out.put(piece)
			}
			out.missing += missing
			out.say()
		}
	}
}

// take returns all that waits, and how many lines are missing after it.
func (w *Writer) take() (lines [][]byte, missing int, ended bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	lines, missing = w.waiting, w.missing
	w.waiting, w.size, w.missing = nil, 0, 0
	return lines, missing, w.ended
}

// cut takes from the first of lines as many as go out together, one at least.
func cut(lines [][]byte) (piece []byte, rest [][]byte) {
	piece = lines[0]
	for lines = lines[1:]; len(lines) > 0 && len(piece)+len(lines[0]) <= atomic; lines = lines[1:] {
		piece = append(piece, lines[0]...)
	}
	return piece, lines
}

// output is where lines go, and what has not got there.
type output struct {
	to      io.Writer
	lost    func(lines int) []byte
	missing int  // lines, which nobody has been told of
	torn    bool // the last line has no end
}

// put writes whole lines, after what there is to say of those that are missing.
func (o *output) put(lines []byte) {
	if !o.say() || !o.write(lines) {
		o.missing += bytes.Count(lines, []byte("\n"))
	}
}

// say says how many lines are missing, and reports whether none is that nobody was told of.
func (o *output) say() bool {
	if o.missing > 0 && o.write(o.lost(o.missing)) {
		o.missing = 0
	}
	return o.missing == 0
}

func (o *output) write(lines []byte) bool {
	if o.torn {
		lines = append([]byte("\n"), lines...)
	}
	n, err := o.to.Write(lines)
	if n > 0 {
		o.torn = lines[n-1] != '\n'
	}
	return err == nil
}
