package api

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"backofflab/internal/labtest"
)

// Two who ask through a proxy that is trusted.
const (
	greedy    = "192.0.2.1"
	neighbour = "198.51.100.7"
)

// behindProxy lets tests say whose request is whose, and runs be as long as they like: what
// waits for their end waits for ever.
func behindProxy(c *Config) {
	c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	c.RunAttempts, c.StreamAttempts = 1<<40, 1<<40
	c.RunWait = labtest.Generous
}

// greed is n requests of one address for what never ends.
func (l *lab) greed(t *testing.T, n int, target func(i int) string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.url+target(i), nil)
			if err != nil {
				t.Error(err)
				return
			}
			request.Header.Set("X-Forwarded-For", greedy)
			if answer, err := http.DefaultClient.Do(request); err == nil {
				_ = answer.Body.Close()
				t.Errorf("%s is answered: %s", target(i), answer.Status)
			}
		})
	}
	t.Cleanup(func() {
		stop()
		all.Wait()
	})
}

// greedyViewers are eight sockets of one address whose runs never end, in the line once it returns.
func (l *lab) greedyViewers(t *testing.T) {
	t.Helper()
	for i := range 8 {
		l.dial(t, "X-Forwarded-For", greedy).askAnyway(1, fmt.Sprintf("%s&seed=%d", labtest.Storm, i))
	}
	labtest.Eventually(t, "all of them are under way", func() bool { return l.pool.UnderWay() == 8 })
	labtest.Eventually(t, "others wait", func() bool { return l.streamClass.Slots.Line().Waiting > 4 })
}

// However many large runs one address asks for, others are answered: with their runs, and not
// only at the end.
func TestANeighbourIsAnswered(t *testing.T) {
	lab := startLab(t, behindProxy)
	lab.Server.runClass.Longest = 0
	lab.greed(t, 8, func(i int) string { return fmt.Sprintf("/api/v1/run?%s&seed=%d", labtest.Storm, i) })
	labtest.Eventually(t, "all of them are under way", func() bool { return lab.pool.UnderWay() == 8 })
	labtest.Eventually(t, "one has a turn, and others wait", func() bool { line := lab.runClass.Slots.Line(); return line.InUse > 0 && line.Waiting > 4 })
	for i, target := range []string{"/?clients=30", "/api/v1/run?clients=31", "/fragment/advice?clients=32", "/api/v1/attempts?clients=33", "/card.png?clients=34", "/compare?clients=35&with=clients=36"} {
		a := lab.ask(t, "GET", target, "X-Forwarded-For", neighbour)
		if a.status != http.StatusOK || strings.Contains(a.body, `data-state="streaming"`) {
			t.Errorf("%d: %s: %d", i, target, a.status)
		}
	}
	if lab.pool.UnderWay() != 8 {
		t.Errorf("%d of 8 large runs are left", lab.pool.UnderWay())
	}
}

func TestANeighboursStreamEnds(t *testing.T) {
	lab := startLab(t, behindProxy)
	lab.greedyViewers(t)
	v := lab.dial(t, "X-Forwarded-For", neighbour)
	v.ask(1, "", 0)
	v.until("done")
	if lab.pool.UnderWay() != 8 {
		t.Errorf("%d of 8 large runs are left", lab.pool.UnderWay())
	}
}

// Who wants the run of one who waits long does not wait as long.
func TestASharedRunHasTheTurnOfEach(t *testing.T) {
	lab := startLab(t, behindProxy)
	lab.greedyViewers(t)
	first, second := lab.dial(t, "X-Forwarded-For", greedy), lab.dial(t, "X-Forwarded-For", neighbour)
	first.ask(1, labtest.Small, 0)
	second.ask(1, labtest.Small, 0)
	second.until("done")
	first.until("done")
}
