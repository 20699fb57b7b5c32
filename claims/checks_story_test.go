package claims

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// theWave: a sentence is about the largest wave of all fleets, by clients or by retries.
// Its groups may be "".
func theWave(when, fleets, retries, clients string, size func(wave) [2]int) check {
	return func(c *claim) {
		var largest [2]int
		var of []string
		var all []wave
		for _, f := range c.run.Results {
			for _, w := range f.Waves {
				s := size(w)
				switch {
				case s[0] > largest[0] || s[0] == largest[0] && s[1] > largest[1]:
					largest, of, all = s, []string{f.name}, []wave{w}
				case s == largest:
					all = append(all, w)
					if !slices.Contains(of, f.name) {
						of = append(of, f.name)
					}
				}
			}
		}
		var names []string
		for _, f := range c.fleets(fleets) {
			names = append(names, f.name)
		}
		extremeFaults(c, measure{name: "largest wave"}, float64(largest[0]), names, of)
		c.has(when)
		shownAll := func(w wave) bool {
			return figureOf(c.groups[when]).shows(w.From) && (retries == "" || !c.has(retries) || figureOf(c.groups[retries]).isCount(float64(w.Retries))) &&
				(clients == "" || !c.has(clients) || figureOf(c.groups[clients]).isCount(float64(w.Clients)))
		}
		if !slices.ContainsFunc(all, shownAll) {
			c.fault("number", "the largest is %+v", all)
		}
	}
}

func byClients(w wave) [2]int { return [2]int{w.Clients, w.Retries} }
func byRetries(w wave) [2]int { return [2]int{w.Retries, 0} }

func largestIs(n float64) check {
	return func(c *claim) { bound("", largestWave, 1); is("", largestWave, n)(c) }
}

// nobodyCame and somebodyCame: whether a retry reached the service.
func nobodyCame(group string) check   { return cameBack(group, false) }
func somebodyCame(group string) check { return cameBack(group, true) }

func cameBack(group string, want bool) check {
	return func(c *claim) {
		for _, f := range c.fleets(group) {
			came := f.Attempts > f.Requests
			if c.run.traced {
				came = slices.ContainsFunc(f.attempts, func(a attempt) bool {
					_, again := f.before(a)
					return again && !math.IsInf(a.reached, 1)
				})
			}
			if came != want {
				c.fault("herd", "whether somebody came back under %s: %v", f.name, came)
				return
			}
		}
	}
}

// noHerd: no wave is most of those who wait, and more than is admitted at once.
func noHerd(c *claim) {
	for _, f := range c.run.Results {
		w := worst(f)
		if waiting := c.run.waiting(f, w.From); len(f.requests) > 0 && w.Clients >= 3 && float64(w.Clients) > 0.5*float64(waiting) && c.run.refusedIn(f, w) > 0 {
			c.fault("herd", "%d of %d that waited came back together at %s ms under %s", w.Clients, waiting, brief(w.From), f.name)
			return
		}
	}
}

// waiting is how many requests were open at a time.
func (r *run) waiting(f *fleet, at float64) int {
	n := 0
	for _, q := range f.requests {
		if q[0].sent < at && q[len(q)-1].answered >= at {
			n++
		}
	}
	return n
}

// refusedIn is how many retries of a wave did not succeed.
func (r *run) refusedIn(f *fleet, w wave) int {
	n := 0
	for _, a := range f.retriesIn(w) {
		if a.outcome != "success" {
			n++
		}
	}
	return n
}

// againstCapacity: a wave is as many times what is served in 100 ms, or as many as are
// served in some time. Of a window the quota is the yardstick, for it is admitted at once.
func againstCapacity(times, room string) check {
	return func(c *claim) {
		capacity := c.run.capacity()
		n := figureOf(c.groups["retries"]).value
		if c.has(times) && !near(figureOf(c.groups[times]), n/(capacity/10)) {
			c.fault("capacity", "it is %s times", brief(n/(capacity/10)))
		}
		if c.has(room) && !near(figureOf(c.groups[room]), n/capacity*1e3) {
			c.fault("capacity", "it is %s s", brief(n/capacity))
		}
		if c.groups[times]+c.groups[room] == "" {
			return
		}
		for _, f := range c.fleets("fleets") {
			w := worst(f)
			if _, kind := c.run.Scenario.newLimiter(); kind.Window && c.run.traced && c.run.refusedIn(f, w)*2 < w.Retries {
				c.fault("capacity", "%d of the %d were admitted at once", w.Retries-c.run.refusedIn(f, w), w.Retries)
			}
		}
	}
}

