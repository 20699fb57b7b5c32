package schemas

import (
	"fmt"
	"strings"
	"testing"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	networking "istio.io/api/networking/v1alpha3"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"backofflab/exchange"
	"backofflab/scenario"
)

// policies are written in every format: jitter of all kinds, limits, guards, and the ends of ranges.
var policies = []string{
	"strategies=full&base=100ms&cap=10s&attempts=4",
	"strategies=equal&base=50ms&cap=1m&factor=3&attempts=8&total-timeout=30s&timeout=2s",
	"strategies=proportional&base=1ms&cap=1ms&jitter=1&attempts=2&budget=grpc&budget-tokens=1000&budget-ratio=0",
	"strategies=exponential&base=1s&cap=24h&attempts=1000&retry-on=rejected&budget=concurrent&budget-ratio=0.2&budget-min=0",
	"strategies=fixed&base=1h&attempts=3&retry-on=unavailable&budget=concurrent&budget-ratio=0&honour=honour-jitter&honour-jitter=0.5",
	"strategies=full&base=1.5ms&cap=2.25s&factor=1.7&attempts=6&retry-on=timed-out&honour=honour&honour-limit=1m",
	"strategies=immediate&attempts=1&hedge=25ms&hedges=3",
	"strategies=immediate&attempts=5",
	"strategies=client:envoy&total-timeout=15s", "strategies=client:istio(base=100ms)", "strategies=client:k8s-crash-loop", "strategies=client:cenkalti",
}

// published are the formats that there is a schema of.
var published = map[string]func(text string) error{
	"grpc": func(text string) error {
		connection, err := grpc.NewClient("passthrough:///localhost", grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultServiceConfig(text))
		if err != nil {
			return err
		}
		return connection.Close()
	},
	"envoy": func(text string) error {
		documents := strings.Split(text, "\n---\n")
		if len(documents) != 2 {
			return fmt.Errorf("%d documents", len(documents))
		}
		var r route.Route
		var c cluster.Cluster
		return first(message(documents[0], &r), r.ValidateAll(), message(documents[1], &c), c.ValidateAll())
	},
	"istio": func(text string) error {
		for document := range strings.SplitSeq(text, "\n---\n") {
			var whole struct {
				APIVersion string         `json:"apiVersion"`
				Kind       string         `json:"kind"`
				Metadata   map[string]any `json:"metadata"`
				Spec       map[string]any `json:"spec"`
			}
			if err := yaml.UnmarshalStrict([]byte(document), &whole); err != nil {
				return err
			}
			spec, err := yaml.Marshal(whole.Spec)
			if err != nil {
				return err
			}
			kinds := map[string]proto.Message{"VirtualService": &networking.VirtualService{}, "DestinationRule": &networking.DestinationRule{}}
			if err := message(string(spec), kinds[whole.Kind]); err != nil {
				return err
			}
		}
		return nil
	},
	"kubernetes": func(text string) error { return yaml.UnmarshalStrict([]byte(text), &batch.Job{}) },
	"linkerd":    func(text string) error { return yaml.UnmarshalStrict([]byte(text), &core.Service{}) },
}

// message reads YAML as a message: a key that it has not is an error.
func message(text string, m proto.Message) error {
	json, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return err
	}
	return protojson.Unmarshal(json, m)
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// What is written is what the programs take.
func TestPublished(t *testing.T) {
	for _, query := range policies {
		s, err := scenario.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		for key, check := range published {
			text, err := exchange.Write(s, s.Strategies[0], key)
			if err != nil {
				t.Fatalf("%s: %s: %v", key, query, err)
			}
			if text.Code == "" {
				if len(text.Notes) == 0 {
					t.Errorf("%s: %s: there is no text, and no reason", key, query)
				}
				continue
			}
			if err := check(text.Code); err != nil {
				t.Errorf("%s: %s: %v\n%s", key, query, err, text.Code)
			}
		}
	}
}

// The samples are what the programs take, too; a key misspelt is not.
func TestSamples(t *testing.T) {
	for _, key := range []string{"grpc", "istio", "kubernetes", "linkerd"} {
		f, ok := exchange.Find(key)
		if !ok {
			t.Fatal(key)
		}
		if err := published[key](f.Sample); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
	for key, wrong := range map[string]string{
		"grpc":       `{"methodConfig": [{"name": [{}], "retryPolicy": {"maxAttempts": 1, "initialBackoff": "1s", "maxBackoff": "1s", "backoffMultiplier": 1, "retryableStatusCodes": ["UNAVAILABLE"]}}]}`,
		"envoy":      "match: {prefix: /}\nroute: {cluster: a, retry_policy: {num_retry: 1}}\n---\nname: a\n",
		"istio":      "kind: VirtualService\nspec: {http: [{retries: {attempt: 1}}]}\n",
		"kubernetes": "kind: Job\nspec: {backOffLimits: 3}\n",
	} {
		if published[key](wrong) == nil {
			t.Errorf("%s takes %s", key, wrong)
		}
	}
}
