package files

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
)

// spring is the retries that Spring Boot and Spring Cloud set in application.yaml or
// .properties: a filter of the gateway, listeners of RabbitMQ, topics of Kafka, the client of
// the config server, and consumers of Spring Cloud Stream. It is written as the gateway's.
var spring = form.Format{
	Key: "spring-boot", Name: "Spring Boot and Spring Cloud", Language: "YAML", File: "application.yaml",
	Version: "Spring Boot 4.0", Source: "spring-projects/spring-boot, RabbitProperties.java, KafkaProperties.java; spring-cloud-gateway, RetryGatewayFilterFactory.java; spring-cloud-config, RetryProperties.java; the reference of Spring Cloud Stream",
	Sample: `spring:
  cloud:
    gateway:
      routes:
      - id: catalog
        uri: http://catalog
        predicates: [Path=/catalog/**]
        filters:
        - name: Retry
          args:
            retries: 3
            series: SERVER_ERROR
            exceptions: java.io.IOException
            backoff: {firstBackoff: 50ms, maxBackoff: 500ms, factor: 2}
`,
	Recognise: func(t *form.Text) bool {
		return len(springBlocks(settings(t))) > 0 || broken(t, "spring") && t.Has("retry:", "name: Retry", "back-off-initial-interval", "backOffInitialInterval")
	},
	Read:  readSpring,
	Write: writeSpring,
}

// springKind is a place where Spring has retries: its keys, and what holds without them.
type springKind struct {
	what                       string
	attempts, retries          string // keys that count the first attempt, and that do not
	base, factor, cap          string
	random, jitter             string // keys of a random policy and of a time of jitter; "" where there is none
	assumedAttempts            string
	assumedBase, assumedFactor string
	assumedCap                 string
	enabled                    bool // it must be switched on
	outcomes                   string
}

const everything = "rejected,unavailable,timed-out,failed"

var springKinds = map[string]springKind{
	"rabbitmq": {
		what: "RabbitMQ", attempts: "maxAttempts", retries: "maxRetries", base: "initialInterval", factor: "multiplier", cap: "maxInterval",
		assumedAttempts: "4", assumedBase: "1s", assumedFactor: "1", assumedCap: "10s", enabled: true, outcomes: everything,
	},
	"kafka": {
		what: "topics of Kafka", attempts: "attempts", base: "delay", factor: "multiplier", cap: "maxDelay", jitter: "jitter",
		assumedAttempts: "3", assumedBase: "1s", assumedFactor: "1", assumedCap: "30s", enabled: true, outcomes: everything,
	},
	"config": {
		what: "the config client", attempts: "maxAttempts", base: "initialInterval", factor: "multiplier", cap: "maxInterval", random: "useRandomPolicy",
		assumedAttempts: "6", assumedBase: "1s", assumedFactor: "1.1", assumedCap: "2s", outcomes: everything,
	},
	"stream": {
		what: "a consumer of Spring Cloud Stream", attempts: "maxAttempts", base: "backOffInitialInterval", factor: "backOffMultiplier", cap: "backOffMaxInterval",
		assumedAttempts: "3", assumedBase: "1s", assumedFactor: "2", assumedCap: "10s", outcomes: everything,
	},
	"gateway": {
		what: "the gateway", retries: "retries", base: "firstBackoff", factor: "factor", cap: "maxBackoff",
		assumedAttempts: "4", assumedBase: "5ms", assumedFactor: "2", assumedCap: "24h", outcomes: "unavailable,timed-out",
	},
}

// springBlock is a place of retries in a text: its keys, and those of its backoff.
type springBlock struct {
	springKind
	keys, backoff *tree.Node
}

