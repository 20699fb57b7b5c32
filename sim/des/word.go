package des

import "time"

// A Word is an event of one window in 64 bits. From the top: the time since
// the last multiple of the longest window, in which shorter ones lie, the kind, a mark, and the client and the attempt. So the order of
// words as numbers is the order of events, but for those of one moment and kind.
//
//	since 24 | kind 4 | wide 1 | client 24 | attempt 11
//
// An event that does not fit (a large number of an attempt, a reference) is kept
// aside, in full; its word is marked wide and has its place there instead of client
// and attempt. Whoever gets a Word need not know of those: see [Stretch].
type Word uint64

// At is the first word of a window so long after its beginning: no word is before it if that is
// not after the beginning, and all are if it is after the end.
func At(since time.Duration) Word {
	if since >= fullWindow {
		return ^Word(0)
	}
	return Word(max(0, since)) << offsetShift
}

// Since is how long after its window's beginning the event is.
func (w Word) Since() time.Duration { return time.Duration(w >> offsetShift) }

// Kind is what happens.
func (w Word) Kind() uint8 { return uint8(w>>kindShift) & 15 }

// Client is whom it happens to.
func (w Word) Client() uint32 { return uint32(w>>attemptBits) & clientMask }

// Attempt is which of their attempts it is.
func (w Word) Attempt() uint32 { return uint32(w) & attemptMask }

// Of is the word with another client and attempt, whose numbers must fit.
func (w Word) Of(client, attempt uint32) Word {
	return w&^place | Word(client)<<attemptBits | Word(attempt)
}

// Stamp is when the event is, since its window's beginning, and whom it happens to.
func (w Word) Stamp() Stamp { return Stamp(w >> (offsetShift - sinceShift)) }

// A Stamp is when something happened, in nanoseconds since a moment, in the upper half, and to whom
// in the lower: a word without the bits that do not matter here. So those of one moment are moved to
// another by the difference of that, a stamp of client 0.
type Stamp uint64

// NewStamp is the stamp of a client at a time since a moment.
func NewStamp(since time.Duration, client uint32) Stamp {
	return Stamp(since)<<sinceShift | Stamp(client)<<stampShift
}

// Since is how long after that moment it happened.
func (s Stamp) Since() time.Duration { return time.Duration(s >> sinceShift) }

// Client is whom it happened to.
func (s Stamp) Client() uint32 { return uint32(s>>stampShift) & clientMask }

type word = Word

const (
	windowBits  = 24 // a window is 2^24 ns at most, 16.8 ms
	attemptBits = 11
	clientBits  = 24
	wideShift   = attemptBits + clientBits
	kindShift   = wideShift + 1
	offsetShift = kindShift + 4
	sinceShift  = 32                                       // of a stamp
	stampShift  = attemptBits - (offsetShift - sinceShift) // of the client in a stamp

	attemptMask = 1<<attemptBits - 1

	isWide word = 1 << wideShift
	place  word = isWide - 1

	fullWindow = 1 << windowBits
)

// fits reports whether a word can hold all of an event.
func (e Event) fits() bool {
	return e.Client>>clientBits|e.Attempt>>attemptBits == 0
}

// pack makes a word of an event that fits.
func pack(e Event) word {
	return word(e.At)<<offsetShift | word(e.Kind)<<kindShift | word(e.Client)<<attemptBits | word(e.Attempt)
}

// unpack is the event at a time of a word that is not wide.
func unpack(at time.Duration, w word) Event {
	return Event{
		At:      at,
		Kind:    w.Kind(),
		Client:  w.Client(),
		Attempt: w.Attempt(),
	}
}
