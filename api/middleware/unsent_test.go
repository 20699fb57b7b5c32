package middleware

import (
	"errors"
	"testing"

	"backofflab/api/problem"
)

// Large answers that are read slowly have a bound, and one owner has half of it; small ones
// and what is sent count for nothing.
func TestUnsentHasABound(t *testing.T) {
	u := NewUnsent(10 * counted)
	held, over := make(chan struct{}), make(chan error)
	send := func(owner string, bytes int) error {
		began := make(chan struct{})
		go func() {
			over <- u.Send(owner, bytes, func() error {
				close(began)
				<-held
				return nil
			})
		}()
		select {
		case <-began:
			return nil
		case err := <-over:
			return err
		}
	}
	refused := func(err error) bool {
		p := (*problem.Problem)(nil)
		return errors.As(err, &p) && p.Status == 503 && p.RetryAfter > 0
	}
	for _, row := range []struct {
		owner   string
		bytes   int
		refused bool
	}{
		{"a", 4 * counted, false}, {"a", 2 * counted, true}, {"a", counted - 1, false}, {"a", counted, false}, {"a", counted, true},
		{"b", 20 * counted, true}, {"b", 3 * counted, false}, {"c", 2 * counted, false}, {"c", counted, true},
	} {
		if err := send(row.owner, row.bytes); refused(err) != row.refused || err == nil == row.refused {
			t.Errorf("%s sends %d: %v", row.owner, row.bytes, err)
		}
	}
	if !refused(u.Room("a")) || !refused(u.Room("d")) {
		t.Error("there is room")
	}
	if bytes, n := u.InUse(); bytes != 10*counted || n != 6 {
		t.Errorf("%d bytes are in use, %d were refused", bytes, n)
	}
	close(held)
	for range 5 {
		if err := <-over; err != nil {
			t.Error(err)
		}
	}
	if bytes, _ := u.InUse(); u.Room("a") != nil || bytes != 0 || len(u.of) != 0 {
		t.Errorf("%d bytes are in use when all is sent", bytes)
	}
	if err := u.Send("a", 20*counted, func() error { return nil }); err != nil {
		t.Errorf("one that is larger than all: %v", err)
	}
}
