package typed

import (
	"regexp"
	"testing"
	"time"
)

// Each row is what people type, and the form of links; "" is not read.
func TestNumbers(t *testing.T) {
	for typed, want := range map[string]string{
		"1000": "1000", "1,000": "1000", "1 000": "1000", "1\u202f000": "1000", "1\u00a0000\u00a0000": "1000000", "1_000": "1000", "1'000": "1000", "1’000": "1000",
		"1.000.000": "1000000", "1.000,5": "1000.5", "1,000.5": "1000.5", "1,234,567.25": "1234567.25", "1 000,5": "1000.5",
		"1k": "1000", "2.5k": "2500", "2,5k": "2500", "2.5 K": "2500", "1M": "1000000", "1.5 million": "1500000", "3G": "3000000000", "2 thousand": "2000",
		"1e3": "1000", "1E3": "1000", "2.5e-1": "0.25", "1e+3": "1000", "1e 3": "1000",
		"1,5": "1.5", "0,125": "0.125", "12,34": "12.34", ".5": "0.5", "5.": "5", "007": "7", "0.50": "0.5",
		"50%": "0.5", "50 %": "0.5", "12.5\u00a0%": "0.125", "0.1%": "0.001", "200 %": "2",
		"2x": "2", "2 times": "2", "1 time": "1", " 5 ": "5",

		"": "", "abc": "", "-1": "", "+5": "", "0x10": "", "1.5.5": "", "1,5,5": "", "10_00": "", "1__000": "", "1e400": "", "NaN": "", "５": "", "5 s": "", "1,23,456": "", "%": "", "5 % %": "",
	} {
		if got, ok := Number(typed, "times", "x"); ok != (want != "") || ok && got != want {
			t.Errorf("%q is read as %q, %v, want %q", typed, got, ok, want)
		}
	}
	for typed, want := range map[string]string{
		"1,000": "1000", "200 clients": "200", "1 client": "1", "2.0": "2", "2.5k": "2500", "1.000k": "1000",
		"1.000": "", "0,500": "", "50%": "", "5 servers": "",
	} {
		if got, ok := Whole(typed, "clients"); ok != (want != "") || ok && got != want {
			t.Errorf("%q is read as %q, %v, want the whole number %q", typed, got, ok, want)
		}
	}
}

func TestDurations(t *testing.T) {
	for typed, want := range map[string]string{
		"5": "5s", "0.5": "0.5s", "1,5": "1.5s", ".5": "0.5s", "5 s": "5s", "5s": "5s", "5sec": "5s", "5 secs.": "5s", "2 seconds": "2s", "2 SECONDS": "2s",
		"500 ms": "500ms", "500ms": "500ms", "500\u00a0ms": "500ms", "1 000 ms": "1000ms", "250 msec": "250ms", "5 µs": "5us", "5μs": "5us", "10 ns": "10ns",
		"1m 30": "1m30s", "1m30": "1m30s", "1m30s": "1m30s", "1 min 30 s": "1m30s", "1 min, 30 s": "1m30s", "1 minute and 30 seconds": "1m30s", "2 h 5": "2h5m", "3s 250": "3s250ms",
		"1:30": "1m30s", "0:05": "0m05s", "1:02:03": "1h02m03s", "1:30.5": "1m30.5s", "90:00": "90m00s",
		"1.5 hours": "1.5h", "1,5 h": "1.5h", "1 hr": "1h", "1d": "24h", "1.5 days": "36h", "1 day 2": "24h2h", "1e3 ms": "1000ms",

		"": "", "abc": "", "s": "", "-1s": "", "+1s": "", "5 bananas": "", "1,500 s": "", "1:75": "", "1:5": "", "5 5 s": "", "1ns 1": "", "1s x": "", "1..5s": "",
	} {
		if got, ok := Duration(typed, time.Second); ok != (want != "") || ok && got != want {
			t.Errorf("%q is read as %q, %v, want %q", typed, got, ok, want)
		}
	}
	for typed, want := range map[string]string{"20": "20ms", "1.5": "1.5ms", "2 s": "2s", "1:30": "1m30s"} {
		if got, ok := Duration(typed, time.Millisecond); !ok || got != want {
			t.Errorf("%q is read as %q, %v, want %q", typed, got, ok, want)
		}
	}
}

