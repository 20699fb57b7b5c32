package files

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
	"backofflab/retry/library"
	"backofflab/scenario"
)

// temporal is the retry policy of Temporal in JSON, in YAML and in the code of its SDKs, which
// all have the same names. It is written for the SDK of TypeScript.
var temporal = form.Format{
	Key: "temporal", Name: "Temporal", Language: "TypeScript", File: "workflows.ts",
	Version: "server at 6805cae", Source: "temporalio/temporal, common/retrypolicy/retry_policy.go; temporalio/api, RetryPolicy",
	Sample: `const acts = proxyActivities<typeof activities>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '2s', backoffCoefficient: 3, maximumInterval: '100s', maximumAttempts: 8 },
});
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("backoffCoefficient", "setInitialInterval(", "BackoffCoefficient", "backoff_coefficient", "temporal.RetryPolicy", "scheduleToCloseTimeout", "startToCloseTimeout", "StartToCloseTimeout", "start_to_close_timeout", "@temporalio/", "temporalio") ||
			t.Has("maximumAttempts", "MaximumAttempts", "maximum_attempts") && t.Has("nitialInterval", "initial_interval", "aximumInterval", "maximum_interval")
	},
	Read:  readTemporal,
	Write: writeTemporal,
}

// temporalText is a text of Temporal taken apart: as a file or as code.
type temporalText struct {
	trees []*tree.Node
	unit  time.Duration // of a bare number
}

func temporalOf(t *form.Text) temporalText {
	if documents := t.Documents(); len(documents) > 0 && documents[0].Kind == tree.Map {
		return temporalText{documents, time.Second}
	}
	switch {
	case t.Has("newBuilder(", "setInitialInterval", "setMaximumAttempts"):
		return temporalText{t.Code(source.Java), time.Millisecond}
	case t.Has("timedelta(", "initial_interval", "maximum_attempts", "start_to_close_timeout"):
		return temporalText{t.Code(source.Python), time.Second}
	case t.Has("temporal.RetryPolicy", "InitialInterval", "MaximumAttempts", "StartToCloseTimeout"):
		return temporalText{t.Code(source.Go), time.Nanosecond}
	}
	return temporalText{t.Code(source.JavaScript), time.Millisecond}
}

// find is the first value of a name: of a key, or what a call of a builder sets it to.
func (t temporalText) find(name string) *tree.Node {
	if found := tree.Find(t.trees, name); len(found) > 0 {
		return found[0]
	}
	for _, call := range tree.FindCalls(t.trees, "set"+strings.ToUpper(name[:1])+name[1:]) {
		call.Take()
		return call.Arg(0, "")
	}
	return nil
}

// of is a value of a policy: of its literal, or of the builder that makes it.
func (t temporalText) of(policy *tree.Node, name string) *tree.Node {
	if policy != nil && (policy.Kind == tree.Map || !strings.HasPrefix(policy.Callee(), "set")) {
		return policy.Get(name)
	}
	return t.find(name)
}

func readTemporal(t *form.Text, r *form.Reading) {
	text := temporalOf(t)
	policy := enclosing(text.trees, cmpNode(text.find("initialInterval"), text.find("backoffCoefficient"), text.find("maximumAttempts"), text.find("maximumInterval")))
	start, whole := text.find("startToCloseTimeout"), text.find("scheduleToCloseTimeout")
	if policy == nil && start == nil && whole == nil {
		return
	}
	says := "An exponential backoff without jitter: all that failed together come back together."
	if policy == nil {
		says = "No retry policy is in the text, so Temporal's own holds: 1 s × 2 up to 100 s, without a limit and without jitter."
	}
	r.Strategy(policy, "client:temporal", says)
	readTemporalDelays(r, text, policy)
	if n := text.of(policy, "maximumAttempts"); n != nil {
		if strings.HasSuffix(strings.ToLower(n.Text), "infinity") {
			n.Text = "0" // of JavaScript
		}
		r.Attempts(n, func(n int) bool { return n == 0 })
	} else {
		r.Tell(nil, "Without maximumAttempts there is no limit: 1 000 attempts here.")
	}
	temporalTimeout(r, start, "timeout", text.unit)
	temporalTimeout(r, whole, "total-timeout", text.unit)
	if n := cmpNode(text.of(policy, "nonRetryableErrorTypes"), text.of(policy, "doNotRetry")); n != nil {
		r.RetryOn(n, "Errors of these types are final: failed stands for them.", "rejected", "unavailable", "timed-out")
		n.Mark()
	}
	tellTemporalRest(r, text, policy)
}

func readTemporalDelays(r *form.Reading, text temporalText, policy *tree.Node) {
	first, ok := r.Duration(text.of(policy, "initialInterval"), "base", text.unit)
	if n := text.of(policy, "backoffCoefficient"); n != nil {
		if x, ok := r.Number(n, "factor"); ok && x < 1 {
			r.Lose(n, "Temporal refuses a coefficient below 1.")
		}
	}
	longest := text.of(policy, "maximumInterval")
	most, limited := longest.Duration(text.unit)
	switch {
	case limited && most == 0:
		r.Tell(longest, "A maximumInterval of 0 is a hundred times the first.")
	case limited && ok && most < first:
		r.Duration(longest, "cap", text.unit)
		r.Lose(longest, "Temporal refuses a maximumInterval below the initialInterval.")
	default:
		r.Duration(longest, "cap", text.unit)
	}
}

// temporalTimeout reads a timeout; one that is longer than a run can be is none.
func temporalTimeout(r *form.Reading, n *tree.Node, field string, unit time.Duration) {
	if d, ok := n.Duration(unit); ok && d > scenario.Day {
		r.Tell(n, n.String()+" is longer than anything that is simulated: no timeout.")
		return
	}
	r.Duration(n, field, unit)
}

// alike reports whether two policies say the same: one stands where the other's name does.
func alike(a, b *tree.Node) bool {
	if a.Kind != b.Kind || len(a.Kids) != len(b.Kids) {
		return false
	}
	for i := range a.Kids {
		if a.Kids[i].String() != b.Kids[i].String() {
			return false
		}
	}
	a.Mark()
	return true
}

func tellTemporalRest(r *form.Reading, text temporalText, policy *tree.Node) {
	if n := text.find("heartbeatTimeout"); n != nil {
		r.Lose(n, "Heartbeats have no counterpart here: "+n.String()+".")
	}
	if n := text.find("scheduleToStartTimeout"); n != nil {
		r.Lose(n, "An attempt here is not queued before it starts: "+n.String()+".")
	}
	for _, name := range []string{"workflowExecutionTimeout", "workflowRunTimeout", "executionTimeout", "runTimeout"} {
		if n := text.find(name); n != nil {
			r.Lose(n, "A timeout of a whole workflow is not read; total-timeout is the nearest: "+n.String()+".")
		}
	}
	for _, name := range []string{"initialInterval", "backoffCoefficient", "maximumAttempts", "maximumInterval"} {
		for _, other := range holders(text.trees, name) {
			if other != policy && !alike(other, policy) {
				r.Lose(other, "A second policy is not read: paste it by itself.")
			}
		}
	}
	if policy != nil && (policy.Kind == tree.Map || policy.Calls("RetryPolicy")) {
		r.Rest(policy)
	}
	markTemporalReferences(text.trees)
	for _, name := range []string{"startToCloseTimeout", "scheduleToCloseTimeout"} {
		if options := enclosing(text.trees, first(text.trees, name)); options != nil && options.Kind != tree.List {
			r.Beside(fresh(options)...)
		}
	}
	for _, tr := range text.trees { // of builders, each setting is a call
		tr.Walk(func(n *tree.Node) bool {
			if strings.HasPrefix(n.Callee(), "set") && len(n.Kids) == 1 && slices.Contains(n.Kids[0].Left(), n.Kids[0]) {
				r.Lose(n.Kids[0], n.Callee()+" has no counterpart here.")
			}
			return true
		})
	}
}

// markTemporalReferences marks where options name the variable of the policy, which was read.
func markTemporalReferences(trees []*tree.Node) {
	for _, name := range []string{"retryPolicy", "retryOptions", "retry"} {
		for _, n := range tree.Find(trees, name) {
			if n.Kind == tree.Scalar && !n.Quoted {
				n.Mark()
			}
		}
	}
	for _, call := range tree.FindCalls(trees, "setRetryOptions") {
		if n := call.Arg(0, ""); n != nil && n.Kind == tree.Scalar {
			n.Mark()
		}
	}
}

// fresh are the keys of a node of which nothing was read.
func fresh(n *tree.Node) (kids []*tree.Node) {
	for _, kid := range n.Kids {
		if kid.Name != "" && slices.Contains(kid.Left(), kid) {
			kids = append(kids, kid)
		}
	}
	return kids
}

func writeTemporal(p form.Policy) (string, []string) {
	base, limit := p.Mean()
	notes := []string{"Give proxyActivities the type of your activities, and maximumAttempts 0 for no limit."}
	if p.Jittered() {
		notes = append(notes, "Temporal has no jitter. An activity can have its own: it throws an ApplicationFailure with a nextRetryDelay that it draws.")
	}
	if !p.Waits() {
		return "", []string{"Temporal always waits: initialInterval must be above 0."}
	}
	most := fmt.Sprint(p.Attempts)
	if p.Attempts >= library.Unlimited {
		most = "0"
	}
	var b strings.Builder
	b.WriteString("import { proxyActivities } from '@temporalio/workflow';\n\nexport const activities = proxyActivities({\n")
	if p.Timeout > 0 || p.Total == 0 {
		start := "365 days"
		if p.Timeout > 0 {
			start = scriptDuration(p.Timeout)
		} else {
			notes = append(notes, "One of the timeouts must be set: 365 days stand for none.")
		}
		fmt.Fprintf(&b, "  startToCloseTimeout: '%s',\n", start)
	}
	if p.Total > 0 {
		fmt.Fprintf(&b, "  scheduleToCloseTimeout: '%s',\n", scriptDuration(p.Total))
	}
	fmt.Fprintf(&b, "  retry: {\n    initialInterval: '%s',\n    backoffCoefficient: %s,\n    maximumInterval: '%s',\n    maximumAttempts: %s,\n", scriptDuration(positive(base)), form.Decimal(p.Factor), scriptDuration(positive(limit)), most)
	if !p.Retried("failed") {
		b.WriteString("    nonRetryableErrorTypes: ['YourPermanentError'],\n")
	}
	b.WriteString("  },\n});\n")
	return b.String(), notes
}

// scriptDuration writes a duration as the package ms of JavaScript reads it: one number with a unit.
func scriptDuration(d time.Duration) string {
	if d < time.Second {
		return form.Milliseconds(d) + "ms"
	}
	return form.Seconds(d) + "s"
}
