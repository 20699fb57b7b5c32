// Package glossary holds the words of the screen: for each one sentence in plain English,
// what others call it, and of which run or policy its picture is drawn.
//
// An entry says which fields of a scenario and which figures of a table it explains, so
// that a label can lead to it. Nothing is computed here, and no entry states a figure: the
// pictures are drawn from runs, and the words must hold for all of them.
//
// Everything is safe for simultaneous use.
package glossary

import (
	"slices"
	"sync"
)

// Entry explains one word.
type Entry struct {
	Key     string // of its address, "herd-index"; strategies and limiters have that of their kind
	Name    string // as the screen writes it
	Text    string // one sentence
	Also    []string
	Fields  []string // names of the scenario's fields that it explains
	Figures []string // of a run: as OfFigure takes them
	Picture Picture
}

// Group is a part of the glossary.
type Group struct {
	Name    string
	Entries []Entry
}

// Draw is a way to draw a picture.
type Draw uint8

// What pictures show, over virtual time but for Waits and TradeOff.
const (
	Load     Draw = iota // attempts that reach the service, full above the capacity
	Waits                // the wait before each retry, from the shortest to the longest
	Clients              // some clients, each a line with its attempts
	Answers              // attempts that were served, and on top of them those that were not
	Done                 // how many have succeeded
	Open                 // requests under way
	Queued               // attempts that wait for a server
	TradeOff             // strategies by time and by waste
)

// Mark is what a picture points at; "" is nothing.
type Mark string

// What can be pointed at.
const (
	MarkWave  Mark = "wave"  // the largest wave after the first burst
	MarkFirst Mark = "first" // the first burst; of waits the first
	MarkGap   Mark = "gap"   // the longest time without an attempt
	MarkPeak  Mark = "peak"  // the busiest bin
	Mark95    Mark = "95"    // when 95 % have succeeded
	MarkLimit Mark = "limit" // the capacity; of waits the cap
	MarkTime  Mark = "time"  // when something is wrong with the service or the clients

	MarkRow     Mark = "row"     // of clients: the one with the most attempts
	MarkAttempt Mark = "attempt" // its second attempt
	MarkRetries Mark = "retries" // all of its attempts but the first
	MarkPause   Mark = "pause"   // between its first two attempts
)

// Picture is what is drawn beside a word, from a run of a scenario.
type Picture struct {
	Draw    Draw
	Query   string // of the scenario
	Fleet   string // key of the strategy that is drawn; of TradeOff ""
	Against string // of another scenario, which is drawn behind it; "" for none
	Mark    Mark
	Caption string // what is seen, in a few words
}

// at returns the picture with something to point at.
func (p Picture) at(mark Mark) Picture {
	p.Mark = mark
	return p
}

// says returns the picture with another caption.
func (p Picture) says(caption string) Picture {
	p.Caption = caption
	return p
}

// Groups are all entries, in the order in which a reader needs them. They are shared, and must
// not be changed.
func Groups() []Group { return groups() }

var groups = sync.OnceValue(func() []Group {
	return []Group{
		{"Who calls", callers()},
		{"How long to wait", waits()},
		{"When to stop retrying", stops()},
		{"What the service allows", service()},
		{"What goes wrong", troubles()},
		{"What the figures say", figures()},
		{"What the page offers", page()},
	}
})

// Find returns the entry of a key.
func Find(key string) (Entry, bool) {
	return first(func(e Entry) bool { return e.Key == key })
}

// OfField returns the entry that explains a field of the scenario.
func OfField(name string) (Entry, bool) {
	return first(func(e Entry) bool { return slices.Contains(e.Fields, name) })
}

// OfFigure returns the entry that explains a figure of a run, by its key in results, or
// else its name over replications, or else its column in CSV.
func OfFigure(name string) (Entry, bool) {
	return first(func(e Entry) bool { return slices.Contains(e.Figures, name) })
}

func first(by func(Entry) bool) (Entry, bool) {
	for _, g := range Groups() {
		if at := slices.IndexFunc(g.Entries, by); at >= 0 {
			return g.Entries[at], true
		}
	}
	return Entry{}, false
}