// near reports whether a figure is x, or within a hundredth of it: our capacity is
// measured.
func near(shown figure, x float64) bool {
	return shown.shows(x) || math.Abs(shown.value-x) <= 0.01*x
}

// causes are the sentences about where a wave comes from.
var causes = []pattern{
	says("Every one of them had waited exactly the Retry-After that it was told, without jitter[, and the window had opened at {time edge}].", waitedAsTold, edgeAt("edge")),
	says("In it are the retries of the clients that had restarted together at {time}.", restarted("time", "")),
	says("In it are the first retries, one delay of {time delay} later, of the clients that had restarted together at {time}.", restarted("time", "delay")),
	says("It does not wait: in that time a client came back {times} times on average.", perClient("times")),
	says("All of them had begun <at once|within 100 ms of each other> and waited the same {rest waits}, without jitter.", waitedTheSame("waits")),
	says("At that time the service <was down|answered nobody>.", duringThe("outage")),
	says("At that time the service worked at {percent} of its speed.", setting("percent", "brownout"), duringThe("brownout")),
	says("At that time {times} times as many requests began.", setting("times", "spike"), duringThe("spike")),
	says("At that time the clients that had crashed were down.", duringThe("crash")),
	says("That is {time} after the end of the {word kind}.", shortlyAfter("time", "kind")),
}

func init() {
	for i := range causes {
		causes[i].re = compile(causes[i].form)
	}
}

// caused holds the cause of a wave against the attempts of the wave.
func caused(group string) check {
	return func(c *claim) {
		if !c.has(group) || !c.run.traced {
			return
		}
		for _, of := range causes {
			match := of.re.FindStringSubmatch(c.groups[group])
			if match == nil {
				continue
			}
			inner := &claim{page: c.page, sentence: c.sentence, groups: map[string]string{"fleets": c.groups["fleets"]}, held: map[string]bool{}, faults: c.faults}
			for i, name := range of.re.SubexpNames() {
				if name != "" {
					inner.groups[name] = match[i]
				}
			}
			for _, check := range of.checks {
				check(inner)
			}
			return
		}
		c.fault("unknown", "no pattern knows the cause %q", c.groups[group])
	}
}

// before is the attempt of a client before one of its attempts.
func (f *fleet) before(a attempt) (attempt, bool) {
	own := f.byClient[a.client]
	for i := len(own) - 1; i >= 0; i-- {
		if b := own[i]; b.number == a.number-1 && b.sent <= a.sent {
			return b, true
		}
	}
	return attempt{}, false
}

// waitedAsTold: where the header is a constant, each retry came that much after it; where
// it is the end of a window, at one.
func waitedAsTold(c *claim) {
	s := c.run.Scenario
	for _, f := range c.fleets("fleets") {
		for _, a := range f.retriesIn(worst(f)) {
			b, ok := f.before(a)
			if !ok {
				continue
			}
			wait := a.sent - b.answered
			told := s.time("retry-after-time")
			wrong := b.outcome != "rejected"
			switch s.text("retry-after") {
			case "constant":
				wrong = wrong || math.Abs(wait-told) > 1e-3
			case "seconds":
				wrong = wrong || math.Abs(wait/1e3-math.Round(wait/1e3)) > 1e-6
			}
			if wrong {
				c.fault("cause", "client %d had been answered %q and waited %s ms", a.client, b.outcome, brief(wait))
				return
			}
		}
	}
}

func edgeAt(group string) check {
	return func(c *claim) {
		if !c.has(group) {
			return
		}
		at, window := figureOf(c.groups[group]), c.run.Scenario.time("window")
		for _, f := range c.fleets("fleets") {
			if edge := math.Floor(worst(f).From/window) * window; !at.shows(edge) {
				c.fault("number", "the window opened at %s ms", brief(edge))
			}
		}
	}
}

// restarted: at least half of the wave are clients that had crashed.
func restarted(at, delay string) check {
	return func(c *claim) {
		s := c.run.Scenario
		if c.has(at); !figureOf(c.groups[at]).shows(s.time("crash") + s.time("restart")) {
			c.fault("number", "they restarted at %s ms", brief(s.time("crash")+s.time("restart")))
		}
		c.has(delay)
		crashedAtMost(c)
	}
}

// crashedAtMost: a wave that is put down to a crash is not mostly of others.
func crashedAtMost(c *claim) {
	s := c.run.Scenario
	for _, f := range c.fleets("fleets") {
		if crashed, w := s.number("crash-share")*s.number("clients"), worst(f); crashed < float64(w.Clients)/2 {
			c.fault("cause", "%s clients crashed, and %d are in the wave", brief(crashed), w.Clients)
			return
		}
	}
}

