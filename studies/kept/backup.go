package kept

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Backup writes all that is kept at one time to a file, in place of one that is there. The
// store is used meanwhile as ever. The file is whole or as it was before: it is written
// beside, brought to the disk and renamed. It is a store itself, and is opened as one; one
// that is open cannot be replaced.
func (s *Store) Backup(ctx context.Context, path string) error {
	return s.told("back up to "+path, s.use(ctx, func(db *database) error { return s.backup(ctx, db, path) }))
}

func (s *Store) backup(ctx context.Context, db *database, path string) (err error) {
	if path, err = settled(path); err != nil {
		return err
	}
	if path == s.path {
		return errors.New("it is the store itself; name another file")
	}
	claim, err := own(ctx, path, s.config.Wait)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, claim.release()) }()
	// SQLite would read the log of the old file into the new one.
	if log, err := head(path+wal, 1); err != nil || len(log) > 0 {
		return errors.Join(err, fmt.Errorf("%s: a killed process left it; move it away, or name another file", path+wal))
	}
	beside, err := db.written(ctx, path)
	if err != nil {
		return err
	}
	if err := os.Rename(beside, path); err != nil {
		return errors.Join(err, os.Remove(beside))
	}
	return syncDir(filepath.Dir(path))
}

// written writes all that is kept to a new file beside a path, brings it to the disk and
// returns its name. Where that fails there is no file.
func (db *database) written(ctx context.Context, path string) (name string, err error) {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return "", err
	}
	defer func() {
		if err = errors.Join(err, file.Close()); err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	if _, err := db.readers.ExecContext(ctx, "VACUUM INTO ?", file.Name()); err != nil {
		return "", fmt.Errorf("write %s: %w", file.Name(), err)
	}
	return file.Name(), file.Sync()
}

// syncDir brings the names of a directory to the disk, where the system can.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	_ = d.Sync() // some systems have no such thing for a directory
	return nil
}
