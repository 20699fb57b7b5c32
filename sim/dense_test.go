package sim

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"backofflab/scenario/scenariotest"
)

// So much happens within a network's round trip here that it matters at every
// moment what was taken together: retries come back while others of their batch
// arrive, clients give up just then, and the run ends in the middle of it. With -short, as in
// make test, a quarter of the seeds is tried; make check tries all.
func TestDenseRunsAgainstOracle(t *testing.T) {
	together, foreseen, seeds := 0, 0, uint64(400)
	if testing.Short() {
		seeds = 100
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 8))
		pick := func(values ...string) string { return values[r.IntN(len(values))] }
		hop := time.Duration(1+r.IntN(9_000)) * time.Microsecond
		query := fmt.Sprintf("clients=%d&spread=%dms&latency=%v&bin=%dms&seed=%d&base=%dms&cap=%dms&attempts=%d&burst=%d&rate=%d",
			50+r.IntN(250), r.IntN(40), hop, 1+r.IntN(20), seed, 1+r.IntN(5), 5+r.IntN(40), 2+r.IntN(20), 1+r.IntN(30), 500+r.IntN(20_000))
		query += "&strategies=" + pick("immediate", "fixed", "full", "equal", "exponential", "decorrelated", "linear")
		query += "&limiter=" + pick("token-bucket", "token-bucket", "gcra", "fixed-window", "sliding-log", "concurrency&concurrency=5&service=2ms") + "&window=5ms"
		query += pick("", "", "", "&fail=0.2", "&permanent=0.1", "&fail=0.1&outage=refuse&outage-from=5ms&outage-to=15ms")
		query += pick("", "", "", "&servers=3&queue=20&service=1ms&service-dist=exponential&queue-timeout=4ms", "&servers=40&queue=0&service=3ms")
		query += pick("", "", fmt.Sprintf("&timeout=%v", max(time.Millisecond, hop+1+time.Duration(r.Int64N(int64(2*hop))))))
		query += pick("", "", fmt.Sprintf("&horizon=%v", (41*time.Millisecond+3*hop+time.Duration(r.Int64N(60e6))).Truncate(time.Microsecond)))
		query += pick("", "", "", fmt.Sprintf("&population=open&offered=%d&duration=%dms", 500+r.IntN(20_000), 10+r.IntN(30)))
		query += pick("", "", fmt.Sprintf("&crash=%dms&restart=%dms&crash-share=%s&crash-state=%s", 1+r.IntN(50), 1+r.IntN(30), pick("1", "0.5"), pick("kept", "lost")))
		if atOnce := pick("", "", "", "&network=exponential", fmt.Sprintf("&network=normal&latency-sd=%v", hop/4), "&latency=0s"); atOnce != "" {
			query += atOnce + "&fail=0&permanent=0&outage=none&servers=0&timeout=0s&crash=0s" + pick("&limiter=token-bucket", "&limiter=gcra", "&limiter=fixed-window", "")
		}
		s := scenariotest.Parse(t, scenariotest.LastWins(query))
		switch mode := begun(s, s.Strategies[0]).mode; {
		case mode.batched():
			together++
		case mode == Foreseen:
			foreseen++
		}
		results, different := againstOracle(t, s)
		if different {
			t.Errorf("seed %d: %s", seed, query)
		}
		if slices.ContainsFunc(results, func(r Result) bool { return r.Attempts == 0 }) {
			t.Errorf("seed %d: nobody arrives", seed)
		}
	}
	if together < int(seeds)/4 || foreseen < int(seeds)/20 {
		t.Errorf("only %d runs handle attempts together, and %d after they look ahead", together, foreseen)
	}
}
