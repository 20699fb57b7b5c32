//go:build unix

package conformance

import (
	"context"
	"errors"
	"net"
	"os"
	"testing"
	"time"
)

func TestWhatACommandStartedEndsWithIt(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	t.Setenv("BACKOFFLAB_HOLD", listener.Addr().String())
	c, _ := Find("retry-after-seconds")
	c.Limit = time.Second
	held := make(chan net.Conn, 1)
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			held <- conn
		}
	}()
	if r := runFake(t, "spawns stuck", []Case{c}, 1).Results[0]; r.Verdict != Fail || r.Ended || r.Exit != -1 {
		t.Errorf("%s: %s; ended %v with %d", r.Verdict, r.Reason, r.Ended, r.Exit)
	}
	select {
	case conn := <-held:
		conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		if _, err := conn.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error("what the command started is still there")
		}
		conn.Close()
	case <-time.After(10 * time.Second):
		t.Error("the command started nothing")
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	c, _ := Find("deadline-hang")
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := Run(ctx, Command{Path: "sleep", Args: []string{"60"}}, Options{Cases: []Case{c}}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}
