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
// beside, brought to the disk and renamed. It is a store itself, and is opened as one.
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
	dir := filepath.Dir(path)
	beside, err := os.CreateTemp(dir, filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, beside.Close())
		if err != nil {
			_ = os.Remove(beside.Name()) // unless it is renamed already
		}
	}()
	if _, err := db.readers.ExecContext(ctx, "VACUUM INTO ?", beside.Name()); err != nil {
		return fmt.Errorf("write %s: %w", beside.Name(), err)
	}
	if err := beside.Sync(); err != nil {
		return err
	}
	if err := os.Rename(beside.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
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
