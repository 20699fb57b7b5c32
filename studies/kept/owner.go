package kept

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// owner is a process's claim to a file, for as long as it has it open. The file cannot be
// renamed while another process may be using it, so only one is let in.
//
// The claim is SQLite's own exclusive lock on an empty file beside, path.lock: the same
// code on all systems, and gone with its process. It stays where it is, for two could not
// agree on who deletes it.
type owner struct {
	db   *sql.DB
	conn *sql.Conn
}

// own claims a file, or fails with BUSY after the wait.
func own(ctx context.Context, path string, wait time.Duration) (*owner, error) {
	db, err := connect(source(path+".lock", wait, "rwc"), 1, nil)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err == nil {
		_, err = conn.ExecContext(ctx, "BEGIN EXCLUSIVE")
	}
	o := &owner{db, conn}
	if err != nil {
		return nil, errors.Join(err, o.release())
	}
	return o, nil
}

func (o *owner) release() error {
	if o.conn == nil {
		return o.db.Close()
	}
	return errors.Join(o.conn.Close(), o.db.Close())
}
