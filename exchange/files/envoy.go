package files

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
)

// envoy is the retry_policy of a route of Envoy, and the circuit_breakers of its cluster.
var envoy = form.Format{
	Key: "envoy", Name: "Envoy", Language: "YAML", File: "envoy.yaml",
	Version: "1.39", Source: "envoyproxy/envoy, api/envoy/config/route/v3/route_components.proto and cluster/v3/circuit_breaker.proto",
	Sample: `route:
  cluster: catalog
  timeout: 8s
  retry_policy:
    retry_on: "5xx,reset,connect-failure"
    num_retries: 3
    per_try_timeout: 2s
    retry_back_off: {base_interval: 0.1s, max_interval: 1s}
---
# the cluster
name: catalog
circuit_breakers:
  thresholds:
  - retry_budget: {budget_percent: {value: 20}, min_retry_concurrency: 5}
`,
	Recognise: func(t *form.Text) bool {
		return keyed(t, "retry_policy", "circuit_breakers", "num_retries", "numRetries", "retry_back_off", "perRetry") &&
			keyed(t, "retry_on", "retryOn", "num_retries", "numRetries", "retry_back_off", "retry_budget", "max_retries", "perRetry") && !t.Has("kind: VirtualService", "kind: DestinationRule")
	},
	Read:  readEnvoy,
	Write: writeEnvoy,
}

// boundless is how many parallel retries are no limit: the most that a field of Envoy can say,
// or what comes near it.
const boundless = 1_000_000

func readEnvoy(t *form.Text, r *form.Reading) {
	documents := t.Documents()
	policies := tree.Find(documents, "retry_policy")
	if len(policies) == 0 {
		policies = append(append(holders(documents, "num_retries"), holders(documents, "retry_on")...), holders(documents, "perRetry")...)
	}
	breakers := tree.Find(documents, "circuit_breakers")
	if len(policies) > 0 {
		readEnvoyPolicy(r, policies[0], t.Has("BackendTrafficPolicy") || policies[0].Get("perRetry") != nil)
		readEnvoyRoute(r, enclosing(documents, policies[0]))
		for _, other := range policies[1:] {
			if other != policies[0] {
				r.Lose(other, "A second policy is not read: paste it by itself.")
			}
		}
	} else if len(breakers) > 0 {
		r.Strategy(nil, "client:envoy", "No route with a retry_policy is in the text; x-envoy-retry-on: 5xx stands for one.")
	} else {
		return
	}
	readEnvoyBreakers(r, breakers)
	for _, name := range []string{"outlier_detection", "hedge_policy"} {
		for _, n := range tree.Find(documents, name) {
			r.Lose(n, map[string]string{
				"outlier_detection": "outlier_detection takes single hosts out of the load balancing; here the service is one.",
				"hedge_policy":      "hedge_policy sends the next try while the one before may still answer; a hedge here waits for a time of its own.",
			}[name])
		}
	}
	restBeside(r, documents)
}

