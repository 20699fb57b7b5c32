package stream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"backofflab/api/wire"
	"backofflab/internal/format"
	"backofflab/internal/logging"
	"backofflab/runs"
)

// closeError ends a session and says with which close code.
type closeError struct {
	code   int
	reason string
	after  time.Duration // when to come back; 0: as ever
}

// text is what the close frame says: the reason, for people, and for programs when to come
// back.
func (e *closeError) text() string {
	text := format.Clip(e.reason, 100)
	if e.after > 0 {
		text += fmt.Sprintf("; retry in %.2f s", e.after.Seconds())
	}
	return text
}

func (e *closeError) Error() string { return fmt.Sprintf("close %d: %s", e.code, e.reason) }

var (
	errSilent  = &closeError{code: websocket.CloseGoingAway, reason: "no message and no pong for too long"}
	errTooMany = &closeError{code: websocket.ClosePolicyViolation, reason: "too many messages"}
	errBinary  = &closeError{code: websocket.CloseUnsupportedData, reason: "messages are text"}
	errLost    = errors.New("connection lost")
)

// closeTimeout is how long a closing session waits for the peer's close frame.
const closeTimeout = time.Second

// session is one socket. The goroutine that calls serve reads, another writes; any other
// may only set deadlines or close the connection.
type session struct {
	streams *Streams
	conn    *websocket.Conn
	line    *line // below conn
	address string
	latest  chan request // capacity 1: the latest request
	ctx     context.Context
	end     context.CancelCauseFunc // the first cause counts
	runs    int                     // requests handled; owned by the writer
	watched *watch                  // the study on show; nil: none; owned by the writer
}

func newSession(s *Streams, conn *websocket.Conn, below *line, address string) *session {
	ctx, end := context.WithCancelCause(runs.As(context.Background(), address))
	return &session{streams: s, conn: conn, line: below, address: address, latest: make(chan request, 1), ctx: ctx, end: end}
}

// serve runs the session to its end.
func (s *session) serve() {
	begin := time.Now()
	defer s.closeConn()
	if err := s.streams.hub.add(s); err != nil {
		s.end(err)
	} else {
		defer s.streams.hub.remove(s)
	}
	written := make(chan struct{})
	go func() {
		defer close(written)
		defer s.guard("writer")
		s.write()
	}()
	s.read()
	<-written
	s.streams.logger.Info("session", "from", logging.Address(s.address), "runs", s.runs, "took", time.Since(begin), "end", context.Cause(s.ctx).Error())
}

// guard recovers from a panic, logs it and ends the session.
func (s *session) guard(who string) {
	if p := recover(); p != nil {
		s.streams.logger.Error("session panicked", "who", who, "panic", p, "stack", string(debug.Stack()))
		s.end(&closeError{code: websocket.CloseInternalServerErr, reason: "the lab failed"})
		s.closeConn()
	}
}

// stop asks the session to end. A write under way may take until deadline.
func (s *session) stop(cause error, deadline time.Time) {
	s.end(cause)
	if !deadline.IsZero() {
		_ = s.line.SetWriteDeadline(deadline)
	}
}

// closeConn closes the connection without a close frame: reads and writes under way return.
func (s *session) closeConn() { _ = s.line.Close() }

// read takes requests until the connection or the session ends.
func (s *session) read() {
	defer s.guard("reader")
	s.conn.SetReadLimit(MaxMessage)
	messages := rate.NewLimiter(rate.Limit(s.streams.config.MessageRate), s.streams.config.MessageBurst)
	// Pings and pongs are messages too: answering them costs as much.
	s.conn.SetPongHandler(func(string) error {
		if !messages.Allow() {
			return errTooMany
		}
		s.line.heard()
		return nil
	})
	pong := s.conn.PingHandler()
	s.conn.SetPingHandler(func(data string) error {
		if !messages.Allow() {
			return errTooMany
		}
		s.line.heard()
		return pong(data)
	})
	err := error(nil)
	for err == nil {
		err = s.readMessage(messages)
	}
	s.end(causeOf(err))
	var peerClose *websocket.CloseError
	if errors.As(err, &peerClose) {
		return // nothing follows a close frame
	}
	// The writer sends ours. What the other side still sends is read and dropped:
	// with unread bytes the kernel would reset the connection, and the close frame
	// be lost.
	s.line.ends()
	_, _ = io.CopyN(io.Discard, s.line, 1<<20)
}

// readMessage reads one message and queues its request for the writer.
func (s *session) readMessage(messages *rate.Limiter) error {
	kind, body, err := s.conn.NextReader()
	if err != nil {
		return err
	}
	s.line.begins()
	message, err := io.ReadAll(body)
	s.line.whole()
	switch {
	case err != nil:
		return err
	case !messages.Allow():
		return errTooMany
	case kind != websocket.TextMessage:
		return errBinary
	}
	wanted, err := parseRequest(message)
	if err != nil {
		return &closeError{code: websocket.CloseInvalidFramePayloadData, reason: err.Error()}
	}
	s.queue(wanted)
	return nil
}

