package sim

import (
	"time"

	"backofflab/sim/rng"
)

// permanent failures hit a share of the requests, every attempt of them.
type permanent struct {
	share float64
	draws rng.Stream
}

func (f permanent) meet(_ time.Duration, id, _, request uint32) fate {
	if f.draws.Float64(id, request) < f.share {
		return fails
	}
	return passes
}
