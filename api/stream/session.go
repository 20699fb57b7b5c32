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

// patience is how long a closing session waits for the other side to close.
const patience = time.Second

// session is one socket. The goroutine that calls serve reads, another writes,
// and no other touches the connection but to cut it short.
type session struct {
	streams *Streams
	conn    *websocket.Conn
	address string
	latest  chan request // of one: what the viewer wants now
	ctx     context.Context
	end     context.CancelCauseFunc // the first cause counts
	runs    int                     // requests taken up; the writer's

	midMessage bool // a message has begun and not ended; the reader's
}

func newSession(s *Streams, conn *websocket.Conn, address string) *session {
	ctx, end := context.WithCancelCause(context.Background())
	return &session{streams: s, conn: conn, address: address, latest: make(chan request, 1), ctx: ctx, end: end}
}

// serve runs the session to its end.
func (s *session) serve() {
	begin := time.Now()
	defer s.sever()
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
	s.streams.logger.Info("session", "from", s.address, "runs", s.runs, "took", time.Since(begin), "end", context.Cause(s.ctx).Error())
}

// guard keeps a panic inside its session.
func (s *session) guard(who string) {
	if p := recover(); p != nil {
		s.streams.logger.Error("session panicked", "who", who, "panic", p, "stack", string(debug.Stack()))
		s.end(&closeError{websocket.CloseInternalServerErr, "the lab failed"})
		s.sever()
	}
}

// stop asks the session to end. A write under way may take until deadline.
func (s *session) stop(cause error, deadline time.Time) {
	s.end(cause)
	if !deadline.IsZero() {
		_ = s.conn.NetConn().SetWriteDeadline(deadline)
	}
}

// sever cuts the connection: whoever reads or writes returns.
func (s *session) sever() { _ = s.conn.NetConn().Close() }

// read takes requests until the connection or the session ends.
func (s *session) read() {
	defer s.guard("reader")
	s.conn.SetReadLimit(MaxMessage)
	messages := rate.NewLimiter(rate.Limit(s.streams.config.MessageRate), s.streams.config.MessageBurst)
	alive := func() error {
		if s.midMessage {
			return nil // a message has as long as silence has, however it is drawn out
		}
		err := s.conn.SetReadDeadline(time.Now().Add(s.streams.config.PongWait))
		if s.ctx.Err() != nil { // looked at last, so goodbye's deadline stands
			err = s.conn.SetReadDeadline(time.Now().Add(patience))
		}
		return err
	}
	// Pings and pongs are messages too: answering them costs as much.
	s.conn.SetPongHandler(func(string) error {
		if !messages.Allow() {
			return errTooMany
		}
		return alive()
	})
	pong := s.conn.PingHandler()
	s.conn.SetPingHandler(func(data string) error {
		if !messages.Allow() {
			return errTooMany
		}
		return errors.Join(alive(), pong(data))
	})
	err := alive()
	for err == nil {
		err = s.take(messages)
		if err == nil {
			err = alive()
		}
	}
	s.end(causeOf(err))
	var theirs *websocket.CloseError
	if errors.As(err, &theirs) {
		return // nothing follows a close frame
	}
	// The writer sends ours. What the other side still sends is read and dropped:
	// with unread bytes the kernel would reset the connection, and the close frame
	// be lost.
	_ = s.conn.NetConn().SetReadDeadline(time.Now().Add(patience))
	_, _ = io.CopyN(io.Discard, s.conn.NetConn(), 1<<20)
}

// take reads one message and puts it where the writer finds it.
func (s *session) take(messages *rate.Limiter) error {
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

// queue puts a request where the writer finds it. The latest wins, but a stop wins
// only over the run that it is meant for.
func (s *session) queue(wanted request) {
	// Only the reader fills the channel, so there is room once it is empty.
	select {
	case pending := <-s.latest:
		switch {
		case !wanted.stop:
		case pending.stop || pending.run != wanted.run:
			wanted = pending
		default:
			wanted.early = true
		}
	default:
	}
	s.latest <- wanted
}

// causeOf says why reading ended.
func causeOf(err error) error {
	var ours *closeError
	var theirs *websocket.CloseError
	var timeout net.Error
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.As(err, &theirs) && theirs.Code == websocket.CloseAbnormalClosure:
		return errLost // the connection ended without a close frame
	case errors.As(err, &theirs):
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

// write sends what the viewer wants until the session ends, then says goodbye.
func (s *session) write() {
	ping := time.NewTicker(s.streams.config.Ping)
	defer ping.Stop()
	var shown *feed
	defer func() { shown.close() }()
	for s.ctx.Err() == nil {
		var err error
		select {
		case <-s.ctx.Done():
		case wanted := <-s.latest:
			shown, err = s.turn(s.send, shown, wanted)
		case <-ping.C:
			err = s.conn.WriteControl(websocket.PingMessage, nil, s.due())
		case <-shown.news():
			err = shown.advance()
		case <-shown.pulse():
			err = shown.tell()
		}
		if err != nil {
			s.end(fmt.Errorf("%w: %w", errLost, err))
		}
	}
	s.goodbye()
}

// turn does what a request asks for, and returns what is shown from then on. A
// stop of a run that is over comes too late, and is no news to anybody.
func (s *session) turn(out outlet, shown *feed, wanted request) (*feed, error) {
	switch {
	case !wanted.stop:
		shown.leave()
		defer shown.dropBaseline() // only then: the next run may be compared with the same
		s.runs++
		return s.streams.openFeed(s.ctx, out, wanted)
	case wanted.early || shown.shows(wanted.run):
		shown.close()
		return nil, out.json(wire.StoppedMessage{Type: "stopped", Run: wanted.run})
	}
	return shown, nil
}

// send writes one message. It blocks for as long as a write may take at most.
func (s *session) send(message []byte) error {
	if err := s.conn.SetWriteDeadline(s.due()); err != nil {
		return err
	}
	return s.conn.WriteMessage(websocket.TextMessage, message)
}

func (s *session) due() time.Time { return time.Now().Add(s.streams.config.WriteWait) }

// goodbye sends the close frame, or cuts a connection that cannot take one, and
// gives the reader only a moment more.
func (s *session) goodbye() {
	var cause *closeError
	if !errors.As(context.Cause(s.ctx), &cause) {
		s.sever()
		return
	}
	message := websocket.FormatCloseMessage(cause.code, format.Clip(cause.reason, 100))
	due := time.Now().Add(min(patience, s.streams.config.WriteWait))
	if err := s.conn.WriteControl(websocket.CloseMessage, message, due); err != nil && !errors.Is(err, websocket.ErrCloseSent) {
		s.streams.logger.LogAttrs(s.ctx, slog.LevelDebug, "close frame not sent", slog.String("error", err.Error()))
	}
	_ = s.conn.NetConn().SetReadDeadline(time.Now().Add(patience))
}
