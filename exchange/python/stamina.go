package python

import (
	"fmt"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// stamina is the library of the decorator @stamina.retry. attempts counts the first; times are
// seconds or a timedelta.
var stamina = form.Format{
	Key: "stamina", Name: "stamina", Language: "Python", File: "retrying.py",
	Version: "26.1.0", Source: "hynek/stamina src/stamina/_core.py",
	Sample: `@stamina.retry(
    on=RateLimited,
    attempts=6,
    timeout=120,
    wait_initial=0.25,
    wait_max=20,
    wait_jitter=0.5,
    wait_exp_base=3,
)
def ask(prompt):
    ...
`,
	Recognise: func(t *form.Text) bool { return t.Has("stamina") },
	Read:      readStamina,
	Write:     writeStamina,
}

func readStamina(t *form.Text, r *form.Reading) {
	code := t.Code(source.Python)
	call := first(r, tree.FindCalls(code, "retry", "retry_context", "RetryingCaller", "AsyncRetryingCaller", "BoundRetryingCaller"), "on", "attempts", "timeout", "wait_initial", "wait_max")
	if call == nil {
		return
	}
	r.Strategy(call, "client:stamina", "Exponential, and a random time more; stamina cuts at wait_max after that.")
	if n := call.Get("attempts"); isNone(n) {
		unlimited(r, n)
	} else if r.Attempts(n, nil); n == nil {
		r.Assume("attempts", "10", "Its default is 10 attempts.")
	}
	if n := call.Get("timeout"); isNone(n) {
		r.Set(n, "deadline", "0s", "No limit of time.")
	} else if r.Duration(n, "deadline", time.Second); n == nil {
		r.Assume("deadline", "45s", "Its default is that no retry starts later than 45 s after the first attempt.")
	}
	readDefaults(r, call, []defaulted{
		{"wait_initial", "base", "100ms"}, {"wait_exp_base", "factor", "2"}, {"wait_max", "cap", "5s"}, {"wait_jitter", "extra", "1s"},
	})
	on := call.Arg(0, "on")
	if calls := tree.FindCalls(code, "on"); on == nil && len(calls) > 0 { // of a RetryingCaller
		on = calls[0].Arg(0, "")
		calls[0].Take()
	}
	if on != nil {
		exceptions(r, resolve(code, on))
	} else {
		everything(r)
	}
	requestTimeout(r, code)
	r.Rest(call)
	readSDKs(r, code)
}

// defaulted is an argument, the field that it sets, and its default.
type defaulted struct{ name, field, standard string }

// readDefaults reads times in seconds, and the factor, and says what the library has where the
// text has none.
func readDefaults(r *form.Reading, call *tree.Node, arguments []defaulted) {
	for _, a := range arguments {
		n := call.Get(a.name)
		switch {
		case n == nil:
			r.Assume(a.field, a.standard, fmt.Sprintf("The default of %s is %s.", a.name, a.standard))
		case a.field == "factor":
			r.Number(n, a.field)
		default:
			r.Duration(n, a.field, time.Second)
		}
	}
}

func writeStamina(p form.Policy) (string, []string) {
	classes, names := errorsOf(p)
	deadline := "None"
	if p.Deadline > 0 {
		deadline = form.Seconds(p.Deadline)
	}
	first, limit, extra := additive(p)
	code := importRequests(p) + fmt.Sprintf(`import stamina
%s

@stamina.retry(
    on=%s,
    attempts=%d,  # the first included
    timeout=%s,
    wait_initial=%s,
    wait_max=%s,
    wait_jitter=%s,
    wait_exp_base=%s,
)
def call():
%s`, classes, names, p.Attempts, deadline, form.Seconds(first), form.Seconds(limit), form.Seconds(extra), form.Decimal(p.Factor), body(p))
	return code, raising(p)
}

// additive is the nearest to a policy's delays of the form min(limit, first * factor^(k-1) +
// U(0, extra)). What grows with the delay is there the same before every retry: as much as
// before the first, or half of its mean to three halves where that draws from 0.
func additive(p form.Policy) (first, limit, extra time.Duration) {
	if p.Shape.Extra > 0 || !p.Jittered() {
		return p.Low, min(longest, p.HighCap), p.Shape.Extra
	}
	mean, limit := p.Mean()
	if p.Low < mean/2 {
		return mean / 2, min(longest, limit), mean
	}
	return p.Low, min(longest, limit), p.High - p.Low
}
