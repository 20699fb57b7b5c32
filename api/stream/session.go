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
)

// closeError ends a session and says with which close code.
type closeError struct {
	code   int
	reason string
}

func (e *closeError) Error() string { return fmt.Sprintf("close %d: %s", e.code, e.reason) }

var (
	errStopping = &closeError{websocket.CloseServiceRestart, "the server is stopping"}
	errSilent   = &closeError{websocket.CloseGoingAway, "no message and no pong for too long"}
	errTooMany  = &closeError{websocket.ClosePolicyViolation, "too many messages"}
	errBinary   = &closeError{websocket.CloseUnsupportedData, "messages are text"}
	errLost     = errors.New("connection lost")
)

// closeTimeout is how long a closing session waits for the peer's close frame.
const closeTimeout = time.Second

// session is one socket. The goroutine that calls serve reads, another writes; any other
// may only set deadlines or close the connection.
type session struct {
	streams *Streams
	conn    *websocket.Conn
	address string
	latest  chan request // capacity 1: the latest request
	ctx     context.Context
	end     context.CancelCauseFunc // the first cause counts
	runs    int                     // requests handled; owned by the writer
	watched *watch                  // the study on show; nil: none; owned by the writer

	midMessage bool // a message has begun and not ended; owned by the reader
}

func newSession(s *Streams, conn *websocket.Conn, address string) *session {
	ctx, end := context.WithCancelCause(context.Background())
	return &session{streams: s, conn: conn, address: address, latest: make(chan request, 1), ctx: ctx, end: end}
}

// serve runs the session to its end.
func (s *session) serve() {
	begin := time.Now()
	defer s.closeConn()
	if buffered, ok := s.conn.NetConn().(*net.TCPConn); ok {
		// A small buffer shows soon that a viewer does not read.
		_ = buffered.SetWriteBuffer(sendBuffer)
	}
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
		s.end(&closeError{websocket.CloseInternalServerErr, "the lab failed"})
		s.closeConn()
	}
}

// stop asks the session to end. A write under way may take until deadline.
func (s *session) stop(cause error, deadline time.Time) {
	s.end(cause)
	if !deadline.IsZero() {
		_ = s.conn.NetConn().SetWriteDeadline(deadline)
	}
}

// closeConn closes the connection without a close frame: reads and writes under way return.
func (s *session) closeConn() { _ = s.conn.NetConn().Close() }

// read takes requests until the connection or the session ends.
func (s *session) read() {
	defer s.guard("reader")
	s.conn.SetReadLimit(MaxMessage)
	messages := rate.NewLimiter(rate.Limit(s.streams.config.MessageRate), s.streams.config.MessageBurst)
	extendDeadline := func() error {
		if s.midMessage {
			return nil // the deadline is for the whole message, however slowly it comes
		}
		err := s.conn.SetReadDeadline(time.Now().Add(s.streams.config.PongWait))
		if s.ctx.Err() != nil { // checked last, so that the deadline of sendClose is not overwritten
			err = s.conn.SetReadDeadline(time.Now().Add(closeTimeout))
		}
		return err
	}
	// Pings and pongs are messages too: answering them costs as much.
	s.conn.SetPongHandler(func(string) error {
		if !messages.Allow() {
			return errTooMany
		}
		return extendDeadline()
	})
	pong := s.conn.PingHandler()
	s.conn.SetPingHandler(func(data string) error {
		if !messages.Allow() {
			return errTooMany
		}
		return errors.Join(extendDeadline(), pong(data))
	})
	err := extendDeadline()
	for err == nil {
		err = s.readMessage(messages)
		if err == nil {
			err = extendDeadline()
		}
	}
	s.end(causeOf(err))
	var peerClose *websocket.CloseError
	if errors.As(err, &peerClose) {
		return // nothing follows a close frame
	}
	// The writer sends ours. What the other side still sends is read and dropped:
	// with unread bytes the kernel would reset the connection, and the close frame
	// be lost.
	_ = s.conn.NetConn().SetReadDeadline(time.Now().Add(closeTimeout))
	_, _ = io.CopyN(io.Discard, s.conn.NetConn(), 1<<20)
}

// readMessage reads one message and queues its request for the writer.
func (s *session) readMessage(messages *rate.Limiter) error {
	kind, body, err := s.conn.NextReader()
	if err != nil {
		return err
	}
	s.midMessage = true
	message, err := io.ReadAll(body)
	s.midMessage = false
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
		return &closeError{websocket.CloseInvalidFramePayloadData, err.Error()}
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
		return &closeError{websocket.CloseNormalClosure, "closed by the viewer"}
	case errors.Is(err, websocket.ErrReadLimit):
		return &closeError{websocket.CloseMessageTooBig, "a message is at most " + format.Plural(MaxMessage, "byte")}
	case errors.As(err, &timeout) && timeout.Timeout():
		return errSilent
	case strings.HasPrefix(err.Error(), "websocket:"):
		return &closeError{websocket.CloseProtocolError, "not the WebSocket protocol"}
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
			err = s.conn.WriteControl(websocket.PingMessage, nil, s.writeDeadline())
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

// send writes one message. It blocks until the write deadline at most.
func (s *session) send(message []byte) error {
	if err := s.conn.SetWriteDeadline(s.writeDeadline()); err != nil {
		return err
	}
	return s.conn.WriteMessage(websocket.TextMessage, message)
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
	message := websocket.FormatCloseMessage(cause.code, format.Clip(cause.reason, 100))
	due := time.Now().Add(min(closeTimeout, s.streams.config.WriteWait))
	if err := s.conn.WriteControl(websocket.CloseMessage, message, due); err != nil && !errors.Is(err, websocket.ErrCloseSent) {
		s.streams.logger.LogAttrs(s.ctx, slog.LevelDebug, "close frame not sent", slog.String("error", err.Error()))
	}
	_ = s.conn.NetConn().SetReadDeadline(time.Now().Add(closeTimeout))
}
