package export

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"backofflab/retry"
)

// waitForm are the wait strategies of tenacity by their names.
var waitForm = regexp.MustCompile(`\bwait_\w+`)

// writePython writes for tenacity. Its wait strategies can be added, which says most of the
// lab's exactly; what depends on the delay before is a function of ours.
func writePython(p Policy) (string, []string) {
	kind := p.kind()
	if kind.Library {
		return callOf(p, "python")
	}
	wait, function := tenacityWait(p), ""
	names := []string{"retry", "retry_if_exception", "stop_after_attempt"}
	for _, name := range waitForm.FindAllString(wait, -1) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	stop := fmt.Sprintf("stop_after_attempt(%d)", p.Attempts)
	if p.Deadline > 0 {
		names = append(names, "stop_before_delay")
		stop += fmt.Sprintf(" | stop_before_delay(%s)", inSeconds(p.Deadline))
	}
	slices.Sort(names)
	head := "from tenacity import (  # version 9\n    " + strings.Join(names, ", ") + ",\n)\n"
	if laws[p.Strategy].walks {
		head, function = "import random\n\n"+head, tenacityWalk(p)
	}
	code := head + function + `

def retryable(error):
    return True  # or only errors that another attempt helps


# ` + kind.Name + ": " + kind.Formula + ", in seconds.\n# " + p.attempts() + `
@retry(
    wait=` + wait + `,
    stop=` + stop + `,
    retry=retry_if_exception(retryable),
    reraise=True,
)
def call():
    ...
`
	without := []string{p.choosing()}
	if p.Timeout > 0 {
		without = append(without, fmt.Sprintf("tenacity does not end an attempt: set the timeout of %s in the client that you call.", span(p.Timeout)))
	}
	return code, append(without, p.shared()...)
}

// tenacityWait is the wait strategy. Its exponent is 0 at the first retry, and its maximum
// bounds each term before jitter, as the cap does here.
func tenacityWait(p Policy) string {
	switch q := p.Params; p.Strategy {
	case "immediate":
		return "wait_none()"
	case "fixed":
		return fmt.Sprintf("wait_fixed(%s)", inSeconds(q.Base))
	case "linear":
		return fmt.Sprintf("wait_incrementing(start=%s, increment=%[1]s, max=%s)", inSeconds(q.Base), inSeconds(q.Cap))
	case "exponential":
		return tenacityExponential("wait_exponential", q, 1)
	case "full":
		return tenacityExponential("wait_random_exponential", q, 1)
	case "equal":
		return tenacityExponential("wait_exponential", q, 0.5) + " + " + tenacityExponential("wait_random_exponential", q, 0.5)
	case "proportional":
		return tenacityExponential("wait_exponential", q, 1-q.Share) + " + " + tenacityExponential("wait_random_exponential", q, 2*q.Share)
	case "upward":
		return tenacityExponential("wait_exponential", q, 1) + " + " + tenacityExponential("wait_random_exponential", q, q.Share)
	case "polynomial":
		return fmt.Sprintf("lambda state: min(%s, %s * state.attempt_number ** %s)", inSeconds(q.Cap), inSeconds(q.Base), plain(q.Power))
	case "list":
		var waits []string
		for _, delay := range q.Delays {
			waits = append(waits, fmt.Sprintf("wait_fixed(%s)", inSeconds(delay)))
		}
		return "wait_chain(" + strings.Join(waits, ", ") + ")"
	case "additive":
		return tenacityExponential("wait_exponential", q, 1) + fmt.Sprintf(" + wait_random(0, %s)", inSeconds(q.Extra))
	}
	return "decorrelated"
}

// tenacityExponential is a share of the capped exponential.
func tenacityExponential(name string, q retry.Params, share float64) string {
	first := q.Base.Seconds() * retry.Power(q.Factor, q.Offset)
	return fmt.Sprintf("%s(multiplier=%s, exp_base=%s, max=%s)", name, plain(share*first), plain(q.Factor), plain(share*q.Cap.Seconds()))
}

// tenacityWalk is the function by which a delay follows from the one before, which tenacity
// still has in upcoming_sleep.
func tenacityWalk(p Policy) string {
	low, result := min(p.Params.Base, p.Params.Cap), "random.uniform(BASE, min(CAP, 3 * previous))"
	if p.Strategy == "decorrelated-aws" {
		low, result = p.Params.Base, "min(CAP, random.uniform(BASE, 3 * previous))"
	}
	return fmt.Sprintf(`
BASE, CAP = %s, %s  # seconds


def decorrelated(state):
    previous = max(BASE, state.upcoming_sleep)  # 0 before the first retry
    return %s
`, inSeconds(low), inSeconds(p.Params.Cap), result)
}

func inSeconds(d time.Duration) string { return plain(d.Seconds()) }
