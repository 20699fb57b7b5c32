package files

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
)

// grpc is the service config of gRPC: retryPolicy, hedgingPolicy and retryThrottling.
var grpc = form.Format{
	Key: "grpc", Name: "gRPC service config", Language: "JSON", File: "service_config.json",
	Version: "grpc-go 1.85", Source: "grpc/proposal, A6-client-retries.md; grpc-go stream.go and service_config.go",
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
		return t.Has("retryPolicy", "hedgingPolicy") && t.Has("methodConfig", "initialBackoff", "hedgingDelay", "backoffMultiplier", "retryableStatusCodes") && !t.Has("initialInterval")
	},
	Read:  readGRPC,
	Write: writeGRPC,
}

// grpcMost is how many attempts gRPC makes whatever the config says, unless the channel allows
// more (grpc.WithMaxCallAttempts): maxAttempts above it is taken as it.
const grpcMost = 5

// grpcCodes are the status codes by what they mean to a simulated client.
var grpcCodes = map[string]string{"UNAVAILABLE": "unavailable", "14": "unavailable", "RESOURCE_EXHAUSTED": "rejected", "8": "rejected", "DEADLINE_EXCEEDED": "timed-out", "4": "timed-out"}

func readGRPC(t *form.Text, r *form.Reading) {
	documents := grpcDocuments(t)
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
	method := enclosing(documents, policy)
	if timeout := method.Get("timeout"); timeout != nil {
		grpcDuration(r, timeout, "total-timeout")
	}
	r.Beside(grpcBeside(documents, method)...)
	for _, other := range policies[1:] {
		r.Lose(other, "A second policy is not read: paste it by itself.")
	}
	for _, of := range append(holders(documents, "retryPolicy"), holders(documents, "hedgingPolicy")...) {
		if of != method {
			of.Mark()
		}
	}
	for _, throttling := range tree.Find(documents, "retryThrottling") {
		readGRPCThrottling(r, throttling, hedged)
	}
	for _, of := range append(tree.Find(documents, "retryThrottling"), method, policy) {
		r.Rest(of)
	}
	restBeside(r, documents)
}

// grpcComment is a comment that people put into JSON: a line of its own, or what follows a value.
var grpcComment = regexp.MustCompile(`(?m)(^|[,{}\[\]])[ \t]*//.*$`)

// grpcBlock is a comment between two marks.
var grpcBlock = regexp.MustCompile(`(?s)/\*.*?\*/`)

// grpcDocuments are the documents of a text, or the config that stands in code: as a string, or
// as a literal that reads like JSON.
func grpcDocuments(t *form.Text) []*tree.Node {
	text := grpcComment.ReplaceAllString(grpcBlock.ReplaceAllStringFunc(t.Raw, func(comment string) string {
		return strings.Repeat("\n", strings.Count(comment, "\n"))
	}), "$1")
	documents := t.Documents()
	if text != t.Raw {
		documents, _ = tree.YAML(text)
	}
	if len(holders(documents, "retryPolicy"))+len(holders(documents, "hedgingPolicy")) > 0 {
		return documents
	}
	for _, word := range []string{"methodConfig", "method_config", "retryPolicy", "hedgingPolicy"} {
		at := strings.Index(text, word)
		if at < 0 {
			continue
		}
		from, to := braces(text, at)
		if from < 0 {
			continue
		}
		documents, _ := tree.YAML(strings.Repeat("\n", strings.Count(text[:from], "\n")) + strings.ReplaceAll(text[from:to], `\"`, `"`))
		return documents
	}
	return nil
}

