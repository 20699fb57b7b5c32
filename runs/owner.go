package runs

import (
	"context"
	"errors"
	"time"
)

type ownerKey struct{}

// As returns a context of work that is done for an owner: whoever counts as one client. All
// that names none has one owner.
func As(ctx context.Context, owner string) context.Context {
	return context.WithValue(ctx, ownerKey{}, owner)
}

// For returns ctx for the owner of another context.
func For(ctx, of context.Context) context.Context { return As(ctx, OwnerOf(of)) }

// OwnerOf returns for whom the work of a context is done.
func OwnerOf(ctx context.Context) string {
	name, _ := ctx.Value(ownerKey{}).(string)
	return name
}

type withoutKey struct{}

// ErrWithout is the error of work in a context of Without.
var ErrWithout = errors.New("nothing is computed for this request")

// Without returns a context in which no work gets a turn: of a request that asks for the head
// of an answer alone.
func Without(ctx context.Context) context.Context {
	return context.WithValue(ctx, withoutKey{}, true)
}

// Allowed is ErrWithout in a context of Without, and nil in others.
func Allowed(ctx context.Context) error {
	if ctx.Value(withoutKey{}) != nil {
		return ErrWithout
	}
	return nil
}

// owner is somebody for whom work is done. Guarded by the lock of the turns.
type owner struct {
	had    time.Duration // time in slots, and what others had before he came
	inUse  int           // slots
	turns  int           // of these and of what waits
	bytes  int64         // of memory that his work has
	latest time.Time     // when he left last
}

// sweep forgets owners who ask for nothing and have had no more than others, or left long ago.
// It costs as much as there are new ones. The lock is held.
func (t *Turns) sweep() {
	if len(t.owners) < 2*t.swept+64 {
		return
	}
	now := time.Now()
	for name, o := range t.owners {
		if o.turns == 0 && (o.had <= t.clock || now.Sub(o.latest) > memoryOfOwners) {
			delete(t.owners, name)
		}
	}
	t.swept = len(t.owners)
}
