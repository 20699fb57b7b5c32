package kept

import (
	"context"
	"database/sql"
	"fmt"
)

// Value is bytes and their key.
type Value struct {
	Key   string
	Bytes []byte
}

// Put keeps a value, in place of an older one of its kind and key. Once it has returned nil
// the value outlives the process. Errors are [TooLargeError], [ErrFull], [ErrBusy], or what
// the system says of the file; what was kept before is then as it was.
func (s *Store) Put(ctx context.Context, kind, key string, value []byte) error {
	return s.PutAll(ctx, kind, []Value{{key, value}})
}

// PutAll keeps all of some values or none: one transaction, which is much faster than as
// many of Put.
func (s *Store) PutAll(ctx context.Context, kind string, values []Value) error {
	doing := "put " + kind
	need, err := s.need(kind, values)
	if err != nil {
		return s.told(doing, err)
	}
	return s.told(doing, s.write(ctx, func(tx *sql.Tx) error {
		if err := s.makeRoom(ctx, tx, need); err != nil {
			return err
		}
		return s.put(ctx, tx, kind, values)
	}))
}

func (s *Store) put(ctx context.Context, tx *sql.Tx, kind string, values []Value) error {
	insert, err := tx.PrepareContext(ctx, `
		INSERT INTO value (kind, key, engine, made, used, sum, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (kind, key) DO UPDATE SET engine = excluded.engine, made = excluded.made,
				used = excluded.used, sum = excluded.sum, bytes = excluded.bytes`)
	if err != nil {
		return err
	}
	defer insert.Close()
	now := s.config.now()
	for _, v := range values {
		r := row{kind: kind, key: v.Key, engine: s.config.Engine, made: now, bytes: v.Bytes}
		if r.bytes == nil {
			r.bytes = []byte{} // an empty value is no NULL
		}
		if _, err := insert.ExecContext(ctx, kind, v.Key, r.engine, now, now, r.checksum(), r.bytes); err != nil {
			return err
		}
	}
	return nil
}

// need checks values, and returns how many pages they can take at most.
func (s *Store) need(kind string, values []Value) (int64, error) {
	var bytes, space int64
	for _, v := range values {
		for _, name := range []string{kind, v.Key} {
			if len(name) == 0 || len(name) > mostKey {
				return 0, fmt.Errorf("key: kind %.20q, key %.40q: each has 1 to %d bytes, and these %d and %d",
					kind, v.Key, mostKey, len(kind), len(v.Key))
			}
		}
		if len(v.Bytes) > s.config.Most {
			return 0, &TooLargeError{fmt.Sprintf("value of %.80q", v.Key), int64(len(v.Bytes)), int64(s.config.Most)}
		}
		size := int64(len(v.Bytes) + 2*(len(kind)+len(v.Key)) + len(s.config.Engine) + 64)
		bytes += size
		space += spaceOf(size)
	}
	if limit := s.config.Quota / 2; space > limit {
		return 0, &TooLargeError{fmt.Sprintf("batch of %d values", len(values)), bytes, limit}
	}
	return space/page + fixedPages, nil
}
