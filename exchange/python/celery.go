package python

import (
	"fmt"
	"math"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
	"backofflab/internal/format"
)

// celery is the options of a task, in its decorator or as attributes of its class. max_retries
// does not count the first attempt. Delays are whole seconds; retry_backoff_max is 600 where
// nothing says otherwise.
var celery = form.Format{
	Key: "celery", Name: "Celery", Language: "Python", File: "tasks.py",
	Version: "5.6.2", Source: "celery/celery celery/app/autoretry.py, celery/app/task.py, celery/utils/time.py",
	Sample: `@app.task(bind=True, autoretry_for=(Throttled,), retry_backoff=5, retry_backoff_max=300, max_retries=6)
def push(self, row):
    ...
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("retry_backoff", "autoretry_for", "shared_task", "from celery", "import celery", "default_retry_delay", "celery.Task", "self.retry(")
	},
	Read:  readCelery,
	Write: writeCelery,
}

var celeryOptions = []string{"autoretry_for", "retry_backoff", "retry_backoff_max", "retry_jitter", "max_retries", "retry_kwargs", "default_retry_delay"}

func readCelery(t *form.Text, r *form.Reading) {
	code := t.Code(source.Python)
	task := first(r, tree.FindCalls(code, "task", "shared_task", "periodic_task"), celeryOptions...)
	byHand := tree.FindCalls(code, "retry")
	get := func(name string) *tree.Node {
		if n := task.Get("retry_kwargs").Get(name); n != nil {
			task.Get("retry_kwargs").Take()
			return n
		}
		if n := task.Get(name); n != nil {
			return resolve(code, n)
		}
		if found := tree.Find(code, name); len(found) > 0 {
			return found[0] // an attribute of a class, or an argument of self.retry
		}
		return nil
	}
	if task == nil && len(byHand) == 0 && get("retry_backoff") == nil && get("autoretry_for") == nil && get("max_retries") == nil && get("default_retry_delay") == nil {
		return
	}
	task.Take()
	readCeleryDelays(r, get)
	if n := get("max_retries"); isNone(n) {
		unlimited(r, n)
	} else if r.Retries(n, nil); n == nil {
		r.Assume("attempts", "4", "Its default is 3 retries: 4 attempts.")
	}
	switch n := get("autoretry_for"); {
	case n != nil:
		exceptions(r, n)
	case len(byHand) > 0:
		everything(r)
		r.Tell(byHand[0], "The task calls retry itself, where it decides to.")
	default:
		everything(r)
		r.Lose(task, "Without autoretry_for nothing is retried unless the task calls self.retry.")
	}
	readCeleryLimits(r, get)
	r.Beside(beside(task, "bind", "name", "queue", "acks_late", "ignore_result", "base", "serializer", "track_started", "reject_on_worker_lost", "priority", "expires", "routing_key", "dont_autoretry_for")...)
	r.Rest(task)
	for _, call := range byHand {
		call.Mark()
	}
	readSDKs(r, code)
}

// readCeleryDelays reads the backoff, or the constant delay without one.
func readCeleryDelays(r *form.Reading, get func(string) *tree.Node) {
	backoff, most, jitter := get("retry_backoff"), get("retry_backoff_max"), get("retry_jitter")
	if backoff == nil || isNone(backoff) {
		backoff.Mark()
		readCeleryConstant(r, get)
		most.Mark()
		jitter.Mark()
		return
	}
	first, ok := backoff.Duration(time.Second)
	if isTrue(backoff) {
		first, ok = time.Second, true
	}
	if isNone(jitter) {
		r.Strategy(backoff, "exponential", "Exponential in whole seconds, without jitter.")
		r.Set(jitter, "factor", "2", "")
	} else {
		r.Strategy(backoff, "client:celery", "Full jitter in whole seconds, 0 among them.")
		jitter.Mark()
	}
	whole := max(time.Second, first.Truncate(time.Second))
	switch {
	case !ok:
		r.LiteralDuration(backoff, time.Second)
	case whole != first:
		r.Set(backoff, "base", inLink(whole), fmt.Sprintf("Celery takes whole seconds, 1 at least: %s.", inLink(whole)))
	default:
		r.Set(backoff, "base", inLink(whole), "")
	}
	if most != nil {
		r.Duration(most, "cap", time.Second)
		return
	}
	says := "Without retry_backoff_max no delay is longer than 600 s."
	if whole > 10*time.Minute {
		says = fmt.Sprintf("Without retry_backoff_max no delay is longer than 600 s: every retry comes within 10 minutes, not after %s.", format.Span(whole))
	}
	r.Assume("cap", "10m", says)
}

// readCeleryConstant reads the delay without a backoff: of a call, or the task's default.
func readCeleryConstant(r *form.Reading, get func(string) *tree.Node) {
	n := get("countdown")
	if _, ok := n.Duration(time.Second); n == nil || !ok {
		if n != nil && calculated(r, n, ofRetries) {
			return
		}
		if n != nil {
			r.Strategy(n, "fixed", "The delay of a retry is the task's own.")
			r.Lose(n, n.String()+" is no literal: set the delay by hand.")
			return
		}
		n = get("default_retry_delay")
	}
	if standard := get("default_retry_delay"); standard != nil && n != standard {
		r.Tell(standard, "The countdown of a retry holds in place of default_retry_delay.")
	}
	d, ok := n.Duration(time.Second)
	switch {
	case ok && d == 0:
		r.Strategy(n, "immediate", "No delay.")
	case n == nil:
		r.Strategy(nil, "fixed", "Without retry_backoff every retry waits the same.")
		r.Assume("base", "3m", "The default of default_retry_delay is 180 s.")
	default:
		r.Strategy(n, "fixed", "Without retry_backoff every retry waits the same.")
		r.Duration(n, "base", time.Second)
	}
}

// ofRetries is what self.request.retries is before a retry: 0 at the first.
func ofRetries(name string, k int) (float64, bool) {
	return float64(k - 1), strings.HasSuffix(name, "request.retries")
}

func readCeleryLimits(r *form.Reading, get func(string) *tree.Node) {
	r.Duration(get("soft_time_limit"), "timeout", time.Second)
	if n := get("time_limit"); n != nil {
		r.Lose(n, "A task that reaches time_limit is killed and not retried; only soft_time_limit is a timeout here.")
	}
	if n := get("rate_limit"); n != nil {
		r.Lose(n, "rate_limit is of each worker, for all attempts of the task: here a throttle is of a process of clients. It is left out.")
	}
}

func writeCelery(p form.Policy) (string, []string) {
	classes, names := errorsOf(p)
	if names[0] != '(' {
		names = "(" + names + ",)"
	}
	delays := fmt.Sprintf("    default_retry_delay=%s,\n", form.Seconds(p.Low))
	if p.Jittered() || p.Factor > 1 || p.Low != p.LowCap {
		first, limit := p.Most()
		jitter := "True"
		if !p.Jittered() {
			first, limit, jitter = p.Low, p.LowCap, "False"
		}
		delays = fmt.Sprintf("    retry_backoff=%d,  # whole seconds\n    retry_backoff_max=%d,\n    retry_jitter=%s,\n", wholeSeconds(first), wholeSeconds(min(limit, longest)), jitter)
	}
	limit := ""
	if p.Timeout > 0 {
		limit = fmt.Sprintf("    soft_time_limit=%s,\n", form.Seconds(p.Timeout))
	}
	return fmt.Sprintf(`from celery import Celery

app = Celery("tasks", broker="memory://")
%s

@app.task(
    autoretry_for=%s,
%s    max_retries=%d,  # the first attempt is no retry
%s)
def call():
    ...
`, classes, names, delays, p.Retries(), limit), append(raising(p), "The broker stands for yours.")
}

// wholeSeconds is a duration in seconds, one at least.
func wholeSeconds(d time.Duration) int { return max(1, int(math.Round(d.Seconds()))) }
