package files

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
)

// istio is the retries of a VirtualService, and what its DestinationRule says of them.
var istio = form.Format{
	Key: "istio", Name: "Istio", Language: "YAML", File: "virtual-service.yaml",
	Version: "1.32", Source: "istio/istio, pilot/pkg/networking/core/route/retry/retry.go; istio/api, networking/v1alpha3",
	Sample: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: quotes}
spec:
  hosts: [quotes]
  http:
  - route: [{destination: {host: quotes}}]
    timeout: 10s
    retries: {attempts: 3, perTryTimeout: 2s, retryOn: "gateway-error,connect-failure,refused-stream"}
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("networking.istio.io/") && !keyed(t, "retry_policy") || t.Has("kind: VirtualService", "kind: DestinationRule", "defaultHttpRetryPolicy") ||
			keyed(t, "retries") && keyed(t, "perTryTimeout", "retryOn") && keyed(t, "attempts") && !keyed(t, "retry_policy")
	},
	Read:  readIstio,
	Write: writeIstio,
}

func readIstio(t *form.Text, r *form.Reading) {
	documents := t.Documents()
	if len(documents) == 0 {
		return
	}
	blocks, route := istioRetries(documents)
	if len(blocks) == 0 {
		r.Strategy(nil, "client:istio", "Without a block of retries Istio still retries: twice, where a connection fails or the service is unavailable.")
		r.Assume("attempts", "3", "2 retries by default are 3 attempts, the first included.")
	} else {
		readIstioRetries(r, blocks[0])
		for _, other := range blocks[1:] {
			r.Lose(other, "The retries of another route are not read: paste it by itself.")
		}
	}
	timeout := route.Get("timeout")
	r.Duration(timeout, "total-timeout", time.Second)
	if len(blocks) > 0 {
		istioTimes(r, timeout, blocks[0])
	}
	readIstioPool(r, documents)
	for _, fault := range tree.Find(documents, "fault") {
		r.Lose(fault, "Faults are the service's, and no part of a policy: set outage, errors or latency by hand.")
	}
	restBeside(r, documents)
}

// istioRetries are the blocks of retries, and the route of the first, or the first of all.
func istioRetries(documents []*tree.Node) (blocks []*tree.Node, route *tree.Node) {
	for _, name := range []string{"retries", "defaultHttpRetryPolicy"} {
		for _, n := range tree.Find(documents, name) {
			if n.Kind == tree.Map {
				blocks = append(blocks, n)
			}
		}
	}
	if len(blocks) > 0 {
		return blocks, enclosing(documents, blocks[0])
	}
	if bare := holders(documents, "perTryTimeout"); len(bare) > 0 {
		return bare[:1], nil // the inside of a block alone
	}
	for _, http := range tree.Find(documents, "http") {
		if http.Kind == tree.List && len(http.Kids) > 0 {
			return nil, http.Kids[0]
		}
	}
	return nil, nil
}

func readIstioRetries(r *form.Reading, block *tree.Node) {
	r.Strategy(block, "client:istio", "Envoy's full jitter.")
	n := block.Get("attempts")
	if retries, ok := n.Whole(); ok && retries < 0 {
		r.Set(n, "attempts", "1", "")
		r.Lose(n, "Istio refuses attempts below 0; it would switch retries off.")
	} else if n != nil {
		r.Retries(n, nil)
	} else {
		r.Assume("attempts", "1", "A block of retries without attempts has 0: it switches retries off.")
	}
	r.Duration(block.Get("perTryTimeout"), "timeout", time.Second)
	if on := block.Get("retryOn"); on != nil && strings.TrimSpace(on.Text) != "" {
		readConditions(r, on, nil)
	} else {
		on.Take()
		r.Assume("retry-on", "unavailable", "By default connect-failure, refused-stream, unavailable, cancelled and 503 are retried: no 429, and no try that its timeout ends.")
	}
	if n := block.Get("backoff"); n != nil {
		r.Duration(n, "base", time.Second)
	} else {
		r.Tell(nil, "Without backoff the base is 25 ms and the cap ten times that.")
	}
	for _, name := range []string{"retryRemoteLocalities", "retryIgnorePreviousHosts"} {
		tellHosts(r, block.Get(name))
	}
	r.Rest(block)
}

