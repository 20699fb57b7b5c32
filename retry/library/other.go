package library

import "time"

// dotNetLibraries are delays of libraries for .NET, from their code; they were
// not measured.
var dotNetLibraries = []preset{
	{
		// Exponential with UseJitter, as the standard resilience handler for HTTP has it; no MaxDelay.
		"polly-v8", "Polly v8 exponential with jitter, 2 s", "8.7.0", "App-vNext/Polly, src/Polly.Core/Retry/RetryHelper.cs",
		Library{base: 2 * time.Second, factor: 2, jitter: telescoped()},
	},
}

// proxyLibraries are delays of proxies, from their documentation; they were not
// measured.
var proxyLibraries = []preset{
	{
		// As documented: the first retries wait 0-24, 0-74 and 0-174 whole milliseconds,
		// and the interval to draw from is capped at ten times the base. Older releases
		// cap what was drawn instead, the newest draw from [0, 2^(k-1) × 25 ms).
		"envoy", "Envoy, defaults", "1.39", "Envoy documentation, router filter (x-envoy-max-retries)",
		Library{base: 25 * ms, factor: 2, growth: lessBase, cap: 250 * ms, clips: before, round: down, jitter: scaled(0, 1)},
	}, {
		"istio", "Istio, defaults", "1.31", "istio/istio, pilot/pkg/networking/core/route/retry/retry.go: Envoy's back-off",
		Library{base: 25 * ms, factor: 2, growth: lessBase, cap: 250 * ms, clips: before, round: down, jitter: scaled(0, 1)},
	},
}

// rustLibraries are delays of libraries for Rust, from their code; they were not measured.
var rustLibraries = []preset{
	{
		"backon", "backon ExponentialBuilder, defaults", "1.5.2", "Xuanwo/backon, backon/src/backoff/exponential.rs",
		Library{base: time.Second, factor: 2, cap: 60 * time.Second, clips: before},
	},
}

// rubyLibraries are delays of libraries for Ruby, from their code; they were not measured.
var rubyLibraries = []preset{
	{
		"sidekiq", "Sidekiq, defaults", "8.1.7", "sidekiq/sidekiq, lib/sidekiq/job_retry.rb",
		Library{base: 15 * time.Second, growth: quartic, jitter: numbered(10, time.Second)},
	},
}

// kubernetesLibraries are delays of Kubernetes itself, from its code; they were not measured.
var kubernetesLibraries = []preset{
	{
		// The reset after ten minutes of health is left out.
		"k8s-crash-loop", "Kubernetes crash loop, defaults", "1.36", "kubernetes/kubernetes, pkg/kubelet/kubelet.go, MaxCrashLoopBackOff",
		Library{base: 10 * time.Second, factor: 2, offset: -1, cap: 5 * time.Minute, clips: before, firstAtOnce: true},
	},
}
