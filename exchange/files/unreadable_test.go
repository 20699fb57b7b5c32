package files_test

import (
	"strings"
	"testing"

	"backofflab/exchange"
	"backofflab/exchange/form"
)

// What cannot be read has a clear word, with the line where there is one.
func TestUnreadable(t *testing.T) {
	for _, tt := range []struct{ shows, format, text, want string }{
		{"a missing bracket", "", "route:\n  retry_policy: {retry_on: 5xx, num_retries: 3\n  timeout: 1s\n", "This was read as Envoy, and is no YAML"},
		{"a tab", "", "http:\n- route: []\n\tretries: {attempts: 3, perTryTimeout: 2s}\nkind: VirtualService\n", "line 3"},
		{"tabs", "", "resilience4j:\n\tretry:\n\t\tinstances: {}\n", "This was read as resilience4j, and is no YAML: line 2 is indented by a tab"},
		{"a bracket of Spring", "", "spring:\n  rabbitmq: {listener: {simple: {retry: {enabled: true}}}\n  a: b\n", "This was read as Spring Boot and Spring Cloud, and is no YAML"},
		{"a breaker's name without its keys", "resilience4j", "resilience4j: {}\n", "Nothing in the text says how something retries."},
		{"another kind of file", "kubernetes", "- 1\n- 2\n- 3", ""},
		{"a word", "temporal", "retry", "Nothing in the text says how something retries."},
		{"properties of nothing", "spring-boot", "spring.application.name=x\n", "Nothing in the text says how something retries."},
		{"a bomb", "", "retry_policy: &a [x,x,x,x,x,x,x,x,x]\nretry_on: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n", "more than 20000 values"},
		{"deep nesting", "", "retryPolicy: maxAttempts hedgingDelay " + strings.Repeat("{a: ", 50_000), "nested deeper than 100"},
	} {
		_, err := exchange.Read(tt.text, tt.format)
		if tt.want == "" && err == nil {
			continue
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.shows, err, tt.want)
		}
	}
}

// The longest texts that are read, made of one key over and over, are read all the same.
func TestLong(t *testing.T) {
	for _, line := range []string{
		"resilience4j.retry.instances.%.max-attempts=3\n", "retry_policy: {retry_on: 5xx, num_retries: %}\n---\n", "- {name: AWS_MAX_ATTEMPTS, value: %}\n", "[profile %]\nretry_mode = standard\n",
		"{retryPolicy hedgingDelay ", "location / { proxy_next_upstream error; }\n", "retry: { initialInterval: '%s', maximumAttempts: 3 }\n", "setInitialInterval(", "Restart=always\n", "- restartPolicy: %\n",
	} {
		var b strings.Builder
		for i := 0; b.Len() < form.MaxTextBytes-len(line)-8; i++ {
			b.WriteString(strings.ReplaceAll(line, "%", strings.Repeat("x", i%3)+string(rune('0'+i%10))))
		}
		r, err := exchange.Read(b.String(), "")
		if err == nil && r.Key() == "" {
			t.Errorf("%s: nothing is read, and nothing is told", line)
		}
	}
}
