package metrics

import "time"

// plainHerd is a herd that looks at every window as it comes.
type plainHerd struct {
	window  time.Duration
	burst   time.Duration
	inside  []arrival // retries of the window that ends now
	counts  map[uint32]int
	before  []ending // windows that end in the present one and that none exceeded since
	pending Wave
	worst   [maxWaves]Wave
	later   *plainHerd // of the retries after the first burst; nil: this is one
}

type arrival struct {
	at     time.Duration
	client uint32
}

type ending struct {
	at      time.Duration
	retries int
}

func newPlainHerd(window, burst time.Duration) *plainHerd {
	later := &plainHerd{window: window, counts: map[uint32]int{}}
	return &plainHerd{window: window, burst: burst, counts: map[uint32]int{}, later: later}
}

func (h *plainHerd) Add(at time.Duration, client uint32) {
	if h.later != nil && at >= h.burst {
		h.later.Add(at, client)
	}
	for len(h.inside) > 0 && h.inside[0].at <= at-h.window {
		left := h.inside[0].client
		if h.counts[left]--; h.counts[left] == 0 {
			delete(h.counts, left)
		}
		h.inside = h.inside[1:]
	}
	h.inside = append(h.inside, arrival{at, client})
	h.counts[client]++
	now := Wave{From: h.inside[0].at, To: at, Retries: len(h.inside), Clients: len(h.counts)}

	if h.pending.To < now.From {
		insert(&h.worst, h.pending)
		h.pending = Wave{}
	}
	for len(h.before) > 0 && h.before[0].at < now.From {
		h.before = h.before[1:]
	}
	if len(h.before) == 0 || h.before[0].retries < now.Retries {
		h.pending = now
	}
	for len(h.before) > 0 && h.before[len(h.before)-1].retries <= now.Retries {
		h.before = h.before[:len(h.before)-1]
	}
	h.before = append(h.before, ending{at, now.Retries})
}

func (h *plainHerd) Worst() []Wave {
	worst := h.worst
	insert(&worst, h.pending)
	n := 0
	for n < maxWaves && worst[n].Retries > 0 {
		n++
	}
	return worst[:n]
}

// Later is the fullest window of those: the fullest is a wave of theirs.
func (h *plainHerd) Later() Wave {
	if worst := h.later.Worst(); len(worst) > 0 {
		return worst[0]
	}
	return Wave{}
}
