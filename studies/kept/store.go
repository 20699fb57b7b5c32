package kept

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// Store keeps values by kind and key.
type Store struct {
	path   string // "" in memory
	config Config
	owner  *owner
	marks  marks

	mu     sync.RWMutex // held for reading while the database is used, for writing while it changes
	db     *database
	closed bool
	broken error // why there is no database, where a damaged one could not be replaced
}

// Open opens the store of a file, or begins it. A file that cannot be read is set aside and
// logged. An empty path keeps nothing on disk. Errors are [ErrBusy], [NewerError] or
// [ErrForeign], or what the system says of the file; the file is then as it was.
func Open(path string, config Config) (*Store, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	s := &Store{path: path, config: config.whole(), marks: newMarks()}
	if err := s.open(context.Background()); err != nil {
		return nil, s.told("open the store", err)
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) (err error) {
	if s.path != "" {
		path, err := settled(s.path)
		if err != nil {
			return err
		}
		s.path = path
		if s.owner, err = own(ctx, s.path, s.config.Wait); err != nil {
			return err
		}
	}
	if s.db, err = s.sound(ctx); err != nil && s.owner != nil {
		err = errors.Join(err, s.owner.release())
	}
	return err
}

// sound is a database that can be used: that of the file, or a new one where the file had
// to be set aside.
func (s *Store) sound(ctx context.Context) (*database, error) {
	if s.path == "" {
		return opened(ctx, "", s.config)
	}
	if err := s.inspect(ctx); err != nil {
		return nil, err
	}
	db, err := opened(ctx, s.path, s.config)
	if !unreadable(err) {
		return db, err
	}
	if err := s.setAside(err.Error(), parts...); err != nil {
		return nil, err
	}
	return opened(ctx, s.path, s.config)
}

// settled is the path in the one form by which processes share its lock: absolute, without
// links. Its directory is made where there is none.
func settled(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real, nil
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	return filepath.Join(dir, filepath.Base(path)), err
}

// Close ends the store once all calls under way have returned. It may be called twice.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	var errs []error
	if s.db != nil {
		errs = append(errs, s.noteMarks(context.Background(), s.db), s.db.close())
	}
	if s.owner != nil {
		errs = append(errs, s.owner.release())
	}
	return s.told("close the store", errors.Join(errs...))
}

// use does something with the database. Where the file turns out to be unreadable it is
// set aside, and the same is done with a new one.
func (s *Store) use(ctx context.Context, do func(*database) error) error {
	db, err := s.once(do)
	if !unreadable(err) {
		return err
	}
	if err := s.replace(ctx, db, err); err != nil {
		return err
	}
	_, err = s.once(do)
	return err
}

// once does something with the database that there is, and returns which it was.
func (s *Store) once(do func(*database) error) (*database, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	switch {
	case s.closed:
		return nil, ErrClosed
	case s.db == nil:
		return nil, s.broken
	}
	return s.db, do(s.db)
}

// replace sets the file of a database aside and begins a new one, unless somebody else has
// done so.
func (s *Store) replace(ctx context.Context, damaged *database, reason error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.db != damaged {
		return nil
	}
	_ = damaged.close() // whatever it says of a file that is given up
	s.db = nil
	s.marks.take()
	if s.path != "" {
		if s.broken = s.setAside(reason.Error(), parts...); s.broken != nil {
			return s.broken
		}
	}
	s.db, s.broken = opened(context.WithoutCancel(ctx), s.path, s.config)
	return s.broken
}
