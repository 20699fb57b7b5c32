package javascript_test

import (
	"slices"
	"strings"
	"testing"

	"backofflab/exchange/form"
	"backofflab/exchange/javascript"
	"backofflab/scenario"
)

// read reads a text as the first format that recognises it; the key of the format is before what
// was read.
func read(text string) (*form.Reading, string, error) {
	t, err := form.NewText(text)
	if err != nil {
		return nil, "", err
	}
	for _, f := range readable() {
		if f.Recognise(t) {
			r := &form.Reading{Format: f.Key}
			f.Read(t, r)
			err := r.Finish()
			return r, f.Key, err
		}
	}
	return nil, "", nil
}

// readable are the formats that are read.
func readable() []form.Format {
	return slices.DeleteFunc(javascript.Formats(), func(f form.Format) bool { return f.Read == nil })
}

// lost are the sentences of a reading that tell of losses.
func lost(r *form.Reading) (says []string) {
	for _, n := range r.Notes {
		if n.Kind == form.Lost {
			says = append(says, n.Says)
		}
	}
	return says
}

// What people paste, and mistakes in it. Of each loss the beginning is compared, and all are.
func TestRead(t *testing.T) {
	for _, tt := range []struct{ shows, text, format, key, losses string }{
		{"axios-retry, of the notes", "axiosRetry(http, { retries: 4, retryDelay: (n, e) => axiosRetry.exponentialDelay(n, e, 200),\n  retryCondition: e => axiosRetry.isNetworkOrIdempotentRequestError(e) || e.response?.status === 429 })",
			"axios-retry", "client:axios-retry-exponential(base=200ms attempts=5)", "Where an answer has a Retry-After"},
		{"its name for a delay", "import axiosRetry from 'axios-retry';\naxiosRetry(axios, { retries: 3, retryDelay: axiosRetry.exponentialDelay });", "axios-retry", "client:axios-retry-exponential", "Where an answer has a Retry-After"},
		{"axios-retry as it is", "axiosRetry(axios);", "axios-retry", "immediate(attempts=4 retry-on=rejected|unavailable honour=max)", ""},
		{"a closure", "axiosRetry(axios, { retryDelay: (retryCount) => retryCount * 1000 });", "axios-retry", "linear(base=1s cap=24h attempts=4 retry-on=rejected|unavailable)", ""},
		{"a closure with a body", "axiosRetry(axios, { retries: 5, retryDelay: (retryCount) => {\n  const delay = Math.pow(2, retryCount) * 100;\n  const jitter = delay * 0.2 * Math.random();\n  return delay + jitter;\n} });",
			"axios-retry", "proportional(base=220ms factor=2 cap=24h jitter=0.090909 attempts=6 retry-on=rejected|unavailable)", ""},
		{"a closure with comments", "axiosRetry(axios, { retryDelay: (n) => {\n  // return early? not needed\n  return n * 2000; // ms\n}, retryCondition: (error: AxiosError) => { // not only 503\n  return error.response.status === 503; } });", "axios-retry", "linear(base=2s cap=24h attempts=4 retry-on=unavailable)", ""},
		{"names of the text in a closure", "const config = { retry: { count: 4, base: 200 } } as const;\nconst CAP = 5_000;\nconst options: IAxiosRetryConfig = { retries: config.retry.count, retryDelay: (n: number): number => Math.min(CAP, config.retry.base * 2 ** (n - 1)) };\naxiosRetry(axios, options);",
			"axios-retry", "exponential(base=200ms factor=2 cap=5s attempts=5 retry-on=rejected|unavailable)", ""},
		{"options in options", "const shared: Options = { retries: 5, factor: 2, minTimeout: 500, randomize: false };\nawait pRetry(run, { ...shared, factor: 3, maxTimeout: 9000 });", "p-retry", "client:p-retry(base=500ms factor=3 cap=9s attempts=6)", ""},
		{"a variable's default", "pRetry(run, { retries: Number(process.env.RETRIES ?? 4) })", "p-retry", "client:p-retry(attempts=5)", ""},
		{"a timeout of got 11", "got(url, { retry: 5, timeout: 2000 })", "got", "client:got(attempts=6 timeout=2s honour-limit=2s honour-over=give-up)", ""},
		{"parameters by their names", "function again(fn, { retries = 3, minTimeout = 250 } = {}) {\n  return pRetry(fn, { retries, minTimeout });\n}", "p-retry", "client:p-retry(base=250ms attempts=4)", ""},
		{"functions by their names", "const again = (e: AxiosError): boolean => e.response?.status === 503;\nfunction jitter(n: number): number {\n  return Math.random() * Math.min(20_000, 100 * 2 ** n);\n}\naxiosRetry(http, { retries: 3, retryDelay: jitter, retryCondition: again });", "axios-retry", "full(base=200ms factor=2 cap=20s attempts=4 retry-on=unavailable)", ""},
		{"a function", "axiosRetry(axios, { retryDelay: function (n) { return 3000; } })", "axios-retry", "fixed(base=3s attempts=4 retry-on=rejected|unavailable)", ""},
		{"a list", "axiosRetry(axios, { retryDelay: n => [1000, 5000, 30000][n - 1] })", "axios-retry", "list(delays=1s|5s|30s attempts=4 retry-on=rejected|unavailable)", ""},
		{"a closure that is code", "axiosRetry(axios, { retryDelay: n => delayOf(n) })", "axios-retry", "immediate(attempts=4 retry-on=rejected|unavailable)", "Its delays are the code's own"},
		{"a timeout for all", "const http = axios.create({ timeout: 5000 });\naxiosRetry(http, { retryDelay: axiosRetry.linearDelay(500) })", "axios-retry", "linear(base=500ms cap=24h attempts=4 total-timeout=5s retry-on=rejected|unavailable honour=max)", ""},
		{"a timeout for each", "const http = axios.create({ timeout: 5000 });\naxiosRetry(http, { shouldResetTimeout: true, retryDelay: axiosRetry.exponentialDelay })", "axios-retry", "client:axios-retry-exponential(timeout=5s)", "Where an answer has a Retry-After"},

		{"p-retry", "await pRetry(run, { retries: 5 })", "p-retry", "client:p-retry(attempts=6)", ""},
		{"p-retry, randomized", "const options = { retries: 5, minTimeout: 50, maxTimeout: 5 * 1000, randomize: true };\nawait pRetry(run, options)", "p-retry", "lib:p-retry-ref(base=50ms factor=2 cap=5s attempts=6 retry-on=rejected|unavailable|timed-out)", ""},
		{"p-retry for ever", "await pRetry(() => fetch(u, { signal: AbortSignal.timeout(3000) }), { retries: Infinity, factor: 1.5, maxTimeout: Infinity, maxRetryTime: 60000 })", "p-retry",
			"client:p-retry(factor=1.5 attempts=1000 timeout=3s deadline=1m)", "The last delay is shortened"},
		{"p-retry around an SDK", "import OpenAI from 'openai';\nconst client = new OpenAI({ maxRetries: 1 });\nawait pRetry(() => client.chat.completions.create(p), { retries: 2, onFailedAttempt: log })", "p-retry",
			"client:p-retry(attempts=3)>client:openai-node(attempts=2)", ""},
		{"a condition", "await pRetry(run, { shouldRetry: ({ error }) => error.status === 429 })", "p-retry", "client:p-retry(retry-on=rejected)", ""},
		{"a condition that is not", "await pRetry(run, { shouldRetry: e => e.status !== 404 })", "p-retry", "client:p-retry", "What is not retried"},
		{"a word for a number", "await pRetry(run, { retries: 'three', factor: 'x' })", "p-retry", "client:p-retry", "factor: x is no number|retries: three is no number"},
		{"an option that there is not", "await pRetry(run, { retries: 3, delay: 100 })", "p-retry", "client:p-retry(attempts=4)", "delay: 100 has no counterpart"},
		{"a missing bracket", "await pRetry(run, { retries: 3, minTimeout: 200", "", "", ""},

		{"cockatiel", "const r = retry(handleAll, { maxAttempts: 3, backoff: new ExponentialBackoff() });", "cockatiel", "client:cockatiel", ""},
		{"cockatiel for ever", "const r = retry(handleAll, { backoff: new ConstantBackoff(50) });", "cockatiel", "fixed(base=50ms attempts=1000 retry-on=rejected|unavailable|timed-out)", ""},
		{"a factor that does nothing", "retry(handleType(RateLimitError), { maxAttempts: 2, backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 1e4, exponent: 3, generator: halfJitterGenerator }) })", "cockatiel",
			"equal(base=100ms factor=2 cap=10s attempts=3 retry-on=rejected)", ""},
		{"a breaker and timeouts", "const retryPolicy = retry(handleAll, { maxAttempts: 3, backoff: new IterableBackoff([100, 200]) });\nconst cb = circuitBreaker(handleAll, { halfOpenAfter: 10 * 1000, breaker: new SamplingBreaker({ threshold: 0.2, duration: 30_000, minimumRps: 1 }) });\nconst p = wrap(timeout(9000, TimeoutStrategy.Aggressive), retryPolicy, cb);",
			"cockatiel", "list(delays=100ms|200ms attempts=4 total-timeout=9s retry-on=rejected|unavailable|timed-out|not-sent breaker=ratio breaker-ratio=0.2 breaker-window=30s breaker-min=30 breaker-open=10s breaker-probes=1)", ""},

		{"got", "const client = got.extend({ retry: { limit: 4, statusCodes: [500, 502, 503] } });", "got", "client:got(attempts=5 retry-on=unavailable|timed-out)", ""},
		{"got's number", "await got(url, { retry: 0 })", "got", "client:got(attempts=1)", ""},
		{"got's rule for Retry-After", "await got(url, { retry: { limit: 2, backoffLimit: 3000, maxRetryAfter: 10000 }, timeout: { request: 2000 } })", "got", "client:got(cap=3s timeout=2s honour-limit=10s honour-over=give-up)", ""},
		{"got's rule by its timeout", "await got(url, { timeout: { request: 2000 }, retry: { limit: 2 }, responseType: 'json' })", "got", "client:got(timeout=2s honour-limit=2s honour-over=give-up)", ""},
		{"got with a hook", "got.extend({ retry: { limit: 3, calculateDelay: ({ attemptCount, retryAfter }) => retryAfter ?? Math.max(1, Math.random() * Math.min(5000, 100 * 2 ** (attemptCount - 1))) } })", "got", "full(base=100ms factor=2 cap=5s attempts=4 retry-on=rejected|unavailable|timed-out honour=honour)", ""},
		{"got with code", "got.extend({ retry: { calculateDelay: ({ computedValue }) => computedValue / 10 } })", "got", "client:got", "What calculateDelay calculates"},

		{"ky", "const api = ky.create({ prefixUrl: u, retry: { limit: 5, backoffLimit: 3000 } });", "ky", "client:ky(cap=3s attempts=6)", ""},
		{"ky with jitter", "ky(u, { retry: { limit: 5, jitter: true, backoffLimit: 3000 }, timeout: false })", "ky", "lib:ky-jitter(cap=3s attempts=6 timeout=0s retry-on=rejected|unavailable honour=honour)", ""},
		{"ky with a hook", "ky(u, { retry: { limit: 5, delay: n => 100 * 2 ** (n - 1), jitter: d => d * (0.5 + Math.random() * 0.5), retryOnTimeout: true } })", "ky", "equal(base=100ms factor=2 cap=24h attempts=6 timeout=10s retry-on=rejected|unavailable|timed-out honour=honour)", ""},

		{"ky with code", "ky(u, { retry: { delay: n => delayOf(n) } })", "ky", "client:ky", "These delays are the code's own"},

		{"undici", "setGlobalDispatcher(new RetryAgent(new Agent(), { maxRetries: 3, maxTimeout: 10_000, retryAfter: false }))", "undici", "client:undici(cap=10s attempts=4 honour=ignore)", ""},
		{"undici's clamp", "new RetryAgent(new Agent(), { maxTimeout: 10_000 })", "undici", "client:undici(cap=10s honour-limit=10s)", ""},
		{"exponential-backoff", "backOff(() => call(), { numOfAttempts: 4, jitter: 'full', maxDelay: 1000 })", "exponential-backoff", "full(base=100ms factor=2 cap=1s attempts=4 retry-on=rejected|unavailable|timed-out)", ""},
		{"async-retry", "const retry = require('async-retry');\nawait retry(async bail => call(), { retries: 3 })", "async-retry", "lib:p-retry-ref(base=1s factor=2 cap=24h attempts=4 retry-on=rejected|unavailable|timed-out)", ""},
		{"node-retry", "const retry = require('retry');\nconst operation = retry.operation({ retries: 5, factor: 3, minTimeout: 1 * 1000, maxTimeout: 60 * 1000 });", "async-retry", "client:p-retry(factor=3 cap=1m attempts=6)", ""},
		{"node-retry's list", "const operation = retry.operation([100, 200, 5000]);", "async-retry", "list(delays=100ms|200ms|5s attempts=4)", ""},
		{"sorting", "await retry(bail => call(), { factor: 1, minTimeout: 100 })", "async-retry", "lib:p-retry-ref(base=100ms factor=1 cap=24h attempts=11 retry-on=rejected|unavailable|timed-out)", "node-retry sorts"},
		{"an SDK alone", "import Anthropic from '@anthropic-ai/sdk';\nconst client = new Anthropic({ maxRetries: 4, timeout: 20 * 1000 });", "anthropic-typescript", "client:anthropic-typescript(attempts=5 timeout=20s)", ""},
		{"options of a call", "const client = new OpenAI();\nawait client.chat.completions.create({ model: 'm' }, { maxRetries: 5 });", "openai-node", "client:openai-node(attempts=6)", ""},
	} {
		r, format, err := read(tt.text)
		if tt.format == "" {
			if err == nil && r != nil {
				t.Errorf("%s: read as %s, %s", tt.shows, format, r.Key())
			}
			continue
		}
		if err != nil || format != tt.format {
			t.Errorf("%s: %q, %v", tt.shows, format, err)
			continue
		}
		losses := lost(r)
		var want []string
		if tt.losses != "" {
			want = strings.Split(tt.losses, "|")
		}
		same := len(want) == len(losses)
		for i := 0; same && i < len(want); i++ {
			same = strings.HasPrefix(losses[i], want[i])
		}
		if r.Key() != tt.key || !same {
			t.Errorf("%s: %s, losing %q\nwant %s, %q", tt.shows, r.Key(), losses, tt.key, want)
		}
	}
}

