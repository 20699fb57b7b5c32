package calculated

import (
	"fmt"

	"backofflab/calculator"
	"backofflab/internal/format"
	"backofflab/scenario/schedule"
)

// finding is what stands out: how long a client waits in all.
func finding(t calculator.Table) string {
	if len(t.Rows) == 0 {
		return "With 1 attempt there is no retry, and nothing to wait for."
	}
	last := t.Rows[len(t.Rows)-1]
	head := "After " + format.Plural(last.Retry, "retry") + " a client has waited "
	switch {
	case last.Total.Most == 0:
		return format.Capital(allRetries(last.Retry)) + " at once: a client never waits."
	case last.Late > 0:
		return "A client waits " + until(t.Waiting.Mean()) + " on average until it gives up, and at most its deadline of " + span(t.Deadline) + "."
	case last.Total.Least == last.Total.Most:
		return head + until(last.Total.Most) + "."
	}
	return head + until(last.Total.Mean) + " on average, " + until(last.Total.Most) + " at most."
}

func allRetries(n int) string {
	if n == 1 {
		return "the retry goes out"
	}
	return "all " + format.Plural(n, "retry") + " go out"
}

// note says which figures are measured, and what the deadline does.
func note(t calculator.Table) string {
	if len(t.Rows) == 0 {
		return ""
	}
	text := ""
	if t.Deadline > 0 {
		text = "The deadline of " + span(t.Deadline) + " ends a request whose next retry would start later. "
		if late := t.Rows[len(t.Rows)-1].Late; late > 0 {
			text += format.WholePercent(late) + " of the clients do not make the last retry. "
		}
	}
	switch {
	case t.Remembers:
		text += "Each delay depends on the one before, so means and percentiles are those of " + format.Count(schedule.Clients) + " drawn clients. The bounds hold for every draw."
	case t.Drawn:
		text += "Delays, means and bounds are exact; percentiles of sums are those of " + format.Count(schedule.Clients) + " drawn clients."
	default:
		text += "There is no jitter: all clients wait the same, and every figure is exact."
	}
	return text
}

// within says how many retries a time has room for.
func within(t calculator.Table) string {
	w := t.Within
	if w.Unbounded {
		return "Nothing but the attempts themselves takes time, so no number of retries in " + span(w.Time) + " can be told."
	}
	about := "about "
	if w.Exact && !t.Drawn {
		about = ""
	}
	n := int64(w.Mean + 0.5)
	noun := "retries"
	if n == 1 {
		noun = "retry"
	}
	text := fmt.Sprintf("With endless attempts it would make %s%s %s in %s", about, format.Large(n), noun, span(w.Time))
	if most := t.Attempts - 1; int64(most) < n {
		return text + "; its " + format.Plural(t.Attempts, "attempt") + " " + format.Verb(t.Attempts, "allows", "allow") + " " + format.Count(most) + "."
	}
	return text + "."
}

// waiting says who still waits after the time that was asked for, and when half have given up.
func waiting(t calculator.Table) string {
	if len(t.Rows) == 0 {
		return "Nobody waits: the first failure is the last."
	}
	share := t.Waiting.After(t.Ask.T)
	half := t.Waiting.Percentile(50)
	if !t.Drawn {
		if share > 0 {
			return "After " + span(t.Ask.T) + " all clients are still waiting; they give up after " + until(half) + "."
		}
		return "After " + span(t.Ask.T) + " nobody is still waiting: all give up after " + until(half) + "."
	}
	if share == 0 {
		return "After " + span(t.Ask.T) + " nobody is still waiting; half have given up after " + until(half) + "."
	}
	return "After " + span(t.Ask.T) + ", " + percent(share) + " of the clients are still waiting; half have given up after " + until(half) + "."
}

// percent is a share of drawn clients.
func percent(share float64) string {
	if share > 0 && share < 0.01 {
		return "under " + format.Share(0.01)
	}
	return format.WholePercent(share)
}

// spread is a density in words.
func spread(r calculator.Row) string {
	if r.Least == r.Most {
		return "All wait " + until(r.Most)
	}
	return "Between " + until(r.P5) + " and " + until(r.P95) + " for nine of ten, half below " + until(r.Median)
}