// springBlocks are the places of a text: those of the gateway first.
func springBlocks(root []*tree.Node) (all []springBlock) {
	add := func(kind string, keys, backoff *tree.Node) {
		if keys != nil && (keys.Kind == tree.Map || keys.Kind == tree.List) {
			all = append(all, springBlock{springKinds[kind], keys, backoff})
		}
	}
	for _, filter := range holders(root, "name") {
		if filter.Get("name").Text == "Retry" && filter.Get("args") != nil {
			add("gateway", filter.Get("args"), filter.Get("args", "backoff"))
			filter.Get("name").Take()
		}
	}
	for _, rabbit := range tree.Find(root, "rabbitmq") {
		for _, retry := range tree.Find([]*tree.Node{rabbit}, "retry") {
			add("rabbitmq", retry, retry)
		}
	}
	for _, n := range tree.Find(root, "kafka") {
		topic := n.Get("retry", "topic")
		add("kafka", topic, cmpNode(topic.Get("backoff"), topic))
	}
	for _, n := range tree.Find(root, "config") {
		add("config", n.Get("retry"), n.Get("retry"))
	}
	for _, n := range tree.Find(root, "consumer") {
		if n.Any("maxAttempts", "backOffInitialInterval") != nil {
			add("stream", n, n)
		}
	}
	return all
}

func readSpring(t *form.Text, r *form.Reading) {
	root := settings(t)
	blocks := springBlocks(root)
	if len(blocks) == 0 {
		return
	}
	b := blocks[0]
	readSpringDelays(r, b)
	readSpringAttempts(r, b)
	if b.what == springKinds["gateway"].what {
		readSpringConditions(r, b.keys)
	} else {
		r.Assume("retry-on", b.outcomes, "Whatever a listener or a client throws, it is tried again.")
	}
	for _, key := range []string{"stateless", "defaultRetryable"} {
		r.Beside(present(b.keys.Get(key))...)
	}
	b.keys.Take()
	b.backoff.Take()
	r.Rest(b.keys)
	for _, other := range blocks[1:] {
		r.Lose(other.keys, "The retries of "+other.what+" are not read: paste them by themselves.")
	}
	restBeside(r, root)
}

func readSpringDelays(r *form.Reading, b springBlock) {
	random, _ := b.keys.Get(b.random).Yes()
	jitter, spreads := b.backoff.Get(b.jitter).Duration(time.Millisecond)
	share := b.keys.Get("jitter").Get("randomFactor") // of the gateway
	switch {
	case b.backoff == nil:
		r.Strategy(b.keys, "immediate", "The retries of "+b.what+": without a backoff nothing is waited.")
		return
	case random:
		r.Strategy(b.keys, "lib:spring-retry-ref", "The retries of "+b.what+", drawn between a delay and the next.")
	case spreads && jitter > 0:
		r.Strategy(b.keys, "lib:spring-framework-ref", "The retries of "+b.what+", with jitter.")
		r.Duration(b.backoff.Get(b.jitter), "extra", time.Millisecond)
	case share != nil:
		r.Strategy(b.keys, "proportional", "The retries of "+b.what+", with jitter.")
		b.keys.Get("jitter").Take()
		r.Number(share, "jitter")
		r.Lose(&tree.Node{Line: share.Line}, "The gateway draws no delay below the first or above the longest; here draws go beyond both.")
	default:
		r.Strategy(b.keys, "exponential", "The retries of "+b.what+", without jitter.")
	}
	b.keys.Get(b.random).Take()
	b.backoff.Get(b.jitter).Take()
	durationOr(r, b.backoff.Get(b.base), "base", time.Millisecond, b.assumedBase, "")
	if x, ok := b.backoff.Get(b.factor).Number(); ok && x < 1 { // 0 is how Spring says none
		r.Set(b.backoff.Get(b.factor), "factor", "1", "")
	} else {
		numberOr(r, b.backoff.Get(b.factor), "factor", b.assumedFactor, "")
	}
	durationOr(r, b.backoff.Get(b.cap), "cap", time.Millisecond, b.assumedCap, "")
	if basis := b.backoff.Get("basedOnPreviousValue"); basis != nil {
		r.Tell(basis, "Without jitter a delay made from the one before is the same.")
	}
}