func perClient(group string) check {
	return func(c *claim) {
		c.has(group)
		for _, f := range c.fleets("fleets") {
			if w := worst(f); !figureOf(c.groups[group]).shows(float64(w.Retries) / float64(w.Clients)) {
				c.fault("number", "%d retries of %d clients", w.Retries, w.Clients)
			}
		}
	}
}

var inAll = regexp.MustCompile(`, (` + timeForm + `) in all`)

// waitedTheSame: every retry of the wave had waited that long in all, and their requests
// had begun within 100 ms.
func waitedTheSame(group string) check {
	return func(c *claim) {
		c.has(group)
		var want figure
		if at := inAll.FindStringSubmatch(c.groups[group]); at != nil {
			want = figureOf(at[1])
		} else {
			for _, part := range regexp.MustCompile(timeForm).FindAllString(c.groups[group], -1) {
				want.value += figureOf(part).value
				want.step = 1
			}
		}
		for _, f := range c.fleets("fleets") {
			low, high := math.Inf(1), math.Inf(-1)
			for _, a := range f.retriesIn(worst(f)) {
				waited, first := f.waitedBefore(a)
				low, high = min(low, first), max(high, first)
				if math.Abs(waited-want.value) > want.step+1 {
					c.fault("cause", "client %d had waited %s ms in all", a.client, brief(waited))
					return
				}
			}
			if high-low > 100+8*c.run.Scenario.time("latency-sd") {
				c.fault("cause", "they had begun within %s ms", brief(high-low))
			}
		}
	}
}

// waitedBefore is how long the client of an attempt had waited between its attempts so
// far, and when the first of them was sent.
func (f *fleet) waitedBefore(a attempt) (waited, first float64) {
	for a.number > 1 {
		b, ok := f.before(a)
		if !ok {
			break
		}
		waited, a = waited+a.sent-b.answered, b
	}
	return waited, a.sent
}

// duringThe: the wave lies in the disturbance, which did touch it: it is no explanation of
// retries that all had waited the same since they began.
func duringThe(kind string) check {
	return func(c *claim) {
		for _, d := range c.run.disturbances() {
			if d.kind != kind {
				continue
			}
			for _, f := range c.fleets("fleets") {
				if w := worst(f); w.From < d.from-1 || w.To > d.to+1 {
					c.fault("cause", "the %s was from %s to %s ms", kind, brief(d.from), brief(d.to))
				}
			}
			if kind == "crash" {
				crashedAtMost(c)
			}
			return
		}
		c.fault("cause", "there was no %s", kind)
	}
}

func shortlyAfter(group, kind string) check {
	return func(c *claim) {
		c.has(group)
		c.has(kind)
		for _, d := range c.run.disturbances() {
			for _, f := range c.fleets("fleets") {
				if d.kind == c.groups[kind] && !figureOf(c.groups[group]).shows(worst(f).From-d.to) {
					c.fault("number", "it is %s ms", brief(worst(f).From-d.to))
				}
			}
			if d.kind == "crash" && c.groups[kind] == "crash" {
				crashedAtMost(c)
			}
		}
	}
}

// timeLost: so long had the service room, and nobody asked it. Who is praised for having
// lost less time has not lost more requests.
func timeLost(c *claim) {
	for _, group := range []string{"idle", "open", "less", "otherOpen", "fleet", "other", "praised"} {
		c.has(group)
	}
	lose := func(fleet, time string) {
		for _, f := range c.fleets(fleet) {
			ms, ok := c.run.lostTime(f)
			shown := figureOf(c.groups[time])
			switch {
			case !ok:
				c.told.unheld++
			case shown.value > 1.05*ms+shown.step:
				c.fault("time lost", "%s ms at most are lost under %s: for the rest the limiter had no room", brief(ms), f.name)
			}
		}
	}
	lose("fleet", "idle")
	if len(c.fleets("fleet")) != 1 {
		return
	}
	worse := c.fleets("fleet")[0]
	for _, group := range []string{"other", "praised"} {
		if c.groups[group] == "" {
			continue
		}
		if group == "other" {
			lose("other", "less")
		}
		for _, f := range c.fleets(group) {
			if lost(c.run, f) > lost(c.run, worse) {
				c.fault("praise", "%s lost %s, %s %s", f.name, brief(lost(c.run, f)), worse.name, brief(lost(c.run, worse)))
			}
		}
	}
	if strings.Contains(c.text, "outside of the outage") {
		if f := c.run.Results[0]; c.run.Scenario.time("outage-from") >= float64(len(f.AttemptsPerBin))*f.BinMS {
			c.fault("absurd", "the outage is after the run")
		}
	}
}

