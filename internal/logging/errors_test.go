package logging

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// logged is a logger, and what it has written: no times, and errors alone or all.
func logged(level slog.Level) (*slog.Logger, *bytes.Buffer) {
	var text bytes.Buffer
	return slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{Level: level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}})), &text
}

func TestErrorLogHasOneLineASecondOfConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logger, text := logged(slog.LevelError)
		refused := 0
		to := ErrorLog(logger, func() { refused++ })
		for i := range 21 { // at 0.0 s, 0.1 s, ... 2.0 s
			if i > 0 {
				time.Sleep(100 * time.Millisecond)
			}
			to.Printf("http: Accept error: %v; retrying in %v", "too many open files", 100*time.Millisecond)
		}
		line := `level=ERROR msg="no connection can be accepted" error="too many open files; retrying in 100ms" left_out=`
		if want := line + "0\n" + line + "9\n" + line + "9\n"; text.String() != want || refused != 21 {
			t.Errorf("%d told of; %s", refused, text)
		}
	})
}

func TestErrorLogLevels(t *testing.T) {
	logger, text := logged(slog.LevelDebug)
	to := ErrorLog(logger, nil)
	to.Printf("http: TLS handshake error from %s: %v", "192.0.2.7:4711", "EOF")
	to.Printf("http: URL query contains semicolon, which is no longer a supported separator")
	to.Printf("http: panic serving %v: %v\n%s", "[2001:db8:1:2::3]:99", "it broke: here", "goroutine 7\nmain.go:1")
	to.Printf("http: Accept error: %v; retrying in %v", "one", "5ms")
	want := `level=DEBUG msg="http: TLS handshake error from 192.0.2.0: EOF"
level=DEBUG msg="http: URL query contains semicolon, which is no longer a supported separator"
level=ERROR msg="connection panicked" from=2001:db8:1:: panic="it broke: here" stack="goroutine 7\nmain.go:1"
level=ERROR msg="no connection can be accepted" error="one; retrying in 5ms" left_out=0
`
	if text.String() != want {
		t.Errorf("%s\nwant\n%s", strings.TrimSpace(text.String()), want)
	}
}
