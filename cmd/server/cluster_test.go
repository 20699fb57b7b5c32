//go:build netns

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"backofflab/api/wire"
	"backofflab/experiment/job"
	"backofflab/experiment/sweep"
)

// These tests need root and ip of iproute2: each machine is a network namespace of its own,
// and a bridge in another one is the cable between them. `make cluster` runs them.

// fetchMain, in the environment, makes this program ask for one address and end: a way to ask
// from within a namespace.
const fetchMain = "BACKOFFLAB_TEST_FETCH"

func init() {
	if url := os.Getenv(fetchMain); url != "" {
		os.Exit(fetch(url))
	}
}

// fetch prints what a GET answers, after its status.
func fetch(url string) int {
	client := http.Client{Timeout: time.Minute}
	answer, err := client.Get(url)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer answer.Body.Close()
	fmt.Println(answer.StatusCode)
	_, err = io.Copy(os.Stdout, answer.Body)
	if err != nil {
		return 1
	}
	return 0
}

// network is machines and the cable between them.
type network struct {
	t     *testing.T
	cable string
	next  int
}

func newNetwork(t *testing.T) *network {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("namespaces take root")
	}
	n := &network{t: t, cable: fmt.Sprintf("lab%d-cable", os.Getpid())}
	n.namespace(n.cable)
	n.in(n.cable, "ip", "link", "add", "bridge", "type", "bridge")
	n.in(n.cable, "ip", "link", "set", "bridge", "up")
	return n
}

func (n *network) namespace(name string) {
	n.run("ip", "netns", "add", name)
	n.t.Cleanup(func() { n.run("ip", "netns", "del", name) })
	n.in(name, "ip", "link", "set", "lo", "up")
}

func (n *network) run(args ...string) {
	n.t.Helper()
	if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
		n.t.Fatalf("%s: %v: %s", strings.Join(args, " "), err, out)
	}
}

func (n *network) in(namespace string, args ...string) {
	n.t.Helper()
	n.run(append([]string{"ip", "netns", "exec", namespace}, args...)...)
}

// machine is a namespace with an address.
type machine struct {
	network       *network
	name, address string
	port          string        // its end of the cable
	gone          chan struct{} // closed when its program has ended
}

func (n *network) machine(name string) machine {
	n.next++
	m := machine{n, fmt.Sprintf("lab%d-%s", os.Getpid(), name), fmt.Sprintf("10.77.0.%d", n.next), fmt.Sprintf("port%d", n.next), make(chan struct{})}
	n.namespace(m.name)
	n.in(m.name, "ip", "link", "add", "eth0", "type", "veth", "peer", "name", m.port, "netns", n.cable)
	n.in(m.name, "ip", "addr", "add", m.address+"/24", "dev", "eth0")
	n.in(m.name, "ip", "link", "set", "eth0", "up")
	n.in(n.cable, "ip", "link", "set", m.port, "master", "bridge")
	n.in(n.cable, "ip", "link", "set", m.port, "up")
	return m
}

// cut takes the machine's end off the cable; mend puts it back.
func (m machine) cut()  { m.network.in(m.network.cable, "ip", "link", "set", m.port, "down") }
func (m machine) mend() { m.network.in(m.network.cable, "ip", "link", "set", m.port, "up") }

// start runs a program on the machine until the test ends.
func (m machine) start(program string, args ...string) {
	t := m.network.t
	t.Helper()
	c := exec.Command("ip", append([]string{"netns", "exec", m.name, program}, args...)...)
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = c.Wait()
		close(m.gone)
	}()
	t.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		<-m.gone
		if b, err := os.ReadFile(log.Name()); err == nil && t.Failed() {
			t.Logf("%s: %s", m.name, b)
		}
	})
}

// get asks a lab of this machine, from there.
func (m machine) get(path string) (status int, body []byte, err error) {
	c := exec.Command("ip", "netns", "exec", m.name, os.Args[0])
	c.Env = append(os.Environ(), fetchMain+"=http://127.0.0.1:8080"+path)
	out, err := c.Output()
	if err != nil {
		return 0, nil, err
	}
	first, rest, _ := bytes.Cut(out, []byte("\n"))
	_, err = fmt.Sscan(string(first), &status)
	return status, rest, err
}

// answer asks until the answer is one that is wanted.
func (m machine) answer(path string, wanted int) []byte {
	for {
		select {
		case <-m.gone:
			m.network.t.Fatalf("%s has ended", m.name)
		default:
		}
		if status, body, err := m.get(path); err == nil && status == wanted {
			return body
		} else if err == nil && status != http.StatusAccepted && status != http.StatusServiceUnavailable {
			m.network.t.Fatalf("%s: %d: %s", path, status, body)
		}
	}
}

// built compiles a program into the test's directory.
func built(t *testing.T, pkg string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	if out, err := exec.Command("go", "build", "-o", path, pkg).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", pkg, err, out)
	}
	return path
}

// cutFor is how long a machine is cut off: far longer than a broker waits for a worker.
const cutFor = 30 * time.Second

// Three labs and a NATS server, each on a machine of its own, share a sweep that is asked for
// at two of them; the third is cut off for 30 seconds in the middle of it. Both answers are the
// very bytes of one goroutine alone.
func TestThreeMachinesOneCutOff(t *testing.T) {
	n := newNetwork(t)
	broker, a, b, c := n.machine("nats"), n.machine("a"), n.machine("b"), n.machine("c")
	broker.start(built(t, "github.com/nats-io/nats-server/v2"), "-js", "-sd", t.TempDir(), "-a", broker.address)
	lab := built(t, ".")
	for _, m := range []machine{a, b, c} {
		m.start(lab, "-addr", "127.0.0.1:8080", "-nats", "nats://"+broker.address+":4222", "-workers", "1", "-study-grace", "5m")
		m.answer("/readyz", http.StatusOK)
	}
	s, err := sweep.Parse(clusterSweep)
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Run(t.Context(), job.Local{}, 5_000_000, func(sweep.Table) {})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if status, body, err := a.get("/api/v1/sweep?" + clusterSweep); err != nil || status != http.StatusAccepted {
		t.Fatalf("asked: %d, %v: %.300s", status, err, body)
	}
	c.cut()
	cut := time.After(cutFor)
	<-cut
	c.mend()
	for _, m := range []machine{a, b} {
		var got struct {
			Done, Wanted int
			Table        json.RawMessage
		}
		body := m.answer("/api/v1/sweep?"+clusterSweep, http.StatusOK)
		if err := json.Unmarshal(body, &got); err != nil {
			t.Fatal(err)
		}
		want, err := wire.Encode(wire.SweepAnswerOf(s, found))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Table, bytes.TrimSpace(want)) || got.Done != got.Wanted {
			t.Errorf("%s: %d of %d runs: %.300s\nwant %.300s", m.name, got.Done, got.Wanted, got.Table, want)
		}
	}
	t.Logf("%d cells of %d runs in %s, with one machine cut off for %s", found.Done, found.Runs, time.Since(began), cutFor)
}

// clusterSweep takes longer than the cut.
const clusterSweep = "clients=20000&rate=1000&runs=30&x=cap:log(1s,60s,12)&refine=0"