// finish is when a fleet is done: its last success, or the time of 99 % of its requests.
var finish = measure{"when all are done", func(r *run, f *fleet) (float64, bool) {
	if r.Scenario.is("population", "once") {
		return lastSuccess.of(r, f)
	}
	return within99.of(r, f)
}}

// whole: nobody is lost who could have succeeded.
func whole(r *run, f *fleet) bool { return lost(r, f) == 0 }

func hasDone95(r *run, f *fleet) bool { _, ok := done95.of(r, f); return ok }

// doneAt: a fleet is done at a time, or by it: then a bin may be added.
func doneAt(time, group string) check {
	return func(c *claim) {
		if !c.has(time) {
			return
		}
		for _, f := range c.fleets(group) {
			x, ok := finish.of(c.run, f)
			shown := figureOf(c.groups[time])
			by := strings.Contains(c.text, "done by") && x <= shown.value+shown.step && x >= shown.value-shown.step-f.BinMS
			if ok && !by && !shown.shows(x) {
				c.fault("number", "%s is done at %s ms", f.name, brief(x))
			}
		}
	}
}

// amongWhole: a number is that of every fleet that lost nobody.
func amongWhole(number string, m measure) check {
	return func(c *claim) {
		c.has(number)
		for _, f := range c.run.Results {
			if x, ok := m.of(c.run, f); ok && whole(c.run, f) && !figureOf(c.groups[number]).shows(x) {
				c.fault("number", "%s of %s is %s", m.name, f.name, brief(x))
			}
		}
	}
}

// lastOrSlowest: "the last client waited" is about the one that was through last, "the
// slowest took" about the longest wait.
func lastOrSlowest(time string) check {
	return func(c *claim) {
		m := longestWait
		if strings.Contains(c.text, "last client") {
			m = lastWait
		}
		shows(time, "", m)(c)
	}
}

func permanently(group string) check {
	return func(c *claim) {
		c.has(group)
		for _, f := range c.run.Results {
			if n := permanent(c.run, f); !figureOf(c.groups[group]).isCount(float64(n)) {
				c.fault("cause", "%d met a failure for good under %s", n, f.name)
				return
			}
		}
	}
}

var reasonForm = regexp.MustCompile(`(?:(\d+) )?(after their (?:only attempt|\d+ attempts)|at the deadline of ` + timeForm + `|refused by the (?:retry budget|breaker)|asked to wait longer than their limit of ` + timeForm + `)`)

// reasons: the numbers of each reason, and all of them together.
func reasons(group, fleets, total string) check {
	return func(c *claim) {
		c.has(group)
		text := c.groups[group]
		for _, f := range c.fleets(fleets) {
			sum := 0.0
			for _, m := range reasonForm.FindAllStringSubmatch(text, -1) {
				n := figureOf(c.groups[total]).value
				if m[1] != "" {
					n = figureOf(m[1]).value
				}
				sum += n
				c.holdReason(f, m[2], n)
			}
			if sum != figureOf(c.groups[total]).value {
				c.fault("number", "the reasons are of %s", brief(sum))
			}
			return // of several that tie the text has the reasons of one
		}
	}
}

func (c *claim) holdReason(f *fleet, reason string, n float64) {
	s := c.run.Scenario
	key := map[bool]string{true: "attempts"}[strings.HasPrefix(reason, "after")]
	switch {
	case strings.HasPrefix(reason, "at the deadline"):
		key = "deadline"
	case strings.HasPrefix(reason, "refused"):
		key = "budget"
	case strings.HasPrefix(reason, "asked"):
		key = "retry_after"
	}
	if n != float64(f.GaveUpBy[key]) {
		c.fault("number", "gave_up_by.%s is %d", key, f.GaveUpBy[key])
	}
	if retries := f.Attempts - f.Requests; strings.HasSuffix(reason, "budget") && s.is("budget", "ratio") && float64(retries) < math.Floor(s.number("budget-tokens"))-1 {
		c.fault("cause", "%d retries were made, and the budget holds %s tokens from the start", retries, brief(s.number("budget-tokens")))
	}
}

