package kept

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3/driver"
)

// sqlFile is a file made by SQL alone.
func sqlFile(t *testing.T, statements string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kept.db")
	bySQL(t, path, statements)
	return path
}

func bySQL(t *testing.T, path, statements string) {
	t.Helper()
	db, err := driver.Open("file:" + path)
	if err == nil {
		_, err = db.Exec(statements)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// version1 is the schema as it was, by itself: no change of the code changes it.
const version1 = `
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
	CREATE INDEX value_used ON value (used);
	PRAGMA application_id = 0x424c6162;
	PRAGMA user_version = 1;`

func TestVersion1KeepsItsValues(t *testing.T) {
	time := newClock()
	c := small()
	c.Now = time.now
	path := sqlFile(t, version1+fmt.Sprintf(`
		PRAGMA journal_mode = WAL;
		INSERT INTO value VALUES (1, 'study', 'a', '3', %[1]d, %[1]d, CAST('one' AS BLOB));
		INSERT INTO value VALUES (7, 'sample', 'b', '3', %[1]d, %[1]d, zeroblob(50000));
		INSERT INTO value VALUES (9, 'sample', 'c', '2', %[1]d, %[1]d, x'');`, time.ms.Load()))
	s := mustOpen(t, path, c)
	wants(t, s, "study", "a", []byte("one"))
	wants(t, s, "sample", "b", make([]byte, 50000))
	wants(t, s, "sample", "c", nil) // of another engine
	mustPut(t, s, "study", "new", []byte("two"))
	if version, err := number(t.Context(), s.db.writer, "PRAGMA user_version"); err != nil || version != 2 {
		t.Errorf("version %d, %v", version, err)
	}
	s.Close()
	s = mustOpen(t, path, c)
	wants(t, s, "study", "a", []byte("one"))
	wants(t, s, "study", "new", []byte("two"))
}

// A step that fails leaves the version before, and its values.
func TestStepIsATransaction(t *testing.T) {
	path := sqlFile(t, version1+"CREATE TABLE damaged (in_the_way);")
	before := readAll(t, path)
	if _, err := Open(path, small()); err == nil || !strings.Contains(err.Error(), "from version 1 to 2") {
		t.Fatalf("%v", err)
	}
	bySQL(t, path, "PRAGMA journal_mode = DELETE")
	if after := readAll(t, path); !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
	bySQL(t, path, "DROP TABLE damaged")
	mustOpen(t, path, small())
}

func readAll(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// A file of a newer program, and one of another program, are refused and not touched,
// whether what tells so is in the file or still in its log.
func TestRefusedAndUntouched(t *testing.T) {
	newer := version1 + "PRAGMA user_version = 9; CREATE TABLE of_the_future (x);"
	for name, statements := range map[string]string{
		"newer":              newer,
		"newer, with a log":  "PRAGMA journal_mode = WAL;" + newer,
		"another program's":  "CREATE TABLE value (x); PRAGMA user_version = 1;",
		"another, with mark": "CREATE TABLE value (x); PRAGMA application_id = 7;",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "kept.db")
			copyLive(t, path, statements)
			before := contents(t, path)
			_, err := Open(path, small())
			var refused *NewerError
			switch {
			case strings.HasPrefix(name, "another"):
				if !errors.Is(err, ErrForeign) || !strings.Contains(err.Error(), path) {
					t.Errorf("%v", err)
				}
			case !errors.As(err, &refused) || refused.Version != 9 || refused.Known != 2:
				t.Errorf("%v", err)
			case !strings.Contains(err.Error(), "its version is 9, and this program knows versions 1 to 2; start the program that wrote it, or name another file"):
				t.Error(err)
			}
			if after := contents(t, path); after != before {
				t.Error("the file or its log was changed")
			}
		})
	}
}

// copyLive makes a file as a killed process leaves it: with a log that is not read into it.
func copyLive(t *testing.T, path, statements string) {
	t.Helper()
	live := filepath.Join(t.TempDir(), "live.db")
	db, err := driver.Open("file:" + live)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
	copyFile(t, live, path)
	copyFile(t, live+wal, path+wal)
}

// contents is the file and its log.
func contents(t *testing.T, path string) string {
	t.Helper()
	log, err := os.ReadFile(path + wal)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(readAll(t, path)) + "|" + string(log)
}

// copyFile copies a file, if there is one.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if os.IsNotExist(err) {
		return
	}
	if err == nil {
		err = os.WriteFile(to, text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// healthy reads the whole of a file with SQLite's own check.
func healthy(t *testing.T, db *sql.DB) {
	t.Helper()
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity: %s, %v", verdict, err)
	}
}
