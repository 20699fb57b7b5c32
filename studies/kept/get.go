package kept

import (
	"context"
	"database/sql"
	"errors"
)

const find = "SELECT id, engine, made, used, sum, bytes FROM value WHERE kind = ? AND key = ?"

// Get returns the value of a kind and key, and whether it is there. Values of other
// engines, expired ones and damaged ones are not.
func (s *Store) Get(ctx context.Context, kind, key string) ([]byte, bool, error) {
	var found []byte
	var damaged *row
	err := s.use(ctx, func(db *database) (err error) {
		found, damaged, err = s.look(ctx, db.find, kind, key)
		return err
	})
	if err == nil && damaged != nil {
		err = s.report(ctx, damaged)
	}
	return found, found != nil, s.told("get "+kind, err)
}

// Many returns those values of a kind that are there, by their keys, as they were at one
// time.
func (s *Store) Many(ctx context.Context, kind string, keys []string) (map[string][]byte, error) {
	var found map[string][]byte
	var damaged []*row
	err := s.use(ctx, func(db *database) (err error) {
		found, damaged, err = s.lookAll(ctx, db, kind, keys)
		return err
	})
	for _, r := range damaged {
		err = errors.Join(err, s.report(ctx, r))
	}
	return found, s.told("get "+kind, err)
}

func (s *Store) lookAll(ctx context.Context, db *database, kind string, keys []string) (map[string][]byte, []*row, error) {
	tx, err := db.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, nil, err
	}
	defer tx.Rollback() // nothing was written
	statement := tx.StmtContext(ctx, db.find)
	found := make(map[string][]byte, len(keys))
	var bad []*row
	for _, key := range keys {
		value, damaged, err := s.look(ctx, statement, kind, key)
		switch {
		case err != nil:
			return nil, nil, err
		case damaged != nil:
			bad = append(bad, damaged)
		case value != nil:
			found[key] = value
		}
	}
	return found, bad, nil
}

// look reads one value: nil where it is not there, which an empty one is not, and its row
// where it is damaged.
func (s *Store) look(ctx context.Context, statement *sql.Stmt, kind, key string) ([]byte, *row, error) {
	r := row{kind: kind, key: key}
	err := statement.QueryRowContext(ctx, kind, key).Scan(&r.id, &r.engine, &r.made, &r.used, &r.sum, &r.bytes)
	switch now := s.config.now(); {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil, nil
	case err != nil:
		return nil, nil, err
	case r.checksum() != r.sum:
		return nil, &r, nil
	case r.engine != s.config.Engine, s.marks.of(r.id, r.used) < s.config.oldest():
		return nil, nil, nil
	default:
		if now-r.used >= min(grain, s.config.Expiry/8).Milliseconds() {
			s.marks.set(r.id, now)
		}
		return r.bytes, nil, nil
	}
}
