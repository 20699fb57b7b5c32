package fit

import (
	"math"
	"time"

	"backofflab/calculator/observed"
	"backofflab/retry"
	"backofflab/sim/rng"
)

// measurement is how drawn delays become what somebody sees.
type measurement struct {
	step     time.Duration
	rounding Rounding
	attempt  time.Duration // an attempt takes an even share of it, where times are seen
	first    int           // retry of a client that is seen first; 0 is 1
	censored bool          // the last delay of a client ends in the middle
}

var precise = measurement{step: time.Millisecond}

// drawn are n delays of a strategy, of clients with up to retries of them each.
func drawn(s retry.Strategy, n, retries int, m measurement, seed uint64) observed.Log {
	log := observed.Log{Step: m.step, Times: m.rounding == Between}
	chance, look := rng.New(seed, rng.Jitter), rng.New(seed, rng.Faults)
	number := uint32(0)
	for client := uint32(0); n > 0; client++ {
		c := observed.Client{}
		memory, clock := time.Duration(0), time.Duration(look.Float64(client, 1)*float64(time.Hour))
		for k := 1; k <= retries && n > 0; k++ {
			number++
			delay, next := s.Delay(k, memory, chance.Float64(client, uint32(k)))
			before := memory
			memory = next
			then := clock + delay + time.Duration(look.Float64(number, 3)*float64(m.attempt))
			if k >= m.first {
				d := observed.Delay{Line: int(number), Retry: k, Delay: m.seen(delay, clock, then)}
				// Somebody looks after a time that has nothing to do with this delay.
				until, _ := s.Delay(k, before, look.Float64(number, 4))
				if m.censored && (k == retries || n == 1) && until < delay {
					d.Delay, d.Censored = m.seen(until, clock, clock), true
				}
				c.Delays = append(c.Delays, d)
				n--
			}
			clock = then
		}
		log.Clients = append(log.Clients, c)
	}
	return log
}

func (m measurement) seen(delay, from, to time.Duration) time.Duration {
	switch m.rounding {
	case Nearest:
		return time.Duration(math.Round(float64(delay)/float64(m.step))) * m.step
	case Down:
		return delay / m.step * m.step
	case Up:
		return (delay + m.step - 1) / m.step * m.step
	}
	return to/m.step*m.step - from/m.step*m.step
}

// reference are the parameters of the strategies that tests draw from, where nothing else is said.
var reference = retry.Params{
	Base: 100 * time.Millisecond, Factor: 2, Cap: 10 * time.Second,
	Share: 0.2, Extra: 100 * time.Millisecond, Power: 2,
	Delays: []time.Duration{time.Second, 5 * time.Second, 30 * time.Second},
}
