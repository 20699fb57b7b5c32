package library_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/library"
)

func at[T any](v T) *T { return &v }

// settingsOf are settings with one value each of some parameters, unlike any library's own.
func settingsOf(names []string) (own library.Settings) {
	for _, name := range names {
		switch name {
		case "base":
			own.Base = at(3 * time.Second)
		case "factor":
			own.Factor = at(2.5)
		case "cap":
			own.Cap = at(7 * time.Second)
		case "jitter":
			own.Jitter = at(0.3)
		case "extra":
			own.Extra = at(70 * ms)
		case "floor":
			own.Floor = at(4 * time.Second)
		}
	}
	return own
}

// A library with nothing set is as it was; and every parameter that it takes changes its
// delays, whether its whole client or its delays alone are asked for.
func TestParametersMatter(t *testing.T) {
	order := []string{"base", "factor", "cap", "jitter", "extra", "floor"}
	taking := 0
	for _, kind := range append(library.Kinds(), library.Clients()...) {
		same, ok := library.Configured(kind.Key, library.Settings{})
		before := fmt.Sprint(delays(kind.New(params), 12, 0.7))
		if after := fmt.Sprint(delays(same.New(params), 12, 0.7)); !ok || same.Formula != kind.Formula || same.Cap != kind.Cap || after != before {
			t.Errorf("%s without settings: %s, %s; want %s, %s", kind.Key, same.Formula, after, kind.Formula, before)
		}
		names := library.Takes(kind.Key)
		if !slices.IsSortedFunc(names, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) }) {
			t.Errorf("%s takes %v, want them in the order of the fields", kind.Key, names)
		}
		for _, name := range order {
			beside, all := []string{}, []string{name}
			if name != "base" && strings.HasPrefix(kind.Name, "urllib3, ") { // whose base is 0, which no factor changes
				beside, all = []string{"base"}, []string{"base", name}
			}
			changed, _ := library.Configured(kind.Key, settingsOf(all))
			without, _ := library.Configured(kind.Key, settingsOf(beside))
			differs := fmt.Sprint(delays(changed.New(params), 12, 0.7)) != fmt.Sprint(delays(without.New(params), 12, 0.7))
			if taken := slices.Contains(names, name); differs != taken || taken && changed.Formula == without.Formula {
				t.Errorf("%s with %s of its own: delays differ: %v, and it takes %v; %s", kind.Key, name, differs, names, changed.Formula)
			}
		}
		taking += min(1, len(names))
	}
	if taking < 60 {
		t.Errorf("%d libraries take parameters", taking)
	}
}

func TestFormulasWithParameters(t *testing.T) {
	for _, tt := range []struct {
		key  string
		own  library.Settings
		want string
	}{
		{"envoy", library.Settings{Base: at(100 * ms)}, "U(0, min(1 s, 100 ms × (2^k − 1)))"},
		{"envoy", library.Settings{Base: at(100 * ms), Cap: at(2 * time.Second)}, "U(0, min(2 s, 100 ms × (2^k − 1)))"},
		{"cenkalti", library.Settings{Base: at(250 * ms), Cap: at(20 * time.Second), Jitter: at(0.25)}, "min(20 s, 250 ms × 1.5^(k−1)) × U(0.75, 1.25)"},
		{"polly-v8", library.Settings{Base: at(500 * ms), Cap: at(10 * time.Second)}, "min(10 s, 500 ms / 1.4 × (F(t) − F(previous t)) with F(t) = 2^t × tanh √(4t), t = k−1 + U(0, 1))"},
		{"spring-retry-ref", library.Settings{Base: at(200 * ms), Factor: at(3.0), Cap: at(5 * time.Second)}, "min(5 s, min(5 s, 200 ms × 3^(k−1)) × U(1, 3))"},
		{"resilience4j", library.Settings{Cap: at(10 * time.Second)}, "min(10 s, 500 ms × 1.5^(k−1) × U(0.5, 1.5))"},
		{"aws-sdk-go-v2-standard", library.Settings{Cap: at(3 * time.Second)}, "U(0, 1 s × 2^k); from retry 2 on 3 s"},
		{"aws-sdk-go-v2-standard", library.Settings{Cap: at(time.Second)}, "U(0, 1 s × 2^k); from retry 1 on 1 s"},
		{"celery", library.Settings{Base: at(5900 * ms)}, "{0, 1, …, min(600 s, 5 s × 2^(k−1))}"},
		{"kafka-java", library.Settings{Cap: at(100 * ms)}, "100 ms"},
		{"tenacity-exponential", library.Settings{Floor: at(500 * ms)}, "max(500 ms, min(10 s, 100 ms × 2^(k−1)))"},
		{"tenacity-random-exponential", library.Settings{Floor: at(500 * ms)}, "U(500 ms, max(500 ms, min(10 s, 100 ms × 2^(k−1))))"},
		{"aws-sdk-js-v3", library.Settings{Base: at(25 * ms)}, "U(0, min(20 s, 1 s × 2^(k−1))) after a rejection, else U(0, min(20 s, 25 ms × 2^(k−1)))"},
	} {
		if kind, _ := library.Configured("lib:"+tt.key, tt.own); kind.Formula != tt.want {
			t.Errorf("%s: %q, want %q", tt.key, kind.Formula, tt.want)
		}
	}
}

