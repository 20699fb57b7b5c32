package logging

import (
	"log"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// acceptGap is the least time between two lines about connections that cannot be accepted.
// While there are no descriptors left net/http tries again up to once in 5 ms, and each failure
// says what the one before it said.
const acceptGap = time.Second

// How net/http begins what it says of failures that are the server's.
const (
	acceptStart = "http: Accept error: "
	panicStart  = "http: panic serving "
)

// ErrorLog returns the log of an http.Server. A connection that cannot be accepted and a
// panic are errors; all else is what clients do, which is of interest while it is looked for:
// debug. Of connections that cannot be accepted there is one line a second, with the number of
// lines that were left out before it; refused is told of each. It may be nil.
func ErrorLog(logger *slog.Logger, refused func()) *log.Logger {
	return log.New(&errorLog{logger: logger, refused: refused}, "", 0)
}

type errorLog struct {
	logger  *slog.Logger
	refused func()

	mu   sync.Mutex
	last time.Time // of a line about connections that cannot be accepted
	left int       // of these, since then
}

// Write takes one message of net/http.
func (e *errorLog) Write(message []byte) (int, error) {
	text := strings.TrimSuffix(string(message), "\n")
	if why, ok := strings.CutPrefix(text, acceptStart); ok {
		e.accept(why)
	} else if what, ok := strings.CutPrefix(text, panicStart); ok {
		from, what, _ := strings.Cut(what, ": ")
		what, stack, _ := strings.Cut(what, "\n")
		e.logger.Error("connection panicked", "from", shortened(from), "panic", what, "stack", stack)
	} else {
		e.logger.Debug(shortened(text))
	}
	return len(message), nil
}

func (e *errorLog) accept(why string) {
	if e.refused != nil {
		e.refused()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if now := time.Now(); e.last.IsZero() || now.Sub(e.last) >= acceptGap {
		e.logger.Error("no connection can be accepted", "error", why, "left_out", e.left)
		e.last, e.left = now, 0
		return
	}
	e.left++
}
