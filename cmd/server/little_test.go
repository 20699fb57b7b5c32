package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"backofflab/api/wire"
	"backofflab/experiment/job"
	"backofflab/experiment/sweep"
	"backofflab/internal/labtest"
)

// What the server of TestServerWithLittle has.
const (
	fewDescriptors = 64
	littleMemory   = 24 << 20 // for the Go runtime; a server takes some 50 MB where it may
)

// A server with one processor, hardly any memory and few descriptors computes the same bytes as
// another. Where it has no descriptor for one more connection it waits longer and longer
// before it tries again, says so as an error, goes on to answer those whom it has, and then all.
func TestServerWithLittle(t *testing.T) {
	server, base, metrics, out := little(t)
	if got, want := table(t, base), simulated(t); !bytes.Equal(got, want) {
		t.Errorf("with little: %.300s\nwith more:  %.300s", got, want)
	}
	labtest.Eventually(t, "its files are compressed, and it has about its limit of memory", func() bool {
		taken := metric(t, metrics, "go_memstats_sys_bytes") - metric(t, metrics, "go_memstats_heap_released_bytes")
		return taken > littleMemory/2 && taken < littleMemory*3/2
	})
	for used := time.Duration(-1); spent(t, server)-used > 20*time.Millisecond; time.Sleep(200 * time.Millisecond) {
		used = spent(t, server) // until its files are compressed
	}
	known := dial(t, base)
	askOn(t, known, "/readyz")
	began, used := time.Now(), spent(t, server)
	crowd := make([]net.Conn, 2*fewDescriptors)
	for i := range crowd {
		crowd[i] = dial(t, base)
	}
	labtest.Eventually(t, "it waits as long as it ever does", func() bool { return strings.Contains(out.all(), "too many open files; retrying in 1s") })
	if lines := strings.Count(out.all(), `level=ERROR msg="no connection can be accepted"`); lines == 0 || lines > 2+int(time.Since(began).Seconds()) { // once a second, of 9 tries and more
		t.Errorf("it says so %d times:\n%s", lines, out.all())
	}
	if worked, passed := spent(t, server)-used, time.Since(began); worked > passed/2 {
		t.Errorf("it has worked for %v of %v", worked, passed)
	}
	askOn(t, known, "/api/v1/sweep?clients=21&runs=2&x=cap:1s,5s&refine=0")
	for _, c := range crowd {
		_ = c.Close()
	}
	if status, _ := get(t, base+"/readyz"); status != http.StatusOK {
		t.Errorf("%d when there are descriptors again", status)
	}
	// It tries after 5, 10, 20, 40, 80, 160, 320, 640 and 1,000 ms, and then once a second.
	if tries, most := metric(t, metrics, "backofflab_accept_errors_total"), 60+2*time.Since(began).Seconds(); tries < 9 || tries > most {
		t.Errorf("it has tried %v times, and should at most %v", tries, most)
	}
}

// little starts that server, with all of its log and the address of its metrics.
func little(t *testing.T) (server *exec.Cmd, base, metrics string, out *startLine) {
	t.Helper()
	server = exec.Command("sh", "-c", fmt.Sprintf(`ulimit -n %d && exec "$0" "$@"`, fewDescriptors), os.Args[0],
		"-addr", "127.0.0.1:0", "-log-level", "info", "-metrics-addr", "127.0.0.1:0")
	server.Env = []string{"GOMAXPROCS=1", fmt.Sprintf("GOMEMLIMIT=%d", littleMemory)}
	base, out = started(t, server)
	if status, _ := get(t, base+"/readyz"); status != http.StatusOK {
		t.Fatalf("%d at the start", status)
	}
	labtest.Eventually(t, "it says where its metrics are", func() bool {
		_, line, said := strings.Cut(out.all(), "msg=metrics address=")
		var whole bool
		metrics, _, whole = strings.Cut(line, "metrics\n")
		return said && whole
	})
	if n := metric(t, metrics, "go_sched_gomaxprocs_threads"); n != 1 {
		t.Fatalf("it has %v processors", n)
	}
	return server, base, metrics, out
}

const littleSweep = "clients=2000&rate=100&runs=6&strategies=full,decorrelated&x=cap:1s,2s,5s,10s,20s&refine=0"

// simulated is what comes of the sweep here, on two processors.
func simulated(t *testing.T) []byte {
	t.Helper()
	s, err := sweep.Parse(littleSweep)
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Run(t.Context(), job.Local{Workers: 2}, 5_000_000, func(sweep.Table) {})
	if err != nil {
		t.Fatal(err)
	}
	b, err := wire.Encode(wire.SweepAnswerOf(s, found))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSpace(b)
}

// table is what a server says comes of it.
func table(t *testing.T, base string) json.RawMessage {
	t.Helper()
	for {
		status, body := get(t, base+"/api/v1/sweep?"+littleSweep)
		var answer struct{ Table json.RawMessage }
		if err := json.Unmarshal([]byte(body), &answer); err != nil || status != http.StatusOK && status != http.StatusAccepted {
			t.Fatalf("%d, %v: %.300s", status, err, body)
		}
		if status == http.StatusOK {
			return answer.Table
		}
	}
}

// metric is the value of a metric without labels.
func metric(t *testing.T, metrics, name string) (value float64) {
	t.Helper()
	_, body := get(t, metrics+"metrics")
	_, rest, _ := strings.Cut(body, "\n"+name+" ")
	if _, err := fmt.Sscan(rest, &value); err != nil {
		t.Fatalf("no %s: %v", name, err)
	}
	return value
}

// dial connects, and sends nothing.
func dial(t *testing.T, base string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// askOn asks on a connection that is there.
func askOn(t *testing.T, c net.Conn, target string) {
	t.Helper()
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: lab\r\n\r\n", target); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("%s: %v", target, err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("%s: %d, %v: %.300s", target, response.StatusCode, err, body)
	}
}

// spent is how long the processors have worked for a process (proc_pid_stat(5): fields 14 and
// 15, in hundredths of a second).
func spent(t *testing.T, server *exec.Cmd) time.Duration {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", server.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), ") ") // fields 1 and 2: the name may hold blanks
	fields := strings.Fields(rest)
	var user, system int64
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		t.Fatal(err)
	}
	return time.Duration(user+system) * 10 * time.Millisecond
}
