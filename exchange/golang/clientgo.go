package golang

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// clientGo is wait.Backoff of k8s.io/apimachinery with the functions of k8s.io/client-go that
// take one, and the rate limiters of its work queues. Steps counts calls, and ends where Cap
// is reached; a caller of Step or DelayFunc counts by itself, and Cap is a cap.
var clientGo = form.Format{
	Key: "client-go", Name: "client-go", Language: "Go", File: "retry.go",
	Version: "0.37.2", Source: "kubernetes/apimachinery pkg/util/wait/backoff.go; kubernetes/client-go util/retry/util.go, util/workqueue/default_rate_limiters.go",
	Sample: `backoff := wait.Backoff{
	Duration: 20 * time.Millisecond,
	Factor:   3,
	Jitter:   0.5,
	Steps:    6,
}
err := retry.OnError(backoff, retriable, func() error { return call(ctx) })
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("wait.Backoff{", "client-go/util/retry", "retry.RetryOnConflict(", "retry.OnError(", "retry.DefaultBackoff", "retry.DefaultRetry", "apimachinery/pkg/util/wait", "client-go/util/workqueue", "workqueue.New", "workqueue.Default")
	},
	Read:  readClientGo,
	Write: writeClientGo,
}

func readClientGo(t *form.Text, r *form.Reading) {
	code := t.Code(source.Go)
	literal := backoffLiteral(code)
	if literal == nil && !t.Has("DefaultRetry", "DefaultBackoff", "RetryOnConflict(") {
		readWorkqueue(t, r, code)
		return
	}
	conflict := tree.FindCalls(code, "RetryOnConflict")
	loop := len(tree.FindCalls(code, "Step", "DelayFunc")) > 0 && len(tree.FindCalls(code, "OnError", "RetryOnConflict", "ExponentialBackoff", "ExponentialBackoffWithContext")) == 0
	b := readWait(t, r, code, literal)
	if loop {
		b.count(r, code)
	} else {
		b.steps(r)
	}
	if len(conflict) > 0 {
		r.RetryOn(conflict[0], "Retried is a conflict: 409, which a rejection stands for here.", "rejected")
		conflict[0].Take()
	} else {
		r.Assume("retry-on", "rejected,unavailable,timed-out", "Which errors are retried, the code decides.")
	}
	for _, call := range tree.FindCalls(code, "OnError") {
		if which := call.Arg(1, ""); which != nil {
			readOutcomes(r, which)
		}
	}
	readContexts(r, code)
	for _, call := range tree.FindCalls(code, "OnError", "RetryOnConflict", "ExponentialBackoff", "ExponentialBackoffWithContext") {
		around(call)
		rest(r, []*tree.Node{call}, "wait")
	}
	if literal != nil {
		literal.Take()
		for _, kid := range literal.Kids {
			r.Rest(kid)
		}
	}
}

func backoffLiteral(code []*tree.Node) *tree.Node {
	for _, n := range tree.FindCalls(code, "Backoff") {
		if n.Text == "wait.Backoff" || n.Text == "Backoff" {
			return n
		}
	}
	return nil
}

// waiting is what a wait.Backoff says.
type waiting struct {
	attempts *tree.Node
	standard int           // of Steps, where the text does not set it
	base     time.Duration // of what follows, 0 where it is not known
	limit    time.Duration
	factor   float64
}

// readWait reads the delays. A jitter above 1 is half of it more or less about a longer delay.
func readWait(t *form.Text, r *form.Reading, code []*tree.Node, literal *tree.Node) waiting {
	b := waiting{base: 10 * time.Millisecond, factor: 5, standard: 4}
	jitter := 0.1
	switch {
	case literal != nil:
		b = waiting{factor: 1}
		jitter = 0
	case t.Has("DefaultRetry"):
		b.factor, b.standard = 1, 5
	}
	set := func(name string) *tree.Node { return lastOf(code, name) }
	duration, factor, more, limit := set("Duration"), set("Factor"), set("Jitter"), set("Cap")
	b.attempts = set("Steps")
	if duration != nil {
		b.base, _ = r.LiteralDuration(duration, time.Nanosecond)
	}
	if factor != nil {
		b.factor, _ = r.LiteralNumber(factor)
	}
	if b.factor == 0 {
		b.factor = 1 // it does not grow
	}
	if more != nil {
		jitter, _ = r.LiteralNumber(more)
	}
	if limit != nil {
		b.limit, _ = r.LiteralDuration(limit, time.Nanosecond)
	}
	of := literal
	if calls := tree.FindCalls(code, "RetryOnConflict", "OnError"); of == nil && len(calls) > 0 {
		of = calls[0]
	}
	b.put(r, of, duration, factor, more, limit, jitter)
	return b
}

// put sets the delays: those of the library, or, above its jitter of 1, others that are the same.
func (b waiting) put(r *form.Reading, of, duration, factor, jitter, limit *tree.Node, more float64) {
	base, longest, strategy := b.base, b.limit, "upward"
	if more > 1 {
		strategy = "proportional"
		base, longest = stretch(base, 1+more/2), stretch(longest, 1+more/2)
		more = more / 2 / (1 + more/2)
	}
	r.Strategy(of, strategy, "Delays that grow, and up to a share more.")
	if base > 0 {
		setOr(r, duration, "base", base.String(), "")
	} else {
		r.Lose(of, "Without a Duration it does not wait at all.")
	}
	setOr(r, factor, "factor", form.Decimal(max(b.factor, 1)), "")
	setOr(r, jitter, "jitter", share(more), "")
	if longest > 0 {
		setOr(r, limit, "cap", longest.String(), "")
	} else {
		r.Assume("cap", "24h", "Without a Cap there is none.")
	}
}

// setOr sets a field to what a node says, or assumes it where there is none.
func setOr(r *form.Reading, n *tree.Node, field, value, says string) {
	if n != nil {
		r.Set(n, field, value, says)
	} else {
		r.Assume(field, value, says)
	}
}

func stretch(d time.Duration, by float64) time.Duration {
	return time.Duration(math.Round(float64(d) * by))
}

// steps reads Steps as calls, of which there are no more once Cap is reached.
func (b waiting) steps(r *form.Reading) {
	n := b.attempts
	steps, ok := n.Whole()
	switch {
	case n == nil && b.standard > 0:
		steps, ok = b.standard, true
		r.Assume("attempts", fmt.Sprint(steps), "")
	case n == nil:
		r.Lose(nil, "Without Steps a wait.Backoff allows no attempt at all. 1 is taken.")
		r.Assume("attempts", "1", "")
		return
	case strings.HasPrefix(n.Text, "math.MaxInt"):
		steps, ok = 1000, true
		r.Set(n, "attempts", "1000", "Attempts without a limit are 1 000 here.")
	case !ok || steps <= b.untilCap():
		r.Attempts(n, nil)
	}
	if most := b.untilCap(); ok && most < steps {
		r.Set(n, "attempts", fmt.Sprint(most), fmt.Sprintf("Cap ends the steps: it is reached before attempt %d, and that is not made any more.", most+1))
	}
}

// untilCap is how many calls there are until a delay would pass Cap.
func (b waiting) untilCap() int {
	n := 1
	for d := float64(b.base); n < 1000; n++ {
		if d = math.Trunc(d * b.factor); b.limit > 0 && d > float64(b.limit) {
			return n
		}
	}
	return n
}

var counted = regexp.MustCompile(`NumRequeues\([^)]*\)\s*(<=?|>=?)\s*([0-9A-Za-z_]+)`)

// count reads how many attempts a loop makes: a constant attempts. Of Steps it says only how
// often the delay grows.
func (b waiting) count(r *form.Reading, code []*tree.Node) {
	var n *tree.Node
	for _, name := range []string{"attempts", "maxAttempts"} {
		if n == nil {
			n = lastOf(code, name)
		}
	}
	if n != nil {
		r.Attempts(n, nil)
	} else if retries := lastOf(code, "maxRetries"); retries != nil {
		r.Retries(retries, nil)
	} else {
		r.Assume("attempts", "1000", "How often the loop goes round is not read: 1 000 attempts here.")
	}
	if steps, ok := b.attempts.Whole(); ok && steps < 100 {
		r.Lose(b.attempts, fmt.Sprintf("A loop with Step grows its delay %d times and then no more; here it grows to the cap.", steps))
	} else if b.attempts != nil {
		b.attempts.Mark()
	}
}

// readWorkqueue reads the delays of items of a work queue, and the bucket that all share.
func readWorkqueue(t *form.Text, r *form.Reading, code []*tree.Node) {
	whole := tree.FindCalls(code, "DefaultControllerRateLimiter", "DefaultTypedControllerRateLimiter")
	items := tree.FindCalls(code, "NewItemExponentialFailureRateLimiter", "NewTypedItemExponentialFailureRateLimiter")
	bucket := tree.FindCalls(code, "NewLimiter")
	var of *tree.Node
	switch {
	case len(items) > 0:
		of = items[0]
	case len(whole) > 0:
		of = whole[0]
	default:
		return
	}
	r.Strategy(of, "client:k8s-workqueue", "Delays of an item that double, without jitter.")
	if of.Calls("NewItemExponentialFailureRateLimiter", "NewTypedItemExponentialFailureRateLimiter") {
		r.Duration(of.Arg(0, ""), "base", time.Nanosecond)
		r.Duration(of.Arg(1, ""), "cap", time.Nanosecond)
		if len(bucket) == 0 {
			r.Assume("throttle", "none", "")
		}
	}
	for _, n := range bucket {
		r.Set(n, "throttle", "bucket", "A bucket that all items share.")
		rate := n.Arg(0, "")
		if rate.Calls("Limit") {
			rate = rate.Arg(0, "")
		}
		r.Number(rate, "throttle-rate")
		r.Number(n.Arg(1, ""), "throttle-burst")
		n.Mark()
	}
	if len(bucket) > 0 || of.Calls("DefaultControllerRateLimiter", "DefaultTypedControllerRateLimiter") {
		r.Lose(of, "client-go waits the longer of this delay and that of the bucket; here they add up.")
	}
	readRequeues(t, r, code)
}

// readRequeues reads how often an item comes back: what its requeues are compared with.
func readRequeues(t *form.Text, r *form.Reading, code []*tree.Node) {
	found := counted.FindStringSubmatchIndex(t.Raw)
	if found == nil {
		r.Assume("attempts", "1000", "An item comes back without a limit: 1 000 attempts here.")
		return
	}
	n := &tree.Node{Text: t.Raw[found[4]:found[5]], Line: 1 + strings.Count(t.Raw[:found[0]], "\n")}
	if known := lastOf(code, n.Text); known != nil {
		n = known
	}
	r.Retries(n, nil)
}

func writeClientGo(p form.Policy) (string, []string) {
	if p.Is("lib:k8s-workqueue") {
		return writeWorkqueue(p)
	}
	if !p.Waits() {
		return "", []string{"client-go has no retries without a delay."}
	}
	base, limit, jitter, ok := p.Upward()
	notes := []string{"retriable and call are yours: retriable says which errors are retried."}
	if !ok {
		base, limit, jitter = p.High/100, p.HighCap/100, 99
		notes = append(notes, "wait.Backoff has no full jitter. A Jitter of 99 draws from a hundredth of the delay to the whole, which is nearly that.")
	}
	steps, fields := p.Attempts, ""
	ends := float64(base)*math.Pow(p.Factor, float64(p.Attempts-2)) > float64(limit)
	if ends {
		fields = fmt.Sprintf("Cap: %s,\n", form.GoDuration(limit))
	}
	backoff := func(steps string) string {
		return fmt.Sprintf("backoff := wait.Backoff{\nDuration: %s,\nFactor: %s,\nJitter: %s,\n%sSteps: %s\n}\n", form.GoDuration(base), form.Decimal(p.Factor), form.Decimal(jitter), fields, steps)
	}
	imports := "// import \"k8s.io/apimachinery/pkg/util/wait\"\n"
	if !ends {
		use := "retry.OnError(backoff, retriable, "
		if of := condition(p); len(p.RetryOn) == 1 && p.Retried("rejected") {
			use = "retry.RetryOnConflict(backoff, "
		} else if of != "" {
			use, notes = "retry.OnError(backoff, func(err error) bool { return "+of+" }, ", append(notes, naming)
		}
		return tidy(imports + "// import \"k8s.io/client-go/util/retry\"\n" + total(p) + backoff(fmt.Sprintf("%d, // attempts, the first included", steps)) +
			"err := " + use + attempt(p, "func() error", "return call(ctx)") + ")\n"), notes
	}
	notes = append(notes, "With a Cap the functions of client-go would stop where it is reached, so the attempts are counted here.")
	return tidy(imports + total(p) + backoff("math.MaxInt32, // it stops growing when they are used up") + clientGoLoop(p)), notes
}

// clientGoLoop makes attempts with the delays of a backoff, whatever its Steps are.
func clientGoLoop(p form.Policy) string {
	timeout := ""
	if p.Timeout > 0 {
		timeout = fmt.Sprintf("ctx, cancel := context.WithTimeout(ctx, %s) // of one attempt\ndefer cancel()\n", form.GoDuration(p.Timeout))
	}
	return fmt.Sprintf(`const attempts = %d // the first included
