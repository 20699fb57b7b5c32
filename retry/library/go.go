package library

import "time"

// goLibraries are delays of libraries for Go. Versions are those that were
// measured; a file is named by its path in the library's repository.
var goLibraries = []preset{
	{
		"cenkalti", "cenkalti/backoff, defaults", "v5.0.3", "cenkalti/backoff, exponential.go",
		Library{base: 500 * ms, factor: 1.5, cap: 60 * time.Second, clips: before, jitter: scaled(0.5, 1.5)},
	}, {
		"cenkalti-ref", "cenkalti/backoff, 100 ms to 10 s", "v5.0.3", "cenkalti/backoff, exponential.go",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, jitter: scaled(0.5, 1.5)},
	}, {
		"go-retryablehttp", "go-retryablehttp, defaults", "v0.7.8", "hashicorp/go-retryablehttp, client.go",
		Library{base: time.Second, factor: 2, cap: 30 * time.Second, clips: before},
	}, {
		// U(800 ms, 1.2 s) times k. Its RetryWaitMax is the end of that range and no cap.
		"go-retryablehttp-linear", "go-retryablehttp LinearJitterBackoff", "v0.7.8", "hashicorp/go-retryablehttp, client.go",
		Library{base: time.Second, growth: linear, jitter: scaled(0.8, 1.2)},
	}, {
		// The cap replaces the jittered value, from the retry whose backoff would pass it.
		"aws-sdk-go-v2-standard", "AWS SDK for Go v2, standard", "v1.47.7", "aws/aws-sdk-go-v2, aws/retry/jitter_backoff.go",
		Library{base: time.Second, factor: 2, offset: 1, cap: 20 * time.Second, constantFrom: 5, jitter: scaled(0, 1)},
	}, {
		// Its default since 2026-11-10; the release before had it behind AWS_NEW_RETRIES_2026.
		"aws-sdk-go-v2-2026", "AWS SDK for Go v2, standard 2026", "v1.48.0", "aws/aws-sdk-go-v2, aws/retry/jitter_backoff.go",
		Library{base: 50 * ms, rejectedBase: time.Second, factor: 2, cap: 20 * time.Second, clips: before, jitter: scaled(0, 1)},
	}, {
		"gax-go", "gax-go, defaults", "v2.27.0", "googleapis/gax-go, v2/call_option.go",
		Library{base: time.Second, factor: 2, cap: 30 * time.Second, clips: before, jitter: scaled(0, 1)},
	}, {
		"go-retry-full", "sethvargo/go-retry WithFullJitter, 100 ms to 10 s", "v0.5.0", "sethvargo/go-retry, backoff.go",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, jitter: scaled(0, 1)},
	}, {
		// The wrappers in the wrong order: WithCappedDuration around WithFullJitter.
		"go-retry-full-then-cap", "sethvargo/go-retry, cap around the jitter, 100 ms to 10 s", "v0.5.0", "sethvargo/go-retry, backoff.go",
		Library{base: refBase, factor: 2, cap: refCap, clips: after, jitter: scaled(0, 1)},
	}, {
		"go-retry-percent", "sethvargo/go-retry WithJitterPercent(5), 100 ms to 10 s", "v0.5.0", "sethvargo/go-retry, backoff.go",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, jitter: percent(5)},
	}, {
		"go-retry-additive", "sethvargo/go-retry WithJitter(500 ms), 100 ms to 10 s", "v0.5.0", "sethvargo/go-retry, backoff.go",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, jitter: added(-500*ms, 500*ms)},
	}, {
		"go-retry-fibonacci", "sethvargo/go-retry Fibonacci from 100 ms", "v0.5.0", "sethvargo/go-retry, backoff_fibonacci.go",
		Library{base: refBase, growth: fibonacci},
	}, {
		"avast", "avast/retry-go, defaults", "v5.1.1", "avast/retry-go, options.go",
		Library{base: 100 * ms, factor: 2, jitter: added(0, 100*ms)},
	}, {
		"avast-ref", "avast/retry-go, 100 ms to 10 s", "v5.1.1", "avast/retry-go, options.go",
		Library{base: refBase, factor: 2, cap: refCap, clips: after, jitter: added(0, 100*ms)},
	}, {
		"avast-full", "avast/retry-go FullJitterBackoffDelay, 100 ms to 10 s", "v5.1.1", "avast/retry-go, options.go",
		Library{base: refBase, factor: 2, offset: 1, cap: refCap, clips: before, jitter: scaled(0, 1)},
	}, {
		"grpc-go-connection", "gRPC-Go connection backoff, defaults", "v1.85.0", "grpc/grpc-go, internal/backoff/backoff.go",
		Library{base: time.Second, factor: 1.6, cap: 120 * time.Second, clips: before, firstUnjittered: true, jitter: scaled(0.8, 1.2)},
	}, {
		"grpc-go-ref", "gRPC-Go retryPolicy, 100 ms to 10 s", "v1.85.0", "grpc/grpc-go, stream.go; gRPC proposal A6",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, jitter: scaled(0.8, 1.2)},
	}, {
		"k8s-wait-ref", "Kubernetes wait.Backoff, jitter 0.5, 100 ms to 10 s", "v0.37.2", "kubernetes/apimachinery, pkg/util/wait/backoff.go",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, jitter: scaled(1, 1.5)},
	}, {
		// Its backoff begins anew every two minutes, also while the list fails.
		"k8s-reflector", "Kubernetes reflector, defaults", "v0.37.2", "kubernetes/client-go, tools/cache/reflector.go",
		Library{base: 800 * ms, factor: 2, cap: 30 * time.Second, jitter: restarting(2 * time.Minute)},
	}, {
		"k8s-workqueue", "Kubernetes workqueue, per item, defaults", "v0.37.2", "kubernetes/client-go, util/workqueue/default_rate_limiters.go",
		Library{base: 5 * ms, factor: 2, cap: 1000 * time.Second, clips: before},
	}, {
		"k8s-flowcontrol-ref", "Kubernetes flowcontrol.Backoff, jitter 1, 100 ms to 10 s", "v0.37.2", "kubernetes/client-go, util/flowcontrol/backoff.go",
		Library{base: refBase, factor: 2, cap: refCap, jitter: compoundAdded(1)},
	}, {
		"jpillora-ref", "jpillora/backoff with jitter, 100 ms to 10 s", "v1.1.0", "jpillora/backoff, backoff.go",
		Library{base: refBase, factor: 2, cap: refCap, clips: after, jitter: from(refBase)},
	}, {
		"failsafe-go-ref", "failsafe-go, jitter factor 0.5, 100 ms to 10 s", "v0.9.8", "failsafe-go/failsafe-go, retrypolicy/retryexecutor.go",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, jitter: scaled(0.5, 1.5)},
	}, {
		"failsafe-go-additive", "failsafe-go, jitter 500 ms, 100 ms to 10 s", "v0.9.8", "failsafe-go/failsafe-go, retrypolicy/retryexecutor.go",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, jitter: added(-500*ms, 500*ms)},
	}, {
		"resty-v2-ref", "Resty v2, 100 ms to 10 s", "v2.17.2", "go-resty/resty, retry.go",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, floor: refBase, jitter: scaled(0.5, 1)},
	}, {
		// 0.8 to 1.3 times what it says in its comment is 0.8 to 1.2.
		"azure-go", "Azure SDK for Go, defaults", "v1.24.0", "Azure/azure-sdk-for-go, sdk/azcore/runtime/policy_retry.go",
		Library{base: 800 * ms, factor: 2, growth: lessBase, cap: 60 * time.Second, clips: after, jitter: scaled(0.8, 1.3)},
	}, {
		"failsafe-go", "failsafe-go, defaults", "v0.9.8", "failsafe-go/failsafe-go, retrypolicy/retry.go: it waits nothing",
		Library{factor: 1},
	}, {
		"k8s-retry", "client-go retry.DefaultBackoff", "v0.37.2", "kubernetes/client-go, util/retry/util.go",
		Library{base: 10 * ms, factor: 5, jitter: scaled(1, 1.1)},
	}, {
		"temporal", "Temporal RetryPolicy, defaults", "v1.50.0", "temporalio/temporal, common/retrypolicy/retry_policy.go",
		Library{base: time.Second, factor: 2, cap: 100 * time.Second, clips: before},
	}, {
		"resty-v3-ref", "Resty v3, 100 ms to 10 s", "v3.0.0-rc.4", "resty.dev/v3, retry.go",
		Library{base: refBase, factor: 2, offset: 1, cap: refCap, clips: before, floor: refBase, jitter: scaled(0.5, 1)},
	},
}