// ended: the last trouble, by its name and its end.
func ended(kind, time string) check {
	return func(c *claim) {
		c.has(kind)
		c.has(time)
		for _, d := range c.run.disturbances() {
			if d.kind != c.groups[kind] {
				continue
			}
			if d.idle {
				c.fault("absurd", "the %s is one of nobody", d.kind)
			}
			if c.groups[time] != "" && !figureOf(c.groups[time]).shows(d.to) {
				c.fault("number", "the %s ended at %s ms", d.kind, brief(d.to))
			}
			return
		}
		c.fault("absurd", "there is no %s", c.groups[kind])
	}
}

func (c *claim) lastTrouble() disturbance {
	all := c.run.disturbances()
	if len(all) == 0 {
		return disturbance{}
	}
	return slices.MaxFunc(all, func(a, b disturbance) int { return compare(a.to, b.to) })
}

// allThrough: all clients of the fleets are through, the last of them so long after the
// end of the trouble, or within the bin.
func allThrough(time, group string) check {
	return func(c *claim) {
		if !c.has(time) {
			return
		}
		shown := figureOf(c.groups[time])
		for _, f := range c.fleets(group) {
			if n := lost(c.run, f); n > 0 {
				c.fault("all or none", "%s of %s found no success", brief(n), f.name)
			}
			if x, ok := lastSuccess.of(c.run, f); ok && lost(c.run, f) == 0 {
				x -= c.lastTrouble().to
				if x > shown.value+shown.step || max(x, 0) < shown.value-shown.step-f.BinMS {
					c.fault("number", "the last success under %s is %s ms after it", f.name, brief(x))
				}
			}
		}
	}
}

func stillWaiting(group string) check {
	return where(group, func(c *claim) {
		for _, f := range c.fleets(group) {
			if f.Unfinished == 0 {
				c.fault("all or none", "nobody of %s was still under way", f.name)
			}
		}
	})
}

func notRecovered(group string) check {
	return where(group, func(c *claim) {
		for _, f := range c.fleets(group) {
			if f.RecoveryMS != nil {
				c.fault("all or none", "%s recovered", f.name)
			}
		}
	})
}

// overloadStays: the number of open requests does not fall steadily while others begin.
func overloadStays(group string) check {
	return func(c *claim) {
		d := c.lastTrouble()
		for _, f := range c.fleets(group) {
			last := len(f.BegunPerBin) - 1
			for last > 0 && f.BegunPerBin[last] == 0 {
				last--
			}
			at := min(int(d.to/f.BinMS), len(f.OpenPerBin)-1)
			if at >= 0 && last > at && float64(f.OpenPerBin[last]) < 0.75*float64(f.OpenPerBin[at]) {
				c.fault("recovery", "open requests fall from %d to %d under %s while requests begin", f.OpenPerBin[at], f.OpenPerBin[last], f.name)
				return
			}
		}
	}
}

// notForGood: who is said to have given up in vain might have succeeded: not every attempt
// of it met a failure for good.
func notForGood(group string) check {
	return func(c *claim) {
		if c.run.Scenario.number("fail") == 1 {
			c.fault("all or none", "every attempt fails: nobody could succeed")
		}
		for _, f := range c.fleets(group) {
			n := 0
			for _, r := range f.requests {
				if !slices.ContainsFunc(r, func(a attempt) bool { return a.outcome != "failed" }) {
					n++
				}
			}
			if n > 0 && n > permanent(c.run, f) {
				c.fault("all or none", "%d of them met nothing but a failure for good under %s", n, f.name)
				return
			}
		}
	}
}

// duties are what a page must not pass over in silence: where it holds for a fleet, some
// sentence has the words.
var duties = []struct {
	what  string
	holds func(*run, *fleet) bool
	words *regexp.Regexp
}{
	{"nine of ten attempts timed out, though some were served", func(_ *run, f *fleet) bool {
		return f.TimedOut*10 >= f.Attempts*9 && f.Attempts > 0 && f.Successes == 0
	},
		regexp.MustCompile(`timed? out|waits? .* for an answer, and|too short`)},
	{"requests are lost", func(r *run, f *fleet) bool { return lost(r, f) > 0 },
		regexp.MustCompile(`gave up|g[ai]ves? up|found no success|lost|still (waiting|under way)|succeeded|got through`)},
}

// neglected are the duties that the sentences of a page do not meet.
func neglected(p *page, all []sentence) []fault {
	var faults []fault
	for _, d := range duties {
		told := slices.ContainsFunc(all, func(s sentence) bool { return s.place != "lead" && d.words.MatchString(ordinary(s.text)) })
		if !told && slices.ContainsFunc(p.run.Results, func(f *fleet) bool { return d.holds(p.run, f) }) {
			faults = append(faults, fault{"missing", sentence{place: "page"}, "nothing says that " + d.what})
		}
	}
	return faults
}
