package httpretry

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/testbed"
)

// crowd is 200 clients that begin within half a second, and a service that serves 40 of them a
// second and fails one attempt of ten.
const crowd = "clients=200&spread=500ms&rate=40&burst=10&fail=0.1&attempts=30&latency=10ms"

// What 200 goroutines with this transport meet at a testbed is what the simulation of the same
// scenario forecasts: within 10 %, in attempts, in the mean time to success, and in when 95 % have
// succeeded. Chance is not the same in both, so means of several runs are compared. Of the three
// the last varies most from run to run, by 7 % (standard deviation of 300 simulations); its mean
// of 32 runs by 1.3 %; without jitter, where the last herds are 5 s apart, about twice that.
func TestForecast(t *testing.T) {
	const measured, simulated = 32, 100
	for _, strategy := range []string{"full", "exponential"} {
		t.Run(strategy, func(t *testing.T) {
			t.Parallel()
			s, err := scenario.ParseQuery(crowd + "&strategies=" + strategy)
			if err != nil {
				t.Fatal(err)
			}
			var forecast, real figures
			for i := range simulated {
				s.Seed = uint64(i + 1)
				results, err := sim.Simulate(t.Context(), s, 1_000_000)
				if err != nil {
					t.Fatal(err)
				}
				forecast.add(results[0], simulated)
			}
			for i := range measured {
				s.Seed = uint64(i + 1)
				synctest.Test(t, func(t *testing.T) { real.add(meet(t, s), measured) })
			}
			for i, name := range [...]string{"attempts", "mean completion", "95 % done"} {
				got, want := real[i], forecast[i]
				t.Logf("%s: %.2f measured, %.2f forecast", name, got, want)
				if math.Abs(got-want) > 0.1*want {
					t.Errorf("%s: %.2f measured, %.2f forecast", name, got, want)
				}
			}
		})
	}
}

// figures are attempts, and seconds until success: in the mean, and of 95 % of the clients.
type figures [3]float64

func (f *figures) add(r sim.Result, runs float64) {
	f[0] += float64(r.Attempts) / runs
	f[1] += r.Completion.Mean().Seconds() / runs
	f[2] += r.Done95.Seconds() / runs
}

// meet lets the clients of a scenario meet its service in a testbed, and returns what that has
// measured.
func meet(t *testing.T, s scenario.Scenario) sim.Result {
	pool := testbed.NewPool(testbed.Limits{PerSecond: 10_000})
	defer pool.Close()
	bed, err := pool.Start(testbed.Config{Scenario: s, Tell: testbed.Tell{By: testbed.ByHeader, Name: "X-Client"}})
	if err != nil {
		t.Fatal(err)
	}
	network := newMemory()
	server := &http.Server{Handler: pool}
	defer server.Close()
	go server.Serve(network)
	base := &http.Transport{DialContext: network.Dial, MaxIdleConnsPerHost: s.Clients}
	defer base.CloseIdleConnections()
	policy := s.Policy(s.Strategies[0])
	policy.RetryAfter = retry.RetryAfter{Rule: retry.Ignore{}}
	client := &http.Client{Transport: &Transport{Base: base, AttemptHeader: "X-Retry-Attempt", Client: &retry.Client{Policy: policy, Budget: retry.NoBudget}}}
	var all sync.WaitGroup
	for i := range s.Clients {
		start := rand.N(s.Spread)
		all.Go(func() {
			time.Sleep(start)
			visit(t, client, "http://testbed"+bed.Path(), i)
		})
	}
	all.Wait()
	return bed.Snapshot().Result
}

func visit(t *testing.T, client *http.Client, url string, i int) {
	req, _ := http.NewRequestWithContext(context.Background(), "GET", url, nil)
	req.Header.Set("X-Client", strconv.Itoa(i))
	resp, err := client.Do(req)
	if err != nil {
		t.Error(err)
		return
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != 200 {
		t.Error(fmt.Sprint(resp.Status, err))
	}
}