// istioTimes tells what the two timeouts make of each other.
func istioTimes(r *form.Reading, timeout, block *tree.Node) {
	each := block.Get("perTryTimeout")
	whole, timed := timeout.Duration(time.Second)
	try, tried := each.Duration(time.Second)
	switch retries, _ := block.Get("attempts").Whole(); {
	case retries == 0:
	case tried && !retriesTimeouts(block.Get("retryOn")):
		r.Tell(each, "A try that perTryTimeout ends is not retried: for that retryOn needs 5xx, gateway-error or reset.")
	case timed && whole > 0 && !tried:
		r.Tell(timeout, "Without perTryTimeout one try may take the whole timeout, and then nothing is retried.")
	case timed && whole > 0 && try*time.Duration(retries+1) > whole:
		r.Tell(timeout, fmt.Sprintf("%d tries of %s do not all fit into the timeout.", retries+1, each.Text))
	}
}

func retriesTimeouts(on *tree.Node) bool {
	for _, word := range words(on) {
		for _, outcome := range conditions[word] {
			if outcome == "timed-out" {
				return true
			}
		}
	}
	return false
}

// readIstioPool reads how many retries may be under way, which a DestinationRule says.
func readIstioPool(r *form.Reading, documents []*tree.Node) {
	most, budget := tree.Find(documents, "maxRetries"), tree.Find(documents, "retryBudget")
	var limit, share *tree.Node
	if len(most) > 0 {
		limit = most[0]
	}
	if len(budget) > 0 {
		share = budget[0]
	}
	readParallel(r, limit, share, "percent", "minRetryConcurrency")
	if share != nil {
		r.Rest(share)
	}
	for _, n := range tree.Find(documents, "outlierDetection") {
		r.Lose(n, "outlierDetection takes single hosts out of the load balancing; here the service is one.")
	}
}

func writeIstio(p form.Policy) (string, []string) {
	base, _ := p.Most()
	if p.Is("client:istio", "lib:istio", "client:envoy", "lib:envoy") {
		base = duration(p, "base", 25*time.Millisecond)
	}
	all, codes := writeConditions(p)
	on := append(all, codes...)
	if n := len(all); len(codes) > 0 { // Istio takes codes among the conditions
		on = append(all[:n-1:n-1], codes...)
	}
	var b strings.Builder
	b.WriteString(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: your-service
spec:
  hosts: [your-service]
  http:
  - route:
    - destination: {host: your-service}
`)
	if p.Total > 0 {
		fmt.Fprintf(&b, "    timeout: %ss\n", form.Seconds(p.Total))
	}
	fmt.Fprintf(&b, "    retries:\n      attempts: %d # retries\n", p.Retries())
	if p.Timeout > 0 {
		fmt.Fprintf(&b, "      perTryTimeout: %ss\n", form.Seconds(p.Timeout))
	}
	if len(on) > 0 {
		fmt.Fprintf(&b, "      retryOn: %q\n", strings.Join(on, ","))
	}
	if base = positive(base); base != 25*time.Millisecond {
		fmt.Fprintf(&b, "      backoff: %ss\n", form.Seconds(base))
	}
	b.WriteString(istioRule(p))
	return b.String(), []string{"Put your service's name in place of your-service.", "The cap is ten times the backoff: Istio has no field for it."}
}

// istioRule is the DestinationRule of a policy whose retries under way are bounded.
func istioRule(p form.Policy) string {
	if p.Budget != "concurrent" {
		return ""
	}
	limit := fmt.Sprintf("connectionPool:\n      http: {maxRetries: %d}", p.Scenario.BudgetMin)
	if p.Scenario.BudgetRatio > 0 {
		limit = fmt.Sprintf("retryBudget: {percent: %s, minRetryConcurrency: %d}", form.Decimal(100*p.Scenario.BudgetRatio), p.Scenario.BudgetMin)
	}
	return fmt.Sprintf(`---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: your-service
spec:
  host: your-service
  trafficPolicy:
    %s
`, limit)
}
