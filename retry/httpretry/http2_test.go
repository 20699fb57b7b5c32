package httpretry

import (
	"encoding/binary"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
)

// The types of frames, RFC 9113, section 6.
const (
	frameHeaders  = 1
	frameReset    = 3
	frameSettings = 4
	frameGoAway   = 7
)

// frames is a server of HTTP/2 that can do nothing but go through a script: it answers each
// request with the next of its steps, and with 200 when they are used up.
type frames struct {
	steps []func(c *frameConn, stream uint32)
	seen  []time.Duration
	begin time.Time
}

// frameConn writes from a goroutine of its own, or two ends that both write would wait for
// each other.
type frameConn struct {
	net.Conn
	out chan []byte
}

func refuse(c *frameConn, stream uint32) {
	c.write(frameReset, 0, stream, binary.BigEndian.AppendUint32(nil, refusedStream))
}

// goAway says that the stream was not processed, and that no other will be. The client closes
// the connection then.
func goAway(c *frameConn, stream uint32) {
	c.write(frameGoAway, 0, 0, binary.BigEndian.AppendUint64(nil, uint64(stream-1)<<32))
}

func status503(c *frameConn, stream uint32) {
	c.write(frameHeaders, 5, stream, []byte{0x48, 3, '5', '0', '3'})
}

func status200(c *frameConn, stream uint32) { c.write(frameHeaders, 5, stream, []byte{0x88}) }

func (c *frameConn) write(kind, flags byte, stream uint32, payload []byte) {
	head := append(binary.BigEndian.AppendUint32(nil, uint32(len(payload))<<8|uint32(kind)), flags)
	c.out <- append(binary.BigEndian.AppendUint32(head, stream), payload...)
}

func (c *frameConn) send() {
	for frame := range c.out {
		c.Write(frame)
	}
}

func (f *frames) serve(conn net.Conn) {
	c := &frameConn{conn, make(chan []byte, 16)}
	defer c.Close()
	defer close(c.out)
	go c.send()
	io.CopyN(io.Discard, c, int64(len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")))
	c.write(frameSettings, 0, 0, nil)
	for head := make([]byte, 9); ; {
		if _, err := io.ReadFull(c, head); err != nil {
			return
		}
		io.CopyN(io.Discard, c, int64(binary.BigEndian.Uint32(head)>>8))
		if head[3] == frameHeaders {
			f.answer(c, binary.BigEndian.Uint32(head[5:]))
		}
	}
}

func (f *frames) answer(c *frameConn, stream uint32) {
	n := len(f.seen)
	f.seen = append(f.seen, time.Since(f.begin))
	step := status200
	if n < len(f.steps) {
		step = f.steps[n]
	}
	step(c, stream)
}

// HTTP/2 says of a request that nothing was done for it. net/http repeats it then, as part
// of one attempt; what it gives up is repeated here, also a POST without a key.
func TestHTTP2Unprocessed(t *testing.T) {
	for _, tt := range []struct {
		shows    string
		steps    []func(*frameConn, uint32)
		requests int
		attempt  int // that was answered with 200
	}{
		{"REFUSED_STREAM", []func(*frameConn, uint32){refuse}, 2, 1},
		{"GOAWAY", []func(*frameConn, uint32){goAway}, 2, 1},
		{"GOAWAY after an answer", []func(*frameConn, uint32){status503, goAway}, 3, 2},
		{"REFUSED_STREAM until net/http gives up", slices.Repeat([]func(*frameConn, uint32){refuse}, 8), 9, 2},
		{"GOAWAY again and again, at which net/http does not give up", slices.Repeat([]func(*frameConn, uint32){goAway}, 8), 9, 1},
	} {
		t.Run(tt.shows, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				network, server := newMemory(), &frames{begin: time.Now(), steps: tt.steps}
				go func() {
					for {
						c, err := network.Accept()
						if err != nil {
							return
						}
						go server.serve(c)
					}
				}()
				base := &http.Transport{DialContext: network.Dial, Protocols: new(http.Protocols)}
				base.Protocols.SetUnencryptedHTTP2(true)
				defer network.Close()
				defer base.CloseIdleConnections()
				client := &http.Client{Transport: &Transport{Base: base, Client: tenth(), Untouched: []int{503}}}
				resp, err := client.Post("http://service/", "text/plain", strings.NewReader("a body"))
				if err != nil {
					t.Fatalf("%v, requests at %v", err, server.seen)
				}
				resp.Body.Close()
				synctest.Wait() // until the connection is idle
				if n := retry.Attempt(resp.Request.Context()); resp.StatusCode != 200 || n != tt.attempt || len(server.seen) != tt.requests {
					t.Errorf("%d to attempt %d, requests at %v; want attempt %d, %d requests", resp.StatusCode, n, server.seen, tt.attempt, tt.requests)
				}
			})
		})
	}
}

// Over a real connection with TLS and HTTP/2, where a body is sent again.
func TestHTTP2(t *testing.T) {
	service := &script{begin: time.Now(), steps: []step{says(503), says(429)}}
	server := httptest.NewUnstartedServer(service)
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of the certificate below
	server.StartTLS()
	defer server.Close()
	once := tenth()
	once.Policy.Strategy = retry.Immediate{}
	client := server.Client()
	client.Transport = &Transport{Base: client.Transport, Client: once}
	req, _ := http.NewRequest("PUT", server.URL, strings.NewReader("a body"))
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	outcome(t, resp)
	if want := []string{"a body", "a body", "a body"}; resp.ProtoMajor != 2 || !slices.Equal(service.bodies, want) {
		t.Errorf("%s, bodies %q", resp.Proto, service.bodies)
	}

	client.Transport = &Transport{Client: once} // which does not know the server's certificate
	if _, err := client.Get(server.URL); err == nil || verdictOf(err) != retry.GiveUpPermanent {
		t.Errorf("a certificate that is not trusted: %v", err)
	}
}

func verdictOf(err error) retry.Verdict {
	e, _ := errors.AsType[*retry.Error](err)
	return verdict(e)
}
