package metrics

import "time"

// maxWaves is how many waves a herd remembers.
const maxWaves = 3

// Wave is a window of a [Herd] at its fullest.
type Wave struct {
	From, To time.Duration // when its first and its last retry reached the service
	Retries  int           // in the window
	Clients  int           // distinct clients among them
}

// Herd finds the moments at which clients came back together: the windows
// (t-window, t] with the most retries, wherever they begin.
//
// A window lasts from its first retry to its last. It is a wave when no window that
// shares a moment with it has more retries, and none before it as many. So waves do
// not overlap, the swell before a wave and the ebb after it are no waves of their
// own, and the largest is the fullest window there is, the first of several.
//
// An Add takes constant time on average. Memory grows to the retries of the fullest
// window, beside a counter for each client.
type Herd struct {
	window  time.Duration
	inside  ring[arrival] // retries of the window that ends now
	counts  []uint32      // of these, by client
	clients int           // distinct ones

	// Windows that ended in the one that ends now and that none exceeded since, so
	// their sizes fall: the first is the largest that overlaps the present one.
	before ring[ending]

	pending Wave           // a wave, unless what follows exceeds it
	worst   [maxWaves]Wave // that nothing can exceed any more, largest first
}

type arrival struct {
	at     time.Duration
	client uint32
}

type ending struct {
	at      time.Duration
	retries int
}

// NewHerd returns a herd without retries, of clients 0 to clients-1. The window
// must be positive.
func NewHerd(window time.Duration, clients int) *Herd {
	return &Herd{window: window, counts: make([]uint32, clients)}
}

// Add counts a retry that reaches the service, no earlier than the one before.
func (h *Herd) Add(at time.Duration, client uint32) {
	for h.inside.len() > 0 && h.inside.first().at <= at-h.window {
		h.leave(h.inside.shift().client)
	}
	h.inside.push(arrival{at, client})
	h.enter(client)
	now := Wave{From: h.inside.first().at, To: at, Retries: h.inside.len(), Clients: h.clients}

	if h.pending.To < now.From {
		insert(&h.worst, h.pending)
		h.pending = Wave{}
	}
	for h.before.len() > 0 && h.before.first().at < now.From {
		h.before.shift()
	}
	if h.before.len() == 0 || h.before.first().retries < now.Retries {
		h.pending = now // it exceeds the one that was pending, which is in before too
	}
	for h.before.len() > 0 && h.before.last().retries <= now.Retries {
		h.before.pop()
	}
	h.before.push(ending{at, now.Retries})
}

// Worst returns the largest waves so far, at most three, largest first and of
// equal ones the earlier first. The last may still grow. Even a lone retry is a
// wave, of one.
func (h *Herd) Worst() []Wave {
	worst := h.worst
	insert(&worst, h.pending)
	n := 0
	for n < maxWaves && worst[n].Retries > 0 {
		n++
	}
	return worst[:n]
}

func (h *Herd) enter(client uint32) {
	if h.counts[client] == 0 {
		h.clients++
	}
	h.counts[client]++
}

func (h *Herd) leave(client uint32) {
	h.counts[client]--
	if h.counts[client] == 0 {
		h.clients--
	}
}

// insert puts a wave, later than all others, at its place among the worst. One
// without retries has none.
func insert(worst *[maxWaves]Wave, w Wave) {
	for i := range worst {
		if w.Retries > worst[i].Retries {
			copy(worst[i+1:], worst[i:])
			worst[i] = w
			return
		}
	}
}
