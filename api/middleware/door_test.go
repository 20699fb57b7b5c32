package middleware

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/labstack/echo/v4"

	"backofflab/api/problem"
)

// knock sends a request of an address through a door, and returns what it is refused with.
func knock(t *testing.T, door *Door, address, path string) *problem.Problem {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.RemoteAddr = address + ":1"
	e := echo.New()
	e.IPExtractor = echo.ExtractIPDirect()
	err := door.Guard(func(echo.Context) error { return nil })(e.NewContext(r, httptest.NewRecorder()))
	if err == nil {
		return nil
	}
	var p *problem.Problem
	if !errors.As(err, &p) || p.Status != http.StatusTooManyRequests {
		t.Fatalf("%s %s: %v", address, path, err)
	}
	return p
}

func TestDoorLimitsEachAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		door := NewDoor(10, 5)
		for i := range 5 {
			if knock(t, door, "192.0.2.1", "/") != nil {
				t.Errorf("request %d of the burst is refused", i)
			}
		}
		waits := map[time.Duration]bool{}
		for range 20 {
			p := knock(t, door, "192.0.2.1", "/")
			if p == nil || p.RetryAfter < time.Second || p.RetryAfter > 2*time.Second {
				t.Fatalf("one too many: %+v", p)
			}
			waits[p.RetryAfter] = true
		}
		if len(waits) < 15 {
			t.Errorf("20 who are refused return at %d times", len(waits))
		}
		for _, path := range []string{"/static/1/lab.css", "/healthz", "/readyz"} {
			if knock(t, door, "192.0.2.1", path) != nil {
				t.Errorf("%s is refused", path)
			}
		}
		if knock(t, door, "192.0.2.2", "/") != nil {
			t.Error("another address is refused")
		}
		if n := door.Refused(); n != 20 {
			t.Errorf("%d refusals are counted", n)
		}
		time.Sleep(100 * time.Millisecond)
		if knock(t, door, "192.0.2.1", "/") != nil || knock(t, door, "192.0.2.1", "/") == nil {
			t.Error("after a tenth of a second there is not room for one")
		}
		if open := NewDoor(0, 0); knock(t, open, "192.0.2.1", "/") != nil {
			t.Error("a door without a rate refuses")
		}
	})
}

// All addresses of a line of IPv6 are one.
func TestDoorCountsAPrefixAsOne(t *testing.T) {
	door := NewDoor(0.001, 2)
	for i := range 2 {
		if knock(t, door, fmt.Sprintf("[2001:db8:0:1::%d]", i), "/") != nil {
			t.Error("the burst is refused")
		}
	}
	if knock(t, door, "[2001:db8:0:1:ffff::1]", "/") == nil {
		t.Error("another address of the line is let in")
	}
	if knock(t, door, "[2001:db8:0:2::1]", "/") != nil {
		t.Error("another line is refused")
	}
}

func TestDoorForgetsAddresses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := NewDoor(10, 5)
		for i := range 100_000 {
			d.admit(fmt.Sprint(i))
			time.Sleep(time.Millisecond)
		}
		if n := len(d.buckets); n > 4_000 {
			t.Errorf("%d of 100,000 are remembered", n)
		}
	})
}
