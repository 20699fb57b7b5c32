package calculator

import (
	"errors"
	"testing"
	"time"

	"backofflab/scenario"
)

// What people call the fields of a retry policy, and what is meant.
func TestNamesOfARetryConfig(t *testing.T) {
	for _, tt := range []struct{ query, want string }{
		{"", "strategies=full"},
		{"strategies=exponential&base=250ms", "strategies=exponential&base=250ms"},
		{"max_attempts=5&base_delay=0.1&max_delay=2&strategy=exponential&multiplier=3", "strategies=exponential&factor=3&cap=2s&attempts=5"},
		{"maxAttempts=5&baseDelayMs=250&maxDelay=2s&strategy=full_jitter", "strategies=full&base=250ms&cap=2s&attempts=5"},
		{"max-retries=4&initial_backoff_seconds=1", "strategies=full&base=1s&attempts=5"},
		{"strategy=exponential&jitter=true", "strategies=full"},
		{"strategy=exponential&jitter=false", "strategies=exponential"},
		{"strategy=decorrelated&jitter=true", "strategies=decorrelated"},
		{"strategy=linear&jitter=none", "strategies=linear"},
		{"jitter=equal", "strategies=equal"},
		{"strategy=proportional&jitter=0.3", "strategies=proportional&jitter=0.3"},
		{"strategy=Full+jitter&BASE=2s", "strategies=full&base=2s"},
		{"strategy=client:openai-python&t=5s&within=1h&retry=2", "strategies=client:openai-python&t=5s&within=1h&retry=2"},
		{"strategy=lib:aws-sdk-go-v2-2026&after=failure&retry=7", "strategies=lib:aws-sdk-go-v2-2026&retry=7&after=failure"},
		{"clients=50&limiter=none&with=rate=5&title=Ours&t=90&base_delay=&retry=", "clients=50&limiter=none&strategies=full&t=1m30s"},
		{"preset=stress", "with the strategy of the preset"},
	} {
		a, err := Parse(tt.query)
		if err != nil {
			t.Errorf("%s: %v", tt.query, err)
			continue
		}
		if tt.query == "preset=stress" {
			if stress, _ := scenario.ParseQuery(tt.query); a.Strategy() != stress.Strategies[0] || len(a.Others) != len(stress.Strategies)-1 {
				t.Errorf("%s: %s and %v", tt.query, a.Strategy(), a.Others)
			}
			continue
		}
		if got := a.Query(); got != tt.want {
			t.Errorf("%s is %s, want %s", tt.query, got, tt.want)
		}
		if again, err := Parse(a.Query()); err != nil || again.Query() != a.Query() {
			t.Errorf("%s becomes %s, then %s, %v", tt.query, a.Query(), again.Query(), err)
		}
	}
}

