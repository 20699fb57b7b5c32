package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"
)

// viewer is one socket of the stream protocol, read without decoding: of a message
// it knows the type, and of some a number. The connection belongs to one reader, but
// anybody may send.
type viewer struct {
	conn   *net.TCPConn
	in     *bufio.Reader
	mu     sync.Mutex // of writes
	bytes  int64      // payloads that came
	silent bool       // does not answer pings
}

// message is what a viewer knows of one that came.
type message struct {
	kind  string // type of the message: hello, frame, ...
	bins  int    // of a frame or a snapshot: the first bin that is not there yet
	last  bool   // of these: no more bins come
	from  int    // of a hello
	binMS string // of a hello
}

// closedError says with which code the server closed the socket.
type closedError struct {
	code   int
	reason string
}

func (e *closedError) Error() string { return fmt.Sprintf("closed with %d %s", e.code, e.reason) }

// known is how much of a message is looked at. A hello has its query before the width of bins.
const known = 512

// connect opens a socket from an address. A receive buffer of 0 is that of the system.
func connect(ctx context.Context, server string, from netip.Addr, buffer int) (*viewer, error) {
	conn, err := dial(ctx, server, from, buffer)
	if err != nil {
		return nil, err
	}
	v := &viewer{conn: conn, in: bufio.NewReaderSize(conn, 2048)}
	if err := v.shake(ctx, server); err != nil {
		conn.Close()
		return nil, err
	}
	return v, nil
}

func dial(ctx context.Context, server string, from netip.Addr, buffer int) (*net.TCPConn, error) {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: from.AsSlice()}, KeepAlive: -1, Control: receiveBuffer(buffer)}
	conn, err := dialer.DialContext(ctx, "tcp", server)
	if err != nil {
		return nil, err
	}
	return conn.(*net.TCPConn), nil
}

// shake is the handshake. The key is always the same, and nobody looks at what comes of it.
func (v *viewer) shake(ctx context.Context, server string) error {
	if due, ok := ctx.Deadline(); ok {
		_ = v.conn.SetDeadline(due)
		defer v.conn.SetDeadline(time.Time{})
	}
	_, err := io.WriteString(v.conn, "GET /api/v1/stream HTTP/1.1\r\nHost: "+server+
		"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	if err != nil {
		return err
	}
	status, err := v.in.ReadString('\n')
	if err != nil {
		return err
	}
	if !strings.HasPrefix(status, "HTTP/1.1 101") {
		return fmt.Errorf("no socket: %s", strings.TrimSpace(status))
	}
	for {
		line, err := v.in.ReadString('\n')
		if err != nil || line == "\r\n" {
			return err
		}
	}
}

// ask sends a request for a run, of which the viewer has some bins.
func (v *viewer) ask(query string, from int, binMS string) error {
	text := `{"type":"run","run":1,"query":` + strconv.Quote(query) + `,"from":` + strconv.Itoa(from)
	if from > 0 {
		text += `,"bin_ms":` + binMS
	}
	return v.send(opText, []byte(text+"}"))
}

// Opcodes of RFC 6455.
const (
	opContinued, opText, opBinary, opClose, opPing, opPong = 0, 1, 2, 8, 9, 10
)

// send writes one frame. Clients must mask theirs; a mask of zeros changes nothing.
func (v *viewer) send(op byte, payload []byte) error {
	frame := []byte{0x80 | op}
	if len(payload) < 126 {
		frame = append(frame, 0x80|byte(len(payload)))
	} else {
		frame = binary.BigEndian.AppendUint16(append(frame, 0x80|126), uint16(len(payload)))
	}
	frame = append(append(frame, 0, 0, 0, 0), payload...)
	v.mu.Lock()
	defer v.mu.Unlock()
	_ = v.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
	_, err := v.conn.Write(frame)
	return err
}

// next returns the next message. It answers pings meanwhile.
func (v *viewer) next() (message, error) {
	for {
		op, size, err := v.header()
		if err != nil {
			return message{}, err
		}
		switch op {
		case opText, opBinary:
			v.bytes += int64(size)
			head, err := v.in.Peek(min(size, known))
			if err != nil {
				return message{}, err
			}
			m := messageOf(head)
			_, err = v.in.Discard(size)
			return m, err
		case opContinued:
			v.bytes += int64(size)
			if _, err := v.in.Discard(size); err != nil {
				return message{}, err
			}
		default:
			payload := make([]byte, size)
			if _, err := io.ReadFull(v.in, payload); err != nil {
				return message{}, err
			}
			if op == opPing && !v.silent {
				if err := v.send(opPong, payload); err != nil {
					return message{}, err
				}
			}
			if op == opClose {
				return message{}, closedOf(payload)
			}
		}
	}
}

func (v *viewer) header() (op byte, size int, err error) {
	first, err := v.in.ReadByte()
	if err != nil {
		return 0, 0, err
	}
	second, err := v.in.ReadByte()
	if err != nil {
		return 0, 0, err
	}
	size = int(second & 0x7f)
	more := 0
	switch size {
	case 126:
		more = 2
	case 127:
		more = 8
	}
	if more > 0 {
		size = 0
		for range more {
			b, err := v.in.ReadByte()
			if err != nil {
				return 0, 0, err
			}
			size = size<<8 | int(b)
		}
	}
	if size < 0 || size > 64<<20 {
		return 0, 0, errors.New("a frame that is no frame of the lab")
	}
	return first & 0x0f, size, nil
}

func closedOf(payload []byte) error {
	if len(payload) < 2 {
		return &closedError{code: 1005}
	}
	return &closedError{code: int(binary.BigEndian.Uint16(payload)), reason: string(payload[2:])}
}

func messageOf(head []byte) message {
	m := message{kind: textAfter(head, `"type":"`)}
	switch m.kind {
	case "hello":
		m.from, m.binMS = numberAfter(head, `"from":`, 0), digitsAfter(head, `"bin_ms":`)
	case "frame", "snapshot":
		m.bins = numberAfter(head, `"bin":`, 0) + numberAfter(head, `"bins":`, 1)
		m.last = bytes.Contains(head, []byte(`"last":true`))
	}
	return m
}

func textAfter(head []byte, name string) string {
	_, rest, _ := bytes.Cut(head, []byte(name))
	text, _, _ := bytes.Cut(rest, []byte{'"'})
	return string(text)
}

func digitsAfter(head []byte, name string) string {
	_, rest, _ := bytes.Cut(head, []byte(name))
	n := bytes.IndexFunc(rest, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	return string(rest[:max(n, 0)])
}

func numberAfter(head []byte, name string, absent int) int {
	n, err := strconv.Atoi(digitsAfter(head, name))
	if err != nil {
		return absent
	}
	return n
}

func (v *viewer) close() { _ = v.conn.Close() }
