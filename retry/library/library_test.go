package library_test

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"backofflab/retry"
	"backofflab/retry/library"
)

const ms = time.Millisecond

// params are handed to every strategy; a library has its own.
var params = retry.Params{Base: 100 * ms, Factor: 2, Cap: time.Second}

// delays walks through the first retries of a strategy, drawing u every time.
func delays(s retry.Strategy, n int, u float64) []time.Duration {
	var out []time.Duration
	var memory time.Duration
	for k := 1; k <= n; k++ {
		var delay time.Duration
		delay, memory = s.Delay(k, memory, u)
		out = append(out, delay)
	}
	return out
}

func preset(t *testing.T, key string) retry.Strategy {
	t.Helper()
	kind, ok := library.Lookup("lib:" + key)
	if !ok || !kind.Library {
		t.Fatalf("no library %s", key)
	}
	return kind.New(retry.Params{})
}

// Delays computed by hand from each library's formula, at least one for
// everything a library can do.
func TestLibrarySteps(t *testing.T) {
	const sec = time.Second
	for _, tt := range []struct {
		shows, key string
		u          float64
		want       []time.Duration
	}{
		{"a cap before the jitter", "cenkalti-ref", 0, []time.Duration{50 * ms, 100 * ms, 200 * ms, 400 * ms, 800 * ms, 1600 * ms, 3200 * ms, 5 * sec, 5 * sec}},
		{"a cap after the jitter", "ky-jitter", 0.5, []time.Duration{150 * ms, 300 * ms, 600 * ms, 1200 * ms, 2400 * ms, 4800 * ms, 9600 * ms, 10 * sec}},
		{"no cap", "ky", 0.5, []time.Duration{300 * ms, 600 * ms, 1200 * ms}},
		{"exponent 1 at first", "axios-retry-exponential", 0, []time.Duration{200 * ms, 400 * ms, 800 * ms}},
		{"a first retry without jitter", "grpc-go-connection", 0, []time.Duration{sec, 1280 * ms, 2048 * ms}},
		{"a first retry at once", "urllib3-jitter", 0.5, []time.Duration{0, 700 * ms, 900 * ms}},
		{"a floor", "stripe-node", 0, []time.Duration{500 * ms, 500 * ms, 500 * ms, 1000 * ms, 2000 * ms, 2500 * ms, 2500 * ms}},
		{"a cap instead of the jitter", "aws-sdk-go-v2-standard", 0.25, []time.Duration{500 * ms, sec, 2 * sec, 4 * sec, 20 * sec, 20 * sec}},
		{"linear growth", "go-retryablehttp-linear", 0.25, []time.Duration{900 * ms, 1800 * ms, 2700 * ms}},
		{"Fibonacci's numbers", "go-retry-fibonacci", 0, []time.Duration{100 * ms, 200 * ms, 300 * ms, 500 * ms, 800 * ms, 1300 * ms}},
		{"jitter below zero", "failsafe-go-additive", 0.25, []time.Duration{0, 0, 150 * ms, 550 * ms}},
		{"whole percentages, lowest draw", "go-retry-percent", 0, []time.Duration{105 * ms, 210 * ms, 420 * ms}},
		{"whole percentages, draws up to a tenth", "go-retry-percent", 0.0999, []time.Duration{105 * ms, 210 * ms, 420 * ms}},
		{"whole percentages, highest draw", "go-retry-percent", 0.9999, []time.Duration{96 * ms, 192 * ms, 384 * ms}},
		{"whole seconds, low", "celery", 0.49, []time.Duration{0, sec, 2 * sec}},
		{"whole seconds, high", "celery", 0.9999, []time.Duration{sec, 2 * sec, 4 * sec}},
		{"a range from its minimum", "jpillora-ref", 0.5, []time.Duration{100 * ms, 150 * ms, 250 * ms}},
		{"whole seconds on top, low", "sidekiq", 0, []time.Duration{15 * sec, 16 * sec, 31 * sec, 96 * sec, 271 * sec, 640 * sec}},
		{"whole seconds on top, high", "sidekiq", 0.9999, []time.Duration{24 * sec, 35 * sec, 60 * sec, 135 * sec, 320 * sec}},
		{"at once, then from the base", "k8s-crash-loop", 0, []time.Duration{0, 10 * sec, 20 * sec, 40 * sec, 80 * sec, 160 * sec, 300 * sec, 300 * sec}},
		{"no delay at all", "urllib3", 0.5, []time.Duration{0, 0, 0}},
		{"the same for ever", "spring-retry", 0.5, []time.Duration{sec, sec, sec}},
		{"a minimum above the backoff", "tenacity-random-exponential-min", 0.5, []time.Duration{sec, sec, sec, sec, 1300 * ms}},
		{"milliseconds rounded down", "aws-sdk-js-v3", 0.999, []time.Duration{49 * ms, 99 * ms, 199 * ms}},
		{"the nearest millisecond", "p-retry-ref", 0.4951, []time.Duration{150 * ms, 299 * ms, 598 * ms}},
		{"a window cut off on both sides, low", "spring-framework-ref", 0, []time.Duration{100 * ms, 100 * ms, 200 * ms, 400 * ms, 800 * ms, 1600 * ms, 3200 * ms, 5 * sec}},
		{"a window cut off on both sides, high", "spring-framework-ref", 0.9999, []time.Duration{149 * ms, 299 * ms, 599 * ms, 1199 * ms, 2399 * ms, 4799 * ms, 9599 * ms, 9999 * ms}},
		// 800 ms, 1.6 s … 25.6 s, 30 s, times 1.5; then 2 min 0.6 s have passed.
		{"anew every two minutes", "k8s-reflector", 0.5, []time.Duration{1200 * ms, 2400 * ms, 4800 * ms, 9600 * ms, 19_200 * ms, 38_400 * ms, 45_000 * ms, 1200 * ms, 2400 * ms}},
		// d, 2 d + u d, ... from 100 ms (1+u).
		{"added to the delay before", "k8s-flowcontrol-ref", 0.5, []time.Duration{150 * ms, 375 * ms, 937500 * time.Microsecond, 2343750 * time.Microsecond, 5859375 * time.Microsecond, 10 * sec, 10 * sec}},
		// ceil(100 × 1.2) = 120, ceil(120 × 1.2) × 2 = 288, ceil(345.6) × 2 = 692, ceil(830.4) × 2.
		{"a multiple of the delay before", "kafkajs-ref", 0.7, []time.Duration{120 * ms, 288 * ms, 692 * ms, 1662 * ms}},
	} {
		got := delays(preset(t, tt.key), len(tt.want), tt.u)
		for i := range got { // floats lose less than a microsecond
			if d := got[i] - tt.want[i]; d < -time.Microsecond || d > time.Microsecond {
				t.Errorf("%s (%s): %v, want %v", tt.shows, tt.key, got, tt.want)
				break
			}
		}
	}
}

