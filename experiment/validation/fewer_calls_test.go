package validation

import (
	"fmt"
	"math"

	"backofflab/scenario"
	"backofflab/sim"
)

// fewerCalls holds the AWS post's headline, and where it turns.
func fewerCalls(l lab) Claim {
	c := Claim{
		ID: "V2", Title: "Jitter halves the calls, and where the ranking turns",
		Source: "AWS Architecture Blog, Exponential Backoff And Jitter, 2015, and its simulator", SourceURL: "https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/",
		Says:      "With 100 contending clients full jitter makes less than half the calls of exponential backoff without jitter: 0.428 of them in the post's own simulator. Beyond the post, that simulator has equal jitter need fewer calls than full from about 170 clients on, and decorrelated jitter be slower than full from about 140.",
		Tolerance: "± 0.01 for the ratio; 4 standard errors, those of both figures added in squares, for the differences.",
		Note:      "Differences are published with their standard errors, over 500 trials.",
		Query:     l.canonical(fmt.Sprintf(contention, 100, "exponential,full")),
	}
	trials := l.pick(12, 500)
	none, full := l.contend(100, "exponential", trials).calls, l.contend(100, "full", trials).calls
	ratio := full.mean / none.mean
	c.Rows = append(c.Rows, Row{
		What: "100 clients: calls with full jitter / without jitter", Theirs: "0.428", Ours: fmt.Sprintf("%.3f", ratio),
		Off: fmt.Sprintf("%+.3f", ratio-0.428), Pass: within(ratio-0.428, 0.01), Query: c.Query,
	})
	for _, turn := range turns {
		if !l.full && turn.clients > 130 {
			continue
		}
		c.Rows = append(c.Rows, l.turn(turn))
	}
	return verdict(c)
}

// turn is a difference between two algorithms that changes its sign with the
// number of clients.
type turn struct {
	clients int
	key     string // minus full
	calls   bool   // or time
	theirs  estimate
}

var turns = []turn{
	{110, "equal", true, estimate{14.8, 0.3}},
	{160, "equal", true, estimate{2.4, 0.5}},
	{170, "equal", true, estimate{-1.8, 0.6}},
	{190, "equal", true, estimate{-11.9, 1.0}},
	{110, "decorrelated-aws", false, estimate{-258, 36}},
	{130, "decorrelated-aws", false, estimate{-30, 61}},
	{140, "decorrelated-aws", false, estimate{126, 43}},
	{190, "decorrelated-aws", false, estimate{504, 36}},
}

func (l lab) turn(t turn) Row {
	query := fmt.Sprintf(contention, t.clients, "full,"+t.key)
	differences := simulate(l, query, l.pick(12, 500), func(r []sim.Result) float64 {
		if t.calls {
			return float64(r[1].Attempts - r[0].Attempts)
		}
		return (r[1].Completion.Max() - r[0].Completion.Max()).Seconds() * 1000
	})
	ours := mean(differences)
	off := apart(ours, t.theirs)
	what, unit, decimals := "completion time", " ms", 0
	if t.calls {
		what, unit, decimals = "calls", "", 1
	}
	write := func(e estimate) string {
		sign := "+"
		if math.Signbit(e.mean) {
			sign = ""
		}
		return fmt.Sprintf("%s%s%s (s.e. %s)", sign, number(e.mean, decimals), unit, number(e.err, decimals))
	}
	return Row{
		What:   fmt.Sprintf("%d clients: %s, %s − Full jitter", t.clients, what, scenario.FleetName(t.key)),
		Theirs: write(t.theirs), Ours: write(ours), Off: inErrors(off), Pass: within(off, four),
		Query: l.canonical(query),
	}
}