// Whatever is wrong is said of the name that was typed, all of it together.
func TestWhatIsWrong(t *testing.T) {
	for _, tt := range []struct {
		query string
		want  scenario.FieldErrors
	}{
		{"max_delay=soon&attempts=0", scenario.FieldErrors{
			{Field: "max_delay", Value: "soon", Message: "Enter a duration from 1 ms to 24 hours, for example 250ms, 1.5s or 1m30s."},
			{Field: "attempts", Value: "0", Message: "Enter a whole number from 1 to 1 000."}}},
		{"base=1s&base_delay=2s", scenario.FieldErrors{{Field: "base_delay", Value: "2s", Message: "Write it once: base is there too, and means the same."}}},
		{"t=never", scenario.FieldErrors{{Field: "t", Value: "never", Message: "Enter a duration from 0 to 8 760 h, for example 30s, 5m or 24h."}}},
		{"within=0&t=1s&t=2s", scenario.FieldErrors{
			{Field: "t", Value: "2s", Message: "Write t once: it is there twice."},
			{Field: "within", Value: "0", Message: "Enter a duration from 1 ms to 8 760 h, for example 30s, 5m or 24h."}}},
		{"retry=20", scenario.FieldErrors{{Field: "retry", Value: "20", Message: "Enter a retry from 1 to 19: there are at most 20 attempts (attempts)."}}},
		{"retry=1&max_attempts=1", scenario.FieldErrors{{Field: "retry", Value: "1", Message: "Leave it empty: with 1 attempt (attempts) there is no retry."}}},
		{"after=lunch", scenario.FieldErrors{{Field: "after", Value: "lunch", Message: "Enter rejection or failure."}}},
		{"strategy=full@50/fixed@50", scenario.FieldErrors{{Field: "strategy", Value: "fixed@50/full@50", Message: "Enter one strategy: a mix of several, or layers, have no formula of their own."}}},
		{"strategy=fixed&jitter=full", scenario.FieldErrors{{Field: "jitter", Value: "full", Message: "Fixed delay has no jitter of that kind. Choose a strategy with jitter, or leave it out."}}},
		{"base=%zz", scenario.FieldErrors{{Field: "query", Value: "base=%zz", Message: "Mend the percent sequence, which is broken."}}},
		{"max_attemps=3", scenario.FieldErrors{{Field: "max_attemps", Value: "3", Message: "There is no setting “max_attemps”. The names of all settings are in docs/links.md."}}},
	} {
		_, err := Parse(tt.query)
		var got scenario.FieldErrors
		errors.As(err, &got)
		if len(got) != len(tt.want) {
			t.Errorf("%s: %v", tt.query, err)
			continue
		}
		for i := range got {
			if f := got[i]; plain(f.Message) != plain(tt.want[i].Message) || f.Field != tt.want[i].Field || f.Value != tt.want[i].Value {
				t.Errorf("%s: %q, want %q", tt.query, f, tt.want[i])
			}
		}
	}
}

func TestOtherStrategiesOfALink(t *testing.T) {
	a := parse(t, "strategies=full,fixed,exponential")
	if a.Strategy() != "fixed" || len(a.Others) != 2 {
		t.Errorf("%s, others %v", a.Strategy(), a.Others)
	}
	if q := a.WithStrategy(a.Others[1]).Query(); q != "strategies=full" {
		t.Errorf("the other is at %s", q)
	}
	if a := parse(t, "strategy=lib:aws-sdk-go-v2-2026"); !a.AfterRejection || a.AfterOther().Query() != a.Query()+"&after=failure" || a.AfterOther().AfterOther().Query() != a.Query() {
		t.Errorf("after a rejection: %v; %s", a.AfterRejection, a.AfterOther().Query())
	}
	if a := parse(t, "limiter=none"); a.AfterRejection {
		t.Error("nothing rejects")
	}
	if q := Default().WithRetry(7).Query(); q != "strategies=full&retry=7" {
		t.Error(q)
	}
}

// Whatever is asked for, the answer is an Ask that can be computed, or says what is wrong.
func FuzzParse(f *testing.F) {
	f.Add("max_attempts=5&base_delay=0.1&max_delay=2&strategy=exponential&jitter=true")
	f.Add("strategies=decorrelated-aws&attempts=3&t=1h&within=1ms&retry=2&after=failure")
	f.Add("strategy=list&delays=1s,5s&first-retry=at-once&deadline=3s")
	f.Fuzz(func(t *testing.T, query string) {
		a, err := Parse(query)
		if err != nil {
			return
		}
		if a.Within > time.Hour {
			a.Within = time.Hour
		}
		a.Scenario.Attempts = min(a.Scenario.Attempts, 5)
		a.Retry = min(a.Retry, a.Scenario.For(a.Strategy()).Attempts-1)
		if again, err := Parse(a.Query()); err != nil || again.Query() != a.Query() {
			t.Errorf("%q becomes %q, then %q, %v", query, a.Query(), again.Query(), err)
		}
		if share := Of(a).Waiting.After(a.T); share < 0 || share > 1 {
			t.Errorf("%q: %v", query, share)
		}
	})
}
