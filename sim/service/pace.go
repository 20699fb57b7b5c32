package service

import "time"

// Brownout is a time in which the servers work slowly. The zero value is none.
type Brownout struct {
	Speed    float64 // of the servers in [From, To), below 1
	From, To time.Duration
}

// spent is how long a server that begins now is busy with work.
func (b Brownout) spent(now, work time.Duration) time.Duration {
	if now >= b.From && now < b.To {
		work = time.Duration(min(float64(work)/b.Speed, float64(Never)))
	}
	return min(work, Never)
}
