package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"backofflab/experiment/job"
	"backofflab/internal/labtest"
	"backofflab/runs"
)

// crowd is how many ask for the same at once.
const crowd = 1000

// asked is what a crowd gets that asks for the same, by answer. All of them wait at the same
// time: the work goes on when inside says that all are there.
func (l *lab) asked(t *testing.T, target string, inside func() int, goOn func()) map[string]int {
	t.Helper()
	var all sync.WaitGroup
	answers := make([]string, crowd)
	for i := range answers {
		all.Go(func() {
			a := l.get(t, target)
			answers[i] = fmt.Sprintf("%d %s", a.status, a.body)
		})
	}
	labtest.Eventually(t, "all of the crowd wait", func() bool { return inside() == crowd })
	goOn()
	all.Wait()
	counts := map[string]int{}
	for _, a := range answers {
		counts[a]++
	}
	return counts
}

// one is the answer of all of a crowd, which it is once each has got the same.
func one(t *testing.T, answers map[string]int) (text string) {
	t.Helper()
	for text = range answers {
		if len(answers) != 1 || !strings.HasPrefix(text, "200 ") {
			t.Errorf("one of %d answers, to %d: %.200s", len(answers), answers[text], text)
		}
	}
	return text
}

// A thousand who ask for the same run at once get the same bytes of one simulation.
func TestCrowdSharesARun(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunWait = labtest.Generous })
	target := "/api/v1/run?clients=5&strategies=fixed,full&bin=5s"
	goOn := hold(t, lab.runClass.Slots)
	got := lab.asked(t, target, func() (users int) {
		for _, n := range lab.Server.finished.UnderWay() {
			users += n
		}
		return users
	}, goOn)
	if begun := strings.Count(lab.log.String(), "run begins"); begun != 2 {
		t.Errorf("%d of two fleets were simulated for a crowd", begun)
	}
	if alone := lab.get(t, target); one(t, got) != "200 "+alone.body {
		t.Errorf("who asks alone gets %.200s", alone.body)
	}
}

// gated is a runner that counts its tasks, and waits at a gate.
type gated struct {
	gate  chan struct{}
	mu    sync.Mutex
	tasks map[string]int // how often each was simulated
}

func (g *gated) Run(ctx context.Context, tasks []job.Task, done func(int, job.Sample)) error {
	<-g.gate
	return job.Local{Workers: 1}.Run(ctx, tasks, func(i int, s job.Sample) {
		g.mu.Lock()
		g.tasks[tasks[i].Key()]++
		g.mu.Unlock()
		done(i, s)
	})
}

// A thousand who ask for the same sweep at once get the same bytes of one study, in which each
// cell is simulated once.
func TestCrowdSharesASweep(t *testing.T) {
	runner := &gated{gate: make(chan struct{}), tasks: map[string]int{}}
	lab := startLab(t, func(c *Config) { c.Runner, c.StudyWait = runner, writeTimeout/2 })
	target := "/api/v1/sweep?" + quickSweep
	got := lab.asked(t, target, func() (users int) {
		for _, n := range lab.studies.Running() {
			users += n
		}
		return users
	}, func() { close(runner.gate) })
	for key, times := range runner.tasks {
		if times != 1 {
			t.Errorf("%s was simulated %d times", key, times)
		}
	}
	if len(runner.tasks) != 2 {
		t.Errorf("%d tasks for two cells", len(runner.tasks))
	}
	_, table, _ := strings.Cut(one(t, got), `"table":`)
	if kept := lab.get(t, target); table == "" || !strings.HasSuffix(kept.body, table) {
		t.Errorf("who comes later gets %.200s", kept.body)
	}
}

// leaves asks, and hangs up once there is something to leave.
func (l *lab) leaves(t *testing.T, target string, there func() bool) {
	t.Helper()
	ctx, hangUp := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.url+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		response, err := new(http.Transport).RoundTrip(request)
		if err == nil {
			err = response.Body.Close()
		}
		ended <- err
	}()
	labtest.Eventually(t, "it is under way", there)
	hangUp()
	if err := <-ended; err == nil {
		t.Errorf("%.80s was answered", target)
	}
}

// Who asks for a run, and hangs up before it ends, ends it.
func TestRunEndsWithTheConnection(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunAttempts = 1 << 40 })
	for _, path := range []string{"/api/v1/run", "/api/v1/run.csv", "/api/v1/results.csv"} {
		var run *runs.Shared
		lab.leaves(t, path+"?"+labtest.Storm, func() bool {
			for run = range lab.pool.Running() {
			}
			return run != nil && lab.runClass.Slots.InUse() == 1
		})
		if _, err := run.Result(t.Context()); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: the run ended with %v", path, err)
		}
		labtest.Eventually(t, "nothing of it is left", func() bool {
			return lab.pool.UnderWay() == 0 && lab.runClass.Slots.InUse() == 0 && lab.memory.InUse() == 0 && goroutines() == 0
		})
	}
}

// stuck is a runner that never comes to an end by itself, and says when it was ended.
type stuck struct{ began, ended chan struct{} }

func (s stuck) Run(ctx context.Context, _ []job.Task, _ func(int, job.Sample)) error {
	close(s.began)
	<-ctx.Done()
	close(s.ended)
	return context.Cause(ctx)
}

// So it is with a study, after the grace in which others may come back to it.
func TestStudyEndsWithTheConnection(t *testing.T) {
	for _, path := range []string{"/api/v1/sweep", "/sweep"} {
		runner := stuck{make(chan struct{}), make(chan struct{})}
		lab := startLab(t, func(c *Config) {
			c.Runner, c.StudyWait, c.StudyGrace = runner, writeTimeout/2, time.Nanosecond
		})
		lab.leaves(t, path+"?"+quickSweep, func() bool {
			select {
			case <-runner.began:
				return true
			default:
				return false
			}
		})
		select {
		case <-runner.ended:
		case <-time.After(writeTimeout / 4): // the request would have gone on for twice as long
			t.Errorf("%s: the study goes on", path)
		}
		labtest.Eventually(t, "nothing of it is left", func() bool { return len(lab.studies.Running()) == 0 && goroutines() == 0 })
	}
}

// So do those who open one link at once: its page, what the page asks for, and its attempts.
func TestCrowdSharesAPage(t *testing.T) {
	for _, target := range []string{"/", "/fragment/advice", "/fragment/marks", "/fragment/scene", "/api/v1/attempts"} {
		lab := startLab(t, func(c *Config) { c.RunWait = labtest.Generous })
		goOn, trace := hold(t, lab.runClass.Slots), hold(t, lab.traceClass.Slots)
		got := lab.asked(t, target+"?clients=5&strategies=fixed,full&bin=5s", func() (users int) {
			for _, n := range lab.Server.finished.UnderWay() {
				users += n
			}
			return users
		}, func() { goOn(); trace() })
		one(t, got)
		if begun := strings.Count(lab.log.String(), "run begins"); begun > 2 {
			t.Errorf("%s: %d fleets were simulated for a crowd", target, begun)
		}
	}
}
