package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// none is an empty environment.
func none(string) string { return "" }

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestServerPrintsTheAddressToOpen(t *testing.T) {
	lab := startLab(t)
	if status, body := get(t, lab.base+"/"); status != http.StatusOK || !strings.Contains(body, "Backoff Lab") {
		t.Errorf("%d at %s", status, lab.base)
	}
}

func TestOpenURL(t *testing.T) {
	for addr, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080/",
		":8080":          "http://localhost:8080/",
		"0.0.0.0:80":     "http://localhost:80/",
		"[::]:8080":      "http://localhost:8080/",
		"[::1]:8080":     "http://[::1]:8080/",
		"lab:8080":       "http://lab:8080/",
	} {
		if got := openURL(addr); got != want {
			t.Errorf("%s: %s, want %s", addr, got, want)
		}
	}
}

func TestHealthAsksTheServer(t *testing.T) {
	lab := startLab(t)
	addr := strings.TrimPrefix(lab.base, "http://")
	get(t, lab.base+"/healthz") // a busy machine may take seconds, and -health waits for three
	if err := run(context.Background(), []string{"-health", "-addr", addr}, none, io.Discard); err != nil {
		t.Errorf("a healthy server: %v", err)
	}
	lab.stop()
	if err := run(context.Background(), []string{"-health", "-addr", addr}, none, io.Discard); err == nil {
		t.Error("no server counts as healthy")
	}
}

func TestAddressInUseIsAnError(t *testing.T) {
	lab := startLab(t)
	if err := run(context.Background(), []string{"-addr", strings.TrimPrefix(lab.base, "http://")}, none, io.Discard); err == nil {
		t.Error("two servers on one address")
	}
}

// process is a server as a process of its own, which signals can be sent to.
func process(t *testing.T, flags ...string) (server *exec.Cmd, base string) {
	t.Helper()
	server = exec.Command(os.Args[0], append([]string{"-addr", "127.0.0.1:0", "-log-level", "error"}, flags...)...)
	base, _ = started(t, server)
	return server, base
}

// started starts a command that becomes a server, until the test ends.
func started(t *testing.T, server *exec.Cmd) (base string, out *startLine) {
	t.Helper()
	out = newStartLine()
	server.Env = append(os.Environ(), append(server.Env, serveInstead+"=1")...)
	server.Stdout, server.Stderr = out, os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill() })
	select {
	case line := <-out.first:
		return addressIn(line), out
	case <-time.After(patience):
		t.Fatal("the server did not start")
		return "", nil
	}
}

func raise(t *testing.T, server *exec.Cmd, s os.Signal) {
	t.Helper()
	if err := server.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

func TestSignalDrains(t *testing.T) {
	for _, stop := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		server, base := process(t, "-drain-delay", "1s")
		viewer, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(base, "http")+"/api/v1/stream", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer viewer.Close()
		if err := viewer.WriteMessage(websocket.TextMessage, []byte(`{"type":"run","query":"rate=0"}`)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := viewer.ReadMessage(); err != nil {
			t.Fatal(err)
		}
		raise(t, server, stop)
		_, _, err = viewer.ReadMessage()
		if closing := new(websocket.CloseError); !errors.As(err, &closing) || closing.Code != websocket.CloseServiceRestart {
			t.Errorf("%s: the viewer got %v", stop, err)
		}
		if status, _ := get(t, base+"/readyz"); status != http.StatusServiceUnavailable {
			t.Errorf("%s: readyz is %d in the drain", stop, status)
		}
		if err := server.Wait(); err != nil {
			t.Errorf("%s: the server ended with %v", stop, err)
		}
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	server, base := process(t, "-drain-delay", "5s")
	raise(t, server, syscall.SIGTERM)
	for status := http.StatusOK; status != http.StatusServiceUnavailable; {
		status, _ = get(t, base+"/readyz")
	}
	raise(t, server, syscall.SIGTERM)
	err := server.Wait()
	if state, ok := server.ProcessState.Sys().(syscall.WaitStatus); err == nil || !ok || !state.Signaled() {
		t.Errorf("the server ended with %v", err)
	}
}

// Whoever waits for what takes longer than a stop may is told to come back, and not cut off.
func TestStopAnswersThoseWhoWait(t *testing.T) {
	s, err := parseSettings([]string{"-drain-delay", "0s"}, none, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	s.api.Logger = s.logger(io.Discard)
	lab, stop, err := open(s)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := lab.HTTP()
	go func() { _ = server.Serve(listener) }() // until it is shut down
	answers := make(chan *http.Response, 1)
	go func() {
		answer, err := http.Get("http://" + listener.Addr().String() + "/api/v1/run?clients=100000&spread=60s&rate=100&attempts=100&budget=ratio")
		if err != nil {
			t.Errorf("who waits gets %v", err)
		}
		answers <- answer
	}()
	for lab.Counts().Runs == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := drain(lab, server, s); err != nil {
		t.Error(err)
	}
	answer := <-answers
	if answer == nil {
		return
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" {
		t.Errorf("who waits gets %s, %v", answer.Status, answer.Header)
	}
}
