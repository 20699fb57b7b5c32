package kept

import (
	"errors"
	"fmt"
	"os"
)

// The files of a database: itself, its log, the index of its log, and the journal of a
// first transaction that was cut short.
const (
	wal     = "-wal"
	shm     = "-shm"
	journal = "-journal"
)

var parts = []string{"", wal, shm, journal}

// setAside renames files of the database to name.damaged-1, or the first number that is
// free, and says so. Nothing of it is deleted.
func (s *Store) setAside(reason string, suffixes ...string) error {
	to, err := free(s.path + ".damaged-")
	if err != nil {
		return err
	}
	for _, suffix := range suffixes {
		if err := os.Rename(s.path+suffix, to+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	s.config.Logger.Error("a store could not be read, was set aside and is begun anew",
		"file", s.path, "set_aside_as", to, "reason", reason)
	return nil
}

// free is the first of prefix1, prefix2 and so on of which there is no part yet.
func free(prefix string) (string, error) {
	for n := 1; ; n++ {
		name := fmt.Sprint(prefix, n)
		taken := false
		for _, suffix := range parts {
			_, err := os.Lstat(name + suffix)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				return "", err
			}
			taken = taken || err == nil
		}
		if !taken {
			return name, nil
		}
	}
}
