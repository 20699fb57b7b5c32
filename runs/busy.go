package runs

import (
	"errors"
	"math/rand/v2"
	"time"
)

// ErrBusy is what every BusyError is.
var ErrBusy = errors.New("too many runs at once")

// errWaited is the cause of a wait that lasted too long.
var errWaited = errors.New("waited for too long")

// Between which refused work is asked to return, before jitter.
const (
	leastReturn = time.Second
	mostReturn  = 30 * time.Second
)

// BusyError says that work got no turn within its longest wait, and when to ask again: between
// once and twice the time that what waits will take, so that those who are refused at once do
// not return at once (equal jitter).
type BusyError struct {
	after time.Duration // above 0
}

// RetryAfter is how long to wait before asking again.
func (e *BusyError) RetryAfter() time.Duration { return e.after }

func (e *BusyError) Error() string { return ErrBusy.Error() }

// Is makes a BusyError an ErrBusy.
func (e *BusyError) Is(target error) bool { return target == ErrBusy }

// refuse says that there was no turn, and when there may be one: once what waits has had its,
// as far as that is known.
func (t *Turns) refuse() *BusyError {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refused++
	line := time.Duration(len(t.waiting)) * t.usual / time.Duration(t.slots)
	least := min(max(t.wait, line, leastReturn), mostReturn)
	return &BusyError{least + rand.N(least)}
}
