package kept

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"syscall"

	"github.com/ncruces/go-sqlite3"
)

var (
	// ErrFull says that a write was refused: the disk is full, a limit of the system or the
	// quota is reached, or the disk fails. SQLite does not tell all of these apart.
	ErrFull = errors.New("no space is left, or the disk fails")
	// ErrBusy says that another process has the file.
	ErrBusy = errors.New("another process has it")
	// ErrForeign says that a file is a database, and another program's.
	ErrForeign = errors.New("it is a database of another program")
	// ErrClosed says that the store was closed.
	ErrClosed = errors.New("the store is closed")
)

// NewerError refuses a file that a newer program wrote. The file is as it was.
type NewerError struct {
	Path           string
	Version, Known int // of the file, and the newest that this program knows
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%s: its version is %d, and this program knows versions 1 to %d; start the program that wrote it, or name another file",
		e.Path, e.Version, e.Known)
}

// TooLargeError refuses a value, or a batch of them.
type TooLargeError struct {
	What        string // "value" or "batch"
	Size, Limit int64  // in bytes
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("%s: %d bytes; it is at most %d", e.What, e.Size, e.Limit)
}

// told says what was done with which file and why it failed, and tells kinds of failure
// apart.
func (s *Store) told(doing string, err error) error {
	if err == nil || errors.Is(err, ErrClosed) {
		return err
	}
	var large *TooLargeError
	switch {
	case errors.As(err, &large), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w", doing, err)
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.LOCKED):
		return fmt.Errorf("%s: %s: %w; waited %s: %w", doing, s.place(), ErrBusy, s.config.Wait, err)
	case noSpace(err):
		return fmt.Errorf("%s: %s: %w: %w", doing, s.place(), ErrFull, err)
	}
	return fmt.Errorf("%s: %s: %w", doing, s.place(), err)
}

// place is the file in words.
func (s *Store) place() string {
	if s.path == "" {
		return "a store in memory"
	}
	return s.path
}

// noSpace recognises writes that were refused. FULL is the quota; what a system says to a
// write (a full disk, a limit to the size of files, a quota of its own) is mostly an IOERR.
func noSpace(err error) bool {
	return slices.ContainsFunc([]error{
		sqlite3.FULL, sqlite3.IOERR_WRITE, sqlite3.IOERR_FSYNC, sqlite3.IOERR_TRUNCATE, sqlite3.IOERR_SHMSIZE, syscall.ENOSPC,
	}, func(refused error) bool { return errors.Is(err, refused) })
}

// unreadable recognises a file that is not what SQLite wrote.
func unreadable(err error) bool {
	return errors.Is(err, sqlite3.CORRUPT) || errors.Is(err, sqlite3.NOTADB)
}
