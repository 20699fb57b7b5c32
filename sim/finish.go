package sim

import "backofflab/sim/metrics"

// complete returns the result of a run that is over, with its columns, and room for its waves.
func (e *engine) complete(columns metrics.Columns, waves []metrics.Wave) Result {
	r := e.figures(columns, waves, e.end)
	e.total()
	for _, p := range e.parts {
		r.Requests += p.Requests
		r.Attempts += p.Attempts
		r.Successes += p.Successes
		r.Hedges += p.Hedges
		r.HedgesWon += p.HedgesWon
		r.GaveUp.add(p.GaveUp)
	}
	next, ok := e.queue.Next()
	e.finish(&r, &e.scenario, e.stopped || ok && next < e.end, e.now)
	if len(e.parts) > 1 {
		r.Parts = append([]Part(nil), e.parts...)
		for i, p := range e.parts {
			e.peaks[i].turn(e.end)
			r.Parts[i].Peak, r.Parts[i].PeakSpan = e.peaks[i].most, e.peaks[i].width
			r.ByAttempt.Add(p.ByAttempt)
		}
	} else {
		r.Layers, r.ByAttempt = e.parts[0].Layers, e.parts[0].ByAttempt
	}
	e.service.LetOut(e.end - 1)
	r.Dropped, r.ServiceArea, r.ServiceSojourn = e.service.Dropped(), e.service.Area(), e.service.Sojourn()
	r.summarise(&e.scenario)
	return r
}
