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
	},
}