// Whatever is pasted, what is read can be simulated, and every note is of a line of it.
func FuzzRead(f *testing.F) {
	for _, format := range readable() {
		f.Add(format.Sample)
	}
	for _, text := range []string{"pRetry(x, {minTimeout: -1, retries: 1e99})", "axiosRetry(a, {retryDelay: () => { const a = b; const b = a; return a }})", "retry.operation([])", "ky(u, {retry: {delay: n => n ** n ** n}})", "ky(u, {retry: {delay: n => n ** n **\x13n}})", "got(u, {retry: {limit: {}}})", "retry(handleAll, {backoff: new IterableBackoff([])})", "axiosRetry(a, {retryDelay: n => [][0]})"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		text, err := form.NewText(raw)
		if err != nil {
			return
		}
		lines := 1 + strings.Count(text.Raw, "\n")
		for _, format := range readable() {
			r := &form.Reading{Format: format.Key}
			format.Recognise(text)
			format.Read(text, r)
			if err := r.Finish(); err == nil {
				if _, err := scenario.ParseQuery(r.Query()); err != nil {
					t.Fatalf("%s: %s: %v", format.Key, r.Key(), err)
				}
			}
			for _, n := range r.Notes {
				if n.Line < 0 || n.Line > lines || n.Says == "" {
					t.Fatalf("%s: a note of line %d of %d: %q", format.Key, n.Line, lines, n.Says)
				}
			}
		}
	})
}
