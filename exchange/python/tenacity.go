package python

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// tenacity is the library of the decorator @retry. stop_after_attempt counts the first attempt;
// a bare number is in seconds.
var tenacity = form.Format{
	Key: "tenacity", Name: "tenacity", Language: "Python", File: "retrying.py",
	Version: "9.1.4", Source: "jd/tenacity tenacity/wait.py, stop.py, __init__.py",
	Sample: `@retry(
    wait=wait_random_exponential(multiplier=0.5, max=60, min=0.25),
    stop=stop_after_attempt(6) | stop_before_delay(120),
    retry=retry_if_exception_type(RateLimited),
    reraise=True,
)
def ask(prompt):
    ...
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("tenacity", "stop_after_attempt", "stop_after_delay", "stop_before_delay", "wait_exponential", "wait_random", "wait_fixed(", "wait_chain(", "retry_if_exception")
	},
	Read:  readTenacity,
	Write: writeTenacity,
}

// arguments of the decorator, in the order of its own.
var tenacityArguments = []string{"sleep", "stop", "wait", "retry", "before", "after", "before_sleep", "reraise", "retry_error_cls", "retry_error_callback"}

func readTenacity(t *form.Text, r *form.Reading) {
	code := t.Code(source.Python)
	call := first(r, tree.FindCalls(code, "retry", "Retrying", "AsyncRetrying", "retry_with"), "wait", "stop", "retry", "reraise")
	argument := func(name string) *tree.Node {
		n := call.Arg(slices.Index(tenacityArguments, name), name)
		if call == nil {
			if found := tree.Find(code, name); len(found) > 0 {
				n = found[0]
			}
		}
		return resolve(code, n)
	}
	wait := argument("wait")
	if call == nil && wait == nil {
		if waits := tree.FindCalls(code, "wait_none", "wait_fixed", "wait_random", "wait_incrementing", "wait_exponential", "wait_random_exponential", "wait_full_jitter", "wait_exponential_jitter", "wait_chain", "wait_combine"); len(waits) > 0 {
			wait = waits[0]
		}
	}
	if call == nil && wait == nil && argument("stop") == nil && len(tree.FindCalls(code, "stop_after_attempt", "stop_after_delay", "stop_before_delay")) == 0 {
		return
	}
	call.Take()
	readWait(r, wait)
	stop := argument("stop")
	if stop == nil && call == nil {
		if stops := tree.FindCalls(code, "stop_after_attempt", "stop_after_delay", "stop_before_delay"); len(stops) > 0 {
			stop = stops[0]
		}
	}
	readStop(r, stop)
	readRetry(r, argument("retry"))
	for _, name := range []string{"sleep", "before", "after", "before_sleep", "reraise", "retry_error_cls", "retry_error_callback", "name", "enabled"} {
		if n := argument(name); n != nil {
			r.Beside(n)
		}
	}
	requestTimeout(r, code)
	r.Rest(call)
	readSDKs(r, code)
}

// readStop reads when there are no more attempts.
func readStop(r *form.Reading, stop *tree.Node) {
	attempts, both := false, false
	stop.Walk(func(n *tree.Node) bool {
		both = both || n.Kind == tree.Op && n.Text == "&" || n.Calls("stop_all")
		switch n.Callee() {
		case "stop_after_attempt":
			attempts = true
			r.Attempts(n.Arg(0, "max_attempt_number"), nil)
			n.Take()
			return false
		case "stop_after_delay":
			r.Duration(n.Arg(0, "max_delay"), "deadline", time.Second)
			r.Lose(n, "stop_after_delay is looked at after an attempt, before the wait: the next attempt may start later than this. Here it never does, as with stop_before_delay.")
			return false
		case "stop_before_delay":
			r.Duration(n.Arg(0, "max_delay"), "deadline", time.Second)
			n.Take()
			return false
		case "stop_never", "stop_any", "stop_all", "":
		default:
			r.Lose(n, n.Callee()+" has no counterpart here.")
		}
		if n.Kind == tree.Call || n.Kind == tree.Op || n.Kind == tree.List || strings.HasSuffix(n.Text, "stop_never") {
			n.Take()
		}
		return true
	})
	if both {
		r.Lose(stop, "tenacity stops once all of these hold; here the first of them ends it.")
	}
	switch {
	case attempts:
	case stop == nil:
		stopsNever(r, "Without stop= tenacity never stops.")
	default:
		stopsNever(r, "No stop_after_attempt is there.")
	}
}

// readRetry reads what is retried.
func readRetry(r *form.Reading, retry *tree.Node) {
	if retry == nil {
		everything(r)
		return
	}
	exceptions(r, retry)
}

func writeTenacity(p form.Policy) (string, []string) {
	classes, names := errorsOf(p)
	wait := tenacityWait(p)
	stop := fmt.Sprintf("stop_after_attempt(%d)", p.Attempts)
	if p.Deadline > 0 {
		stop += fmt.Sprintf(" | stop_before_delay(%s)", form.Seconds(p.Deadline))
	}
	retried := fmt.Sprintf("retry_if_exception_type(%s)", names)
	imports := []string{"retry"}
	for _, name := range imported.FindAllString(wait+stop+retried, -1) {
		if !slices.Contains(imports, name) {
			imports = append(imports, name)
		}
	}
	slices.Sort(imports)
	code := importRequests(p) + "from tenacity import (\n    " + strings.Join(imports, ",\n    ") + ",\n)\n" + classes + fmt.Sprintf(`

@retry(
    wait=%s,
    stop=%s, # attempts, the first included
    retry=%s,
    reraise=True,
)
def call():
%s`, wait, strings.Replace(stop, "),", ") ,", 1), retried, body(p))
	code = strings.Replace(code, ", # attempts", ",  # attempts", 1)
	return code, raising(p)
}

// imported are the names of tenacity that stand in a text.
var imported = regexp.MustCompile(`\b(?:wait|stop|retry)_\w+`)
