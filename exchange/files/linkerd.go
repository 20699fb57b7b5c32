package files

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
)

// linkerd is the annotations of a Service or a route, and the ServiceProfile before them. What
// is waited is the proxy's own: min(250 ms, 25 ms × 2^(k−1)) and up to as much more, never above
// 250 ms, which is the law of Spring Retry's random policy.
var linkerd = form.Format{
	Key: "linkerd", Name: "Linkerd", Language: "YAML", File: "service.yaml",
	Version: "proxy 2.366", Source: "linkerd/linkerd2-proxy, linkerd/exp-backoff/src/lib.rs and app/outbound/src/http/logical/policy/route/extensions.rs",
	Sample: `apiVersion: v1
kind: Service
metadata:
  name: quotes
  annotations:
    retry.linkerd.io/http: 5xx
    retry.linkerd.io/limit: "3"
    retry.linkerd.io/timeout: 400ms
    timeout.linkerd.io/request: 2s
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("retry.linkerd.io/", "timeout.linkerd.io/") || t.Has("linkerd.io/") && t.Has("ServiceProfile") || keyed(t, "isRetryable", "minRetriesPerSecond")
	},
	Read:  readLinkerd,
	Write: writeLinkerd,
}

func readLinkerd(t *form.Text, r *form.Reading) {
	documents := t.Documents()
	if len(documents) == 0 {
		return
	}
	if anyOf(documents, "isRetryable", "retryBudget") {
		readServiceProfile(r, documents)
	} else {
		readLinkerdAnnotations(r, documents)
	}
	restBeside(r, documents)
}

func readLinkerdAnnotations(r *form.Reading, documents []*tree.Node) {
	http, grpc := first(documents, "retry.linkerd.io/http"), first(documents, "retry.linkerd.io/grpc")
	r.Strategy(cmpNode(http, grpc), "lib:spring-retry-ref", "The delays are Linkerd's own: 25 ms × 2^(k − 1) up to 250 ms, and as much again at random below that cap.")
	r.Assume("base", "25ms", "")
	r.Assume("factor", "2", "")
	r.Assume("cap", "250ms", "")
	if limit := first(documents, "retry.linkerd.io/limit"); limit != nil {
		r.Retries(limit, nil)
	} else {
		r.Assume("attempts", "2", "Without a limit there is one retry.")
	}
	if http == nil && grpc == nil {
		r.Assume("attempts", "1", "Without retry.linkerd.io/http or grpc nothing is retried.")
	}
	var outcomes []string
	for _, n := range append(present(http), present(grpc)...) {
		for _, word := range words(n) {
			outcomes = append(outcomes, linkerdOutcomes(r, n, word)...)
		}
		n.Take()
	}
	timeout := first(documents, "retry.linkerd.io/timeout")
	if timeout != nil {
		outcomes = append(outcomes, "timed-out") // which is retried whatever the statuses are
	}
	if len(outcomes) > 0 && cmpNode(http, grpc) != nil {
		r.RetryOn(cmpNode(http, grpc), "", outcomes...)
	}
	r.Duration(timeout, "timeout", time.Second)
	r.Duration(first(documents, "timeout.linkerd.io/request"), "total-timeout", time.Second)
	for _, name := range []string{"timeout.linkerd.io/response", "timeout.linkerd.io/idle"} {
		if n := first(documents, name); n != nil {
			r.Lose(n, n.String()+" has no counterpart here: an attempt has one timeout.")
		}
	}
}

// linkerdOutcomes are those of 5xx, 503, 503-504, unavailable and the like.
func linkerdOutcomes(r *form.Reading, n *tree.Node, word string) []string {
	from, to, _ := strings.Cut(word, "-")
	first, last := statusOutcome(from), statusOutcome(to)
	switch {
	case first != "" && (to == "" || last != ""):
		if first == "other" && (last == "other" || last == "") {
			r.Lose(&tree.Node{Line: n.Line}, "The status "+word+" does not happen here.")
			return nil
		}
		return []string{first, last}
	case word == "5xx":
		return []string{"unavailable", "timed-out"}
	}
	if found, ok := conditions[word]; ok {
		foreign(r, n, word)
		return found
	}
	r.Lose(&tree.Node{Line: n.Line}, word+" is no condition of Linkerd.")
	return nil
}

func readServiceProfile(r *form.Reading, documents []*tree.Node) {
	budget := first(documents, "retryBudget")
	r.Strategy(cmpNode(first(documents, "isRetryable"), budget), "immediate", "A ServiceProfile retries at once, as long as its budget lasts.")
	r.Assume("attempts", "1000", "A ServiceProfile has no limit but its budget: 1 000 attempts here.")
	r.Assume("retry-on", "unavailable", "Answers of 5xx.")
	r.Assume("budget", "ratio", "")
	numberOr(r, budget.Get("retryRatio"), "budget-ratio", "0.2", "")
	numberOr(r, budget.Get("minRetriesPerSecond"), "budget-floor", "10", "")
	rate, ok := budget.Get("minRetriesPerSecond").Number()
	ttl, timed := budget.Get("ttl").Duration(time.Second)
	if !ok {
		rate = 10
	}
	if !timed {
		ttl = 10 * time.Second
	}
	r.Assume("budget-tokens", form.Decimal(min(1000, max(1, rate*ttl.Seconds()))), "")
	budget.Get("ttl").Take()
	budget.Take()
	for _, n := range tree.Find(documents, "timeout") {
		r.Duration(n, "total-timeout", time.Second)
	}
	r.Lose(nil, "Linkerd forgets what its budget has counted after the ttl; tokens here stay until they are used.")
}

func writeLinkerd(p form.Policy) (string, []string) {
	var b strings.Builder
	b.WriteString("apiVersion: v1\nkind: Service\nmetadata:\n  name: your-service\n  annotations:\n")
	var codes []string
	if p.Retried("timed-out") {
		codes = append(codes, "5xx")
	} else if p.Retried("unavailable") {
		codes = append(codes, "503")
	}
	if p.Retried("rejected") {
		codes = append(codes, "429")
	}
	if len(codes) == 0 || p.Attempts == 1 {
		return "", []string{"Nothing is retried: leave the annotations out."}
	}
	fmt.Fprintf(&b, "    retry.linkerd.io/http: %q\n    retry.linkerd.io/limit: \"%d\"\n", strings.Join(codes, ","), p.Retries())
	if p.Timeout > 0 {
		fmt.Fprintf(&b, "    retry.linkerd.io/timeout: %sms\n", form.Milliseconds(p.Timeout))
	}
	if p.Total > 0 {
		fmt.Fprintf(&b, "    timeout.linkerd.io/request: %sms\n", form.Milliseconds(p.Total))
	}
	return b.String(), []string{"Put the annotations on your Service, or on an HTTPRoute. No annotation sets the delays."}
}
