package scenario

import (
	"net/url"
	"reflect"
	"testing"
)

// Values as people type them, and what a link says then.
func TestFieldsReadWhatPeopleType(t *testing.T) {
	for _, c := range []struct{ field, typed, want string }{
		{"clients", "1,000", "1000"}, {"clients", "2.5k", "2500"}, {"clients", "1M", "1000000"}, {"clients", "200 clients", "200"}, {"seed", "1e6", "1000000"},
		{"base", "5", "5s"}, {"base", "0.5", "500ms"}, {"base", "1m 30", "1m30s"}, {"base", "2 seconds", "2s"}, {"latency", "20", "20ms"}, {"service", "0.5 s", "500ms"}, {"slope", "1,5", "1.5ms"},
		{"cap", "1:30", "1m30s"}, {"cap", "1d", "24h"}, {"bin", "Auto", "auto"}, {"bin", "0.25", "250ms"},
		{"rate", "100/min", "100/m"}, {"rate", "5000/h", "5000/h"}, {"rate", "1 every 7 s", "0.143"}, {"rate", "100/m", "100/m"}, {"rate", "120/m", "2"}, {"rate", "1000 a day", "1000/d"}, {"rate", "1000000/d", "11.574"}, {"offered", "50 per minute", "50/m"}, {"budget-floor", "100/min", "1.667"}, {"rate", "60 rpm", "1"}, {"offered", "10 rps", "10"}, {"budget-floor", "30/min", "0.5"}, {"tokens-per-minute", "1000/s", "60000"}, {"tokens-per-minute", "60k TPM", "60000"},
		{"fail", "50 %", "0.5"}, {"jitter", "20%", "0.2"}, {"ramp", "150%", "1.5"}, {"factor", "2x", "2"}, {"brownout", "50 %", "0.5"},
		{"timeout", "Off", "0s"}, {"deadline", "none", "0s"}, {"crash", "never", "0s"}, {"servers", "unlimited", "0"}, {"fail", "off", "0"}, {"spread", "None", "0s"}, {"horizon", "no limit", "0s"},
		{"attempts", "unlimited", "1000"}, {"attempts", "No limit", "1000"}, {"attempts", "∞", "1000"}, {"strategies", "full(attempts=unlimited)", "full(attempts=1000)"},
		{"first-retry", "Immediately", "at-once"}, {"delays-then", "give up", "end"}, {"delays", "1, 5s; 30 min", "1s,5s,30m"},
		{"limiter", "Token bucket", "token-bucket"}, {"limiter", "Off", "none"}, {"breaker", "none", "off"}, {"budget", "AWS 2026", "aws-2026"}, {"rejected-count", "false", "no"}, {"discipline", "Last in, first out", "lifo"},
		{"honour", "honor", "honour"}, {"abandoned", "Keep working", "served"}, {"retry-on", "429, Timeout", "rejected,timed-out"}, {"retry-on", "permanent error,503 unavailable", "unavailable,failed"},
		{"strategies", "Full jitter", "full"}, {"strategies", "no jitter, FULL", "exponential,full"}, {"strategies", "Decorrelated (AWS)", "decorrelated-aws"}, {"strategies", "± jitter", "proportional"}, {"strategies", "full,", "full"},
		{"strategies", "got", "lib:got"}, {"strategies", "OpenAI SDK for Python", "lib:openai-python"}, {"strategies", "OpenAI SDK for Python, defaults, full", "full,lib:openai-python"}, {"strategies", "tenacity wait_random_exponential", "lib:tenacity-random-exponential"},
		{"strategies", "No jitter @ 20 % / Full jitter @ 80 %", "exponential@20/full@80"},
	} {
		f, s := field(t, c.field), Default()
		if err := f.Set(&s, c.typed); err != nil || f.Format(s) != c.want {
			t.Errorf("%s=%s is read as %q, %v, want %q", c.field, c.typed, f.Format(s), err, c.want)
		}
		linked, err := ParseQuery(c.field + "=" + url.QueryEscape(c.typed))
		if got := f.Format(linked); got != c.want {
			t.Errorf("a link with %s=%s has %q, %v, want %q", c.field, c.typed, got, err, c.want)
		}
	}
	for typed, want := range map[string]string{"A low cap": "low-cap", "LLM RATE LIMIT": "llm-rate-limit"} {
		if got, err := ParseQuery("preset=" + url.QueryEscape(typed)); err != nil || got.Query() != mustPreset(want) {
			t.Errorf("%q is %q, %v", typed, got.Query(), err)
		}
	}
}

func field(t *testing.T, name string) Field {
	t.Helper()
	f, ok := FieldNamed(name)
	if !ok {
		t.Fatalf("no field %s", name)
	}
	return f
}

// What the screen shows of a value is read as that value.
func TestScreenIsRead(t *testing.T) {
	for _, f := range Fields() {
		values := append([]string{f.Format(Default()), f.Low, f.High}, f.Steps...)
		if f.Zero != "" {
			values = append(values, "0")
		}
		if f.Name == "strategies" {
			values = append(values, "full,lib:openai-python,exponential@20/full@80")
		}
		if f.kind == kindDuration {
			values = append(values, "1m30s", "123456789us", "1500us")
		}
		for _, value := range append(values, f.Choices...) {
			s, again := Default(), Default()
			if value == "" || f.Set(&s, value) != nil {
				continue
			}
			if err := f.Set(&again, f.Screen(s)); err != nil || !reflect.DeepEqual(again, s) {
				t.Errorf("%s=%s is shown as %q, which is read as %s, %v", f.Name, value, f.Screen(s), f.Format(again), err)
			}
		}
	}
}

func TestScreen(t *testing.T) {
	for _, c := range []struct{ field, value, want string }{
		{"base", "1m30s", "90\u00a0s"}, {"cap", "2m5s", "2\u00a0min\u00a05\u00a0s"}, {"clients", "20000", "20\u202f000"}, {"seed", "20000", "20000"},
		{"timeout", "0s", "Off"}, {"servers", "0", "Unlimited"}, {"spread", "0s", "None"}, {"outage-from", "0s", "0\u00a0s"}, {"bin", "auto", "Auto"},
		{"limiter", "token-bucket", "Token bucket"}, {"budget", "aws-2026", "AWS 2026"}, {"discipline", "fifo", "FIFO"}, {"strategies", "full,lib:got", "Full jitter, got, defaults"}, {"retry-on", "rejected,timed-out", "429 rejected, Timeout"},
	} {
		f, s := field(t, c.field), Default()
		if err := f.Set(&s, c.value); err != nil || f.Screen(s) != c.want {
			t.Errorf("%s=%s is shown as %q, %v, want %q", c.field, c.value, f.Screen(s), err, c.want)
		}
	}
}

// A scenario that was built in Go has what links have, not what people type.
func TestValidateIsStrict(t *testing.T) {
	for name, change := range map[string]func(*Scenario){
		"limiter":    func(s *Scenario) { s.Limiter = "Token bucket" },
		"strategies": func(s *Scenario) { s.Strategies = []string{"Full jitter"} },
		"retry-on":   func(s *Scenario) { s.RetryOn = []string{"429"} },
	} {
		s := Default()
		change(&s)
		if s.Validate() == nil {
			t.Errorf("%s takes what people type", name)
		}
	}
}
