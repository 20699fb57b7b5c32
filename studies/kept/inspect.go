package kept

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/ncruces/go-sqlite3"
)

// magic is what every file of SQLite begins with.
const magic = "SQLite format 3\x00"

// inspect looks at a file before it is used, and sets aside what cannot be. It changes no
// byte of a file that it refuses.
func (s *Store) inspect(ctx context.Context) error {
	log, err := head(s.path+wal, 32)
	if err != nil {
		return err
	}
	file, err := head(s.path, len(magic)+4)
	switch {
	case err != nil:
		return err
	case len(file) == 0 && len(log) > 0:
		return s.setAside("it is a log without its file", wal, shm)
	case len(file) == 0:
		return nil
	case !isDatabase(file):
		return s.setAside("it does not begin as a database does", parts...)
	}
	if len(log) > 0 && !isLog(log) {
		if err := s.setAside("the log does not begin as one does; the file is as it was before", wal, shm); err != nil {
			return err
		}
	}
	return s.judge(ctx)
}

// isDatabase checks the 20 bytes that a file of ours begins with: the mark, the size of
// pages, which SQLite judges, and the versions for writing and for reading, which are 1, or 2 with a log.
func isDatabase(file []byte) bool {
	if len(file) < len(magic)+4 || string(file[:len(magic)]) != magic {
		return false
	}
	rest := file[len(magic):]
	return rest[2] >= 1 && rest[2] <= 2 && rest[3] >= 1 && rest[3] <= 2
}

// judge reads the file with SQLite, on a connection that leaves its log alone.
func (s *Store) judge(ctx context.Context) error {
	db, err := connect(source(s.path, s.config.Wait, "rw"), 1, leaving)
	if err != nil {
		return err
	}
	reason, err := judged(ctx, s.path, db)
	if err = errors.Join(err, db.Close()); err != nil && !unreadable(err) {
		return err
	}
	switch {
	case err != nil:
		return s.setAside(err.Error(), parts...)
	case reason != "":
		return s.setAside(reason, parts...)
	}
	return nil
}

// judged is what is wrong with a file of ours, or why it is none.
func judged(ctx context.Context, path string, db *sql.DB) (string, error) {
	mark, err := number(ctx, db, "PRAGMA application_id")
	if err != nil {
		return "", err
	}
	version, err := number(ctx, db, "PRAGMA user_version")
	if err != nil {
		return "", err
	}
	tables, err := number(ctx, db, "SELECT count(*) FROM sqlite_schema")
	switch {
	case err != nil:
		return "", err
	case mark != application && (mark != 0 || version != 0 || tables != 0):
		return "", ErrForeign
	case int(version) > len(migrations):
		return "", &NewerError{path, int(version), len(migrations)}
	}
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil || verdict == "ok" {
		return "", err
	}
	return verdict, nil
}

// leaving makes a connection end without reading the log into the file.
func leaving(c *sqlite3.Conn) error {
	if _, err := c.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, true); err != nil {
		return err
	}
	return c.Exec("PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF")
}

// head is the first n bytes of a file, or fewer: none where there is no file.
func head(path string, n int) ([]byte, error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	bytes, err := io.ReadAll(io.LimitReader(file, int64(n)))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return bytes, nil
}

// isLog checks the 32 bytes that a log begins with by their mark and their checksum
// (sqlite.org/fileformat2.html, section 4.1). SQLite takes a log that fails for an empty
// one, and says nothing. One that ends early is none of this: it is read up to there.
func isLog(log []byte) bool {
	if len(log) < 32 {
		return true // a process was killed before it had written more
	}
	var order binary.ByteOrder
	switch binary.BigEndian.Uint32(log) {
	case 0x377f0682:
		order = binary.LittleEndian
	case 0x377f0683:
		order = binary.BigEndian
	default:
		return false
	}
	var a, b uint32
	for i := 0; i < 24; i += 8 {
		a += order.Uint32(log[i:]) + b
		b += order.Uint32(log[i+4:]) + a
	}
	return a == binary.BigEndian.Uint32(log[24:]) && b == binary.BigEndian.Uint32(log[28:])
}
