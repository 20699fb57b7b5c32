package runs

import (
	"container/list"

	"backofflab/experiment"
	"backofflab/sim"
)

// Bounds of what a server keeps of finished runs: how many, and how many numbers
// they hold in all. A number takes eight bytes or fewer.
const (
	keptRuns    = 32
	keptNumbers = 4 << 20
)

// numbersOfHistogram is what a histogram counts for: more than most of them hold.
const numbersOfHistogram = 8 << 10

// cache keeps the finished runs that were asked for last. It is not safe for
// simultaneous use: its owner has a lock.
type cache struct {
	runs, numbers int // bounds
	held          int // numbers of all that is kept
	byKey         map[string]*list.Element
	latest        *list.List // of kept, the latest first
}

// kept is a finished run on the shelf. Nothing of it may be changed.
type kept struct {
	key     string
	found   experiment.Outcome
	numbers int
}

func newCache(runs, numbers int) *cache {
	return &cache{runs: runs, numbers: numbers, byKey: map[string]*list.Element{}, latest: list.New()}
}

// get returns a run, which from now on is the latest.
func (s *cache) get(key string) (experiment.Outcome, bool) {
	place, there := s.byKey[key]
	if !there {
		return experiment.Outcome{}, false
	}
	s.latest.MoveToFront(place)
	return place.Value.(kept).found, true
}

// put keeps a run, and gives up those that were not asked for longest. One that is
// too large for the shelf as a whole is not kept.
func (s *cache) put(key string, found experiment.Outcome) {
	one := kept{key, found, numbersOf(found.Results)}
	if _, there := s.byKey[key]; there || one.numbers > s.numbers {
		return
	}
	s.byKey[key] = s.latest.PushFront(one)
	s.held += one.numbers
	for s.held > s.numbers || len(s.byKey) > s.runs {
		last := s.latest.Back()
		gone := s.latest.Remove(last).(kept)
		delete(s.byKey, gone.key)
		s.held -= gone.numbers
	}
}

// numbersOf is about how many numbers some results hold.
func numbersOf(results []sim.Result) int {
	n := 0
	for _, r := range results {
		c := r.Columns
		for _, column := range [][]int{c.Attempts, c.Accepted, c.Rejected, c.Failed, c.Completed, c.InFlight, c.TimedOut, c.Begun, c.Queued, c.Open} {
			n += len(column)
		}
		n += numbersOfHistogram * (2 + len(r.Parts))
	}
	return n
}
