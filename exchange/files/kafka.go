package files

import (
	"fmt"
	"math"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
	"backofflab/retry/library"
)

// kafka is the properties of a client of Apache Kafka for Java, above all of a producer.
var kafka = form.Format{
	Key: "kafka", Name: "Apache Kafka client", Language: "properties", File: "producer.properties",
	Version: "4.0", Source: "apache/kafka, clients, ExponentialBackoff.java, ProducerConfig.java, CommonClientConfigs.java",
	Sample: `retries=8
retry.backoff.ms=200
retry.backoff.max.ms=5000
request.timeout.ms=2000
delivery.timeout.ms=60000
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("retry.backoff.ms", "retry.backoff.max.ms", "delivery.timeout.ms", "reconnect.backoff.ms")
	},
	Read:  readKafka,
	Write: writeKafka,
}

// kafkaKey is a key of a text of properties, or of YAML: alone, or at the end of a longer one as
// Spring Boot has it.
func kafkaKey(t *form.Text, name string) (found *tree.Node) {
	for _, n := range append(t.Documents(), t.INI()) {
		n.Walk(func(n *tree.Node) bool {
			if found == nil && len(n.Kids) == 0 && (n.Name == name || strings.HasSuffix(n.Name, "."+name)) {
				found = n
			}
			return found == nil
		})
	}
	return found
}

func readKafka(t *form.Text, r *form.Reading) {
	base, longest := kafkaKey(t, "retry.backoff.ms"), kafkaKey(t, "retry.backoff.max.ms")
	r.Strategy(cmpNode(base, longest), "lib:kafka-java", "±20 % about an exponential backoff, and never above its maximum.")
	durationOr(r, base, "base", time.Millisecond, "100ms", "")
	durationOr(r, longest, "cap", time.Millisecond, "1s", "")
	first, _ := base.Duration(time.Millisecond)
	most, limited := longest.Duration(time.Millisecond)
	if !limited {
		most = time.Second
	}
	if first >= most {
		r.Tell(cmpNode(longest, base), "With a maximum that is not above the first delay there is neither growth nor jitter.")
	}
	if n := kafkaKey(t, "retries"); n != nil {
		r.Retries(n, func(n int) bool { return n == math.MaxInt32 })
	} else {
		r.Assume("attempts", fmt.Sprint(library.Unlimited), "A producer retries until its delivery.timeout.ms: 1 000 attempts here.")
	}
	durationOr(r, kafkaKey(t, "request.timeout.ms"), "timeout", time.Millisecond, "30s", "")
	durationOr(r, kafkaKey(t, "delivery.timeout.ms"), "total-timeout", time.Millisecond, "2m", "A producer gives a record up after 2 min.")
	for _, name := range []string{"reconnect.backoff.ms", "reconnect.backoff.max.ms"} {
		if n := kafkaKey(t, name); n != nil {
			r.Lose(n, n.Name+" is of connections; a second policy, read by itself, would have it.")
		}
	}
	r.Beside(fresh(iniKeys(t))...)
}

func writeKafka(p form.Policy) (string, []string) {
	base, limit := p.Mean()
	if p.Is("lib:kafka-java", "lib:kafka-java-ref") {
		base, limit = duration(p, "base", 100*time.Millisecond), duration(p, "cap", time.Second)
	}
	retries := p.Retries()
	if p.Attempts >= library.Unlimited {
		retries = math.MaxInt32
	}
	text := fmt.Sprintf("retries=%d\nretry.backoff.ms=%d\nretry.backoff.max.ms=%d\n", retries, positive(base).Milliseconds(), max(positive(limit), positive(base)).Milliseconds())
	var notes []string
	for _, timeout := range []struct {
		name string
		of   time.Duration
	}{{"request.timeout.ms", p.Timeout}, {"delivery.timeout.ms", p.Total}} {
		if timeout.of > 0 {
			text += fmt.Sprintf("%s=%d\n", timeout.name, timeout.of.Milliseconds())
		} else {
			notes = append(notes, "A client cannot be without "+timeout.name+": set it to what you can wait for.")
		}
	}
	return text, append(notes, "delivery.timeout.ms must be at least linger.ms and request.timeout.ms together.")
}
