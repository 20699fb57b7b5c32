package kept

import (
	"context"
	"database/sql"
)

// expireAtOnce is how many values one transaction of Expire deletes: others write between.
const expireAtOnce = 1000

// Expire deletes the values that were not used for Config.Expiry, of whatever engine, and
// returns how many. Their space is used again; the file does not shrink.
func (s *Store) Expire(ctx context.Context) (int64, error) {
	oldest := s.config.oldest()
	var gone int64
	for {
		var n int64
		err := s.write(ctx, func(tx *sql.Tx) (err error) {
			n, err = expired(ctx, tx, oldest)
			return err
		})
		gone += n
		if err != nil || n == 0 {
			return gone, s.told("expire", err)
		}
	}
}

func expired(ctx context.Context, tx *sql.Tx, oldest int64) (int64, error) {
	if _, err := tx.ExecContext(ctx, "DELETE FROM damaged WHERE found < ?", oldest); err != nil {
		return 0, err
	}
	result, err := tx.ExecContext(ctx,
		"DELETE FROM value WHERE id IN (SELECT id FROM value WHERE used < ? ORDER BY used LIMIT ?)", oldest, expireAtOnce)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// Delete deletes a value. It is no error that there is none.
func (s *Store) Delete(ctx context.Context, kind, key string) error {
	return s.told("delete "+kind, s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM value WHERE kind = ? AND key = ?", kind, key)
		return err
	}))
}
