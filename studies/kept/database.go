package kept

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
)

// readers is how many connections read at once. Each has some MB of its own.
const readers = 4

// logBytes is what the log beside the file is cut back to once it is read into the file.
const logBytes = 4 << 20

// database is the connections to one file: one that writes, and those that read.
type database struct {
	writer, readers *sql.DB
	find            *sql.Stmt // of readers
}

// opened opens a file that was inspected, or begins it, and brings it to this version.
func opened(ctx context.Context, path string, c Config) (*database, error) {
	writer, err := connect(source(path, c.Wait, "rwc"), 1, prepared)
	if err != nil {
		return nil, err
	}
	db := &database{writer: writer, readers: writer}
	if err := db.begin(ctx, path, c); err != nil {
		return nil, errors.Join(err, db.close())
	}
	return db, nil
}

// begin makes the file ready for use, in the order in which one step needs the other: a
// new file has its version before it has a log, so whoever reads the file finds it there.
func (db *database) begin(ctx context.Context, path string, c Config) error {
	if err := migrate(ctx, db.writer); err != nil {
		return err
	}
	if _, err := db.writer.ExecContext(ctx, "PRAGMA journal_mode=WAL"); err != nil {
		return err
	}
	if err := db.bound(ctx, c.Quota); err != nil {
		return err
	}
	if path != "" {
		var err error
		if db.readers, err = connect(source(path, c.Wait, "rw"), readers, prepared); err != nil {
			return err
		}
	}
	var err error
	db.find, err = db.readers.PrepareContext(ctx, find)
	return err
}

// close ends all connections; the last reads the log into the file.
func (db *database) close() error {
	var errs []error
	if db.find != nil {
		errs = append(errs, db.find.Close())
	}
	if db.readers != db.writer && db.readers != nil {
		errs = append(errs, db.readers.Close())
	}
	return errors.Join(append(errs, db.writer.Close())...)
}

// connect opens so many connections at most, each told what to be like. They stay open:
// what is only in memory lives in one.
func connect(source string, most int, like func(*sqlite3.Conn) error) (*sql.DB, error) {
	db, err := driver.Open(source, like)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	return db, nil
}

// source is the address of a file for SQLite, where a path can hold any character. An
// empty path is a database in memory.
func source(path string, wait time.Duration, mode string) string {
	values := url.Values{"_pragma": {fmt.Sprintf("busy_timeout(%d)", max(1, wait.Milliseconds()))}}
	if path == "" {
		return "file::memory:?" + values.Encode()
	}
	values.Set("mode", mode)
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return "file://" + (&url.URL{Path: path}).EscapedPath() + "?" + values.Encode()
}

// prepared is what every connection is like. It looks twice at cells, for a damaged page
// must be found and not followed, and trusts no schema.
func prepared(c *sqlite3.Conn) error {
	return c.Exec(fmt.Sprintf(`
		PRAGMA synchronous=NORMAL;
		PRAGMA journal_size_limit=%d;
		PRAGMA cell_size_check=ON;
		PRAGMA trusted_schema=OFF`, logBytes))
}

// inTx does something in a transaction, which is committed unless it fails.
func inTx(ctx context.Context, db *sql.DB, do func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// number reads one number.
func number(ctx context.Context, from interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}, query string, args ...any) (int64, error) {
	var n int64
	err := from.QueryRowContext(ctx, query, args...).Scan(&n)
	return n, err
}