// readEnvoyPolicy reads the policy of a route, or of a BackendTrafficPolicy of Envoy Gateway.
func readEnvoyPolicy(r *form.Reading, policy *tree.Node, gateway bool) {
	r.Strategy(policy, "client:envoy", "Full jitter below base × (2^k − 1), as Envoy documents it; its newest code draws below base × 2^(k − 1).")
	if n := policy.Get("num_retries"); n != nil {
		if value := n.Get("value"); value != nil {
			n.Take()
			n = value
		}
		r.Retries(n, nil)
	} else if gateway {
		r.Assume("attempts", "3", "Without numRetries Envoy Gateway makes 2 retries: 3 attempts.")
	} else {
		r.Assume("attempts", "2", "Without num_retries there is one retry.")
	}
	if on := policy.Get("retry_on"); gateway {
		readEnvoyGateway(r, on)
	} else if on != nil {
		readConditions(r, on, policy.Get("retriable_status_codes"))
	} else {
		r.Assume("attempts", "1", "Without retry_on Envoy retries nothing, unless a request asks for it in x-envoy-retry-on.")
	}
	each := policy.Get("perRetry") // of Envoy Gateway
	each.Take()
	r.Duration(cmpNode(policy.Get("per_try_timeout"), each.Get("timeout")), "timeout", time.Second)
	backoff := cmpNode(policy.Get("retry_back_off"), each.Get("backOff"))
	backoff.Take()
	r.Duration(backoff.Get("base_interval"), "base", time.Second)
	r.Duration(backoff.Get("max_interval"), "cap", time.Second)
	if backoff == nil {
		r.Tell(nil, "Without retry_back_off the base is 25 ms and the cap 250 ms.")
	}
	if limited := policy.Get("rate_limited_retry_back_off"); limited != nil {
		readEnvoyLimited(r, limited)
	}
	for _, name := range []string{"retry_host_predicate", "host_selection_retry_max_attempts", "retry_priority", "retry_options_predicates"} {
		tellHosts(r, policy.Get(name))
	}
	r.Rest(policy)
}

// readEnvoyGateway reads what a BackendTrafficPolicy of Envoy Gateway retries: its codes count
// where retriable-status-codes is among its triggers.
//
// Source: envoyproxy/gateway, api/v1alpha1/retry_types.go.
func readEnvoyGateway(r *form.Reading, on *tree.Node) {
	if on == nil {
		r.Assume("retry-on", "unavailable", "Without retryOn Envoy Gateway retries connect-failure, refused-stream, unavailable, cancelled and 503.")
		return
	}
	on.Take()
	triggers, codes := on.Get("triggers"), on.Get("httpStatusCodes")
	readConditions(r, cmpNode(triggers, codes), codes)
	triggers.Mark()
}

// tellHosts tells of a setting that chooses the host of a retry.
func tellHosts(r *form.Reading, n *tree.Node) {
	if n != nil {
		r.Tell(n, n.Name+" chooses the host of a retry; here the service is one.")
	}
}

// present is a node as a list: empty where it is nil.
func present(n *tree.Node) []*tree.Node {
	if n == nil {
		return nil
	}
	return []*tree.Node{n}
}

func readEnvoyLimited(r *form.Reading, limited *tree.Node) {
	r.Set(limited, "honour", "honour-jitter", "A time that an answer asks for is waited, and up to half of it more.")
	r.Assume("honour-jitter", "0.5", "")
	for _, header := range limited.Get("reset_headers").All() {
		header.Mark()
	}
	limited.Get("reset_headers").Take()
	if n := limited.Get("max_interval"); n != nil {
		r.Duration(n, "honour-limit", time.Second)
	} else {
		r.Assume("honour-limit", "5m", "A longer one than 300 s is ignored.")
	}
}

// readEnvoyRoute reads what stands beside the policy.
func readEnvoyRoute(r *form.Reading, route *tree.Node) {
	timeout := route.Get("timeout")
	if timeout == nil {
		r.Assume("total-timeout", "15s", "A route without a timeout has one of 15 s, for all tries together.")
	}
	r.Duration(timeout, "total-timeout", time.Second)
}

// readEnvoyBreakers reads how many retries may be under way in a cluster.
func readEnvoyBreakers(r *form.Reading, breakers []*tree.Node) {
	read := false
	for _, b := range breakers {
		for _, threshold := range b.Get("thresholds").All() {
			priority := threshold.Get("priority")
			if read || priority != nil && priority.Text != "DEFAULT" {
				r.Lose(threshold, "Thresholds of another priority, or of another cluster, are not read.")
				continue
			}
			priority.Take()
			readParallel(r, threshold.Get("max_retries"), threshold.Get("retry_budget"), "budget_percent", "min_retry_concurrency")
			r.Rest(threshold)
			read = true
		}
		r.Rest(b)
	}
	if !read {
		r.Tell(nil, "Without circuit_breakers in the text a cluster has 3 retries under way at most.")
	}
}