// Envoy's documentation: the first retries wait 0-24, 0-74 and 0-174 ms, whole
// milliseconds; from the fourth on the interval is capped at 250 ms.
func TestEnvoysBands(t *testing.T) {
	envoy := preset(t, "envoy")
	for k, most := range []int{24, 74, 174, 249, 249} {
		seen := map[time.Duration]bool{}
		for i := range 10_000 {
			d, _ := envoy.Delay(k+1, 0, float64(i)/10_000)
			seen[d] = true
		}
		if len(seen) != most+1 || !seen[0] || !seen[time.Duration(most)*ms] {
			t.Errorf("retry %d: %d values, want all of 0 to %d ms", k+1, len(seen), most)
		}
	}
}

// gRPC's ±20 %: exactly that at the ends of the draw, around the capped backoff.
func TestGRPCsFifth(t *testing.T) {
	grpc := preset(t, "grpc-go-ref")
	for k, e := range []time.Duration{100 * ms, 200 * ms, 400 * ms, 800 * ms, 1600 * ms, 3200 * ms, 6400 * ms, 10_000 * ms, 10_000 * ms} {
		low, _ := grpc.Delay(k+1, 0, 0)
		high, _ := grpc.Delay(k+1, 0, math.Nextafter(1, 0))
		if low != e*8/10 || high > e*12/10 || high < e*12/10-1 {
			t.Errorf("retry %d: from %v to %v, want from %v to just below %v", k+1, low, high, e*8/10, e*12/10)
		}
	}
}

