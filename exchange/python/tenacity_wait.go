package python

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
)

// A wait of tenacity is a sum of terms. A scenario can say the sums that are told apart here.

// waits is what a sum comes to.
type waits struct {
	fixed        time.Duration // the same before every retry
	low, high    time.Duration // a draw that is the same before every retry
	grows, draws *exponential  // multiplier * base**(k-1), and a draw up to that
	others       []*tree.Node
}

// exponential are the arguments of a growing wait.
type exponential struct {
	n              *tree.Node
	first, cap     time.Duration
	factor         float64
	floor          time.Duration
	extra          time.Duration // of wait_exponential_jitter
	capped, jitter bool
}

// longest is the cap of a wait without one: the most a scenario can say.
const longest = 24 * time.Hour

func readWait(r *form.Reading, n *tree.Node) {
	if n == nil {
		r.Strategy(nil, "immediate", "Without wait= tenacity waits nothing.")
		return
	}
	if n.Calls("wait_chain") {
		readChain(r, n)
		return
	}
	readSum(r, n, 0)
}

// readSum reads a sum of waits, of which the first retry has an exponent less some.
func readSum(r *form.Reading, n *tree.Node, less int) {
	var sum waits
	sum.add(r, n)
	sum.read(r, n, less)
}

// add takes the terms of a wait.
func (w *waits) add(r *form.Reading, n *tree.Node) {
	n.Take()
	switch {
	case n.Kind == tree.Op && n.Text == "+", n.Calls("wait_combine"), n.Calls("sum"), n.Kind == tree.List:
		for _, kid := range n.Kids {
			w.add(r, kid)
		}
	case n.Calls("wait_none"):
	case n.Calls("wait_fixed"):
		w.fixed += length(r, n.Arg(0, "wait"), 0)
	case n.Calls("wait_random"):
		w.low += length(r, n.Arg(0, "min"), 0)
		w.high += length(r, n.Arg(1, "max"), time.Second)
	case n.Calls("wait_exponential") && w.grows == nil:
		w.grows = exponentialOf(r, n, "multiplier")
	case n.Calls("wait_random_exponential", "wait_full_jitter") && w.draws == nil:
		w.draws = exponentialOf(r, n, "multiplier")
	case n.Calls("wait_exponential_jitter") && w.grows == nil:
		w.grows = exponentialOf(r, n, "initial")
		w.grows.jitter = true
		w.grows.extra = length(r, n.Arg(3, "jitter"), time.Second)
	default:
		w.others = append(w.others, n)
	}
}

func exponentialOf(r *form.Reading, n *tree.Node, name string) *exponential {
	e := &exponential{n: n, first: length(r, n.Arg(0, name), time.Second), factor: 2}
	if x, ok := r.LiteralNumber(n.Arg(2, "exp_base")); ok {
		e.factor = x
	}
	n.Arg(2, "exp_base").Mark()
	limit := n.Arg(1, "max")
	e.cap, e.capped = length(r, limit, longest), limit != nil
	if name == "multiplier" {
		e.floor = length(r, n.Arg(3, "min"), 0)
	} else {
		e.floor = length(r, n.Get("min"), 0)
	}
	return e
}

// length is the time that an argument comes to, in seconds; another where it is absent.
func length(r *form.Reading, n *tree.Node, other time.Duration) time.Duration {
	d, ok := r.LiteralDuration(n, time.Second)
	n.Mark()
	if !ok {
		return other
	}
	return d
}