// braces finds the innermost pair of { and } around a place of a text; from is -1 where there is
// none.
func braces(text string, at int) (from, to int) {
	depth := 0
	for from = at; from >= 0; from-- {
		switch text[from] {
		case '}':
			depth++
		case '{':
			depth--
		}
		if depth < 0 {
			break
		}
	}
	depth = 0
	for to = max(from, 0); from >= 0 && to < len(text); to++ {
		switch text[to] {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 {
			return from, to + 1
		}
	}
	return -1, -1
}

// grpcBeside is what a config says besides retries, methods without a policy included.
func grpcBeside(documents []*tree.Node, method *tree.Node) (nodes []*tree.Node) {
	for _, name := range []string{"name", "waitForReady", "maxRequestMessageBytes", "maxResponseMessageBytes"} {
		if n := method.Get(name); n != nil {
			nodes = append(nodes, n)
		}
	}
	for _, name := range []string{"loadBalancingConfig", "loadBalancingPolicy", "healthCheckConfig"} {
		nodes = append(nodes, tree.Find(documents, name)...)
	}
	for _, methods := range tree.Find(documents, "methodConfig") {
		for _, other := range methods.Kids {
			if other != method && other.Get("retryPolicy") == nil && other.Get("hedgingPolicy") == nil {
				other.Mark()
			}
		}
	}
	return nodes
}

// grpcDuration reads a duration, which gRPC takes as a number of seconds with an s after it alone.
func grpcDuration(r *form.Reading, n *tree.Node, field string) {
	if n != nil && !(strings.HasSuffix(n.Text, "s") && strings.Trim(n.Text[:len(n.Text)-1], "0123456789.-") == "") {
		if _, ok := n.Duration(time.Second); ok {
			r.Duration(n, field, time.Second)
			r.Lose(n, "gRPC refuses "+n.Text+" in "+n.Name+`: write seconds with an s, as in "0.1s". It is read as what it seems to mean.`)
			return
		}
	}
	r.Duration(n, field, time.Second)
}

func readGRPCRetries(r *form.Reading, policy *tree.Node) {
	r.Strategy(policy, "proportional", "Delays of ±20 % about an exponential backoff.")
	r.Assume("jitter", "0.2", "gRPC draws from 0.8 to 1.2 times the backoff; runtimes before 2024 drew from 0 to it.")
	grpcRequires(r, policy, "maxAttempts", "initialBackoff", "maxBackoff", "backoffMultiplier", "retryableStatusCodes")
	n := policy.Get("maxAttempts")
	most, ok := n.Whole()
	switch {
	case n == nil:
		r.Assume("attempts", "1", "Without maxAttempts nothing is retried.")
	case ok && most > grpcMost:
		r.Set(n, "attempts", fmt.Sprint(grpcMost), fmt.Sprintf("gRPC makes at most %d attempts, whatever maxAttempts says.", grpcMost))
	case ok && most == 1:
		r.Set(n, "attempts", "1", "")
		r.Lose(n, "gRPC refuses a config whose maxAttempts is below 2.")
	case ok:
		r.Attempts(n, nil)
	default:
		r.Attempts(n, nil)
		r.Assume("attempts", fmt.Sprint(grpcMost), fmt.Sprintf("gRPC makes at most %d attempts.", grpcMost))
	}
	grpcDuration(r, policy.Get("initialBackoff"), "base")
	grpcDuration(r, policy.Get("maxBackoff"), "cap")
	r.Number(policy.Get("backoffMultiplier"), "factor")
	readGRPCCodes(r, policy.Get("retryableStatusCodes"))
}

// grpcRequires tells of keys that are missing, without which gRPC refuses a policy.
func grpcRequires(r *form.Reading, policy *tree.Node, names ...string) {
	missing := slices.DeleteFunc(names, func(name string) bool { return policy.Get(name) != nil })
	if len(missing) > 0 {
		r.Lose(&tree.Node{Line: policy.Line}, "gRPC refuses a "+policy.Name+" without "+strings.Join(missing, ", ")+".")
	}
}

func readGRPCCodes(r *form.Reading, codes *tree.Node) {
	if codes == nil {
		return
	}
	var outcomes []string
	for _, code := range codes.Kids {
		word, ok := grpcCodes[strings.ToUpper(code.Text)]
		if !ok {
			r.Lose(code, "The status "+code.Text+" does not happen here: an attempt succeeds, or is rejected, unavailable, or times out.")
		}
		outcomes = append(outcomes, word)
		code.Take()
	}
	r.RetryOn(codes, "", outcomes...)
}

func readGRPCHedging(r *form.Reading, policy *tree.Node) {
	r.Strategy(policy, "immediate", "Hedges: copies of an attempt that is slow.")
	r.Assume("attempts", "1", "A call with a hedging policy is not retried otherwise.")
	grpcRequires(r, policy, "maxAttempts")
	if delay := policy.Get("hedgingDelay"); delay == nil {
		r.Assume("hedge", "1ms", "")
		r.Lose(&tree.Node{Line: policy.Line}, "Without a hedgingDelay all copies are sent at once; here a copy waits for 1 ms at least.")
	} else {
		grpcDuration(r, delay, "hedge")
	}
	if n := policy.Get("maxAttempts"); n != nil {
		if most, ok := n.Whole(); ok && most > 1 {
			r.Set(n, "hedges", fmt.Sprint(min(most, grpcMost)-1), fmt.Sprintf("%d copies of an attempt at most, the first included.", min(most, grpcMost)))
		} else {
			r.Lose(n, "gRPC refuses a hedgingPolicy whose maxAttempts is no whole number above 1.")
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

// grpcConfig has the keys of a service config in the order in which people write them.
type grpcConfig struct {
	MethodConfig    []grpcMethod    `json:"methodConfig"`
	RetryThrottling *grpcThrottling `json:"retryThrottling,omitempty"`
}

type grpcMethod struct {
	Name          []map[string]string `json:"name"`
	Timeout       string              `json:"timeout,omitempty"`
	RetryPolicy   *grpcRetries        `json:"retryPolicy,omitempty"`
	HedgingPolicy *grpcHedging        `json:"hedgingPolicy,omitempty"`
}

type grpcRetries struct {
	MaxAttempts          int      `json:"maxAttempts"`
	InitialBackoff       string   `json:"initialBackoff"`
	MaxBackoff           string   `json:"maxBackoff"`
	BackoffMultiplier    float64  `json:"backoffMultiplier"`
	RetryableStatusCodes []string `json:"retryableStatusCodes"`
}

type grpcHedging struct {
	MaxAttempts  int    `json:"maxAttempts"`
	HedgingDelay string `json:"hedgingDelay"`
}

type grpcThrottling struct {
	MaxTokens  float64 `json:"maxTokens"`
	TokenRatio float64 `json:"tokenRatio"`
}

func writeGRPC(p form.Policy) (string, []string) {
	method := grpcMethod{Name: []map[string]string{{"service": "your.package.Service"}}}
	notes := []string{"Name your service in place of your.package.Service."}
	base, limit, _ := p.Centre()
	switch hedges := p.Scenario.Hedge > 0; {
	case p.Attempts == 1 && hedges:
		method.HedgingPolicy = &grpcHedging{min(p.Scenario.Hedges+1, grpcMost), form.Seconds(p.Scenario.Hedge) + "s"}
		notes = append(notes, "grpc-go has no hedging and ignores a hedgingPolicy; gRPC for Java and .NET have it.")
	case p.Attempts == 1:
		return "", []string{"A policy of one attempt has no retries: leave retryPolicy out."}
	case !p.Waits():
		return "", []string{"gRPC has no retries without a delay: initialBackoff must be above 0."}
	default:
		method.RetryPolicy = &grpcRetries{min(p.Attempts, grpcMost), form.Seconds(positive(base)) + "s", form.Seconds(positive(limit)) + "s", p.Factor, grpcCodesOf(p.RetryOn)}
		if hedges {
			notes = append(notes, "A method has retries or hedges, and never both: these are the retries.")
		}
	}
	if p.Attempts > grpcMost {
		notes = append(notes, fmt.Sprintf("A channel makes %d attempts at most; in Go grpc.WithMaxCallAttempts(%d) lets it make more, and then maxAttempts may be more, too.", grpcMost, p.Attempts))
	}
	if p.Total > 0 {
		method.Timeout = form.Seconds(p.Total) + "s"
	}
	config := grpcConfig{MethodConfig: []grpcMethod{method}}
	if p.Budget == "grpc" {
		config.RetryThrottling = &grpcThrottling{p.Scenario.BudgetTokens, max(p.Scenario.BudgetRatio, 0.001)}
	}
	text, _ := json.MarshalIndent(config, "", "  ") // nothing in it can fail
	return string(text) + "\n", notes
}

// grpcCodesOf are the codes of some outcomes: one at least, which gRPC asks for.
func grpcCodesOf(outcomes []string) (codes []string) {
	for code, word := range grpcCodes {
		if slices.Contains(outcomes, word) && len(code) > 2 {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	if len(codes) == 0 {
		codes = []string{"UNAVAILABLE"}
	}
	return codes
}