// The delays of Polly's decorrelated jitter add up to one draw, F(t) × base/1.4
// with F(t) = 2^t tanh √4t: its jitters do not add up.
func TestPollyTelescopes(t *testing.T) {
	polly := preset(t, "polly-v8")
	draws := []float64{0.9, 0.1, 0.5, 0.99, 0}
	var sum, memory time.Duration
	for i, u := range draws {
		var d time.Duration
		d, memory = polly.Delay(i+1, memory, u)
		sum += d
		at := float64(i) + u
		want := math.Exp2(at) * math.Tanh(math.Sqrt(4*at)) * 2 / 1.4
		if math.Abs(sum.Seconds()-want) > 1e-8 {
			t.Errorf("the first %d delays add up to %v, want %v s", i+1, sum, want)
		}
	}
	for k := 1; k <= 5; k++ {
		a, _ := polly.Delay(k, 0, 0.3)
		b, _ := preset(t, "cockatiel").Delay(k, 0, 0.3)
		if ratio := float64(a) / float64(b); math.Abs(ratio-2000.0/128) > 1e-6 {
			t.Errorf("retry %d: %v of Polly, %v of cockatiel", k, a, b)
		}
	}
}

// OpenAI's and Anthropic's SDKs wait alike in every language; those for Node.js
// were measured.
func TestSiblingsWaitAlike(t *testing.T) {
	for k := 1; k <= 10; k++ {
		for _, u := range []float64{0, 0.3, 0.9} {
			want, _ := preset(t, "anthropic-typescript").Delay(k, 0, u)
			for _, key := range []string{"openai-node", "openai-python", "anthropic-python"} {
				if got, _ := preset(t, key).Delay(k, 0, u); got != want {
					t.Errorf("%s, retry %d, u = %v: %v, want %v", key, k, u, got, want)
				}
			}
		}
	}
}

// AWS's SDKs of 2026 wait from 1 s after a rejection, and from 50 ms after anything else. Those
// for Java and JavaScript told rejections apart before.
func TestLibrariesAfterARejection(t *testing.T) {
	before := map[string][2]time.Duration{"lib:aws-sdk-java-v2": {500 * ms, 50 * ms}, "lib:aws-sdk-js-v3-legacy": {250 * ms, 50 * ms}}
	apart := 0
	for _, kind := range library.Kinds() {
		if kind.Rejected == nil {
			continue
		}
		apart++
		if want, has := before[kind.Key]; has {
			rejected, _ := kind.Rejected(params).Delay(1, 0, 0.5)
			other, _ := kind.New(params).Delay(1, 0, 0.5)
			if got := [2]time.Duration{rejected, other}; got != want {
				t.Errorf("%s, retry 1 after a rejection and another failure: %v, want %v", kind.Key, got, want)
			}
			continue
		}
		for k, want := range []time.Duration{500 * ms, 1000 * ms, 2000 * ms, 4000 * ms, 8000 * ms, 10_000 * ms, 10_000 * ms} {
			if d, _ := kind.Rejected(params).Delay(k+1, 0, 0.5); d != want {
				t.Errorf("%s, retry %d after a rejection: %v, want %v", kind.Key, k+1, d, want)
			}
		}
		if d, _ := kind.New(params).Delay(1, 0, 0.5); d != 25*ms {
			t.Errorf("%s, retry 1 after another failure: %v, want 25ms", kind.Key, d)
		}
	}
	if apart != 5 {
		t.Errorf("%d libraries treat a rejection apart, want 5", apart)
	}
}

