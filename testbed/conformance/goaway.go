package conformance

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"time"
)

// The frames of HTTP/2 that it takes to refuse a request: RFC 9113, 4.1 and 6.
const (
	frameData, frameHeaders, frameSettings, frameGoAway = 0, 1, 4, 7

	flagEnd, flagAck = 1, 1 // END_STREAM of data and headers; ACK of settings

	longestFrame = 16_384 // unless the settings say otherwise, which these do not

	prefaceLength = len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
)

var errLongFrame = errors.New("a frame is longer than the settings allow")

type frame struct {
	kind, flags byte
	payload     []byte
}

func readFrame(r io.Reader) (frame, error) {
	var head [9]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return frame{}, err
	}
	length := int(head[0])<<16 | int(binary.BigEndian.Uint16(head[1:]))
	if length > longestFrame {
		return frame{}, errLongFrame
	}
	payload := make([]byte, length)
	_, err := io.ReadFull(r, payload)
	return frame{head[3], head[4], payload}, err
}

// writeFrame writes a frame of the connection, not of a stream.
func writeFrame(w io.Writer, kind, flags byte, payload []byte) error {
	n := len(payload)
	_, err := w.Write(append([]byte{byte(n >> 16), byte(n >> 8), byte(n), kind, flags, 0, 0, 0, 0}, payload...))
	return err
}

// refuse serves a connection of HTTP/2 that goes away at its first request: GOAWAY
// names stream 0 as the last one it looked at, so nothing was done. It does not
// even unpack the headers. The client closes the connection.
func refuse(conn net.Conn, s *server) {
	number := s.open(conn)
	defer func() {
		s.mu.Lock()
		delete(s.conns, conn)
		s.mu.Unlock()
		conn.Close()
	}()
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	in := bufio.NewReader(conn)
	if _, err := in.Discard(prefaceLength); err != nil || writeFrame(conn, frameSettings, 0, nil) != nil {
		return
	}
	place := -1
	for {
		f, err := readFrame(in)
		if err != nil {
			return
		}
		switch {
		case f.kind == frameSettings && f.flags&flagAck == 0:
			writeFrame(conn, frameSettings, flagAck, nil)
		case f.kind == frameHeaders && place < 0:
			place = s.begin(time.Now(), Attempt{Proto: "HTTP/2.0", Conn: number})
			lastStreamAndNoError := make([]byte, 8)
			writeFrame(conn, frameGoAway, 0, lastStreamAndNoError)
			s.told(place, 0, "")
		case f.kind == frameData && place >= 0:
			s.note(place, func(a *Attempt) { a.Body += int64(len(f.payload)) })
		}
	}
}
