package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/rng"
)

// A client may retry in layers: an attempt of one is a request of the next, and those of the
// innermost reach the service. Each decides by its own policy, from the answer that comes up
// to it. A layer that stops waiting, at its timeout or its total timeout, hangs up on all
// below it.

// stack is the policies of a client's layers, the outermost first.
type stack struct {
	policies []retry.Policy
	// ends is how long the request of a layer may take until it is over whatever it does:
	// its own total timeout, or the timeout of the layer above; never, if there is none.
	ends []time.Duration
}

func stackOf(p scenario.Part) stack {
	s := stack{p.Policies, make([]time.Duration, len(p.Policies))}
	for i := range p.Policies {
		s.ends[i] = never
		if total := p.Policies[i].Total; total > 0 {
			s.ends[i] = total
		}
		if i > 0 && p.Policies[i-1].Timeout > 0 {
			s.ends[i] = min(s.ends[i], p.Policies[i-1].Timeout)
		}
	}
	return s
}

// standing is where a request stands in one layer.
type standing struct {
	start  time.Duration // when the layer's request began
	memory time.Duration // of its strategy
	guarded
	attempt uint16        // that is under way, or to come; from 1
	cause   retry.Outcome // of the attempt before
}

// outerDraws are the streams from which the layers above the innermost draw, by layer.
type outerDraws struct{ jitter, retryAfter, guards []rng.Stream }

func newOuterDraws(seed uint64, depth int) outerDraws {
	var d outerDraws
	for layer := range depth - 1 {
		d.jitter = append(d.jitter, rng.New(seed, rng.LayerJitter(layer)))
		d.retryAfter = append(d.retryAfter, rng.New(seed, rng.LayerRetryAfter(layer)))
		d.guards = append(d.guards, rng.New(seed, rng.LayerGuards(layer)))
	}
	return d
}

// layered reports whether the clients of a part retry in several layers.
func (e *engine) layered(part int) bool { return e.depth > 1 && len(e.stacks[part].policies) > 1 }

// standings returns where a request stands, by layer.
func (e *engine) standings(id uint32) []standing {
	first := int(id) * e.depth
	if missing := first + e.depth - len(e.layers); missing > 0 {
		e.layers = append(e.layers, make([]standing, missing)...)
	}
	part := e.partOf(e.requests[id].client)
	return e.layers[first : first+len(e.stacks[part].policies)]
}

// beginLayers lets the outermost layer begin a request.
func (e *engine) beginLayers(id uint32, now time.Duration) {
	if s := &e.requests[id]; e.layered(e.partOf(s.client)) {
		s.layer = 0
		e.standings(id)[0] = standing{start: now, attempt: 1}
	}
}

// descend begins the requests of the layers below the one whose attempt goes out.
func (e *engine) descend(id uint32, now time.Duration) {
	s := &e.requests[id]
	part := e.partOf(s.client)
	if !e.layered(part) {
		return
	}
	at := e.standings(id)
	for i := int(s.layer); i < len(at); i++ {
		if i > int(s.layer) {
			at[i] = standing{start: now, attempt: 1}
		}
		e.parts[part].Layers[i].made(at[i].attempt)
	}
}

// goDown asks the guards of the layer whose attempt is to come, then those of each below.
func (e *engine) goDown(id uint32, now time.Duration) {
	s := &e.requests[id]
	if now >= e.wantedUntil(id) { // who waited for it has hung up
		e.takeBack(id, int(s.layer), now)
		e.hangUp(id, now)
		return
	}
	for e.passes(id, int(s.layer), now) && e.enters(id, int(s.layer), now) {
		if !e.stepDown(id, now) {
			e.transmit(id, now)
			return
		}
	}
}

// goOn is the end of what a throttle made the attempt of a layer wait.
func (e *engine) goOn(id uint32, now time.Duration) {
	s := &e.requests[id]
	switch {
	case now >= e.wantedUntil(id):
		e.settle(id, int(s.layer), now, retry.NotSent)
		e.hangUp(id, now)
	case !e.enters(id, int(s.layer), now):
	case e.stepDown(id, now):
		e.goDown(id, now)
	default:
		e.transmit(id, now)
	}
}

// stepDown begins the request of the layer below, where there is one.
func (e *engine) stepDown(id uint32, now time.Duration) bool {
	s, at := &e.requests[id], e.standings(id)
	if int(s.layer) == len(at)-1 {
		return false
	}
	e.part(s).Layers[s.layer].made(at[s.layer].attempt)
	s.layer++
	at[s.layer] = standing{start: now, attempt: 1}
	return true
}

// waitsUntil is until when the client waits for an attempt that is sent now.
func (e *engine) waitsUntil(id uint32, now time.Duration) time.Duration {
	stack := &e.stacks[e.partOf(e.requests[id].client)]
	if e.depth == 1 {
		until := e.overAt(id, stack)
		if timeout := stack.policies[0].Timeout; timeout > 0 {
			until = min(until, now+timeout)
		}
		return until
	}
	until := e.wantedUntil(id)
	if timeout := stack.policies[len(stack.policies)-1].Timeout; timeout > 0 {
		until = min(until, now+timeout)
	}
	for i := int(e.requests[id].layer) + 1; i < len(stack.policies); i++ {
		until = min(until, now+stack.ends[i])
	}
	return until
}

