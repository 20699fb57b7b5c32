package export

import (
	"flag"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/library"
)

var update = flag.Bool("update", false, "write the golden files in testdata anew")

// sample is a policy whose parameters all differ from each other and from every default.
func sample(strategy string) Policy {
	return Policy{
		Strategy: strategy, Attempts: 6, RetryOn: []string{"rejected", "timed-out"},
		Params: retry.Params{Base: 150 * time.Millisecond, Cap: 1900 * time.Millisecond, Factor: 2.5, Share: 0.3, Extra: 700 * time.Millisecond, Power: 2, Delays: []time.Duration{time.Second, 5 * time.Second, 30 * time.Second}},
	}
}

// full is the same with all that a policy can have besides.
func full(strategy string) Policy {
	p := sample(strategy)
	p.Params.Offset, p.Timeout, p.Deadline = 1, 2*time.Second, 4*time.Second
	p.RetryAfter, p.Budget, p.Breaker, p.Throttle = "honour", "ratio", "ratio", "sre"
	p.Settings = []Setting{{"budget-tokens", "20", true}, {"honour-limit", "1m", false}}
	return p
}

// delays are the first of a strategy, with the same draw each time.
func delays(s retry.Strategy, u float64) []time.Duration {
	var found []time.Duration
	var delay, memory time.Duration
	for k := 1; k <= 8; k++ {
		delay, memory = s.Delay(k, memory, u)
		found = append(found, delay)
	}
	return found
}

// A text has a parameter if and only if the strategy depends on it.
func TestLawsAreWhatStrategiesTake(t *testing.T) {
	for _, kind := range retry.Kinds() {
		takes, known := laws[kind.Key]
		if !known {
			t.Errorf("%s has no law", kind.Key)
		}
		for name, row := range map[string]struct {
			takes  bool
			change func(*retry.Params)
		}{
			"base":   {takes.base, func(p *retry.Params) { p.Base *= 2 }},
			"cap":    {takes.cap, func(p *retry.Params) { p.Cap /= 2 }},
			"factor": {takes.factor, func(p *retry.Params) { p.Factor = 3 }},
			"offset": {takes.factor, func(p *retry.Params) { p.Offset = 1 }},
			"share":  {takes.share, func(p *retry.Params) { p.Share = 0.9 }},
			"extra":  {takes.extra, func(p *retry.Params) { p.Extra *= 2 }},
			"floor":  {takes.floor, func(p *retry.Params) { p.Floor = p.Base / 2 }},
			"power":  {takes.power, func(p *retry.Params) { p.Power = 3 }},
			"delays": {takes.delays, func(p *retry.Params) { p.Delays = p.Delays[:1] }},
		} {
			before, after := sample(kind.Key).Params, sample(kind.Key).Params
			row.change(&after)
			matters := !slices.Equal(delays(kind.New(before), 0.9), delays(kind.New(after), 0.9))
			if matters != row.takes {
				t.Errorf("%s: %s matters: %t, but its text has it: %t", kind.Key, name, matters, row.takes)
			}
		}
	}
}

// The JSON comes back as the policy that it was written from.
func TestJSONRoundTrip(t *testing.T) {
	for _, kind := range append(retry.Kinds(), library.Kinds()...) {
		for _, p := range []Policy{sample(kind.Key), full(kind.Key)} {
			read, err := ParseJSON([]byte(Texts(p)[0].Code))
			if err != nil {
				t.Fatalf("%s: %v", kind.Key, err)
			}
			if !slices.Equal(delays(kind.New(p.Params), 0.4), delays(kind.New(read.Params), 0.4)) {
				t.Errorf("%s: other delays from %s", kind.Key, Texts(p)[0].Code)
			}
			if p = p.Taken(); !reflect.DeepEqual(p, read) {
				t.Errorf("%s: %+v became %+v", kind.Key, p, read)
			}
		}
	}
}

