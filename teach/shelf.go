package teach

import (
	"crypto/sha256"
	"io/fs"
	"sync"
)

// Shelf reads a directory again and again, and takes apart only what has changed since.
//
// It is safe for simultaneous use.
type Shelf struct {
	dir   fs.FS
	mu    sync.Mutex
	known map[[sha256.Size]byte]Lesson // by name and bytes, of the last time
}

// NewShelf returns a shelf of a directory, which need not be there.
func NewShelf(dir fs.FS) *Shelf { return &Shelf{dir: dir} }

// Read is [Read] of the directory as it is now.
func (s *Shelf) Read() ([]Lesson, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := map[[sha256.Size]byte]Lesson{}
	all, err := read(s.dir, func(name string, source []byte) Lesson {
		key := sha256.Sum256(append([]byte(name+"\x00"), source...))
		l, ok := s.known[key]
		if !ok {
			l = Parse(name, source)
		}
		now[key] = l
		l.Problems = l.Problems[:len(l.Problems):len(l.Problems)] // others are added by who reads
		return l
	})
	s.known = now
	return all, err
}