func TestRates(t *testing.T) {
	for typed, want := range map[string]string{
		"40": "40", "40/s": "40", "40 per second": "40", "40 a second": "40", "10 rps": "10", "10 qps": "10", "40 Hz": "40", "40 req/s": "40", "40 requests/s": "40", "40 requests": "40",
		"100/min": "1.667", "100/m": "1.667", "60 rpm": "1", "100 requests/min": "1.667", "1,200 calls per minute": "20", "6k tpm": "100",
		"5000/h": "1.389", "5000 an hour": "1.389", "7200 / hour": "2", "86400 per day": "1",
		"100/10s": "10", "1 every 6 s": "0.167", "5 requests per 10 seconds": "0.5", "1,5": "1.5",

		"": "", "abc": "", "-5/s": "", "100/parsec": "", "100/": "", "100/0s": "", "/s": "", "5 s": "", "50%": "",
	} {
		if got, ok := Rate(typed, time.Second, 3, "requests/s", "requests", "hz"); ok != (want != "") || ok && got != want {
			t.Errorf("%q is read as %q, %v, want %q", typed, got, ok, want)
		}
	}
	if got, ok := Rate("1000/s", time.Minute, 0, "tokens"); !ok || got != "60000" {
		t.Errorf("1000/s are %q a minute, %v", got, ok)
	}
	if got, ok := Rate("1.000", time.Minute, 0, "tokens"); ok {
		t.Errorf("1.000 is read as %q", got)
	}
}

func TestChoices(t *testing.T) {
	yes, some := []string{"yes", "no"}, []string{"none", "token-bucket", "aws-2026"}
	for _, c := range []struct {
		typed   string
		choices []string
		want    string
	}{
		{"token-bucket", some, "token-bucket"}, {"Token bucket", some, "token-bucket"}, {"TOKEN_BUCKET", some, "token-bucket"}, {" token  bucket ", some, "token-bucket"}, {"AWS 2026", some, "aws-2026"},
		{"off", some, "none"}, {"None", some, "none"}, {"no", some, "none"}, {"disabled", some, "none"}, {"bucket", some, ""}, {"", some, ""},
		{"Yes", yes, "yes"}, {"true", yes, "yes"}, {"on", yes, "yes"}, {"1", yes, "yes"}, {"false", yes, "no"}, {"Off", yes, "no"}, {"0", yes, "no"}, {"maybe", yes, ""},
		{"else", some, "token-bucket"},
	} {
		if got, ok := Choice(c.typed, c.choices, map[string]string{"else": "token-bucket"}); got != c.want || ok != (c.want != "") {
			t.Errorf("%q is read as %q, %v, want %q", c.typed, got, ok, c.want)
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"clients", "rate", "token-bucket", "leaky-bucket", "llm-rate-limit", "Full jitter"}
	for typed, want := range map[string]string{
		"client": "clients", "CLIENTS": "clients", "cleints": "clients", "rtae": "rate", "llm": "llm-rate-limit", "leaky": "leaky-bucket", "toket": "token-bucket",
		"full jiter": "Full jitter", "rate-limit": "llm-rate-limit",
		"": "", "x": "", "bucket": "", "nonsense": "",
	} {
		if got := Nearest(typed, words); got != want {
			t.Errorf("%q is near %q, want %q", typed, got, want)
		}
	}
}

func TestAmbiguous(t *testing.T) {
	for text, want := range map[string]bool{"1.000": true, "1,500 s": true, "1,5": false, "0.125": false, "1000": false, "1.0000": false, "1.000.000": false} {
		if Ambiguous(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

// Whatever is read is plain, and is read as itself.
func FuzzTyped(f *testing.F) {
	for _, text := range []string{"1,000", "2.5k", "50 %", "1m 30", "1:30", "100/min", "1 every 6 s", "1e99", "9e99 days", "1.000,5"} {
		f.Add(text)
	}
	number := regexp.MustCompile(`^\d+(\.\d+)?$`)
	duration := regexp.MustCompile(`^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$`)
	f.Fuzz(func(t *testing.T, text string) {
		if plain, ok := Number(text); ok {
			if again, ok := Number(plain); !ok || again != plain || !number.MatchString(plain) {
				t.Errorf("the number %q is %q, which is %q", text, plain, again)
			}
		}
		if plain, ok := Duration(text, time.Second); ok {
			again, _ := Duration(plain, time.Second)
			one, _ := time.ParseDuration(plain)
			if two, _ := time.ParseDuration(again); one != two || !duration.MatchString(plain) {
				t.Errorf("the duration %q is %q, which is %q", text, plain, again)
			}
		}
		if plain, ok := Rate(text, time.Second, 3); ok && !number.MatchString(plain) {
			t.Errorf("the rate %q is %q", text, plain)
		}
		Choice(text, []string{"yes", "no"}, nil)
		Nearest(text, []string{"clients", text})
	})
}
