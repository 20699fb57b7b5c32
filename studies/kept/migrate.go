package kept

import (
	"context"
	"database/sql"
	"fmt"
)

// application marks the file as a store of the lab: "BLab", in its header.
const application = 0x424c6162

// migrations bring a file from each version to the next; version 0 is an empty file.
var migrations = []func(context.Context, *sql.Tx) error{begun, checked}

// migrate brings a file to the newest version, each step in a transaction.
func migrate(ctx context.Context, db *sql.DB) error {
	version, err := number(ctx, db, "PRAGMA user_version")
	if err != nil {
		return err
	}
	for i := int(version); i < len(migrations); i++ {
		if err := inTx(ctx, db, func(tx *sql.Tx) error { return step(ctx, tx, i) }); err != nil {
			return fmt.Errorf("from version %d to %d: %w", i, i+1, err)
		}
	}
	return nil
}

func step(ctx context.Context, tx *sql.Tx, i int) error {
	if err := migrations[i](ctx, tx); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version=%d; PRAGMA application_id=%d", i+1, application))
	return err
}

// begun is version 1. Times are in ms since 1970.
func begun(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `
		CREATE TABLE value (
			id     INTEGER PRIMARY KEY,
			kind   TEXT NOT NULL,
			key    TEXT NOT NULL,
			engine TEXT NOT NULL,
			made   INTEGER NOT NULL,
			used   INTEGER NOT NULL,
			bytes  BLOB NOT NULL,
			UNIQUE (kind, key)
		) STRICT;
		CREATE INDEX value_used ON value (used)`)
	return err
}

// checked is version 2: every value has a checksum, and those that do not match a place.
// The values of version 1 are taken as they are.
func checked(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `
		ALTER TABLE value ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
		CREATE TABLE damaged (
			id     INTEGER PRIMARY KEY,
			kind   TEXT, key TEXT, engine TEXT, made INTEGER, sum INTEGER, bytes BLOB,
			found  INTEGER NOT NULL
		)`)
	if err != nil {
		return err
	}
	for id := int64(0); ; {
		id, err = sumNext(ctx, tx, id)
		if err == sql.ErrNoRows {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// sumNext gives the value after id its checksum, and returns its id.
func sumNext(ctx context.Context, tx *sql.Tx, id int64) (int64, error) {
	var r row
	err := tx.QueryRowContext(ctx, "SELECT id, kind, key, engine, made, bytes FROM value WHERE id > ? ORDER BY id LIMIT 1", id).
		Scan(&r.id, &r.kind, &r.key, &r.engine, &r.made, &r.bytes)
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, "UPDATE value SET sum = ? WHERE id = ?", r.checksum(), r.id)
	return r.id, err
}