made := 0
err := backoff.DelayFunc().Until(ctx, true, true, func(ctx context.Context) (bool, error) {
%serr := call(ctx)
if made++; err == nil || made == attempts || !retriable(err) {
return true, err
}
return false, nil
})
`, p.Attempts, timeout)
}

func writeWorkqueue(p form.Policy) (string, []string) {
	items := fmt.Sprintf("workqueue.NewTypedItemExponentialFailureRateLimiter[string](%s, %s)", form.GoDuration(p.Low), form.GoDuration(ownTime(p, "cap", 1000*time.Second)))
	limiter := "limiter := " + items + "\n"
	if p.Throttle == "bucket" {
		limiter = fmt.Sprintf("limiter := workqueue.NewTypedMaxOfRateLimiter(\n\t%s,\n\t&workqueue.TypedBucketRateLimiter[string]{Limiter: rate.NewLimiter(%s, %d)},\n)\n", items, form.Decimal(p.Scenario.ThrottleRate), p.Scenario.ThrottleBurst)
	}
	code := "// import \"k8s.io/client-go/util/workqueue\"\n" + limiter + "queue := workqueue.NewTypedRateLimitingQueue(limiter)\n// where an item has failed:\n"
	if p.Attempts >= 1000 {
		return tidy(code + "queue.AddRateLimited(item)\n"), nil
	}
	return tidy(code + fmt.Sprintf("if queue.NumRequeues(item) < %d { // the first attempt not included\n\tqueue.AddRateLimited(item)\n}\n", p.Retries())), nil
}
