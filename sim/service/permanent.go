package service

import "time"

// permanent failures hit a share of the requests, every attempt of them.
type permanent struct{ share float64 }

func (f permanent) meet(_ time.Duration, d *faultDraws, a Attempt) Fate {
	if d.permanents.Float64(a.original(), a.Request) < f.share {
		return FailsForGood
	}
	return Passes
}