func readSpringAttempts(r *form.Reading, b springBlock) {
	attempts, retries := b.keys.Get(b.attempts), b.keys.Get(b.retries)
	switch {
	case attempts != nil:
		r.Attempts(attempts, nil)
	case retries != nil:
		r.Retries(retries, nil)
	default:
		says := ""
		if b.what == springKinds["rabbitmq"].what {
			says = "Without max-retries Spring Boot 4 makes 3 retries, which are 4 attempts; Spring Boot 3 makes 3 attempts."
		}
		r.Assume("attempts", b.assumedAttempts, says)
	}
	if !b.enabled {
		return
	}
	enabled := b.keys.Get("enabled")
	if on, _ := enabled.Yes(); !on {
		r.Assume("attempts", "1", "Without enabled: true nothing is retried.")
	}
	enabled.Take()
}

// readSpringConditions reads what a filter of the gateway retries: series and names of statuses,
// and exceptions.
func readSpringConditions(r *form.Reading, keys *tree.Node) {
	statuses, series, thrown := keys.Get("statuses"), keys.Get("series"), keys.Get("exceptions")
	outcomes := []string{"unavailable"}
	if series != nil {
		outcomes = nil
		for _, word := range words(series) {
			outcomes = append(outcomes, map[string][]string{"SERVER_ERROR": {"unavailable"}, "CLIENT_ERROR": {"rejected"}}[strings.ToUpper(word)]...)
		}
	}
	for _, word := range words(statuses) {
		status := map[string]string{"TOO_MANY_REQUESTS": "429", "SERVICE_UNAVAILABLE": "503", "BAD_GATEWAY": "502", "GATEWAY_TIMEOUT": "504", "INTERNAL_SERVER_ERROR": "500"}[strings.ToUpper(word)]
		switch outcome := statusOutcome(cmp.Or(status, word)); outcome {
		case "", "other":
			r.Lose(&tree.Node{Line: statuses.Line}, "The status "+word+" does not happen here.")
		default:
			outcomes = append(outcomes, outcome)
		}
	}
	if thrown != nil {
		outcomes = append(outcomes, exceptions(r, thrown)...)
	} else {
		outcomes = append(outcomes, "unavailable", "timed-out") // IOException and TimeoutException
	}
	if n := cmpNode(statuses, series, thrown); n != nil {
		r.RetryOn(n, "", outcomes...)
	} else {
		r.Assume("retry-on", "unavailable,timed-out", "By default answers of 5xx, IOException and TimeoutException are retried.")
	}
	for _, n := range []*tree.Node{statuses, series, thrown} {
		n.Mark()
	}
	if methods := keys.Get("methods"); methods != nil {
		r.Tell(methods, "Requests here are all alike, whatever their method.")
	} else {
		r.Tell(nil, "By default the gateway retries GET alone; here all requests are alike.")
	}
}

func writeSpring(p form.Policy) (string, []string) {
	base, limit := p.Mean()
	if p.Attempts == 1 {
		return "", []string{"A policy of one attempt has no retries: leave the filter out."}
	}
	var series, statuses, exceptions []string
	if p.Retried("unavailable") {
		series = append(series, "SERVER_ERROR")
	}
	if p.Retried("rejected") {
		statuses = append(statuses, "TOO_MANY_REQUESTS")
	}
	if p.Retried("timed-out") {
		exceptions = append(exceptions, "java.util.concurrent.TimeoutException", "org.springframework.cloud.gateway.support.TimeoutException")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "spring:\n  cloud:\n    gateway:\n      routes:\n      - id: your-route\n        uri: http://your-service\n        predicates: [Path=/**]\n        filters:\n        - name: Retry\n          args:\n            retries: %d\n", p.Retries())
	for _, list := range []struct {
		key   string
		names []string
	}{{"series", series}, {"statuses", statuses}, {"exceptions", exceptions}} {
		fmt.Fprintf(&b, "            %s: [%s]\n", list.key, strings.Join(list.names, ", "))
	}
	if p.Waits() {
		fmt.Fprintf(&b, "            backoff: {firstBackoff: %sms, maxBackoff: %sms, factor: %s}\n", form.Milliseconds(positive(base)), form.Milliseconds(positive(limit)), form.Decimal(p.Factor))
	}
	notes := []string{"Name your route. By default GET alone is retried: methods has the others."}
	if slices.Contains(strings.Split(form.Decimal(p.Factor), ""), ".") {
		notes = append(notes, "Older gateways take whole numbers for factor alone.")
	}
	return b.String(), notes
}