func TestJSONRefuses(t *testing.T) {
	const good = `{"strategy":"full","max_attempts":3,"base_delay":"1s","max_delay":"2s","factor":2}`
	if _, err := ParseJSON([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for what, row := range map[string][3]string{
		"an unknown strategy": {`"full"`, `"fullest"`, "fullest"},
		"no attempt":          {`"max_attempts":3`, `"max_attempts":0`, "max_attempts"},
		"no base":             {`"base_delay":"1s",`, ``, "base_delay"},
		"a cap of nothing":    {`"max_delay":"2s"`, `"max_delay":"0s"`, "max_delay"},
		"a factor that falls": {`"factor":2`, `"factor":0.5`, "factor"},
		"a jitter of two":     {`"factor":2`, `"factor":2,"jitter":2`, "jitter"},
		"an offset of two":    {`"factor":2`, `"factor":2,"offset":2`, "offset"},
		"a bare number":       {`"1s"`, `1`, "base_delay"},
		"a list":              {`"factor":2`, `"factor":2,"budget_tokens":[1]`, "budget_tokens"},
		"two of them":         {`2}`, `2}{}`, "follows"},
	} {
		_, err := ParseJSON([]byte(strings.Replace(good, row[0], row[1], 1)))
		if err == nil || !strings.Contains(err.Error(), row[2]) {
			t.Errorf("%s: error %v does not name %s", what, err, row[2])
		}
	}
}

// Every text of every strategy, as it is.
func TestGolden(t *testing.T) {
	for _, kind := range retry.Kinds() {
		var b strings.Builder
		for _, text := range Texts(sample(kind.Key)) {
			fmt.Fprintf(&b, "=== %s\n%s", text.Name, text.Code)
			for _, sentence := range text.Without {
				fmt.Fprintf(&b, "- %s\n", sentence)
			}
		}
		compare(t, kind.Key+".txt", b.String())
	}
}

func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; look at the difference, then run with -update", path)
	}
}

// What is pasted into a repository passes its format check.
func TestGoIsFormatted(t *testing.T) {
	for _, kind := range retry.Kinds() {
		for _, p := range []Policy{sample(kind.Key), full(kind.Key)} {
			code, _ := writeGo(p)
			want, err := format.Source([]byte(code))
			if err != nil || string(want) != code {
				t.Errorf("%s: gofmt writes (%v)\n%s", kind.Key, err, want)
			}
		}
	}
}

// Whatever a text does not say is named beside it, in every place.
func TestWithoutNamesWhatIsMissing(t *testing.T) {
	for _, row := range []struct {
		place, says string
		change      func(*Policy)
	}{
		{"", "Retry-After (rule honour)", func(p *Policy) { p.RetryAfter = "honour" }},
		{"", "retry budget (ratio)", func(p *Policy) { p.Budget = "ratio" }},
		{"", "circuit breaker (retries)", func(p *Policy) { p.Breaker = "retries" }},
		{"", "The throttle (sre)", func(p *Policy) { p.Throttle = "sre" }},
		{"python", "timeout of 2 s", func(p *Policy) { p.Timeout = 2 * time.Second }},
		{"javascript", "timeout is a signal", func(p *Policy) { p.Timeout = 2 * time.Second }},
		{"aws", "timeout of 2 s", func(p *Policy) { p.Timeout = 2 * time.Second }},
		{"aws", "deadline of 4 s", func(p *Policy) { p.Deadline = 4 * time.Second }},
		{"aws", "150 ms and 1.9 s are not set here", func(p *Policy) {}},
		{"aws", "Equal jitter cannot be chosen here", func(p *Policy) { p.Strategy = "equal" }},
		{"aws", "quota that is not simulated", func(p *Policy) {}},
		{"go", "Simulated: 503 unavailable, permanent error.", func(p *Policy) { p.RetryOn = []string{"unavailable", "failed"} }},
	} {
		p := sample("full")
		row.change(&p)
		for _, text := range Texts(p) {
			said := strings.Contains(strings.ReplaceAll(strings.Join(text.Without, "\n"), "\u00a0", " "), row.says)
			if text.Key == "json" && row.place == "" {
				if said {
					t.Errorf("JSON has what it says that it has not: %q", text.Without)
				}
				continue
			}
			if (row.place == "" || row.place == text.Key) && !said {
				t.Errorf("%s does not say %q: %q", text.Name, row.says, text.Without)
			}
		}
	}
}

