package others_test

import (
	"regexp"
	"strings"
	"testing"

	"backofflab/exchange"
	"backofflab/exchange/formtest"
	"backofflab/exchange/others"
	"backofflab/exchange/source"
	"backofflab/retry"
	"backofflab/retry/library"
	"backofflab/scenario"
)

// What people paste, with its traps; lost are the beginnings of what is told as lost, in the
// order of notes.
func TestRead(t *testing.T) {
	formtest.Read(t, others.Formats(), []formtest.Row{
		{"random is a draw from 1 to the multiplier", `@Retryable(maxAttempts = 5, backoff = @Backoff(delay = 200, multiplier = 2, maxDelay = 5000, random = true))`,
			"spring-retry", "lib:spring-retry-ref(base=200ms factor=2 cap=5s attempts=5 retry-on=rejected|unavailable|timed-out)", ""},
		{"no backoff is a second", "@Retryable\npublic String call() { return client.get(); }", "spring-retry", "client:spring-retry", ""},
		{"no multiplier is a fixed delay", "@Retryable(backoff = @Backoff(1500))", "spring-retry", "client:spring-retry(base=1.5s)", ""},
		{"no multiplier, and a maximum", "@Retryable(backoff = @Backoff(delay = 100, maxDelay = 300))", "spring-retry",
			"proportional(base=200ms factor=1 cap=200ms jitter=0.5 attempts=3 retry-on=rejected|unavailable|timed-out)", ""},
		{"no maximum is 30 s", "@Retryable(backoff = @Backoff(delay = 100, multiplier = 3))", "spring-retry",
			"exponential(base=100ms factor=3 cap=30s attempts=3 retry-on=rejected|unavailable|timed-out)", ""},
		{"exceptions by name", "@Retryable(retryFor = {HttpServerErrorException.class, ResourceAccessException.class})", "spring-retry", "client:spring-retry(retry-on=unavailable|timed-out)", ""},
		{"an exception of the program's own", "@Retryable(retryFor = Busy.class, noRetryFor = Bad.class)", "spring-retry", "client:spring-retry", "Whether retryFor: Busy.class is|Exceptions that are not retried"},
		{"expressions", `@Retryable(maxAttemptsExpression = "${retry.max}", backoff = @Backoff(delayExpression = "#{@d}", multiplier = 2))`, "spring-retry",
			"exponential(base=1s factor=2 cap=30s attempts=3 retry-on=rejected|unavailable|timed-out)", "What delayExpression comes to|What maxAttemptsExpression comes to"},
		{"a misspelt name", "@Retryable(maxAttemps = 5)", "spring-retry", "client:spring-retry", "maxAttemps: 5 has no counterpart"},
		{"three", "@Retryable(maxAttempts = THREE, backoff = @Backoff(delay = SLOW))", "spring-retry", "client:spring-retry", "delay: SLOW is no duration|maxAttempts: THREE is no number"},
		{"a constant of the text", "static final int TRIES = 7;\n@Retryable(maxAttempts = TRIES)", "spring-retry", "client:spring-retry(attempts=7)", ""},
		{"a template without backoff", "RetryTemplate.builder().maxAttempts(4).build()", "spring-retry", "immediate(attempts=4 retry-on=rejected|unavailable|timed-out)", ""},
		{"a template", "RetryTemplate.builder().maxAttempts(10).exponentialBackoff(100, 2, 10000, true).retryOn(SocketTimeoutException.class).build()", "spring-retry",
			"lib:spring-retry-ref(base=100ms factor=2 cap=10s attempts=10 retry-on=timed-out)", ""},
		{"setters", "ExponentialBackOffPolicy p = new ExponentialBackOffPolicy();\np.setInitialInterval(500);\np.setMaxInterval(4000);\nt.setRetryPolicy(new SimpleRetryPolicy(6));", "spring-retry",
			"exponential(base=500ms factor=2 cap=4s attempts=6 retry-on=rejected|unavailable|timed-out)", ""},
		{"retries, and a window", "@Retryable(maxRetries = 5, delay = 100, jitter = 10, multiplier = 2, maxDelay = 1000)", "spring-framework",
			"lib:spring-framework-ref(base=100ms factor=2 cap=1s extra=10ms attempts=6 retry-on=rejected|unavailable|timed-out)", ""},
		{"seconds", "@Retryable(maxRetries = 2, delay = 2, timeUnit = TimeUnit.SECONDS)", "spring-framework", "fixed(base=2s attempts=3 retry-on=rejected|unavailable|timed-out)", ""},
		{"a policy of Spring Framework", "RetryPolicy.builder().maxRetries(4).delay(Duration.ofMillis(100)).multiplier(2).timeout(Duration.ofSeconds(9)).build()", "spring-framework",
			"exponential(base=100ms factor=2 cap=24h attempts=5 deadline=9s retry-on=rejected|unavailable|timed-out)", ""},
		{"without a function the wait is fixed", "RetryConfig.custom().maxAttempts(2).waitDuration(Duration.ofSeconds(1)).build()", "resilience4j-java", "client:resilience4j(base=1s factor=1 jitter=0 attempts=2)", ""},
		{"types before the method", "RetryConfig.<String>custom().intervalFunction(IntervalFunction.ofExponentialBackoff(500, 2)).build()", "resilience4j-java", "client:resilience4j(factor=2 jitter=0)", ""},
		{"Kotlin", "RetryConfig.custom<Any>().intervalFunction(IntervalFunction.ofRandomized(2.seconds, 0.3))", "resilience4j-java", "client:resilience4j(base=2s factor=1 jitter=0.3)", ""},
		{"an interval of the program's own", "RetryConfig.custom().intervalFunction(n -> 100L * n).build()", "resilience4j-java", "client:resilience4j(factor=1 jitter=0)", "The wait is calculated in code"},
		{"an annotation has no numbers", `@Retry(name = "ledger")`, "resilience4j-java", "client:resilience4j(factor=1 jitter=0)", "@Retry only names an instance"},
		{"a breaker by count", "RetryConfig c = RetryConfig.ofDefaults();\nCircuitBreakerConfig b = CircuitBreakerConfig.custom().slidingWindowSize(20).minimumNumberOfCalls(20).slowCallRateThreshold(80).build();", "resilience4j-java",
			"client:resilience4j(factor=1 jitter=0 retry-on=rejected|unavailable|timed-out|not-sent breaker=count breaker-calls=20 breaker-min=20 breaker-open=1m breaker-probes=10)", "Slow calls open no breaker"},
		{"Failsafe without a delay", "RetryPolicy<Object> p = RetryPolicy.builder().handle(ConnectException.class).build();\nFailsafe.with(p)", "failsafe", "immediate(attempts=3 retry-on=unavailable)", ""},
		{"what is around what", "RetryPolicy<Object> p = RetryPolicy.builder().withDelay(Duration.ofSeconds(1)).withMaxRetries(-1).build();\nTimeout<Object> t = Timeout.of(Duration.ofSeconds(9));\nFailsafe.with(t).compose(p).run(x);", "failsafe",
			"fixed(base=1s attempts=1000 total-timeout=9s retry-on=rejected|unavailable|timed-out)", "Attempts without a limit"},
		{"units apart", "RetryPolicy.builder().withBackoff(1, 30, ChronoUnit.SECONDS).withJitter(Duration.ofMillis(100)).build(); Failsafe.with(x);", "failsafe",
			"lib:failsafe-go-additive(base=1s factor=2 cap=30s extra=100ms attempts=3 retry-on=rejected|unavailable|timed-out)", ""},
		{"Polly's default is constant", "builder.AddRetry(new RetryStrategyOptions());", "polly", "fixed(base=2s attempts=4 retry-on=rejected|unavailable|timed-out)", ""},
		{"Polly's own curve", "builder.AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 4, BackoffType = DelayBackoffType.Exponential, UseJitter = true, Delay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(20) })\n.AddTimeout(TimeSpan.FromSeconds(10));", "polly",
			"lib:polly-v8(base=1s cap=20s attempts=5 timeout=10s retry-on=rejected|unavailable|timed-out)", ""},
		{"a timeout outside", "new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(30)).AddRetry(new() { MaxRetryAttempts = int.MaxValue, Delay = TimeSpan.Zero }).Build();", "polly",
			"immediate(attempts=1000 total-timeout=30s retry-on=rejected|unavailable|timed-out)", "Attempts without a limit"},
		{"linear with jitter", "builder.AddRetry(new RetryStrategyOptions { BackoffType = DelayBackoffType.Linear, UseJitter = true })", "polly",
			"lib:go-retryablehttp-linear(base=2s jitter=0.25 attempts=4 retry-on=rejected|unavailable|timed-out)", ""},
		{"options for HTTP", "builder.AddRetry(new HttpRetryStrategyOptions { MaxRetryAttempts = 5 });", "polly", "client:polly-v8(attempts=6)", ""},
		{"the standard handler", "services.AddHttpClient(\"x\").AddStandardResilienceHandler(options =>\n{\n  options.Retry.MaxRetryAttempts = 5;\n  options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(4);\n  options.Retry.Dealy = 3;\n});", "polly",
			"client:polly-v8(attempts=6 timeout=4s total-timeout=30s breaker=ratio breaker-ratio=0.1 breaker-window=30s breaker-min=100 breaker-probes=1)", "The standard handler refuses|Dealy: 3 has no counterpart"},
		{"the delay that most people write", "Policy.Handle<HttpRequestException>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(Math.Pow(2, n)));", "polly-v7",
			"exponential(base=2s factor=2 cap=24h attempts=4 retry-on=unavailable)", ""},
		{"and with a draw", "Policy.Handle<Exception>().WaitAndRetryAsync(6, (n, context) => TimeSpan.FromSeconds(Math.Pow(2, n)) + TimeSpan.FromMilliseconds(random.Next(0, 100)), (e, t) => log(e));", "polly-v7",
			"additive(base=2s factor=2 cap=24h extra=100ms attempts=7 retry-on=rejected|unavailable|timed-out)", ""},
		{"delays one by one, and an action", "Policy.Handle<HttpRequestException>().WaitAndRetry(new[] { TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2) }, (e, wait, context) => { });", "polly-v7",
			"list(delays=1s|2s attempts=3 retry-on=unavailable)", ""},
		{"what may pass, of a client of HTTP", "services.AddHttpClient(\"c\").AddTransientHttpErrorPolicy(p => p.WaitAndRetryAsync(3, _ => TimeSpan.FromMilliseconds(600)));", "polly-v7",
			"fixed(base=600ms attempts=4 retry-on=unavailable)", ""},
		{"a function of waits in a variable", "IntervalFunction fn = IntervalFunction.ofExponentialRandomBackoff(100L, 2.0, 0.6);\nRetryConfig rc = RetryConfig.custom().maxAttempts(4).intervalFunction(fn).build();", "resilience4j-java",
			"client:resilience4j(base=100ms factor=2 jitter=0.6 attempts=4)", ""},
		{"options of a standard handler as a whole", "services.AddHttpClient(\"x\").AddStandardResilienceHandler(o => {\n  o.Retry = new HttpRetryStrategyOptions { MaxRetryAttempts = 2, Delay = TimeSpan.FromMilliseconds(200), UseJitter = false };\n  o.TotalRequestTimeout = new HttpTimeoutStrategyOptions { Timeout = TimeSpan.FromMinutes(1) };\n});", "polly",
			"exponential(base=200ms factor=2 cap=24h attempts=3 timeout=10s total-timeout=1m retry-on=rejected|unavailable|timed-out honour=honour breaker=ratio breaker-ratio=0.1 breaker-window=30s breaker-min=100 breaker-open=5s breaker-probes=1)", "The standard handler refuses"},
		{"a topic of Kafka", `@RetryableTopic(attempts = "5", backoff = @Backoff(delay = 2_000, maxDelay = 10_000, multiplier = 2))`, "spring-retry",
			"exponential(base=2s factor=2 cap=10s attempts=5 retry-on=rejected|unavailable|timed-out)", ""},
		{"expressions that say a value", `@Retryable(maxAttemptsExpression = "${retry.max:5}", backoff = @Backoff(delayExpression = "${retry.delay:200}", multiplierExpression = "2"))`, "spring-retry",
			"exponential(base=200ms factor=2 cap=30s attempts=5 retry-on=rejected|unavailable|timed-out)", ""},
		{"what all clients of Spring throw", "@Retryable(retryFor = [RestClientException::class], maxAttempts = 4)", "spring-retry", "client:spring-retry(attempts=4)", ""},
		{"a share with many digits, and a fallback", "var p = RetryPolicy.builder().withDelay(Duration.ofMillis(1), Duration.ofMillis(10)).withMaxRetries(2).build();\nFailsafe.with(Fallback.of(x), p).get(y);", "failsafe",
			"proportional(base=5.5ms factor=1 cap=5.5ms jitter=0.818182 attempts=3 retry-on=rejected|unavailable|timed-out)", "A fallback is what a caller gets"},
		{"texts that say a value", `@Retryable(maxRetriesString = "${retry.max:6}", delayString = "${retry.delay:500ms}", multiplier = 2, maxDelayString = "PT30S")`, "spring-framework",
			"exponential(base=500ms factor=2 cap=30s attempts=7 retry-on=rejected|unavailable|timed-out)", ""},
		{"a limit of all jobs", "Sidekiq.default_configuration[:max_retries] = 7\nclass MyJob\n  include Sidekiq::Job\nend", "sidekiq", "client:sidekiq(attempts=8)", ""},
		{"annotations that name instances", "@Retry(name = \"a\")\n@CircuitBreaker(name = \"a\")\npublic String call() { return x(); }", "resilience4j-java", "client:resilience4j(factor=1 jitter=0)", "@Retry only names|CircuitBreaker names an instance"},
		{"a member called Exception", "builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage> { ShouldHandle = args => args.Outcome switch { { Exception: HttpRequestException } => PredicateResult.True(), { Result.StatusCode: HttpStatusCode.InternalServerError } => PredicateResult.True(), _ => PredicateResult.False() } });", "polly",
			"fixed(base=2s attempts=4 retry-on=unavailable)", ""},
		{"a breaker alone", "CircuitBreakerConfig b = CircuitBreakerConfig.custom().slidingWindow(2, 2, SlidingWindowType.COUNT_BASED).build();", "resilience4j-java",
			"client:resilience4j(attempts=1 breaker=count breaker-calls=2 breaker-min=2 breaker-open=1m breaker-probes=10)", ""},
		{"a map of exceptions", "SimpleRetryPolicy p = new SimpleRetryPolicy(5, Collections.singletonMap(SocketTimeoutException.class, true));", "spring-retry",
			"immediate(attempts=5 retry-on=timed-out)", ""},
		{"a map that is filled", "retryable.put(ConnectException.class, true);\nretryable.put(SocketTimeoutException.class, false);\nt.setRetryPolicy(new SimpleRetryPolicy(5, retryable));", "spring-retry",
			"immediate(attempts=5 retry-on=unavailable)", ""},
		{"a map from elsewhere", "t.setRetryPolicy(new SimpleRetryPolicy(5, retryable));", "spring-retry",
			"immediate(attempts=5 retry-on=rejected|unavailable|timed-out)", "Whether retryable is"},
		{"delays one by one", "Policy.Handle<SqlException>().WaitAndRetry(new[] { TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2) });", "polly-v7",
			"list(delays=1s|2s attempts=3 retry-on=rejected|unavailable|timed-out)", "Whether Policy.Handle() SqlException is"},
		{"no wait", "Policy.Handle<Exception>().RetryAsync()", "polly-v7", "immediate(attempts=2 retry-on=rejected|unavailable|timed-out)", ""},
		{"a wait in code", "Policy.Handle<Exception>().WaitAndRetryForeverAsync(n => next(n));", "polly-v7", "exponential(attempts=1000 retry-on=rejected|unavailable|timed-out)", "The delays are calculated in code"},
		{"no quota", "StandardRetryStrategy.builder().maxAttempts(4).circuitBreakerEnabled(false).build()", "aws-java", "client:aws-sdk-java-v2(attempts=4 budget=none)", ""},
		{"one of two backoffs", "DefaultRetryStrategy.standardStrategyBuilder().backoffStrategy(BackoffStrategy.exponentialDelayHalfJitter(Duration.ofMillis(200), Duration.ofSeconds(3))).build()", "aws-java",
			"equal(base=200ms factor=2 cap=3s attempts=3 retry-on=rejected|unavailable|timed-out honour=max budget=aws)", "After throttling the library's own"},
		{"backon has no jitter by default", "call.retry(ExponentialBuilder::default()).await?", "backon", "client:backon", ""},
		{"backon, constant", "ConstantBuilder::new().with_delay(Duration::from_millis(200)).with_max_times(9).with_jitter()", "backon", "client:backon(base=200ms factor=1 cap=200ms jitter=1 attempts=10)", ""},
		{"backoff for Rust stops after 15 minutes", "ExponentialBackoff { initial_interval: Duration::from_secs(1), ..Default::default() }", "backoff-rs",
			"lib:cenkalti(base=1s attempts=1000 deadline=15m retry-on=rejected|unavailable|timed-out)", ""},
		{"a base of a power", "ExponentialBackoff::from_millis(100).map(jitter).take(3)", "tokio-retry", "full(base=100ms factor=100 cap=24h attempts=4 retry-on=rejected|unavailable|timed-out)", ""},
		{"a base above a hundred", "ExponentialBackoff::from_millis(500).take(3)", "tokio-retry", "list(delays=500ms|4m10s|24h delays-then=last attempts=4 retry-on=rejected|unavailable|timed-out)", ""},
		{"retry: true", "sidekiq_options retry: true", "sidekiq", "client:sidekiq", ""},
		{"retry: false", "sidekiq_options queue: 'low', retry: false", "sidekiq", "client:sidekiq(attempts=1)", ""},
		{"an arrow", "sidekiq_options :retry => 3", "sidekiq", "client:sidekiq(attempts=4)", ""},
		{"a block of its own", "sidekiq_options retry: 5\nsidekiq_retry_in { |n| 10 * (n + 1) }", "sidekiq", "linear(base=10s cap=24h attempts=6 retry-on=rejected|unavailable|timed-out|failed)", "Sidekiq adds up to 10 s"},
		{"a block that decides", "sidekiq_retry_in do |n, e|\n  n > 3 ? :kill : 60\nend", "sidekiq", "client:sidekiq", "The delays are calculated in code"},
	})
}

