package stream

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"backofflab/api/wire"
)

// Whoever is refused hears when to come back, and not all hear the same; no more than a
// close frame holds.
func TestRefusedHearWhenToComeBack(t *testing.T) {
	h := newHub(1, 1)
	if err := h.add(&session{address: "192.0.2.1"}); err != nil {
		t.Fatal(err)
	}
	refusals := map[string]func() error{
		"in all":   func() error { return h.add(&session{address: "192.0.2.2"}) },
		"stopping": func() error { return stopping(5000) },
		"address": func() error {
			h.most = 9
			return h.add(&session{address: "192.0.2.1"})
		},
	}
	for _, name := range []string{"in all", "stopping", "address"} {
		times := map[string]bool{}
		for range 50 {
			var refused *closeError
			if !errors.As(refusals[name](), &refused) {
				t.Fatalf("%s: not refused", name)
			}
			told := regexp.MustCompile(`^[a-z ]+; retry in (\d+\.\d\d) s$`).FindStringSubmatch(refused.text())
			if told == nil {
				t.Fatalf("%s: %q", name, refused.text())
			}
			if s, _ := strconv.ParseFloat(told[1], 64); s < leastReturn.Seconds() || s > (leastReturn+mostReturn).Seconds() {
				t.Errorf("%s: %q", name, refused.text())
			}
			times[told[1]] = true
		}
		if len(times) < 20 {
			t.Errorf("%s: all come back at once: %v", name, times)
		}
	}
	long := &closeError{code: websocket.CloseTryAgainLater, reason: strings.Repeat("x", 500), after: mostReturn}
	if n := len(long.text()); n > 123 {
		t.Errorf("a reason of %d bytes", n)
	}
}

type later time.Duration

func (l later) Error() string             { return "there is no turn" }
func (l later) RetryAfter() time.Duration { return time.Duration(l) }

// The error of a run that had no turn says when it may have one; no other error does.
func TestErrorSaysWhenToAskAgain(t *testing.T) {
	for _, row := range []struct {
		err  error
		want int64
	}{
		{fmt.Errorf("run: %w", later(1500*time.Millisecond)), 1500},
		{errors.New("broken"), 0},
	} {
		var got wire.ErrorMessage
		out := whole(func(message []byte) error {
			if strings.Contains(string(message), "retry_ms") != (row.want > 0) {
				t.Errorf("%s", message)
			}
			return json.Unmarshal(message, &got)
		})
		if err := out.failure(t.Context(), 3, row.err); err != nil || got.Run != 3 || got.RetryMS != row.want {
			t.Errorf("%+v, %v", got, err)
		}
	}
}
