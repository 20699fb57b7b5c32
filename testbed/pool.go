package testbed

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Prefix is what the paths of testbeds begin with. A pool serves what is below it.
const Prefix = "/m/"

// Pool is testbeds at addresses of their own: Prefix, a key of 128 random bits, and whatever path
// clients need. It is safe for simultaneous use.
type Pool struct {
	// Address returns the address of the client that sent a request; nil: that of the
	// connection. A server behind a proxy sets it, before the first request.
	Address func(*http.Request) string

	limits Limits
	inside atomic.Int64 // requests that are being answered
	mu     sync.RWMutex
	all    map[[sha256.Size]byte]*Testbed // by the hash of the key: to look one up takes as long for a key that is almost right
	owners map[string]int
	timers map[*Testbed]*time.Timer
	closed bool
}

// NewPool returns a pool without testbeds.
func NewPool(l Limits) *Pool {
	return &Pool{
		limits: l.filled(), all: map[[sha256.Size]byte]*Testbed{},
		owners: map[string]int{}, timers: map[*Testbed]*time.Timer{},
	}
}

// Limits returns its limits, with the defaults in place.
func (p *Pool) Limits() Limits { return p.limits }

// Why a testbed is not started, besides a config that is not valid.
var (
	ErrFull     = errors.New("as many testbeds run as may run at once: try again in a few minutes")
	ErrTooMany  = errors.New("as many testbeds of yours run as one may have: stop one, or wait until one ends")
	ErrShutDown = errors.New("the server is shutting down")
)

// Start starts a testbed. The error is that of a config that is not valid, ErrFull, ErrTooMany
// or ErrShutDown.
func (p *Pool) Start(c Config) (*Testbed, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	t := newTestbed(newKey(), c, p.limits, p)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return nil, ErrShutDown
	case len(p.all) >= p.limits.Testbeds:
		return nil, ErrFull
	case c.Owner != "" && p.owners[c.Owner] >= p.limits.PerOwner:
		return nil, ErrTooMany
	}
	p.all[hashOf(t.key)] = t
	p.owners[c.Owner]++
	p.timers[t] = time.AfterFunc(p.limits.Life, func() { p.Stop(t.key) })
	return t, nil
}

// newKey returns 128 random bits.
func newKey() string {
	var bits [16]byte
	_, _ = rand.Read(bits[:]) // never fails
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(bits[:]))
}

// keyLen is the length of a key.
const keyLen = 26

func hashOf(key string) [sha256.Size]byte { return sha256.Sum256([]byte(key)) }

// Find returns the testbed of a key. One that was stopped, or has ended, is not found.
func (p *Pool) Find(key string) (*Testbed, bool) {
	if len(key) != keyLen {
		return nil, false
	}
	hash := hashOf(key)
	p.mu.RLock()
	defer p.mu.RUnlock()
	t, ok := p.all[hash]
	return t, ok
}

// Stop ends a testbed, and the calls that are under way in it. It returns false where there is
// none of that key.
func (p *Pool) Stop(key string) bool {
	hash := hashOf(key)
	p.mu.Lock()
	t, ok := p.all[hash]
	if ok {
		delete(p.all, hash)
		if p.owners[t.config.Owner]--; p.owners[t.config.Owner] == 0 {
			delete(p.owners, t.config.Owner)
		}
		p.timers[t].Stop()
		delete(p.timers, t)
	}
	p.mu.Unlock()
	if ok {
		t.stop()
	}
	return ok
}

// Running returns how many testbeds there are.
func (p *Pool) Running() int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return len(p.all)
}

// Close ends all testbeds; none can be started afterwards.
func (p *Pool) Close() {
	p.mu.Lock()
	p.closed = true
	var keys []string
	for _, t := range p.all {
		keys = append(keys, t.key)
	}
	p.mu.Unlock()
	for _, key := range keys {
		p.Stop(key)
	}
}

// address is where a request comes from.
func (p *Pool) address(r *http.Request) string {
	if p.Address != nil {
		return p.Address(r)
	}
	return remoteHost(r)
}

// ServeHTTP serves the testbeds. A key that is unknown, stopped or has ended is answered the
// same 404.
func (p *Pool) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, Prefix), "/")
	t, ok := p.Find(key)
	if !ok {
		refuse(w, r, &noSuch)
		return
	}
	t.ServeHTTP(w, r)
}
