package library

// How the waits of the packages were seen, for the notes below.
const (
	goClock   = "run against an operation that always fails, on a fake clock, 500 clients: the times between attempts"
	jsClock   = "run against an operation that always fails, with setTimeout recorded and three values of Math.random"
	jsHTTP    = "run against a refused port and a server that answers 503 and 429, with setTimeout recorded and three values of Math.random"
	pySleep   = "its source run against an operation that always fails, with sleep recorded and three values of random"
	javaRead  = "the class alone, compiled from its source and sampled; its package was not run"
	read      = "read; the package was not run"
	functions = "; the delays alike to a millisecond"
)

// checks say of a library what was run of it as its users call it, and what came of it
// beyond what the preset has; the longest key that a library's key begins with counts.
var checks = map[string]string{
	"cenkalti":             "backoff.Retry " + goClock,
	"go-retryablehttp":     "client " + goClock + "; 429 and 503 alike",
	"aws-sdk-go-v2":        "its attempt middleware with retry.Standard " + goClock + "; the older mode waits alike after a throttling error. It knows that by the error's code, and does not retry a bare 429",
	"aws-sdk-go-v2-2026":   "its attempt middleware with retry.Standard, 1.47.7 with its flag, " + goClock + "; 1.48.0, which has it by default, draws alike and retries a bare 429, too",
	"gax-go":               "gax.Invoke with OnCodes " + goClock,
	"go-retry":             "retry.Do " + goClock,
	"avast":                "Retrier.Do " + goClock,
	"grpc-go-connection":   "a channel with a dialer that fails, on a fake clock, 200 clients: the times between dials",
	"grpc-go-ref":          "a channel to a server in memory that answers UNAVAILABLE, on a fake clock, 100 clients",
	"k8s-wait-ref":         "Backoff.DelayFunc " + goClock + "; ExponentialBackoff with a cap ends once the cap is reached, six retries here",
	"k8s-reflector":        "Reflector.Run with a list that fails, on a fake clock, 10,000 clients: the backoff begins anew every two minutes",
	"k8s-workqueue":        "a rate-limiting queue " + goClock + "; without the bucket of 10/s that controllers put beside it",
	"k8s-flowcontrol":      "Next and Get in a loop " + goClock,
	"jpillora":             "Duration in a loop " + goClock,
	"failsafe-go":          "failsafe.With(policy).Run " + goClock,
	"resty-v2":             "client " + goClock + "; 429 alike, where a condition retries it",
	"resty-v3":             "client " + goClock + "; 429 and 503 alike, where a condition retries them",
	"p-retry":              jsClock + functions,
	"node-retry":           jsClock + functions,
	"async-retry":          jsClock + functions,
	"axios-retry":          jsHTTP + functions + "; it retries 429 too",
	"exponential-backoff":  jsClock + functions,
	"cockatiel":            jsClock + functions,
	"got":                  jsHTTP + functions,
	"openai-node":          jsHTTP + functions + " (its draw shortens, ours lengthens)",
	"anthropic-typescript": jsHTTP + functions + " (its draw shortens, ours lengthens)",
	"undici":               jsHTTP + functions,
	"kafkajs":              "admin client run against a refused port, with setTimeout recorded and three values of Math.random" + functions,
	"stripe-node":          jsHTTP + ": it calls its function with 0, 1, 2, …, one less than the reference did; a 429 it does not retry unless its header asks for it",
	"aws-sdk-js-v3":        "client for STS " + jsHTTP + functions + ". The client for DynamoDB waits from 25 ms instead of 50 ms",
	"aws-sdk-js-v3-legacy": "read; the package was not run",
	"aws-sdk-java-v2":      "read; the package was not run",
	"botocore-2026":        "read; the mode is not public, and was not run",
	"ky":                   jsHTTP + functions,
	"tenacity":             pySleep + functions,
	"backoff":              pySleep + functions,
	"urllib3":              "2.7.0 run against a refused port, with sleep recorded and three values of random" + functions,
	"botocore":             "1.34.22 run against a refused port, with sleep recorded and three values of random; in standard mode that caps after the draw, the version of the preset before it. Throttling waits alike: its mode 2.1, which tells it apart, is not public",
	"stamina":              pySleep + functions,
	"google-api-core":      pySleep + functions,
	"celery":               "read: a task's first retry counts 0; the package was not run",
	"openai-python":        "read: the first retry counts 0; the package was not run",
	"anthropic-python":     read,
	"resilience4j":         javaRead,
	"azure-go":             "a pipeline of azcore " + goClock,
	"k8s-retry":            "retry.OnError " + goClock,
	"backon":               read,
	"sidekiq":              read,
	"temporal":             read,
	"istio":                read,
	"k8s-crash-loop":       read,
	"fetch-proposed":       "its explainer; no browser has it",
	"kafka-java":           javaRead,
	"spring":               javaRead,
	"spring-retry":         read,
	"spring-retry-ref":     javaRead,
	"polly":                read,
	"envoy":                "its documentation; the program was not run",
}

// checked is what was run of a library, by its key without "lib:".
func checked(key string) string { return longest(checks, key) }