// overAt is when a request without layers is over whatever its client does.
func (e *engine) overAt(id uint32, stack *stack) time.Duration {
	if stack.ends[0] == never {
		return never
	}
	return min(never, e.firstOf(id)+stack.ends[0])
}

// wantedUntil is until when anybody waits for the attempt that goes out next.
func (e *engine) wantedUntil(id uint32) time.Duration {
	s := &e.requests[id]
	stack, until := &e.stacks[e.partOf(s.client)], time.Duration(never)
	if len(stack.policies) == 1 {
		return e.overAt(id, stack)
	}
	for i, at := range e.standings(id)[:s.layer+1] {
		until = min(until, at.start+stack.ends[i])
	}
	return until
}

// answerLayers is the decisions of a client's layers after an attempt that failed.
func (e *engine) answerLayers(id uint32, now time.Duration, a retry.Answer) {
	depth := len(e.standings(id))
	if a.Outcome == retry.TimedOut {
		e.cutOff(id, now, depth)
		return
	}
	e.climb(id, now, a, depth-1, depth, retry.Retry)
}

// cutOff ends the requests of the layers that nobody waits for any more. The first so many
// layers have an attempt under way.
func (e *engine) cutOff(id uint32, now time.Duration, underWay int) {
	stack, at := &e.stacks[e.partOf(e.requests[id].client)], e.standings(id)
	layer := 0
	for layer < len(at)-1 && now < at[layer].start+stack.ends[layer] {
		layer++
	}
	if now >= at[layer].start+stack.ends[layer] { // that layer's request is over
		layer--
	}
	for below := layer + 1; below < underWay; below++ {
		e.settle(id, below, now, retry.TimedOut)
	}
	e.climb(id, now, hungUp, layer, underWay, retry.GiveUpDeadline)
}

// climb is the decisions of a client's layers, from one outwards: each retries, or gives up
// and hands the answer to the one above. The first so many layers have an attempt under way.
// An attempt that was not sent was refused by a guard, whose verdict is given.
func (e *engine) climb(id uint32, now time.Duration, a retry.Answer, layer, underWay int, why retry.Verdict) {
	s := &e.requests[id]
	stack, at := &e.stacks[e.partOf(s.client)], e.standings(id)
	by := why
	for ; layer >= 0; layer-- {
		if layer < underWay {
			e.settle(id, layer, now, outcomeAbove(a.Outcome))
		}
		d := stack.policies[layer].Next(int(at[layer].attempt), a, now-at[layer].start, at[layer].memory, e.drawsOf(id, layer))
		next := now + min(d.Delay, never)
		if why = d.Verdict; why != retry.Retry {
			if a.Outcome == retry.NotSent && why == retry.GiveUpNotRetried {
				why = by
			}
			continue
		}
		if e.scenario.Propagate == scenario.PropagateDeadline && stack.tooLate(at[:layer+1], next) {
			why = retry.GiveUpDeadline
			continue
		}
		at[layer].memory, at[layer].cause, s.layer = d.Memory, a.Outcome, uint8(layer)
		at[layer].attempt++
		s.attempt++
		s.cause = a.Outcome
		if refused := e.decides(id, layer, now); refused != retry.Retry {
			e.result.NotSent++
			s.attempt--
			why = refused
			continue
		}
		for i := range at[:layer+1] {
			next = min(next, max(now, at[i].start+stack.ends[i])) // then that layer hangs up
		}
		e.schedule(id, next)
		return
	}
	e.abandon(id, now, why)
}

// outcomeAbove is what the guards of a layer hear of its attempt. What a layer below did not
// send was one all the same, and it failed for now.
func outcomeAbove(o retry.Outcome) retry.Outcome {
	if o == retry.NotSent {
		return retry.Unavailable
	}
	return o
}

// settleLayers tells the guards of all layers that their attempts succeeded.
func (e *engine) settleLayers(id uint32, now time.Duration) {
	if e.processes != nil && e.depth > 1 && e.layered(e.partOf(e.requests[id].client)) {
		for layer := range e.standings(id) {
			e.settle(id, layer, now, retry.Success)
		}
	}
}

// tooLate reports whether a layer above, or the last one by its end, would not wait for an
// attempt that starts at a time.
func (s *stack) tooLate(at []standing, next time.Duration) bool {
	for i := range at {
		deadline := s.policies[i].Deadline
		if next >= at[i].start+s.ends[i] || deadline > 0 && i < len(at)-1 && next > at[i].start+deadline {
			return true
		}
	}
	return false
}

// drawsOf are the random numbers of a layer's decision. The innermost has those of a client
// without layers.
func (e *engine) drawsOf(id uint32, layer int) retry.Draws {
	serial := e.requests[id].serial()
	jitter, retryAfter := e.draws.jitter, e.draws.retryAfter
	if outer := e.draws.outer; layer < len(e.standings(id))-1 {
		jitter, retryAfter = outer.jitter[layer], outer.retryAfter[layer]
	}
	return retry.Draws{Jitter: jitter.Float64(id, serial), RetryAfter: retryAfter.Float64(id, serial)}
}
