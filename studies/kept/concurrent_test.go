package kept

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
)

// All calls at once, on a store that is full and on values that others replace: whatever is
// read is whole, and is of its key.
func TestAllCallsAtOnce(t *testing.T) {
	for name, path := range places(t) {
		t.Run(name, func(t *testing.T) {
			c := small()
			c.Quota, c.Most = LeastQuota, 64<<10
			c.Wait = 5e9 // this is no test of a lock
			s := mustOpen(t, path, c)
			to := filepath.Join(t.TempDir(), "backup.db")
			var group sync.WaitGroup
			for worker, call := range []func(i int) error{
				func(i int) error {
					return s.Put(t.Context(), "study", fmt.Sprint(i%7), sized(fmt.Sprint(i%7), 40_000+i))
				},
				func(i int) error {
					return s.Put(t.Context(), "study", fmt.Sprint(i%5), sized(fmt.Sprint(i%5), 50_000-i))
				},
				func(i int) error { return putMany(t, s, i) },
				func(i int) error { return isWhole(t, s, fmt.Sprint(i%7)) },
				func(i int) error { return isWhole(t, s, fmt.Sprint(i%5)) },
				func(i int) error { _, err := s.Many(t.Context(), "sample", []string{"1", "2", "3"}); return err },
				func(i int) error { _, err := s.List(t.Context(), "study", 5); return err },
				func(i int) error { _, err := s.Stats(t.Context()); return err },
				func(i int) error { _, err := s.Expire(t.Context()); return err },
				func(i int) error { return s.Delete(t.Context(), "study", fmt.Sprint(i%3)) },
				func(i int) error {
					if i%10 != 0 {
						return nil
					}
					return s.Backup(t.Context(), to)
				},
			} {
				group.Go(func() {
					for i := range 30 {
						if err := call(i); err != nil {
							t.Errorf("worker %d, call %d: %v", worker, i, err)
						}
					}
				})
			}
			group.Wait()
			healthy(t, s.db.writer)
			if stats, err := s.Stats(t.Context()); err != nil || stats.Damaged != 0 || stats.File > c.Quota {
				t.Errorf("%+v, %v", stats, err)
			}
		})
	}
}

func putMany(t *testing.T, s *Store, i int) error {
	var values []Value
	for j := range 20 {
		key := fmt.Sprint((i + j) % 25)
		values = append(values, Value{key, sized(key, 500)})
	}
	return s.PutAll(t.Context(), "sample", values)
}

// isWhole reads a study, which is either not there or made of its key alone.
func isWhole(t *testing.T, s *Store, key string) error {
	got, ok, err := s.Get(t.Context(), "study", key)
	if ok && !bytes.Equal(got, sized(key, len(got))) {
		return errors.New("the value is not that of its key")
	}
	return err
}

// A store that is closed while it is used ends calls with ErrClosed, and with nothing else.
func TestClosedWhileUsed(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "kept.db"), small())
	var group sync.WaitGroup
	begun := make(chan struct{}, 4)
	for range 4 {
		group.Go(func() {
			for i := 0; ; i++ {
				err := s.Put(t.Context(), "study", "a", []byte("x"))
				if i == 0 {
					begun <- struct{}{}
				}
				if err != nil {
					if !errors.Is(err, ErrClosed) {
						t.Error(err)
					}
					return
				}
			}
		})
	}
	for range 4 {
		<-begun
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	group.Wait()
}
