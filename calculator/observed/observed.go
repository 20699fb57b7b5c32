// Package observed reads delays that were observed: what somebody pastes to know by which
// strategy a client waits.
//
//	log, err := observed.Read(text, observed.Options{})
//
// It reads lists of delays; tables with a header or without, with commas, semicolons, tabs, bars
// or blanks between columns; JSON, as one value or one a line; and logs: sentences that say a
// delay ("retrying in 1.52s") and, where most lines about retries say none, the differences of
// their times.
//
// A text leaves much open: whose delays they are, which retry a number means, the unit of a
// number. It is decided by what else there is in the text, and a [Note] says how. Nothing is left
// out without a note. No strategy is known here: what the delays fit is judged elsewhere.
//
// Reading takes time and memory in proportion to the text, which has at most [MaxPasted]. It
// depends on its arguments alone: no clock is read, and a time without a zone is one of UTC.
// Everything is safe for simultaneous use.
package observed

import (
	"strings"
	"time"
)

// Bounds on what is read.
const (
	// MaxPasted is how long a text may be: 2 MiB, some 30,000 lines of a log.
	MaxPasted = 2 << 20
	// MaxDelays is how many delays are kept: of a longer text the first ones, with a note.
	MaxDelays = 100_000
)

// Delay is what a client waited before one retry.
type Delay struct {
	Line     int           // of the text, from 1, where it was read
	Retry    int           // k >= 1: the wait before retry k, between attempts k and k+1
	Delay    time.Duration // >= 0
	Censored bool          // it was at least that long: the client had not retried yet
}

// Client is one request of a client: its delays in the order of its retries.
type Client struct {
	Name   string // as the text calls it, "" where it has one alone
	Delays []Delay
}

// Log is what was read.
type Log struct {
	Format  Format        // of the text: lines, CSV, JSON, times
	Step    time.Duration // resolution of the values: 1s of whole seconds, 1ms of milliseconds; what is smaller was cut or rounded off
	Times   bool          // delays are differences of two times: both are rounded, and what an attempt took is in them
	Clients []Client
	Notes   []Note // what was assumed, left out or looks wrong, by line; those of no line first
}

// Note is one thing to know of a text.
type Note struct {
	Line int    // from 1; 0: of the text as a whole
	Text string // one sentence, or several
}

// Options say what a text leaves open.
type Options struct {
	Unit string // of bare numbers: "s", "ms", "us", "ns", "m", "h"; "": as the text suggests, else seconds
}

// Format is how a text has its delays.
type Format uint8

// The formats.
const (
	Lines Format = iota // one delay or several a line
	CSV                 // columns, with a header or without
	JSON                // one value, or one a line
	Times               // lines of a log: with times, or with delays in a sentence
)

// String is the format's name in sentences.
func (f Format) String() string { return [...]string{"lines", "CSV", "JSON", "times"}[f] }

// Read reads a text that somebody pasted. What it assumed or left out stands in the notes; where
// there is nothing to read, the error is an *[Error] that says why.
func Read(text []byte, o Options) (Log, error) {
	r := &reader{notes: newNotes()}
	if o.Unit != "" {
		unit, ok := unitNamed(o.Unit)
		if !ok {
			return Log{}, refuse(0, o.Unit, "“%s” is no unit of time. Write s, ms, us, ns, m or h.", clip(o.Unit))
		}
		r.bare = unit
	}
	decoded, wide, err := decode(text)
	if err != nil {
		return Log{}, err
	}
	if blank(decoded) {
		return Log{}, refuse(0, "", "There is no text. Paste delays, one a line, or lines of a log with times.")
	}
	r.lines = strings.Split(decoded, "\n")
	log, err := r.read(decoded)
	if err != nil {
		return Log{}, err
	}
	if wide > 0 {
		r.notes.add(wide, "Digits of full width are read as ordinary ones.")
	}
	r.tellFew(log)
	log.Notes = r.notes.all()
	return log, nil
}
