package middleware

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"backofflab/api/problem"
)

// counted is how large an answer is in bytes that is counted while it is sent.
const counted = 1 << 18

// Unsent is the memory of large answers that are on their way to clients who read slowly.
type Unsent struct {
	size int64

	mu   sync.Mutex
	used int64
	of   map[string]int64 // by owner

	refused int64
}

// NewUnsent is so much memory in bytes, of which one owner may have half.
func NewUnsent(size int64) *Unsent { return &Unsent{size: size, of: map[string]int64{}} }

// Room is the error of an owner for whom there is none, so that nothing large is made for him.
func (u *Unsent) Room(owner string) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.room(owner, counted)
}

// InUse is how many bytes are on their way, and how many answers found no room.
func (u *Unsent) InUse() (bytes, refused int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.used, u.refused
}

// Send sends an answer, if there is room for it. The error is that of the connection, or one
// that says that there is none: then nothing was sent.
func (u *Unsent) Send(owner string, bytes int, send func() error) error {
	if bytes < counted {
		return send()
	}
	if err := u.take(owner, int64(bytes)); err != nil {
		return err
	}
	defer u.leave(owner, int64(bytes))
	return send()
}

func (u *Unsent) take(owner string, bytes int64) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if err := u.room(owner, bytes); err != nil {
		return err
	}
	u.used += bytes
	u.of[owner] += bytes
	return nil
}

// room allows one answer of any size to an owner, and to all. The lock is held.
func (u *Unsent) room(owner string, bytes int64) error {
	if (u.used == 0 || u.used+bytes <= u.size) && (u.of[owner] == 0 || u.of[owner]+bytes <= u.size/2) {
		return nil
	}
	u.refused++
	const least = 5 * time.Second
	return &problem.Problem{
		Status: http.StatusServiceUnavailable, Title: "The lab is busy",
		Detail: "Too many large answers are being read slowly. Try again in a few seconds.", RetryAfter: least + rand.N(least),
	}
}

func (u *Unsent) leave(owner string, bytes int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.used -= bytes
	if u.of[owner] -= bytes; u.of[owner] == 0 {
		delete(u.of, owner)
	}
}