// swallowed is the end of a statement within a comment.
var swallowed = regexp.MustCompile("(?m)//[^\n]*;$")

// Whatever the policy, what is written is whole, and is read again. With -short, as in make
// test, each format is asked for every third policy, one after another; make check asks for all.
func TestWrite(t *testing.T) {
	languages := map[string]source.Language{"Java": source.Java, "C#": source.CSharp, "Rust": source.Rust, "Ruby": source.Ruby}
	rules := []string{"", "&attempts=1", "&retry-on=rejected", "&retry-on=timed-out,not-sent&breaker=ratio", "&breaker=count", "&breaker=consecutive&timeout=2s&total-timeout=1m&deadline=30s",
		"&honour=honour&in-flight=5", "&hedge=100ms", "&factor=1", "&base=1ms&cap=1ms", "&base=1h&cap=24h&factor=100"}
	ours := regexp.MustCompile("^lib:(resilience4j|spring-|polly|backon|sidekiq$|aws-sdk-java)")
	asked := 0
	for _, kind := range append(retry.Kinds(), library.Kinds()...) {
		for i, rule := range rules {
			if kind.Library && (i > 2 || !ours.MatchString(kind.Key)) {
				continue // what is said of guards is the same of all
			}
			s, err := scenario.ParseQuery("strategies=" + kind.Key + rule)
			if err != nil {
				t.Fatal(err)
			}
			for k, f := range others.Formats() {
				if asked++; f.Write == nil || testing.Short() && (asked+k)%3 != 0 {
					continue
				}
				text, err := exchange.Write(s, kind.Key, f.Key)
				if err != nil || text.Strategy == "" || strings.Contains(text.Code, "%!") || source.Unclosed(text.Code, languages[f.Language]) > 0 || swallowed.MatchString(text.Code) {
					t.Fatalf("%s%s in %s: %v\n%s", kind.Key, rule, f.Key, err, text.Code)
				}
			}
		}
	}
}

// Whatever is pasted, every reader ends soon, and with a scenario or an error.
func FuzzRead(f *testing.F) {
	formtest.Fuzz(f, others.Formats(),
		"@Retryable(backoff = @Backoff(delay = -5, multiplier = 1e300))", "RetryPolicy.builder().withBackoff(9223372036854775807, 1, ChronoUnit.DAYS)", "FixedInterval::new(d).take(usize::MAX)",
		"new RetryStrategyOptions { Delay = TimeSpan.FromDays(99999999), MaxRetryAttempts = -1 }", "sidekiq_retry_in { 0 }\nsidekiq_options retry: -1", "ExponentialBackoff::from_millis(1e18).factor(1e18)",
		"RetryConfig.custom(", "CircuitBreaker.builder().withFailureThreshold(0, 0)", "AddHedging()", "AddConcurrencyLimiter", "@Retryable(maxRetries = 1, delay = 9e99)",
	)
}