// read sets the strategy that a sum is.
func (w *waits) read(r *form.Reading, n *tree.Node, less int) {
	spread := w.high - w.low
	switch {
	case w.draws != nil && w.grows != nil:
		w.readBoth(r, n, less)
	case w.draws != nil:
		w.readDraws(r, n, less)
	case w.grows != nil && w.grows.jitter:
		r.Strategy(n, "lib:tenacity-exponential-jitter", "Exponential, and a random time more; tenacity cuts at max after that.")
		w.grows.set(r, less)
		r.Set(n, "extra", inLink(w.grows.extra), "")
	case w.grows != nil && w.high > 0:
		r.Strategy(n, "additive", "Exponential, and a random time more.")
		w.grows.set(r, less)
		r.Set(n, "extra", inLink(w.high), "")
		w.lost(r, n, w.low > 0, "wait_random begins at "+inLink(w.low)+" there, at 0 here.")
	case w.grows != nil && w.grows.floor > 0:
		r.Strategy(n, "lib:tenacity-exponential", "Exponential, without jitter, and never less than min.")
		w.grows.set(r, less)
		r.Set(n, "floor", inLink(w.grows.floor), "")
	case w.grows != nil:
		r.Strategy(n, "exponential", "Exponential, without jitter.")
		w.grows.set(r, less)
	case len(w.others) > 0:
		w.readOther(r)
		return
	case spread > 0 && w.fixed+w.low == 0:
		r.Strategy(n, "full", "A random time, the same range before every retry.")
		constant(r, n, w.high)
	case spread > 0:
		r.Strategy(n, "additive", "The same time before every retry, and a random time more.")
		constant(r, n, w.fixed+w.low)
		r.Set(n, "extra", inLink(spread), "")
	case w.fixed+w.high > 0:
		r.Strategy(n, "fixed", "The same time before every retry.")
		r.Set(n, "base", inLink(w.fixed+w.high), "")
	default:
		r.Strategy(n, "immediate", "No wait at all.")
	}
	w.lost(r, n, w.fixed > 0 && (w.grows != nil || w.draws != nil), "wait_fixed adds "+inLink(w.fixed)+" to every wait there, nothing here.")
	for _, other := range w.others {
		r.Lose(other, "This part of the wait is left out: "+other.Callee()+".")
	}
}

func (w *waits) lost(r *form.Reading, n *tree.Node, is bool, says string) {
	if is {
		r.Lose(n, says)
	}
}

// constant sets delays that do not grow.
func constant(r *form.Reading, n *tree.Node, d time.Duration) {
	r.Set(n, "base", inLink(d), "")
	r.Set(n, "cap", inLink(d), "")
	r.Set(n, "factor", "1", "")
}

// set sets base, factor and cap.
func (e *exponential) set(r *form.Reading, less int) {
	r.Set(e.n, "base", inLink(e.start(less)), "")
	r.Set(e.n, "factor", form.Decimal(max(e.factor, 1)), "")
	if e.factor < 1 {
		r.Lose(e.n, "An exp_base below 1 lets the waits shrink; here they stay the same.")
	}
	if e.capped {
		r.Set(e.n, "cap", inLink(e.cap), "")
	} else {
		r.Assume("cap", inLink(longest), "Without max the waits grow for ever; here up to 24 h.")
	}
}

// start is the wait of the exponent at which a chain begins with it.
func (e *exponential) start(exponent int) time.Duration {
	return time.Duration(math.Round(float64(e.first) * math.Pow(e.factor, float64(exponent))))
}

func (w *waits) readDraws(r *form.Reading, n *tree.Node, less int) {
	r.Strategy(n, "full", "A random time up to an exponential one.")
	w.draws.set(r, less)
	if w.draws.floor > 0 {
		r.Set(n, "floor", inLink(w.draws.floor), "min= is the least that is drawn.")
	}
	w.lost(r, n, w.high > 0, "wait_random adds up to "+inLink(w.high)+" there, nothing here.")
}

// readBoth reads an exponential wait and a draw up to another: from a share of one backoff on.
func (w *waits) readBoth(r *form.Reading, n *tree.Node, less int) {
	low, drawn := w.grows, w.draws
	centre := exponential{n: n, first: low.first + drawn.first/2, cap: min(longest, low.cap+drawn.cap/2), factor: low.factor, capped: low.capped || drawn.capped}
	if low.first == drawn.first && low.cap == drawn.cap && low.first < time.Hour/2 {
		r.Strategy(n, "equal", "Half of an exponential time, and a random time up to the other half.")
		centre.first, centre.cap = 2*low.first, min(longest, 2*low.cap)
		centre.set(r, less)
	} else {
		r.Strategy(n, "proportional", "Exponential, within a share of its middle.")
		centre.set(r, less)
		share := 1.0
		if centre.first > 0 {
			share = float64(drawn.first) / 2 / float64(centre.first)
		}
		r.Set(n, "jitter", form.Decimal(math.Round(share*1e6)/1e6), "")
	}
	w.lost(r, n, low.factor != drawn.factor, "The two waits grow differently there.")
	w.lost(r, n, low.capped && drawn.capped && math.Abs(float64(low.cap)*float64(drawn.first)-float64(drawn.cap)*float64(low.first)) > 1e-3*float64(low.cap)*float64(drawn.first), "The two waits end at different shares of their first there.")
	w.lost(r, n, low.floor+drawn.floor > 0, "min= has no counterpart beside another wait.")
}

