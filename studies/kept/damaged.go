package kept

import (
	"context"
	"database/sql"
)

// mostDamaged is how many damaged values are kept to be looked at.
const mostDamaged = 16

// report sets a value aside that is not what was put: it moves to the table of damaged
// ones, unless it was put anew meanwhile, and is logged.
func (s *Store) report(ctx context.Context, r *row) error {
	s.config.Logger.Error("a kept value is damaged, was set aside and is not served",
		"file", s.place(), "kind", r.kind, "key", r.key, "bytes", len(r.bytes), "checksum", r.sum, "computed", r.checksum())
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO damaged (kind, key, engine, made, sum, bytes, found)
				SELECT kind, key, engine, made, sum, bytes, ? FROM value WHERE id = ? AND sum = ? AND bytes = ?`,
			s.config.now(), r.id, r.sum, r.bytes)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM value WHERE id = ? AND sum = ? AND bytes = ?", r.id, r.sum, r.bytes); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "DELETE FROM damaged WHERE id NOT IN (SELECT id FROM damaged ORDER BY id DESC LIMIT ?)", mostDamaged)
		return err
	})
}
