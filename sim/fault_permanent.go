package sim

import "time"

// permanent failures hit a share of the requests, every attempt of them.
type permanent struct{ share float64 }

func (f permanent) meet(_ time.Duration, d *draws, id, _, request uint32) fate {
	if d.permanents.Float64(id, request) < f.share {
		return fails
	}
	return passes
}
