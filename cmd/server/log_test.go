package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"backofflab/internal/logging"
)

// piped is a server as a process of its own, with its log in a pipe.
func piped(t *testing.T) (server *exec.Cmd, base string, log *bufio.Reader, reader *os.File) {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reader.Close() })
	server = exec.Command(os.Args[0], "-addr", "127.0.0.1:0", "-drain-delay", "0s")
	server.Env = append(os.Environ(), serveInstead+"=1")
	server.Stdout, server.Stderr = writer, os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill() })
	if err := writer.Close(); err != nil { // ours; the server has its own
		t.Fatal(err)
	}
	log = bufio.NewReader(reader)
	line, err := log.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return server, addressIn(line), log, reader
}

// chatter asks until the log has lines of some bytes, at least; it returns how many.
func chatter(t *testing.T, base string, bytes int) (lines int) {
	t.Helper()
	query := strings.Repeat("q", 290)
	const line = 400 // bytes, at least: query, time and the rest
	for written := 0; written < bytes; written += line {
		if status, _ := get(t, base+"/healthz?"+query); status != http.StatusOK {
			t.Fatalf("%d after %d requests", status, lines)
		}
		lines++
	}
	return lines
}

func ends(t *testing.T, server *exec.Cmd) {
	t.Helper()
	raise(t, server, syscall.SIGTERM)
	if err := server.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// A log that nobody can read any more does not stop the server.
func TestLogWhoseReaderIsGone(t *testing.T) {
	server, base, _, reader := piped(t)
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	chatter(t, base, 10_000)
	ends(t, server)
}

// A reader that has stopped holds up nobody. It finds whole lines, when it goes on, and how
// many are missing.
func TestLogWhoseReaderHasStopped(t *testing.T) {
	server, base, log, _ := piped(t)
	asked := chatter(t, base, logging.Room*3/2)
	all := make(chan []byte)
	go func() {
		text, _ := io.ReadAll(log)
		all <- text
	}()
	raise(t, server, syscall.SIGTERM)
	text := <-all
	if err := server.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	requests, missing := 0, 0
	whole := regexp.MustCompile(`^time=\S+ level=INFO msg=request method=GET path=/healthz query=q{290} status=200 .* from=127\.0\.0\.0\n$`)
	gap := regexp.MustCompile(`^time=\S+ level=WARN msg="lines of the log were left out: .*" lines=(\d+)\n$`)
	for line := range strings.Lines(string(text)) {
		switch found := gap.FindStringSubmatch(line); {
		case found != nil:
			n, _ := strconv.Atoi(found[1])
			missing += n
		case whole.MatchString(line):
			requests++
		case !strings.Contains(line, "msg=stopp"):
			t.Errorf("no line of ours: %q", line)
		}
	}
	// The line that says that the server stops may be among those that are missing.
	if told := requests + missing; missing == 0 || told < asked || told > asked+2 {
		t.Errorf("%d requests are in the log, %d are said to be missing, and there were %d", requests, missing, asked)
	}
}

// A server ends although its log is full, and what has come through is whole.
func TestLogWhoseReaderNeverGoesOn(t *testing.T) {
	server, base, log, _ := piped(t)
	chatter(t, base, logging.Room*3/2)
	ends(t, server)
	text, err := io.ReadAll(log)
	if err != nil || len(text) == 0 || text[len(text)-1] != '\n' {
		t.Errorf("%v; the log ends with %q", err, fmt.Sprintf("%.100s", text[max(0, len(text)-100):]))
	}
}
