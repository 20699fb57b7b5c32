package runs

import (
	"sync"

	"backofflab/experiment"
	"backofflab/internal/share"
	"backofflab/scenario"
)

// keptTrials is of how many scenarios the trials are kept; those of one are a few KB.
const keptTrials = 256

// trials are those of scenarios, so that a rush of runs that differ in the seed alone simulates
// them once.
type trials struct {
	mu   sync.Mutex
	kept *share.Cache[*experiment.Trials]
}

func newTrials() *trials {
	one := func(*experiment.Trials) int { return 0 }
	return &trials{kept: share.NewCache(share.Bounds{Count: keptTrials}, one)}
}

// of returns those of a scenario.
func (t *trials) of(s scenario.Scenario) *experiment.Trials {
	s.Seed, s.Runs = scenario.Default().Seed, 1
	t.mu.Lock()
	defer t.mu.Unlock()
	key := s.Query()
	kept, ok := t.kept.Get(key)
	if !ok {
		kept = experiment.NewTrials(s)
		t.kept.Put(key, kept)
	}
	return kept
}
