package python

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// urllib3 is the Retry of urllib3, which requests takes in an adapter. total does not count the
// first attempt; the first retry waits nothing, whatever the backoff.
var urllib3 = form.Format{
	Key: "urllib3", Name: "urllib3 Retry, requests", Language: "Python", File: "session.py",
	Version: "2.7.0", Source: "urllib3 src/urllib3/util/retry.py",
	Sample: `retry = Retry(
    total=5, backoff_factor=0.5, backoff_max=20, backoff_jitter=0.25,
    status_forcelist=[429, 500, 502, 503, 504], allowed_methods=None,
)
session = requests.Session()
session.mount("https://", HTTPAdapter(max_retries=retry))
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("urllib3", "status_forcelist", "backoff_factor", "HTTPAdapter(", "respect_retry_after_header")
	},
	Read:  readUrllib3,
	Write: writeUrllib3,
}

func readUrllib3(t *form.Text, r *form.Reading) {
	code := t.Code(source.Python)
	call := first(r, tree.FindCalls(code, "Retry"), "total", "connect", "read", "status", "backoff_factor", "status_forcelist")
	if call == nil {
		readAdapter(r, code)
		return
	}
	r.Strategy(call, "client:urllib3", "The first retry waits nothing, the second 2 × backoff_factor, and so on.")
	for _, argument := range []struct{ name, field string }{{"backoff_factor", "base"}, {"backoff_max", "cap"}, {"backoff_jitter", "extra"}} {
		n := call.Get(argument.name)
		if d, ok := n.Duration(time.Second); ok && d == 0 {
			n.Mark()
			continue // no delay, which is the default
		}
		r.Duration(n, argument.field, time.Second)
	}
	if call.Get("backoff_factor") == nil {
		r.Tell(nil, "Without backoff_factor urllib3 waits nothing.")
	}
	if call.Get("backoff_max") == nil && call.Get("backoff_factor") != nil {
		r.Assume("cap", "2m", "Without backoff_max no wait is longer than 120 s.")
	}
	readUrllib3Counts(r, call)
	readUrllib3Statuses(r, code, call)
	readUrllib3RetryAfter(r, call)
	if n := call.Any("allowed_methods", "method_whitelist"); n != nil {
		r.Tell(n, "Which methods are retried is not simulated: all calls are of such.")
	} else {
		r.Tell(nil, "Without allowed_methods a POST or PATCH is not retried once it was sent.")
	}
	r.Beside(beside(call, "raise_on_status", "raise_on_redirect", "redirect", "remove_headers_on_redirect", "history", "other")...)
	requestTimeout(r, code)
	r.Rest(call)
}

// readAdapter reads an adapter with a bare number.
func readAdapter(r *form.Reading, code []*tree.Node) {
	for _, adapter := range tree.FindCalls(code, "HTTPAdapter", "PoolManager", "HTTPConnectionPool", "HTTPSConnectionPool") {
		n := adapter.Any("max_retries", "retries")
		if n == nil {
			continue
		}
		r.Strategy(adapter, "client:urllib3", "Retries without a wait.")
		r.Retries(n, nil)
		r.Assume("retry-on", "unavailable", "A number alone retries connections that fail: no answer of a server.")
		requestTimeout(r, code)
		r.Rest(adapter)
		return
	}
}

func readUrllib3Counts(r *form.Reading, call *tree.Node) {
	total, status := call.Arg(0, "total"), call.Get("status")
	limit, ok := total.Whole()
	if n, has := status.Whole(); has && (!ok || n < limit) {
		total, status = status, total
		limit, ok = n, true
	}
	switch {
	case total != nil && total.Text == "False":
		r.Set(total, "attempts", "1", "No retries.")
	case isNone(total) && !ok:
		n := call.Any("status", "connect", "read")
		r.Retries(n, nil)
		total.Mark()
		if n == nil {
			unlimited(r, total)
		}
	case total == nil:
		r.Assume("attempts", "11", "Without total there are 10 retries: 11 attempts.")
	default:
		r.Retries(total, nil)
		status.Mark()
	}
	for _, name := range []string{"connect", "read"} {
		n := call.Get(name)
		own, number := n.Whole()
		switch {
		case n == nil || n.Text == "False" || number && own == 0:
			n.Mark()
		case ok && number && own < limit:
			r.Lose(n, fmt.Sprintf("%s=%d bounds these retries by themselves there; here all are counted together.", name, own))
		default:
			n.Mark()
		}
	}
}

// none reports whether a number of retries is none.
func none(n *tree.Node) bool {
	x, ok := n.Whole()
	return n != nil && (n.Text == "False" || ok && x == 0)
}

func readUrllib3Statuses(r *form.Reading, code []*tree.Node, call *tree.Node) {
	given := call.Get("status_forcelist")
	list := resolve(code, given)
	words := form.Outcomes(list.String())
	if list != nil && list.Kind == tree.Scalar && !isNone(list) {
		words = []string{"rejected", "unavailable"}
		r.Lose(given, "Which statuses "+list.Text+" has, the text does not say: 429 and 5xx are taken.")
	} else if list == nil {
		words = []string{"rejected", "unavailable"}
		r.Lose(nil, "Without status_forcelist answers 413, 429 and 503 are retried only where they have a Retry-After; here always.")
	} else {
		words = slices.DeleteFunc(words, func(word string) bool { return word == "failed" })
	}
	if !none(call.Get("read")) {
		words = append(words, "timed-out")
	}
	if !slices.Contains(words, "unavailable") && !none(call.Get("connect")) {
		r.Lose(list, "Connections that fail are retried there, and statuses 5xx are not; here both are unavailable, and neither is retried.")
	}
	list.Mark()
	r.RetryOn(cmp.Or(list, call), "Retried: "+strings.Join(words, ", ")+".", words...)
}

func readUrllib3RetryAfter(r *form.Reading, call *tree.Node) {
	if n := call.Get("respect_retry_after_header"); n != nil {
		if isNone(n) {
			r.Set(n, "honour", "ignore", "A Retry-After is ignored.")
		} else {
			n.Mark()
		}
	} else {
		r.Tell(nil, "A Retry-After is obeyed, up to 6 h.")
	}
	n := call.Get("retry_after_max")
	if d, ok := n.Duration(time.Second); ok && d > longest {
		r.Set(n, "honour-limit", "0s", "Any Retry-After is obeyed.")
		return
	}
	r.Duration(n, "honour-limit", time.Second)
}

func writeUrllib3(p form.Policy) (string, []string) {
	var arguments strings.Builder
	add := func(format string, values ...any) { fmt.Fprintf(&arguments, "    "+format+",\n", values...) }
	add("total=%d", p.Retries())
	if p.Waits() {
		first, limit, extra := additive(p)
		if !p.FirstAtOnce() {
			first = time.Duration(float64(first) * p.Factor) // of the second retry
		}
		add("backoff_factor=%s", form.Seconds(first/2))
		add("backoff_max=%s", form.Seconds(limit))
		if extra > 0 {
			add("backoff_jitter=%s", form.Seconds(extra))
		}
	}
	add("status_forcelist=[%s]", strings.Join(statuses(p), ", "))
	if !p.Retried("unavailable") {
		add("connect=0")
	}
	if !p.Retried("timed-out") {
		add("read=0")
	}
	if p.RetryAfter == "" {
		add("respect_retry_after_header=False")
	} else if p.Scenario.HonourLimit == 0 {
		add("retry_after_max=31_536_000")
	} else if p.Scenario.HonourLimit != 6*time.Hour {
		add("retry_after_max=%s", form.Seconds(p.Scenario.HonourLimit))
	}
	add("allowed_methods=None")
	code := "import requests\nfrom requests.adapters import HTTPAdapter\nfrom urllib3.util import Retry\n\nretry = Retry(\n" + arguments.String() +
		")\nsession = requests.Session()\nsession.mount(\"https://\", HTTPAdapter(max_retries=retry))\n"
	if p.Timeout > 0 {
		code += fmt.Sprintf("\n\ndef call():\n    return session.get(\"https://example.com/\", timeout=%s)\n", form.Seconds(p.Timeout))
	}
	return code, []string{"With allowed_methods=None every method is retried, a POST too: leave it out where a call must not be made twice."}
}

// statuses are those of the outcomes that a policy retries.
func statuses(p form.Policy) (list []string) {
	if p.Retried("rejected") {
		list = append(list, "429")
	}
	if p.Retried("unavailable") {
		list = append(list, "500", "502", "503", "504")
	}
	return list
}
