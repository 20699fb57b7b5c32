package service

import "time"

// Attempt names an attempt that arrives, to the draws that are made for it and to
// whoever is told what came of it.
type Attempt struct {
	Caller  uint32 // the bits from CopyShift on say which copy of the attempt it is, of one that is hedged
	Serial  uint32 // which of the caller's attempts
	Request uint32 // which of its requests: all attempts of one request have the same
}

// CopyShift is where in a caller's number that of the copy begins.
const CopyShift = 29

// original is the caller of the first copy.
func (a Attempt) original() uint32 { return a.Caller & (1<<CopyShift - 1) }

// Ask is what an attempt wants of the limiter, or of the lock.
type Ask struct {
	Cost    int    // what it takes from the limiter, at least 1
	Output  int    // tokens of its answer, where the limiter counts them apart
	Version uint32 // with the optimistic lock: what Read returned before
}

// Verdict is what the service does with an attempt that arrives.
type Verdict uint8

// The verdicts.
const (
	Served     Verdict = iota // it is answered at once, with success
	Taken                     // it is taken in: it is held, waits for a server, or is served
	Rejected                  // the limiter turns it away
	Refused                   // it meets a fault, or finds no place
	Hung                      // it is never answered
	TurnedAway                // the limiter turns it away, and a server will tell it so
)

// Never is later than the end of any run, and far from where times overflow.
const Never = 10_000 * time.Hour
