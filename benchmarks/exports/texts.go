package main

import (
	"fmt"
	"slices"
	"strings"

	"backofflab/exchange"
	"backofflab/scenario"
)

// policies are queries of what is exported: strategies of the lab with their settings, and
// libraries with theirs.
var policies = []string{
	"strategies=full&base=100ms&cap=10s&attempts=8",
	"strategies=equal&base=200ms&cap=5s&attempts=6",
	"strategies=exponential&base=500ms&cap=8s&attempts=6",
	"strategies=exponential&base=100ms&factor=3&cap=20s&attempts=5",
	"strategies=proportional&base=250ms&factor=1.5&jitter=0.3&cap=20s&attempts=8",
	"strategies=upward&base=50ms&factor=3&jitter=0.5&cap=1h&attempts=5",
	"strategies=additive&base=100ms&extra=200ms&cap=3s&attempts=7",
	"strategies=decorrelated-aws&base=100ms&cap=10s&attempts=8",
	"strategies=linear&base=300ms&cap=2s&attempts=6",
	"strategies=fixed&base=1s&attempts=4",
	"strategies=immediate&attempts=3",
	"strategies=full&base=1s&factor=1&cap=1s&attempts=5",
	"strategies=full&base=1s&cap=30s&attempts=10&deadline=20s",
	"strategies=exponential&base=1s&cap=1m&attempts=10&deadline=30s",
	"strategies=full&base=100ms&cap=10s&attempts=6&timeout=2s",
	"strategies=equal&base=1s&cap=10s&attempts=8&timeout=2s&total-timeout=20s",
	"strategies=full&base=100ms&cap=10s&attempts=6&honour=honour",
	"strategies=upward&base=100ms&jitter=1&cap=1h&attempts=5&retry-on=unavailable,timed-out",
	"strategies=upward&base=100ms&jitter=1&cap=1s&attempts=6&timeout=1s&retry-on=unavailable,timed-out",
	"strategies=proportional&base=1s&jitter=0.1&cap=1h&attempts=4&retry-on=rejected",
	"strategies=client:cenkalti(attempts=8)",
	"strategies=client:failsafe-go",
	"strategies=lib:failsafe-go-additive&attempts=6",
	"strategies=client:go-retryablehttp",
	"strategies=lib:go-retryablehttp-linear&attempts=6",
	"strategies=client:avast",
	"strategies=lib:avast-ref&attempts=9",
	"strategies=lib:avast-full&attempts=9",
	"strategies=lib:go-retry-percent&attempts=6",
	"strategies=lib:go-retry-additive&attempts=6",
	"strategies=lib:go-retry-fibonacci(cap=1s)&attempts=8",
	"strategies=lib:go-retry-full-then-cap&attempts=9",
	"strategies=client:aws-sdk-go-v2-2026(attempts=8)",
	"strategies=client:aws-sdk-go-v2-standard(attempts=8)",
	"strategies=client:gax-go",
	"strategies=lib:k8s-wait-ref&attempts=9",
	"strategies=client:k8s-retry",
	"strategies=client:k8s-workqueue(attempts=6 throttle=none)",
	"strategies=lib:resty-v2-ref&attempts=6",
}

// text is one to be run.
type text struct {
	exchange.Text
	From    string // the strategy it was written from
	Query   string
	Hangs   bool   // it has a timeout
	Rejects bool   // its policy does not retry what is unavailable
	Meant   string // From with all of its settings, where the text is the same
}

// written are all texts of Go, and the service configs of gRPC, which grpc-go obeys; of a format alone if only names one.
func written(only string) (texts []text, err error) {
	seen := map[string]bool{}
	for _, query := range append(policies, samplesOfFormats()...) {
		s, err := scenario.ParseQuery(query)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", query, err)
		}
		for _, f := range exchange.Formats() {
			if f.Language != "Go" && f.Key != "grpc" || f.Write == nil || only != "" && f.Key != only {
				continue
			}
			t, err := exchange.Write(s, s.Strategies[0], f.Key)
			if err != nil {
				return nil, fmt.Errorf("%s in %s: %w", query, f.Key, err)
			}
			if t.Code == "" || seen[t.Format.Key+t.Code] || foreign(s.Strategies[0], t) {
				continue
			}
			seen[t.Format.Key+t.Code] = true
			texts = append(texts, newText(t, s, query))
		}
	}
	return texts, nil
}

// foreign reports whether a policy is of a library and the text for another: what that is
// nearest to is seen from the lab's own strategies.
func foreign(strategy string, t exchange.Text) bool {
	return (strings.HasPrefix(strategy, "lib:") || strings.HasPrefix(strategy, "client:")) && !t.Same
}

func newText(t exchange.Text, s scenario.Scenario, query string) text {
	key := s.Strategies[0]
	if !strings.HasPrefix(key, "client:") {
		for _, f := range scenario.OwnFields() {
			if l := scenario.Layers(key)[0]; f.Format(s) != f.Format(scenario.Default()) && !strings.Contains(l.Own, f.Name+"=") {
				key = l.With(f.Name, f.Format(s)).Key()
			}
		}
	}
	out := text{Rejects: !slices.Contains(s.For(s.Strategies[0]).RetryOn, "unavailable"), Text: t, From: s.Strategies[0], Query: query}
	of := s.For(s.Strategies[0])
	out.Hangs = of.Timeout > 0
	if t.Strategy != "" {
		standard := scenario.Default()
		out.Hangs = standard.For(t.Strategy).Timeout > 0
	}
	if t.Same || t.Format.Read == nil && of.TotalTimeout == 0 { // which plain Go leaves to its context
		out.Meant = key
	}
	return out
}

// samplesOfFormats are the policies of the samples of all formats of Go, as they are read.
func samplesOfFormats() (queries []string) {
	for _, f := range exchange.Formats() {
		if f.Language == "Go" && f.Read != nil {
			if r, err := exchange.Read(f.Sample, f.Key); err == nil {
				queries = append(queries, r.Query())
			}
		}
	}
	return queries
}
