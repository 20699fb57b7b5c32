package kept

import (
	"context"
	"time"
)

// Entry is what is known of a value without reading it.
type Entry struct {
	Key        string
	Size       int // in bytes
	Made, Used time.Time
}

// List returns the values of a kind that are there, newest first, at most so many.
func (s *Store) List(ctx context.Context, kind string, most int) ([]Entry, error) {
	var entries []Entry
	err := s.use(ctx, func(db *database) (err error) {
		entries, err = s.list(ctx, db, kind, most)
		return err
	})
	return entries, s.told("list "+kind, err)
}

func (s *Store) list(ctx context.Context, db *database, kind string, most int) ([]Entry, error) {
	rows, err := db.readers.QueryContext(ctx, `
		SELECT id, key, length(bytes), made, used FROM value
		WHERE kind = ? AND engine = ? ORDER BY made DESC, id DESC`, kind, s.config.Engine)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var entries []Entry
	for oldest := s.config.oldest(); len(entries) < most && rows.Next(); {
		var e Entry
		var id, made, used int64
		if err := rows.Scan(&id, &e.Key, &e.Size, &made, &used); err != nil {
			return nil, err
		}
		if used = s.marks.of(id, used); used < oldest {
			continue
		}
		e.Made, e.Used = time.UnixMilli(made), time.UnixMilli(used)
		entries = append(entries, e)
	}
	return entries, rows.Err()
}