// A library's delays never turn negative, and stay at the cap, or at the largest
// time there is, however long a client goes on.
func TestLibrariesSaturate(t *testing.T) {
	for _, kind := range library.Kinds() {
		s := kind.New(retry.Params{})
		for _, u := range []float64{0, 0.5, math.Nextafter(1, 0)} {
			var memory, last time.Duration
			for k := 1; k <= 300; k++ {
				var d time.Duration
				d, memory = s.Delay(k, memory, u)
				if d < 0 || memory < 0 || kind.Cap > 0 && d > 2*kind.Cap {
					t.Fatalf("%s: Delay(%d, …, %v) = %v, memory %v", kind.Key, k, u, d, memory)
				}
				last = d
			}
			for _, k := range []int{10_000, math.MaxInt32, math.MaxInt} {
				d, _ := s.Delay(k, memory, u)
				if kind.Key == "lib:k8s-reflector" { // it begins anew
					continue
				}
				if kind.Key == "lib:go-retryablehttp-linear" || kind.Key == "lib:sidekiq" { // they just go on
					if d < 300*800*ms {
						t.Errorf("%s: Delay(%d, …, %v) = %v", kind.Key, k, u, d)
					}
				} else if d != last {
					t.Errorf("%s: Delay(%d, …, %v) = %v, before %v", kind.Key, k, u, d, last)
				}
			}
		}
	}
}

// Libraries ignore Params, and keep nothing between calls.
func TestLibrariesCarryTheirParameters(t *testing.T) {
	for _, kind := range library.Kinds() {
		a := fmt.Sprint(delays(kind.New(retry.Params{}), 10, 0.7))
		s := kind.New(params)
		if b := fmt.Sprint(delays(s, 10, 0.7)); a != b {
			t.Errorf("%s: %s with Params, %s without", kind.Key, b, a)
		}
		if again := fmt.Sprint(delays(s, 10, 0.7)); a != again {
			t.Errorf("%s: %s the second time, %s before", kind.Key, again, a)
		}
	}
}

func TestLibraryKeysAndFormulas(t *testing.T) {
	pattern := regexp.MustCompile(`^lib:[a-z0-9.-]{2,32}$`)
	libraries := library.Kinds()
	for _, kind := range libraries {
		if !pattern.MatchString(kind.Key) {
			t.Errorf("key %q", kind.Key)
		}
		if strings.Contains(kind.Name, "100 ms to 10 s") && kind.Cap != 10*time.Second {
			t.Errorf("%s: %q caps at %v", kind.Key, kind.Name, kind.Cap)
		}
	}
	if !slices.IsSortedFunc(libraries, func(a, b retry.Kind) int { return strings.Compare(a.Key, b.Key) }) {
		t.Error("the libraries are not sorted by key")
	}
	if len(libraries) != 85 {
		t.Errorf("%d libraries", len(libraries))
	}
	for key, want := range map[string]string{
		"cenkalti":                        "min(60 s, 500 ms × 1.5^(k−1)) × U(0.5, 1.5)",
		"k8s-workqueue":                   "min(1000 s, 5 ms × 2^(k−1))",
		"go-retry-full-then-cap":          "min(10 s, U(0, 100 ms × 2^(k−1)))",
		"aws-sdk-go-v2-standard":          "U(0, 1 s × 2^k); from retry 5 on 20 s",
		"go-retryablehttp-linear":         "1 s × k × U(0.8, 1.2)",
		"go-retry-fibonacci":              "100 ms × {1, 2, 3, 5, 8, …}",
		"go-retry-additive":               "max(0, min(10 s, 100 ms × 2^(k−1)) + U(−500 ms, 500 ms))",
		"go-retry-percent":                "min(10 s, 100 ms × 2^(k−1)) × {96, …, 105} %",
		"grpc-go-connection":              "min(120 s, 1 s × 1.6^(k−1)) × U(0.8, 1.2); retry 1 after 1 s",
		"urllib3-jitter":                  "min(10 s, 100 ms × 2^(k−1) + U(0, 1 s)); retry 1 at once",
		"stripe-node":                     "max(500 ms, min(5 s, 250 ms × 2^(k−1)) × U(0.5, 1))",
		"aws-sdk-js-v3":                   "U(0, min(20 s, 1 s × 2^(k−1))) after a rejection, else U(0, min(20 s, 50 ms × 2^(k−1)))",
		"tenacity-random-exponential-min": "U(1 s, max(1 s, min(10 s, 100 ms × 2^(k−1))))",
		"celery":                          "{0, 1, …, min(600 s, 1 s × 2^(k−1))}",
		"kafka-java":                      "min(1 s, min(1 s, 100 ms × 2^(k−1)) × U(0.8, 1.2))",
		"kafkajs":                         "min(30 s, previous × U(0.8, 1.2) × 2), at first 300 ms × U(0.8, 1.2)",
		"k8s-flowcontrol-ref":             "min(10 s, previous × U(2, 3)), at first 100 ms × U(1, 2)",
		"spring-framework-ref":            "min(10 s, 100 ms × 2^(k−1)) ± 50 %, from 100 ms to 10 s",
		"cockatiel":                       "min(30 s, 128 ms / 1.4 × (F(t) − F(previous t)) with F(t) = 2^t × tanh √(4t), t = k−1 + U(0, 1))",
		"azure-go":                        "min(60 s, 800 ms × (2^k − 1) × U(0.8, 1.3))",
		"failsafe-go":                     "0",
		"urllib3":                         "0",
		"spring-retry":                    "1 s",
		"sidekiq":                         "15 s + (k−1)⁴ s + {0, 1, …, 10 × k − 1} × 1 s",
		"k8s-crash-loop":                  "min(300 s, 10 s × 2^(k−2)); retry 1 at once",
		"envoy":                           "U(0, min(250 ms, 25 ms × (2^k − 1)))",
	} {
		if kind, _ := library.Lookup("lib:" + key); kind.Formula != want {
			t.Errorf("%s: %q, want %q", key, kind.Formula, want)
		}
	}
}

func TestLibrariesAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range library.Kinds() {
		if kind.Key == "" || kind.Name == "" || kind.Formula == "" || kind.Source == "" || kind.New == nil {
			t.Errorf("%+v lacks something", kind)
		}
		if !kind.Library || kind.Language == "" || kind.Version == "" || kind.Checked == "" {
			t.Errorf("%s is half a library: %+v", kind.Key, kind)
		}
		if short := utf8.RuneCountInString(cmp.Or(kind.Short, kind.Name)); short > retry.MaxShort || short > utf8.RuneCountInString(kind.Name) {
			t.Errorf("%s is short for %q", kind.Short, kind.Name)
		}
		if seen[kind.Key] || seen[kind.Name] {
			t.Errorf("%s is there twice", kind.Key)
		}
		seen[kind.Key], seen[kind.Name] = true, true
		if found, ok := library.Lookup(kind.Key); !ok || found.Name != kind.Name {
			t.Errorf("Lookup(%q) finds %q", kind.Key, found.Name)
		}
	}
	for _, key := range []string{"", "nonsense", "lib:", "lib:nonsense", "tenacity-exponential"} {
		if _, ok := library.Lookup(key); ok {
			t.Errorf("Lookup(%q) finds a strategy that does not exist", key)
		}
	}
	for _, kind := range retry.Kinds() {
		if found, ok := library.Lookup(kind.Key); !ok || found.Name != kind.Name {
			t.Errorf("Lookup(%q) finds %q", kind.Key, found.Name)
		}
		if seen[kind.Key] || seen[kind.Name] {
			t.Errorf("%s is the name of a library as well", kind.Key)
		}
	}
}

// What Libraries returns is the caller's.
func TestListOfLibrariesIsACopy(t *testing.T) {
	library.Kinds()[0].Key = "changed"
	if library.Kinds()[0].Key == "changed" {
		t.Error("a caller changed the list of libraries")
	}
}

// Short names are told apart whatever is compared.
func TestShortNamesDiffer(t *testing.T) {
	seen := map[string]string{}
	for _, kind := range append(retry.Kinds(), library.Kinds()...) {
		short := cmp.Or(kind.Short, kind.Name)
		if other := seen[short]; other != "" || strings.Contains(short, "…") {
			t.Errorf("%s is %q, as %q is", kind.Key, short, other)
		}
		seen[short] = kind.Key
	}
}

// No two of what people choose from are called alike, whole clients neither.
func TestClientsHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]string{}
	for _, kind := range append(library.Kinds(), library.Clients()...) {
		for _, name := range []string{kind.Name, kind.Short} {
			if before, has := seen[name]; has && before != kind.Key {
				t.Errorf("%s and %s are both called %q", before, kind.Key, name)
			}
			seen[name] = kind.Key
		}
	}
}
