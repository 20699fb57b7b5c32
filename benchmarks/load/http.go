package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// client returns a client for HTTP that calls from one address, on at most so many
// connections. What it is answered is compressed, and stays so.
func client(from netip.Addr, connections int) *http.Client {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: from.AsSlice()}, Timeout: 10 * time.Second}
	return &http.Client{
		Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// answer is what came of a call.
type answer struct {
	status int // 0: none
	size   int64
	took   time.Duration
	err    error
}

// call sends a request as a browser does and reads its answer to the end.
func call(ctx context.Context, c *http.Client, method, url string, header http.Header, body io.Reader) answer {
	begin := time.Now()
	request, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return answer{err: err}
	}
	request.Header = http.Header{"Accept": {"text/html,application/json;q=0.9,*/*;q=0.8"}, "Accept-Encoding": {"gzip, deflate, br"}}
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := c.Do(request)
	if err != nil {
		return answer{took: time.Since(begin), err: err}
	}
	defer response.Body.Close()
	size, err := io.Copy(io.Discard, response.Body)
	return answer{status: response.StatusCode, size: size, took: time.Since(begin), err: err}
}

func get(ctx context.Context, c *http.Client, url string) answer {
	return call(ctx, c, http.MethodGet, url, nil, nil)
}

// readSlowly asks for an address on a connection with a small buffer, and reads so many bytes
// a second until ctx ends. It returns the line of the status, and at once where that is not 200.
func readSlowly(ctx context.Context, server string, from netip.Addr, path string, perSecond int) (string, error) {
	conn, err := dial(ctx, server, from, 4<<10)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if _, err := io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: "+server+"\r\n\r\n"); err != nil {
		return "", err
	}
	in := bufio.NewReaderSize(conn, 256)
	status, err := in.ReadString('\n')
	if err != nil {
		return "", err
	}
	if !strings.Contains(status, " 200 ") {
		return status, nil // there is nothing to read slowly
	}
	const turns = 4 // a second
	chunk := make([]byte, max(perSecond/turns, 1))
	for {
		if _, err := in.Read(chunk); err != nil {
			if errors.Is(err, io.EOF) || ctx.Err() != nil {
				err = nil
			}
			return status, err
		}
		select {
		case <-ctx.Done():
			return status, nil
		case <-time.After(time.Second / turns):
		}
	}
}

// fetch returns a small text.
func fetch(ctx context.Context, url string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	response, err := client(neighbour, 1).Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	return string(text), err
}