// readParallel reads how many retries may be under way at once: most of them, or a share of all
// requests, which counts more.
func readParallel(r *form.Reading, most, budget *tree.Node, percent, least string) {
	if budget != nil {
		r.Set(budget, "budget", "concurrent", "Retries under way are at most a share of the requests under way.")
		share := budget.Get(percent)
		if value := share.Get("value"); value != nil {
			share.Take()
			share = value
		}
		if x, ok := r.LiteralNumber(share); ok {
			r.Set(share, "budget-ratio", form.Decimal(x/100), "")
		} else {
			r.Assume("budget-ratio", "0.2", "")
		}
		if n := budget.Get(least); n != nil {
			r.Number(n, "budget-min")
		} else {
			r.Assume("budget-min", "3", "")
		}
		if most != nil {
			r.Tell(most, "retry_budget counts, and max_retries does not.")
		}
		return
	}
	if x, ok := r.LiteralNumber(most); ok && x >= boundless {
		r.Set(most, "budget", "none", "So many retries under way are no limit.")
	} else if ok {
		r.Set(most, "budget", "concurrent", "")
		r.Assume("budget-ratio", "0", "")
		r.Number(most, "budget-min")
	}
}

func writeEnvoy(p form.Policy) (string, []string) {
	notes := []string{"Put your cluster's name in place of your_cluster: the first document is of a route, the second of a cluster."}
	base, limit := p.Most()
	if p.Is("client:envoy", "lib:envoy", "client:istio", "lib:istio") {
		base = duration(p, "base", 25*time.Millisecond)
		limit = duration(p, "cap", 10*base)
	}
	if !p.Waits() {
		notes = append(notes, "Envoy always waits: 1 ms is the least.")
	}
	limit = max(positive(limit), positive(base))
	all, codes := writeConditions(p)
	var b strings.Builder
	fmt.Fprintf(&b, "match: {prefix: \"/\"}\nroute:\n  cluster: your_cluster\n  timeout: %ss\n  retry_policy:\n    retry_on: %q\n", form.Seconds(p.Total), strings.Join(all, ","))
	if len(codes) > 0 {
		fmt.Fprintf(&b, "    retriable_status_codes: [%s]\n", strings.Join(codes, ", "))
	}
	fmt.Fprintf(&b, "    num_retries: %d\n", p.Retries())
	if p.Timeout > 0 {
		fmt.Fprintf(&b, "    per_try_timeout: %ss\n", form.Seconds(p.Timeout))
	}
	fmt.Fprintf(&b, "    retry_back_off: {base_interval: %ss, max_interval: %ss}\n", form.Seconds(positive(base)), form.Seconds(limit))
	if p.RetryAfter != "" && p.RetryAfter != "ignore" {
		longest := p.Scenario.HonourLimit
		if longest == 0 {
			longest = 24 * time.Hour
		}
		fmt.Fprintf(&b, "    rate_limited_retry_back_off:\n      reset_headers: [{name: Retry-After, format: SECONDS}]\n      max_interval: %ss\n", form.Seconds(longest))
	}
	fmt.Fprintf(&b, "---\nname: your_cluster\ncircuit_breakers:\n  thresholds:\n  - %s\n", envoyThreshold(p))
	return b.String(), notes
}

// envoyThreshold is how many retries may be under way: without any limit if the policy has none,
// where Envoy's default is 3.
func envoyThreshold(p form.Policy) string {
	s := p.Scenario
	switch {
	case p.Budget != "concurrent":
		return "max_retries: 4294967295"
	case s.BudgetRatio == 0:
		return fmt.Sprintf("max_retries: %d", s.BudgetMin)
	}
	return fmt.Sprintf("retry_budget: {budget_percent: {value: %s}, min_retry_concurrency: %d}", form.Decimal(100*s.BudgetRatio), s.BudgetMin)
}