// queue hands a request to the writer. The latest wins, but a stop replaces only a pending
// request for its own run.
func (s *session) queue(wanted request) {
	// Only the reader fills the channel, so there is room once it is empty.
	select {
	case pending := <-s.latest:
		switch {
		case !wanted.stop:
		case pending.stop || pending.run != wanted.run:
			wanted = pending
		default:
			wanted.beforeStart = true
		}
	default:
	}
	s.latest <- wanted
}

// causeOf says why reading ended.
func causeOf(err error) error {
	var own *closeError
	var peerClose *websocket.CloseError
	var timeout net.Error
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &peerClose) && peerClose.Code == websocket.CloseAbnormalClosure:
		return errLost // the connection ended without a close frame
	case errors.As(err, &peerClose):
		return &closeError{code: websocket.CloseNormalClosure, reason: "closed by the viewer"}
	case errors.Is(err, websocket.ErrReadLimit):
		return &closeError{code: websocket.CloseMessageTooBig, reason: "a message is at most " + format.Plural(MaxMessage, "byte")}
	case errors.As(err, &timeout) && timeout.Timeout():
		return errSilent
	case strings.HasPrefix(err.Error(), "websocket:"):
		return &closeError{code: websocket.CloseProtocolError, reason: "not the WebSocket protocol"}
	}
	return errLost
}

// write is the event loop of the writer; at its end it sends the close frame.
func (s *session) write() {
	ping := time.NewTicker(s.streams.config.Ping)
	defer ping.Stop()
	var shown *feed
	defer func() { shown.close() }()
	defer func() { s.watched.close() }()
	for s.ctx.Err() == nil {
		var err error
		select {
		case <-s.ctx.Done():
		case wanted := <-s.latest:
			shown, err = s.handle(s.send, shown, wanted)
		case <-ping.C:
			err = s.line.ping(func() error { return s.conn.WriteControl(websocket.PingMessage, nil, s.writeDeadline()) })
		case <-shown.pending():
			err = shown.sendNext()
		case <-shown.progressDue():
			err = shown.sendProgress()
		case <-s.watched.pending():
			err = s.watched.send()
		case <-s.watched.rested():
			s.watched.resting = nil
		}
		if err != nil {
			s.end(fmt.Errorf("%w: %w", errLost, err))
		}
	}
	s.sendClose()
}

// handle does what a request asks for, and returns the feed from then on. A stop of a run
// that is over is ignored; that of a study cancels it.
func (s *session) handle(out outlet, shown *feed, wanted request) (*feed, error) {
	switch {
	case !wanted.stop:
		s.watched.close()
		s.watched = nil
		shown.leave()
		defer shown.dropBaseline() // after the next is open, which may share the baseline
		s.runs++
		if wanted.kind == "" {
			return s.streams.openFeed(s.ctx, out, wanted)
		}
		var err error
		s.watched, err = s.streams.openWatch(s.ctx, out, wanted)
		return nil, err
	case s.watched.shows(wanted.run):
		s.watched.study.Cancel() // its last state says so
		return shown, nil
	case wanted.beforeStart || shown.shows(wanted.run):
		shown.close()
		return nil, out.json(wire.StoppedMessage{Type: "stopped", Run: wanted.run})
	}
	return shown, nil
}

// send writes one message. It blocks until the write deadline at most. A small message is
// one write to the connection; a large one is not copied.
func (s *session) send(head, rest []byte) error {
	if err := s.conn.SetWriteDeadline(s.writeDeadline()); err != nil {
		return err
	}
	w, err := s.conn.NextWriter(websocket.TextMessage)
	if err != nil {
		return err
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	if _, err := w.Write(rest); err != nil {
		return err
	}
	s.streams.sent.Add(int64(len(head) + len(rest)))
	return w.Close()
}

func (s *session) writeDeadline() time.Time { return time.Now().Add(s.streams.config.WriteWait) }

// sendClose sends the close frame, or closes a lost connection, and gives the reader
// closeTimeout to see the peer's.
func (s *session) sendClose() {
	var cause *closeError
	if !errors.As(context.Cause(s.ctx), &cause) {
		s.closeConn()
		return
	}
	message := websocket.FormatCloseMessage(cause.code, cause.text())
	due := time.Now().Add(min(closeTimeout, s.streams.config.WriteWait))
	if err := s.conn.WriteControl(websocket.CloseMessage, message, due); err != nil && !errors.Is(err, websocket.ErrCloseSent) {
		s.streams.logger.LogAttrs(s.ctx, slog.LevelDebug, "close frame not sent", slog.String("error", err.Error()))
	}
	s.line.ends()
}
