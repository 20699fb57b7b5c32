package kept

import (
	"context"
	"database/sql"
	"maps"
	"sync"
	"time"
)

// mostMarks bounds what is remembered of reads between two writes. A read beyond it leaves
// no mark, so its value may go a little early.
const mostMarks = 1 << 16

// grain is how much later a value must be read again to be marked again.
const grain = time.Minute

// marks are when values were read since the last write, by their ids: a read writes
// nothing, and the next write notes them.
type marks struct {
	mu sync.Mutex
	at map[int64]int64 // ms since 1970
}

func newMarks() marks { return marks{at: map[int64]int64{}} }

// set marks a value as read.
func (m *marks) set(id, now int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, marked := m.at[id]; marked || len(m.at) < mostMarks {
		m.at[id] = now
	}
}

// of is when a value was read, or used where it was not since.
func (m *marks) of(id, used int64) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return max(used, m.at[id])
}

// take returns all marks, and forgets them.
func (m *marks) take() map[int64]int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := m.at
	m.at = map[int64]int64{}
	return at
}

// giveBack returns marks that could not be noted; newer ones stay.
func (m *marks) giveBack(at map[int64]int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.Copy(at, m.at)
	m.at = at
}

// noteMarks writes all marks in a transaction of their own.
func (s *Store) noteMarks(ctx context.Context, db *database) error {
	return s.writing(ctx, db, func(*sql.Tx) error { return nil })
}

// write does something in a transaction that notes all marks first.
func (s *Store) write(ctx context.Context, do func(*sql.Tx) error) error {
	return s.use(ctx, func(db *database) error { return s.writing(ctx, db, do) })
}

func (s *Store) writing(ctx context.Context, db *database, do func(*sql.Tx) error) error {
	at := s.marks.take()
	err := inTx(ctx, db.writer, func(tx *sql.Tx) error {
		if err := note(ctx, tx, at); err != nil {
			return err
		}
		return do(tx)
	})
	if err != nil {
		s.marks.giveBack(at)
	}
	return err
}

func note(ctx context.Context, tx *sql.Tx, at map[int64]int64) error {
	if len(at) == 0 {
		return nil
	}
	update, err := tx.PrepareContext(ctx, "UPDATE value SET used = ? WHERE id = ? AND used < ?")
	if err != nil {
		return err
	}
	defer update.Close()
	for id, used := range at {
		if _, err := update.ExecContext(ctx, used, id, used); err != nil {
			return err
		}
	}
	return nil
}
