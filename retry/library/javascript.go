package library

import "time"

// javaScriptLibraries are delays of libraries for JavaScript and TypeScript.
// Versions are those that were measured; a file is named by its path in the
// library's package.
var javaScriptLibraries = []preset{
	{
		"p-retry", "p-retry, defaults", "9.0.0", "p-retry, index.js",
		Library{base: time.Second, factor: 2},
	}, {
		"p-retry-ref", "p-retry randomize, 100 ms to 10 s", "9.0.0", "p-retry, index.js",
		Library{base: refBase, factor: 2, cap: refCap, clips: after, round: nearest, jitter: scaled(1, 2)},
	}, {
		// It sorts the delays it drew, which with factor 2 are in order already.
		"node-retry-ref", "retry (node-retry) randomize, 100 ms to 10 s", "0.13.1", "retry, lib/retry.js",
		Library{base: refBase, factor: 2, cap: refCap, clips: after, round: nearest, jitter: scaled(1, 2)},
	}, {
		"async-retry", "async-retry, defaults", "1.3.3", "async-retry, lib/index.js",
		Library{base: time.Second, factor: 2, round: nearest, jitter: scaled(1, 2)},
	}, {
		"axios-retry-exponential", "axios-retry exponentialDelay", "4.5.0", "axios-retry, dist/cjs/index.js",
		Library{base: 100 * ms, factor: 2, offset: 1, jitter: scaled(1, 1.2)},
	}, {
		"exponential-backoff-ref", "exponential-backoff full jitter, 100 ms to 10 s", "3.1.3", "exponential-backoff, dist/jitter/full/full.jitter.js",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, round: nearest, jitter: scaled(0, 1)},
	}, {
		"cockatiel", "cockatiel, defaults (decorrelated as in Polly)", "4.0.0", "cockatiel, dist/backoff/ExponentialBackoffGenerators.js",
		Library{base: 128 * ms, factor: 2, cap: 30 * time.Second, clips: after, jitter: telescoped()},
	}, {
		"cockatiel-ref", "cockatiel decorrelated as in Polly, 100 ms to 10 s", "4.0.0", "cockatiel, dist/backoff/ExponentialBackoffGenerators.js",
		Library{base: refBase, factor: 2, cap: refCap, clips: after, jitter: telescoped()},
	}, {
		"cockatiel-full", "cockatiel full jitter, 100 ms to 10 s", "4.0.0", "cockatiel, dist/backoff/ExponentialBackoffGenerators.js",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, round: down, jitter: scaled(0, 1)},
	}, {
		"cockatiel-half", "cockatiel half jitter, 100 ms to 10 s", "4.0.0", "cockatiel, dist/backoff/ExponentialBackoffGenerators.js",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, round: down, jitter: scaled(0.5, 1)},
	}, {
		"got", "got, defaults", "16.1.0", "got, dist/source/core/calculate-retry-delay.js",
		Library{base: time.Second, factor: 2, jitter: added(0, 100*ms)},
	}, {
		"got-capped", "got, backoffLimit 10 s", "16.1.0", "got, dist/source/core/calculate-retry-delay.js",
		Library{base: time.Second, factor: 2, cap: 10 * time.Second, clips: before, jitter: added(0, 100*ms)},
	}, {
		"openai-node", "OpenAI SDK for Node.js, defaults", "7.57.0", "openai, client.js",
		Library{base: 500 * ms, factor: 2, cap: 8 * time.Second, clips: before, jitter: scaled(0.75, 1)},
	}, {
		"anthropic-typescript", "Anthropic SDK for TypeScript, defaults", "1.12.0", "@anthropic-ai/sdk, client.js",
		Library{base: 500 * ms, factor: 2, cap: 8 * time.Second, clips: before, jitter: scaled(0.75, 1)},
	}, {
		"undici", "undici RetryAgent, defaults", "8.12.4", "undici, lib/handler/retry-handler.js",
		Library{base: 500 * ms, factor: 2, cap: 30 * time.Second, clips: before},
	}, {
		"kafkajs", "KafkaJS, defaults", "2.2.4", "kafkajs, src/retry/index.js",
		Library{base: 300 * ms, factor: 2, cap: 30 * time.Second, jitter: compoundScaled(0.2)},
	}, {
		"kafkajs-ref", "KafkaJS, factor 0.5, 100 ms to 10 s", "2.2.4", "kafkajs, src/retry/index.js",
		Library{base: refBase, factor: 2, cap: refCap, jitter: compoundScaled(0.5)},
	}, {
		// It counts the retries it has made, from 0, and takes that less one as its exponent:
		// the first backoff is 250 ms, and its floor makes the first two delays alike.
		"stripe-node", "Stripe SDK for Node.js, defaults", "23.1.0", "stripe, cjs/RequestSender.js",
		Library{base: 250 * ms, factor: 2, cap: 5 * time.Second, clips: before, floor: 500 * ms, jitter: scaled(0.5, 1)},
	}, {
		"aws-sdk-js-v3", "AWS SDK for JavaScript v3, standard", "3.41.0", "@smithy/core, dist-cjs/submodules/retry/index.js",
		Library{base: 50 * ms, rejectedBase: time.Second, factor: 2, cap: 20 * time.Second, clips: before, round: down, jitter: scaled(0, 1)},
	}, {
		// Capped after the draw, as the packages before the constants of 2026 do.
		"aws-sdk-js-v3-legacy", "AWS SDK for JavaScript v3, before 2026", "67ade41", "smithy-lang/smithy-typescript, packages/util-retry/src/defaultRetryBackoffStrategy.ts",
		Library{base: 100 * ms, rejectedBase: 500 * ms, factor: 2, cap: 20 * time.Second, clips: after, round: down, jitter: scaled(0, 1)},
	}, {
		"ky", "Ky, defaults", "2.1.0", "ky, distribution/utils/normalize.js",
		Library{base: 300 * ms, factor: 2},
	}, {
		// It has no defaults yet, and leaves the jitter to the browser: this is its example.
		"fetch-proposed", "fetch with retryOptions, as proposed", "PR 1923 of 2026-04-20", "explainers-by-googlers/fetch-retry, README.md (whatwg/fetch PR 1923)",
		Library{base: 500 * ms, factor: 2},
	}, {
		"ky-jitter", "Ky with jitter, backoffLimit 10 s", "2.1.0", "ky, distribution/core/Ky.js",
		Library{base: 300 * ms, factor: 2, cap: 10 * time.Second, clips: after, jitter: scaled(0, 1)},
	},
}