// Whatever is set, delays are never negative and never beyond the longest that there is.
func TestExtremeParametersSaturate(t *testing.T) {
	for _, own := range []library.Settings{
		{Base: at(time.Hour), Factor: at(100.0), Cap: at(24 * time.Hour), Jitter: at(1.0), Extra: at(time.Hour), Floor: at(time.Hour)},
		{Base: at(time.Hour), Factor: at(1.0), Cap: at(ms), Jitter: at(0.0), Extra: at(time.Duration(0)), Floor: at(time.Duration(0))},
		{Base: at(ms), Cap: at(24 * time.Hour), Jitter: at(1.0)},
	} {
		for _, kind := range library.Kinds() {
			kind, _ := library.Configured(kind.Key, own)
			for _, u := range []float64{0, 0.5, math.Nextafter(1, 0)} {
				var memory time.Duration
				for k := 1; k <= 1000; k++ {
					var d time.Duration
					if d, memory = kind.New(retry.Params{}).Delay(k, memory, u); d < 0 || memory < 0 {
						t.Fatalf("%s: Delay(%d, …, %v) = %v, memory %v", kind.Key, k, u, d, memory)
					}
				}
			}
		}
	}
}

// A name that begins like a library's, and what is none, take nothing.
func TestTakes(t *testing.T) {
	for key, want := range map[string]string{
		"lib:envoy": "base cap", "client:resilience4j": "base factor cap jitter",
		"lib:openai-python": "", "client:openai-node": "", "full": "", "": "", "envoy": "",
	} {
		if got := strings.Join(library.Takes(key), " "); got != want {
			t.Errorf("%s takes %q, want %q", key, got, want)
		}
	}
}

// Calls that wait.ExponentialBackoff of Kubernetes apimachinery 0.37.2 was seen to make of 20
// steps, without jitter.
func TestCapEndsSteps(t *testing.T) {
	for _, tt := range []struct {
		base, cap time.Duration
		factor    float64
		calls     int
	}{
		{10 * ms, 2 * time.Second, 5, 4},
		{time.Second, 5 * time.Second, 2, 3},
		{time.Second, 4 * time.Second, 2, 3}, // a backoff that is the cap itself is not cut
		{10 * time.Second, 4 * time.Second, 2, 1},
	} {
		kind, _ := library.Configured("client:k8s-retry", library.Settings{Base: &tt.base, Cap: &tt.cap, Factor: &tt.factor})
		if n := library.UntilCap(kind.New(retry.Params{})); n != tt.calls {
			t.Errorf("%v × %v up to %v: %d calls, want %d", tt.base, tt.factor, tt.cap, n, tt.calls)
		}
	}
	kind, _ := library.Lookup("client:k8s-retry")
	if n := library.UntilCap(kind.New(retry.Params{})); n != library.Unlimited || library.UntilCap(retry.Full{}) != library.Unlimited {
		t.Errorf("without a cap %d calls", n)
	}
}

// What is known of whole clients, where each has something of its own.
func TestRulesOfClients(t *testing.T) {
	for key, want := range map[string]string{
		"azure-go":    "4 [rejected, unavailable, timed out] honour 1m0s true false 0s 0s",
		"stripe-node": "3 [unavailable, timed out] ignore 0s false false 0s 1m20s",
		"urllib3":     "4 [rejected, unavailable, timed out] honour 6h0m0s false true 0s 0s",
		"ky":          "3 [rejected, unavailable] honour 0s false false 0s 10s",
	} {
		c, ok := library.ClientOf("client:" + key)
		if got := fmt.Sprint(c.Attempts, " [", c.On, "] ", c.RetryAfter, " ", c.Limit, c.GiveUp, c.Clamp, c.Deadline, c.Timeout); !ok || got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
	for _, kind := range library.Clients() {
		c, ok := library.ClientOf(kind.Key)
		if _, known := retry.LookupRetryAfter(c.RetryAfter); !ok || !known || c.Attempts < 2 || c.On == 0 || c.Source == "" || c.GiveUp && c.Clamp || (c.GiveUp || c.Clamp) && c.Limit == 0 {
			t.Errorf("%s is half a client: %+v", kind.Key, c)
		}
	}
}
