package files

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
)

// grpc is the service config of gRPC: retryPolicy, hedgingPolicy and retryThrottling.
var grpc = form.Format{
	Key: "grpc", Name: "gRPC service config", Language: "JSON", File: "service_config.json",
	Version: "grpc-go 1.84", Source: "grpc/proposal, A6-client-retries.md; grpc-go stream.go and service_config.go",
	Sample: `{
  "methodConfig": [{
    "name": [{"service": "shop.v1.Orders"}],
    "timeout": "2s",
    "retryPolicy": {
      "maxAttempts": 4,
      "initialBackoff": "0.1s",
      "maxBackoff": "1s",
      "backoffMultiplier": 2,
      "retryableStatusCodes": ["UNAVAILABLE"]
    }
  }],
  "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1}
}
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("retryPolicy", "hedgingPolicy") && t.Has("methodConfig", "initialBackoff", "hedgingDelay")
	},
	Read:  readGRPC,
	Write: writeGRPC,
}

// grpcMost is how many attempts gRPC makes whatever the config says (MaxRetryRPCBufferSize aside):
// maxAttempts above it is taken as it.
const grpcMost = 5

// grpcCodes are the status codes by what they mean to a simulated client.
var grpcCodes = map[string]string{"UNAVAILABLE": "unavailable", "14": "unavailable", "RESOURCE_EXHAUSTED": "rejected", "8": "rejected", "DEADLINE_EXCEEDED": "timed-out", "4": "timed-out"}

func readGRPC(t *form.Text, r *form.Reading) {
	documents := t.Documents()
	policies := append(tree.Find(documents, "retryPolicy"), tree.Find(documents, "hedgingPolicy")...)
	if len(policies) == 0 {
		return
	}
	policy, hedged := policies[0], tree.Plain(policies[0].Name) == "hedgingpolicy"
	if hedged {
		readGRPCHedging(r, policy)
	} else {
		readGRPCRetries(r, policy)
	}
	for _, other := range policies[1:] {
		r.Lose(other, "A second policy is not read: paste it by itself.")
	}
	for _, timeout := range tree.Find(documents, "timeout") {
		r.Duration(timeout, "total-timeout", time.Second)
	}
	for _, throttling := range tree.Find(documents, "retryThrottling") {
		readGRPCThrottling(r, throttling, hedged)
	}
	for _, name := range tree.Find(documents, "name") {
		r.Beside(name)
	}
	for _, document := range documents {
		r.Rest(document)
	}
}

func readGRPCRetries(r *form.Reading, policy *tree.Node) {
	r.Strategy(policy, "proportional", "Delays of ±20 % about an exponential backoff.")
	r.Assume("jitter", "0.2", "gRPC draws from 0.8 to 1.2 times the backoff; runtimes before 2024 drew from 0 to it.")
	if n := policy.Get("maxAttempts"); n != nil {
		if most, ok := n.Whole(); ok && most > grpcMost {
			r.Set(n, "attempts", fmt.Sprint(grpcMost), fmt.Sprintf("gRPC makes at most %d attempts, whatever maxAttempts says.", grpcMost))
		} else {
			r.Attempts(n, nil)
		}
	}
	r.Duration(policy.Get("initialBackoff"), "base", time.Second)
	r.Duration(policy.Get("maxBackoff"), "cap", time.Second)
	r.Number(policy.Get("backoffMultiplier"), "factor")
	readGRPCCodes(r, policy.Get("retryableStatusCodes"))
}

func readGRPCCodes(r *form.Reading, codes *tree.Node) {
	if codes == nil {
		return
	}
	var words []string
	for _, code := range codes.Kids {
		word, ok := grpcCodes[strings.ToUpper(code.Text)]
		if !ok {
			r.Lose(code, "The status "+code.Text+" does not happen here: an attempt succeeds, or is rejected, unavailable, or times out.")
		}
		words = append(words, word)
		code.Take()
	}
	r.RetryOn(codes, "", words...)
}

func readGRPCHedging(r *form.Reading, policy *tree.Node) {
	r.Strategy(policy, "immediate", "Hedges: copies of an attempt that is slow.")
	r.Assume("attempts", "1", "A call with a hedging policy is not retried otherwise.")
	delay := policy.Get("hedgingDelay")
	if delay == nil {
		r.Lose(policy, "Without a hedgingDelay all copies are sent at once; here a copy waits for one.")
		return
	}
	r.Duration(delay, "hedge", time.Second)
	if n := policy.Get("maxAttempts"); n != nil {
		if most, ok := n.Whole(); ok {
			r.Set(n, "hedges", fmt.Sprint(min(most, grpcMost)-1), "")
		}
	}
	if codes := policy.Get("nonFatalStatusCodes"); codes != nil {
		r.Lose(codes, "An answer of nonFatalStatusCodes sends the next copy at once in gRPC; here each copy waits.")
	}
}

func readGRPCThrottling(r *form.Reading, throttling *tree.Node, hedged bool) {
	if hedged {
		r.Lose(throttling, "retryThrottling stops hedges, too; hedges here have no budget.")
		return
	}
	r.Set(throttling, "budget", "grpc", "A budget of tokens, which all calls of a channel share.")
	r.Number(throttling.Get("maxTokens"), "budget-tokens")
	r.Number(throttling.Get("tokenRatio"), "budget-ratio")
}

func writeGRPC(p form.Policy) (string, []string) {
	base, limit, _ := p.Centre()
	var notes []string
	if !p.Waits() {
		return "", []string{"gRPC has no retries without a delay: initialBackoff must be above 0."}
	}
	policy := map[string]any{
		"maxAttempts":    min(max(p.Attempts, 2), grpcMost),
		"initialBackoff": form.Seconds(base) + "s", "maxBackoff": form.Seconds(limit) + "s", "backoffMultiplier": p.Factor,
		"retryableStatusCodes": grpcCodesOf(p.RetryOn),
	}
	if p.Attempts < 2 {
		return "", []string{"A policy of one attempt has no retries: leave retryPolicy out."}
	}
	method := map[string]any{"name": []any{map[string]any{"service": "your.package.Service"}}, "retryPolicy": policy}
	if p.Total > 0 {
		method["timeout"] = form.Seconds(p.Total) + "s"
	}
	config := map[string]any{"methodConfig": []any{method}}
	if p.Budget == "grpc" {
		config["retryThrottling"] = map[string]any{"maxTokens": p.Scenario.BudgetTokens, "tokenRatio": p.Scenario.BudgetRatio}
	}
	text, _ := json.MarshalIndent(config, "", "  ") // nothing in it can fail
	return string(text) + "\n", append(notes, "Name your service in place of your.package.Service.")
}

// grpcCodesOf are the codes of some outcomes: one at least, which gRPC asks for.
func grpcCodesOf(words []string) (codes []string) {
	for code, word := range grpcCodes {
		if slices.Contains(words, word) && len(code) > 2 {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	if len(codes) == 0 {
		codes = []string{"UNAVAILABLE"}
	}
	return codes
}
