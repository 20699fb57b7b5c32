package broker

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// signalTo sends a signal to a process.
func signalTo(t testing.TB, p *process, s os.Signal) {
	t.Helper()
	if err := p.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// A worker that is killed in the middle of a job loses nothing: another one does it.
func TestWorkerIsKilled(t *testing.T) {
	url, _ := serve(t, nil)
	b := open(t, quickConfig(url))
	gate := filepath.Join(t.TempDir(), "gate")
	payloads := append([]string{"gate " + gate}, plain(50)...)
	got := collect(t)
	victim := spawn(t, "worker", url)
	victim.says(t, "ready")
	end := submit(b, t.Context(), "b", jobsWith(payloads...), got.done)
	victim.says(t, "begun gate")
	signalTo(t, victim, syscall.SIGKILL)
	<-victim.ended
	other := spawn(t, "worker", url)
	other.says(t, "begun gate")
	create(t, gate)
	if err := await(t, end); err != nil {
		t.Fatal(err)
	}
	got.check(payloads, nil)
}

// A worker that is told to end hands back the job that it cannot finish, at once.
func TestWorkerIsTerminated(t *testing.T) {
	url, _ := serve(t, nil)
	c := quickConfig(url)
	c.AckWait = time.Hour // nobody gets the job for a silence
	b := open(t, c)
	gate := filepath.Join(t.TempDir(), "gate")
	payloads := []string{"gate " + gate}
	got := collect(t)
	first := spawn(t, "worker", url, "1h")
	end := submit(b, t.Context(), "b", jobsWith(payloads...), got.done)
	first.says(t, "begun gate")
	signalTo(t, first, syscall.SIGTERM)
	<-first.ended
	if code := first.ProcessState.ExitCode(); code != 0 {
		t.Errorf("it ends with code %d", code)
	}
	spawn(t, "worker", url, "1h").says(t, "begun gate")
	create(t, gate)
	if err := await(t, end); err != nil {
		t.Fatal(err)
	}
	got.check(payloads, nil)
}

// A worker that is stopped for longer than AckWait loses its job to another. When it goes
// on, its late result is the same, and counts nothing.
func TestWorkerIsStoppedAndGoesOn(t *testing.T) {
	url, _ := serve(t, nil)
	b := open(t, quickConfig(url))
	gate := filepath.Join(t.TempDir(), "gate")
	payloads := append([]string{"gate " + gate}, plain(20)...)
	got := collect(t)
	sleeper := spawn(t, "worker", url)
	end := submit(b, t.Context(), "b", jobsWith(payloads...), got.done)
	sleeper.says(t, "begun gate")
	signalTo(t, sleeper, syscall.SIGSTOP)
	spawn(t, "worker", url).says(t, "begun gate")
	create(t, gate)
	if err := await(t, end); err != nil {
		t.Fatal(err)
	}
	signalTo(t, sleeper, syscall.SIGCONT)
	// It has stored its result, or found the other one, once it begins another job.
	more := collect(t)
	ended := submit(b, t.Context(), "c", jobsWith(plain(500)...), more.done)
	sleeper.says(t, "begun plain")
	if err := await(t, ended); err != nil {
		t.Fatal(err)
	}
	again := collect(t)
	if err := b.Do(t.Context(), "b", jobsWith(payloads...), again.done); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*collected{got, again} {
		c.check(payloads, nil)
	}
	more.check(plain(500), nil)
}

// A broker that is killed and comes back, with all that it had or with nothing, loses no job
// and counts none twice.
func TestBrokerIsKilled(t *testing.T) {
	for _, memory := range []bool{false, true} {
		t.Run(fmt.Sprintf("memory=%v", memory), func(t *testing.T) {
			port, dir := freePort(t), t.TempDir()
			url := "nats://127.0.0.1:" + port
			killed := spawn(t, "server", port, dir)
			killed.says(t, "ready")
			c := quickConfig(url)
			c.Memory = memory
			b, workers := open(t, c), open(t, c)
			work(t, workers, 2, act)
			gate := filepath.Join(t.TempDir(), "gate")
			payloads := append(plain(30), "gate "+gate, "gate "+gate+" 2")
			payloads = append(payloads, plain(300)...)
			got := collect(t)
			end := submit(b, t.Context(), "b", jobsWith(payloads...), got.done)
			until(t, "both workers have a job that lasts", func() bool {
				s, err := b.Status(t.Context())
				return err == nil && s.UnderWay == 2 && s.Waiting > 0 && got.len() >= 22
			})
			signalTo(t, killed, syscall.SIGKILL)
			<-killed.ended
			until(t, "it is missed", func() bool { return !b.link.conn.IsConnected() && !workers.link.conn.IsConnected() })
			if memory {
				dir = t.TempDir()
			}
			create(t, gate)
			spawn(t, "server", port, dir).says(t, "ready")
			if err := await(t, end); err != nil {
				t.Fatal(err)
			}
			got.check(payloads, nil)
		})
	}
}

// freePort is a port at which nobody listens.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := strings.Cut(l.Addr().String(), ":")
	return port
}
