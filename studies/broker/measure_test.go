package broker

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"backofflab/internal/format"
)

var update = flag.Bool("update", false, "measure, and write docs/many-machines.md")

// The document, and what was measured for it.
const (
	document = "../../docs/many-machines.md"
	figures  = "testdata/measured.json"
)

// measured are the figures of the document.
type measured struct {
	Machine               string
	Ready                 []float64 // ms, sorted
	Memory                float64   // MiB
	EmptyWall, EmptyCPU   float64   // µs a job
	DirectCPU, ThroughCPU float64   // ms a job of some 50 ms
	BrokerCPU             float64   // µs a job, of a broker in a process of its own
	Crowds                []crowd
}

// crowd is what so many workers got done, on one machine with their broker.
type crowd struct {
	Workers int
	Job     time.Duration
	Rate    float64 // jobs/s
}

// The tables of the document are those of the figures that were measured; with -update they are
// measured anew.
func TestDocumentIsOfTheFigures(t *testing.T) {
	if *update {
		write(t, measure(t))
	}
	text, err := os.ReadFile(figures)
	if err != nil {
		t.Fatal(err)
	}
	var m measured
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	is, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	want := string(is)
	for name, table := range map[string]string{"measured": m.table(), "saturation": m.saturation()} {
		want = between(t, want, name, table)
	}
	if *update {
		if err := os.WriteFile(document, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(is) {
		t.Errorf("%s is not of %s; run with -update", document, figures)
	}
}

// between returns a text with another part between the marks of a name.
func between(t testing.TB, text, name, part string) string {
	t.Helper()
	before, rest, ok := strings.Cut(text, "<!-- "+name+" -->\n")
	_, after, end := strings.Cut(rest, "<!-- end of "+name+" -->")
	if !ok || !end {
		t.Fatalf("the document has no part %q", name)
	}
	return before + "<!-- " + name + " -->\n" + part + "<!-- end of " + name + " -->" + after
}

func write(t testing.TB, m measured) {
	t.Helper()
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(figures, append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (m measured) table() string {
	var b strings.Builder
	row := func(what, value string) { fmt.Fprintf(&b, "| %s | %s |\n", what, value) }
	n := len(m.Ready)
	fmt.Fprintf(&b, "%s; the machine is shared with others.\n\n| what | measured |\n|---|---:|\n", m.Machine)
	row("the embedded broker is ready after", fmt.Sprintf("%.1f ms (%.1f to %.1f)", m.Ready[n/2], m.Ready[0], m.Ready[n-1]))
	row("memory that it takes, idle", fmt.Sprintf("%.1f MiB", m.Memory))
	row("a job of no time, one worker, from its submission to its result", fmt.Sprintf("%.0f µs; %.0f µs of processor time", m.EmptyWall, m.EmptyCPU))
	row(fmt.Sprintf("processor time of a job of %.1f ms, without a broker", m.DirectCPU), fmt.Sprintf("%.2f ms", m.DirectCPU))
	row("the same, through the broker", fmt.Sprintf("%.2f ms, %+.1f %%", m.ThroughCPU, 100*(m.ThroughCPU/m.DirectCPU-1)))
	row("processor time of a broker in a process of its own, for a job", fmt.Sprintf("%.0f µs", m.BrokerCPU))
	return b.String()
}

// saturation is what the model says of the cost that was measured, and beside it what was
// measured.
func (m measured) saturation() string {
	var b strings.Builder
	fmt.Fprintf(&b, "| workers | job | the workers alone | the model | they work | measured on one machine |\n|---:|---:|---:|---:|---:|---:|\n")
	for _, workers := range []int{10, 100, 1000} {
		for _, job := range []time.Duration{50 * time.Millisecond, 500 * time.Millisecond, 5 * time.Second} {
			s := site{workers: workers, job: job, cost: time.Duration(m.BrokerCPU * 1000), trip: time.Millisecond}
			rate, seen := s.rate(200_000), "—"
			for _, c := range m.Crowds {
				if c.Workers == workers && c.Job == job {
					seen = fmt.Sprintf("%.0f jobs/s", c.Rate)
				}
			}
			fmt.Fprintf(&b, "| %d | %v | %.0f jobs/s | %.0f jobs/s | %.0f %% of the time | %s |\n", workers, job, float64(workers)/job.Seconds(), rate, 100*s.busy(rate), seen)
		}
	}
	return b.String()
}

func measure(t testing.TB) (m measured) {
	m.Machine = fmt.Sprintf("%s, %s/%s, %s", runtime.Version(), runtime.GOOS, runtime.GOARCH, format.Plural(runtime.NumCPU(), "core"))
	m.Memory = memory(t) // before anything else has grown the heap
	for range 9 {
		start := time.Now()
		b := begun(t)
		m.Ready = append(m.Ready, time.Since(start).Seconds()*1e3)
		shut(t, b)
	}
	slices.Sort(m.Ready)
	m.EmptyWall, m.EmptyCPU = empty(t, 10_000)
	m.DirectCPU, m.ThroughCPU = loaded(t, 4, 30)
	m.BrokerCPU = crowdOf(t, 20, 0, 10_000, nil)
	for _, c := range []crowd{{Workers: 100, Job: 50 * time.Millisecond}, {Workers: 100, Job: 500 * time.Millisecond}, {Workers: 1000, Job: 50 * time.Millisecond}, {Workers: 1000, Job: 500 * time.Millisecond}, {Workers: 1000, Job: 5 * time.Second}} {
		crowdOf(t, c.Workers, c.Job, max(8*c.Workers, 8000), &c)
		m.Crowds = append(m.Crowds, c)
	}
	return m
}

// begun is an embedded broker that is there.
func begun(t testing.TB) *Broker {
	t.Helper()
	c := quickConfig("")
	c.AckWait, c.MaxBytes = 5*time.Second, 64<<20
	b, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.calls.Done()
	return b
}

func shut(t testing.TB, b *Broker) {
	t.Helper()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
}

// memory is what an idle embedded broker takes, in MiB.
func memory(t testing.TB) float64 {
	in := func() uint64 {
		var s runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&s)
		return s.HeapInuse + s.StackInuse
	}
	before := in()
	b := begun(t)
	defer shut(t, b)
	return float64(in()-before) / (1 << 20)
}

// spent is the processor time of this process.
func spent(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// numbered are n jobs.
func numbered(n int) func(func(Job) bool) {
	return func(yield func(Job) bool) {
		for i := range n {
			if !yield(Job{ID: fmt.Sprint(i), Payload: []byte("job")}) {
				return
			}
		}
	}
}

// through does n jobs with so many workers, and returns how long it took.
func through(t testing.TB, b *Broker, workers, n int, w Work) time.Duration {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Work(ctx, workers, w) }()
	until(t, "the workers wait", func() bool {
		s, err := b.Status(t.Context())
		return err == nil && s.Workers == workers
	})
	start, got := time.Now(), 0
	if err := b.Do(t.Context(), fmt.Sprint("b", start.UnixNano()), numbered(n), func(int, Result) { got++ }); err != nil || got != n {
		t.Fatal(got, err)
	}
	took := time.Since(start)
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	return took
}

// empty measures jobs of no time, in µs each: on the wall, and of the processor.
func empty(t testing.TB, n int) (wall, cpu float64) {
	b := begun(t)
	defer shut(t, b)
	before := spent(t)
	took := through(t, b, 1, n, func(context.Context, []byte) ([]byte, error) { return []byte("done"), nil })
	return took.Seconds() * 1e6 / float64(n), (spent(t) - before).Seconds() * 1e6 / float64(n)
}

// burned is what burn came to, so that it is not left out.
var burned atomic.Uint64

// burn computes for so many rounds.
func burn(rounds int) (x uint64) {
	x = 88172645463325252
	for range rounds {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

// ofSize is work of some 50 ms of processor time.
func ofSize(t testing.TB) Work {
	burned.Store(burn(1e8)) // the processor wakes up
	start := spent(t)
	burned.Store(burn(1e8))
	size := int(50e6 / float64(spent(t)-start) * 1e8)
	return func(context.Context, []byte) ([]byte, error) { return fmt.Append(nil, burn(size)), nil }
}

// loaded measures jobs of some 50 ms, without a broker and through it, in turns: processor
// time in ms a job.
func loaded(t testing.TB, rounds, n int) (direct, over float64) {
	b := begun(t)
	defer shut(t, b)
	w := ofSize(t)
	for range rounds {
		start := spent(t)
		for range n {
			_, _ = w(t.Context(), nil)
		}
		half := spent(t)
		through(t, b, 1, n, w)
		direct += (half - start).Seconds() * 1e3
		over += (spent(t) - half).Seconds() * 1e3
	}
	return direct / float64(rounds*n), over / float64(rounds*n)
}

// crowdOf has workers wait through n jobs of a broker in a process of its own; c, if it is
// not nil, gets the rate. It returns the broker's processor time in µs a job.
func crowdOf(t testing.TB, workers int, job time.Duration, n int, c *crowd) float64 {
	port := freePort(t)
	server := spawn(t, "server", port, t.TempDir())
	server.says(t, "ready")
	config := quickConfig("nats://127.0.0.1:" + port)
	config.AckWait, config.MaxBytes = 10*time.Second, 64<<20
	b, err := Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	took := through(t, b, workers, n, func(context.Context, []byte) ([]byte, error) {
		time.Sleep(job) // what others compute elsewhere
		return make([]byte, 2000), nil
	})
	shut(t, b)
	signalTo(t, server, syscall.SIGTERM)
	<-server.ended
	if c != nil {
		c.Rate = float64(n) / took.Seconds()
	}
	p := server.ProcessState
	return (p.UserTime() + p.SystemTime()).Seconds() * 1e6 / float64(n)
}