// readOther reads what is alone, and neither constant nor exponential.
func (w *waits) readOther(r *form.Reading) {
	n := w.others[0]
	if n.Calls("wait_incrementing") {
		readIncrementing(r, n)
		return
	}
	if calculated(r, n, ofAttempt) {
		return
	}
	r.Strategy(n, "immediate", "This wait is code that is not read: the delays are missing.")
	r.Lose(n, "Its waits are the code's own. Choose a strategy by hand.")
}

// readIncrementing reads start + increment*(k-1), which is linear backoff where both are equal,
// and a list else.
func readIncrementing(r *form.Reading, n *tree.Node) {
	start, step := length(r, n.Arg(0, "start"), 0), length(r, n.Arg(1, "increment"), 100*time.Second)
	limit := n.Arg(2, "max")
	most := length(r, limit, longest)
	if start == step && start > 0 {
		r.Strategy(n, "linear", "Each wait is longer by the same time.")
		r.Set(n, "base", inLink(start), "")
		if limit != nil {
			r.Set(n, "cap", inLink(most), "")
		} else {
			r.Assume("cap", inLink(longest), "Without max the waits grow for ever; here up to 24 h.")
		}
		return
	}
	var delays []time.Duration
	for k := range listed {
		delays = append(delays, min(most, start+time.Duration(k)*step))
		if delays[k] == most {
			break
		}
	}
	r.Strategy(n, "list", "Each wait is longer by the same time.")
	setDelays(r, n, delays)
	if delays[len(delays)-1] < most && step > 0 {
		r.Lose(n, "After 20 retries the waits go on growing there; here they stay the same.")
	}
}

// listed is how many delays a list may have.
const listed = 20

// setDelays sets the delays of a list.
func setDelays(r *form.Reading, n *tree.Node, delays []time.Duration) {
	if len(delays) > listed {
		r.Lose(n, fmt.Sprintf("It has %d waits; the first %d are read.", len(delays), listed))
		delays = delays[:listed]
	}
	var texts []string
	for _, d := range delays {
		if d < time.Millisecond {
			r.Lose(n, "A wait of nothing is 1 ms here.")
			d = time.Millisecond
		}
		texts = append(texts, inLink(min(d, longest)))
	}
	r.Set(n, "delays", strings.Join(texts, ","), "")
}

// repeatedWaits finds wait_fixed(3), with the number of times that it stands there, in
// [wait_fixed(3) for i in range(2)].
var repeatedWaits = regexp.MustCompile(`wait_(\w+)\(([^()]*)\)(?:\s*for\s+\w+\s+in\s+range\((\d+)\))?`)

// readChain reads waits of which each is for one retry, and the last for all others.
func readChain(r *form.Reading, n *tree.Node) {
	if kids := n.Kids; len(kids) == 2 && kids[0].Calls("wait_none") && !kids[1].Calls("wait_fixed", "wait_none") {
		kids[0].Mark()
		readSum(r, kids[1], 1)
		r.Set(n, "first-retry", "at-once", "The first retry waits nothing.")
		return
	}
	var delays []time.Duration
	var others []string
	for _, found := range repeatedWaits.FindAllStringSubmatch(n.String(), -1) {
		times := 1
		if found[3] != "" {
			times, _ = strconv.Atoi(found[3])
		}
		d, ok := (&tree.Node{Text: strings.TrimSpace(strings.TrimPrefix(found[2], "wait: "))}).Duration(time.Second)
		if found[1] == "none" {
			d, ok = 0, true
		}
		if found[1] == "chain" {
			continue
		}
		if !ok || found[1] != "fixed" && found[1] != "none" {
			others = append(others, found[0])
			continue
		}
		for range min(times, listed+1-len(delays)) {
			delays = append(delays, d)
		}
	}
	n.Mark()
	if len(delays) == 0 {
		r.Strategy(n, "immediate", "This chain is code that is not read: the delays are missing.")
		r.Lose(n, "Its waits are the code's own. Choose a strategy by hand.")
		return
	}
	r.Strategy(n, "list", "A list of waits, of which the last is for all further retries.")
	setDelays(r, n, delays)
	for _, other := range others {
		r.Lose(n, other+" in a chain has no counterpart here: it is left out.")
	}
}