// The variables of the AWS SDKs: attempts and not retries, and the mode that was simulated.
func TestAWSVariables(t *testing.T) {
	for _, row := range []struct {
		change    func(*Policy)
		has, says string
		silent    string
	}{
		{func(p *Policy) {}, "AWS_MAX_ATTEMPTS=6\nAWS_RETRY_MODE=standard\n", "quota", ""},
		{func(p *Policy) { p.Budget = "aws" }, "AWS_RETRY_MODE=standard\n", "", "quota"},
		{func(p *Policy) { p.Throttle = "aws-adaptive" }, "AWS_RETRY_MODE=adaptive\n", "", "throttle"},
		{func(p *Policy) { p.Strategy = "lib:botocore-legacy" }, "AWS_RETRY_MODE=legacy\n", "", "quota"},
		{func(p *Policy) { p.Strategy = "lib:botocore-2026" }, "AWS_RETRY_MODE=standard\nAWS_NEW_RETRIES_2026=true\n", "", "choose base"},
		{func(p *Policy) { p.Strategy = "lib:aws-sdk-go-v2-2026(cap=5s)" }, "AWS_RETRY_MODE=standard\n", "Its own cap=5s is set where the client is made.", "choose base"},
		{func(p *Policy) { p.Strategy = "lib:got" }, "", "no AWS SDK", ""},
	} {
		p := sample("full")
		row.change(&p)
		code, without := writeAWS(p)
		all := strings.Join(without, "\n")
		if !strings.HasSuffix(code, row.has) || !strings.Contains(all, row.says) || row.silent != "" && strings.Contains(all, row.silent) {
			t.Errorf("%s: %q, %q", p.Strategy, code, all)
		}
	}
}

// A library is called in its language and in no other, with as many attempts as were
// simulated or, in a sentence, with none.
func TestEveryLibraryIsCalled(t *testing.T) {
	for _, kind := range library.Kinds() {
		has := 0
		p := full(kind.Key)
		p.Attempts = 47
		for _, text := range Texts(p) {
			if languages[text.Key] != kind.Language {
				if languages[text.Key] != "" && text.Code != "" {
					t.Errorf("%s is written in %s", kind.Key, text.Name)
				}
				continue
			}
			has++
			counts := regexp.MustCompile(`\b4[67]\b`).MatchString(text.Code[strings.Index(text.Code, "\n"):])
			told := strings.Contains(strings.Join(text.Without, "\n"), "does not count attempts: the limit of 47")
			if counts == told {
				t.Errorf("%s: the attempts are in the text: %t, said to be missing: %t\n%s", kind.Key, counts, told, text.Code)
			}
			if !strings.Contains(text.Code, kind.Version) || strings.Count(text.Code, "(") != strings.Count(text.Code, ")") || strings.Count(text.Code, "{") != strings.Count(text.Code, "}") {
				t.Errorf("%s:\n%s", kind.Key, text.Code)
			}
		}
		if want := len(calls[kind.Language]); (has == 0) != (want == 0) {
			t.Errorf("%s, for %s, has %d texts", kind.Key, kind.Language, has)
		}
	}
	for language, some := range calls {
		for key := range some {
			if kind, ok := library.Lookup(key); !ok || kind.Language != language {
				t.Errorf("%s is no library for %s", key, language)
			}
		}
	}
}

// The calls of libraries for Go are Go, as gofmt writes it.
func TestGoCallsAreFormatted(t *testing.T) {
	for key := range goCalls {
		code, _ := writeGo(sample(key))
		if want, err := format.Source([]byte(code)); err != nil || string(want) != code {
			t.Errorf("%s: gofmt writes (%v)\n%s", key, err, want)
		}
	}
}

func TestCallsGolden(t *testing.T) {
	var b strings.Builder
	for _, kind := range library.Kinds() {
		for _, text := range Texts(sample(kind.Key)) {
			if languages[text.Key] == kind.Language {
				fmt.Fprintf(&b, "=== %s\n%s", kind.Key, text.Code)
			}
		}
	}
	compare(t, "libraries.txt", b.String())
}
