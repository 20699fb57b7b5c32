package scenario

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestDefaultIsTheEmptyQuery(t *testing.T) {
	s, err := ParseQuery("")
	if err != nil || s.Query() != "" || !reflect.DeepEqual(s, Default()) {
		t.Errorf("got %+v, %v", s, err)
	}
	if err := Default().Validate(); err != nil {
		t.Errorf("the default scenario is refused: %v", err)
	}
}

func TestQueryIsCanonical(t *testing.T) {
	for _, tt := range []struct{ shows, raw, want string }{
		{"a hedge at a time, or at a percentile", "hedges=2&hedge=P95&hedge-losers=cancelled", "hedge=p95&hedges=2"},
		{"the decimals that it needs", "hedge=p99.90", "hedge=p99.9"},
		{"one order", "seed=42&clients=1000", "clients=1000&seed=42"},
		{"defaults are left out", "clients=400&seed=2", "seed=2"},
		{"leading zeros go", "clients=0300&fail=0.50&rate=07.5", "clients=300&rate=7.5&fail=0.5"},
		{"durations in one form", "base=1000ms&cap=90s&deadline=3600s&latency=5µs", "base=1s&cap=1m30s&deadline=1h&latency=5us"},
		{"escaped or not", "latency=5%C2%B5s&strategies=full%2Cequal", "strategies=full,equal&latency=5us"},
		{"strategies in the order of the screen", "strategies=decorrelated,full,immediate", "strategies=immediate,full,decorrelated"},
		{"a list may be repeated, as a form does", "strategies=full&strategies=equal", "strategies=full,equal"},
		{"an empty member of a repeated list is none, as a form sends it", "strategies=full&strategies=&strategies=equal", "strategies=full,equal"},
		{"libraries after the lab's own, then mixes, their parts in the same order", "strategies=full@80/exponential@20,lib:got,full", "strategies=full,lib:got,exponential@20/full@80"},
		{"v is understood and not needed", "v=1&clients=5", "clients=5"},
		{"a preset is what it sets", "preset=low-cap", mustPreset("low-cap")},
		{"and a start for changes, wherever it stands", "clients=7&preset=low-cap", strings.Replace(mustPreset("low-cap"), "clients=600", "clients=7", 1)},
		{"a base may be the cap", "base=2s&cap=2s", "base=2s&cap=2s"},
		{"a horizon just after the last start", "horizon=510000001ns", "horizon=510.000001ms"},
		{"a last bin just after the last start", "spread=999989ms", "spread=16m39.989s"},
		{"as long as a query may be", "strategies=full&strategies=equal&seed=" + strings.Repeat("0", MaxQueryBytes-39) + "2", "strategies=full,equal&seed=2"},
		{"tokens matter to the limiter that counts them", "tokens=2000&tokens-per-minute=1000", "tokens-per-minute=1000&tokens=2000"},
		{"as many processes as there may be", "clients=100000&budget=grpc", "clients=100000&budget=grpc"},
		{"a cap below the base", "strategies=full&base=1h&cap=10m&attempts=3", "strategies=full&base=1h&cap=10m&attempts=3"},
		{"a base above a cap that nobody uses", "clients=4&strategies=fixed&base=90s", "clients=4&strategies=fixed&base=1m30s"},
		{"the largest seed", "seed=9007199254740991", "seed=9007199254740991"},
	} {
		s, err := ParseQuery(tt.raw)
		if err != nil {
			t.Errorf("%s: %v", tt.shows, err)
			continue
		}
		if got := s.Query(); got != tt.want {
			t.Errorf("%s: %q becomes %q, want %q", tt.shows, tt.raw, got, tt.want)
		}
		if again, err := ParseQuery(s.Query()); err != nil || again.Query() != s.Query() {
			t.Errorf("%s: the canonical form of %q is %q, %v", tt.shows, s.Query(), again.Query(), err)
		}
	}
}

func mustPreset(key string) string {
	p, ok := PresetNamed(key)
	if !ok {
		panic(key)
	}
	return p.Scenario().Query()
}

// Each row is a hostile or unlucky link and the field that its error names.
func TestQueryRefuses(t *testing.T) {
	var numbers, whole, durations []string
	for _, f := range Fields() {
		switch {
		case f.kind == kindDuration:
			durations = append(durations, f.Name)
		case f.kind == kindNumber && strings.Contains(f.Range, "decimals"):
			numbers = append(numbers, f.Name)
		case f.kind == kindNumber:
			whole = append(whole, f.Name)
		}
	}
	type row struct{ raw, field string }
	var rows []row
	for _, name := range slices.Concat(numbers, whole, durations) {
		for _, value := range []string{
			"NaN", "nan", "Inf", "-Inf", "%2BInf", "infinity", "1e308", "5e-324", "1e99", "-0", "-1", "", "0x10", "1__000", "10_00", "%2B5", "1+5",
			"%EF%BC%95", "9223372036854775808", "99999999999999999999", "-9223372036854775809", "1.5.5", "1,5,5", "1,5.5", "5..", "abc", "%00", "5%00", "${alert(1)}", "<script>", "=cmd|", "//evil", "javascript:x",
		} {
			rows = append(rows, row{name + "=" + value, name})
		}
		rows = append(rows, row{name + "=%ff", name}, row{name + "=%c0%af", name}, row{name + "=%zz", name}, row{name + "=5&" + name + "=6", name})
		rows = append(rows, row{strings.ToUpper(name) + "=5", strings.ToUpper(name)})
	}
	for _, name := range whole {
		rows = append(rows, row{name + "=1.5", name}, row{name + "=1,5", name}, row{name + "=1.000", name}, row{name + "=9223372036854775807", name})
	}
	for _, name := range durations {
		rows = append(rows, row{name + "=1,500s", name}, row{name + "=-1s", name}, row{name + "=9000000h", name}, row{name + "=9d", name}, row{name + "=s", name}, row{name + "=1ns1", name}, row{name + "=1:75", name}, row{name + "=%2B1s", name}, row{name + "=0.4ns", name})
	}
	rows = append(rows,
		row{"clients=0", "clients"}, row{"clients=1000000000", "clients"},
		row{"seed=9007199254740993", "seed"}, row{"seed=18446744073709551615", "seed"}, row{"seed=18446744073709551616", "seed"},
		row{"cap=500us", "cap"}, row{"factor=0", "factor"}, row{"factor=1000000000", "factor"},
		row{"attempts=0", "attempts"}, row{"attempts=2147483648", "attempts"},
		row{"rate=0", "rate"}, row{"burst=0", "burst"}, row{"limiter=fixed-window&window=0s", "window"},
		row{"rate=0.0001", "rate"}, row{"fail=1.1", "fail"}, row{"fail=0.1234567", "fail"},
		row{"limiter=leaky", "limiter"}, row{"limiter=fixed-window&rate=0.5&window=1s", "window"},
		row{"strategies=full,fuller", "strategies"}, row{"strategies=full,full", "strategies"}, row{"strategies=full,Full jitter", "strategies"}, row{"strategies=,", "strategies"},
		row{"strategies=&strategies=", "strategies"}, row{"strategies=lib:nonsense", "strategies"},
		row{"strategies=immediate,fixed,linear,exponential,full,equal,decorrelated,proportional,additive", "strategies"},
		row{"strategies=full@50/equal@49", "strategies"}, row{"strategies=full@50/equal@51", "strategies"}, row{"strategies=full@0/equal@100", "strategies"},
		row{"strategies=full@100", "strategies"}, row{"strategies=full@50/full@50", "strategies"}, row{"strategies=full@50/", "strategies"}, row{"strategies=full/equal", "strategies"},
		row{"strategies=full@5e1/equal@50", "strategies"}, row{"strategies=full@20/equal@20/fixed@20/linear@20/additive@10/immediate@10", "strategies"},
		row{"retry-on=", "retry-on"}, row{"retry-on=success", "retry-on"}, row{"population=crowd", "population"},
		row{"outage=refuse", "outage-to"}, row{"outage=refuse&outage-from=9s&outage-to=8s", "outage-to"}, row{"outage=refuse&outage-from=9s&outage-to=9s", "outage-to"},
		row{"outage=hang&outage-to=5s", "timeout"},
		row{"hedge=p", "hedge"}, row{"hedge=p0", "hedge"}, row{"hedge=p100", "hedge"}, row{"hedge=p99.999", "hedge"}, row{"hedge=pinf", "hedge"}, row{"hedge=1s&hedges=0", "hedges"}, row{"hedge=1s&hedges=6", "hedges"},
		row{"hedge=1s&budget=ratio", "hedge"}, row{"hedge=1s&breaker=retries", "hedge"}, row{"hedge=1s&throttle=bucket", "hedge"}, row{"hedge=1s&in-flight=3", "hedge"},
		row{"hedge=1s&crash=5s", "hedge"}, row{"hedge=p95&limiter=optimistic-lock", "hedge"}, row{"hedge=p95&strategies=fixed(attempts=2)>full", "hedge"},
		row{"strategies=full(hedge=1s)&budget=ratio", "strategies"}, row{"strategies=full(hedge=1s)>fixed", "strategies"}, row{"strategies=full(hedge=1s)&crash=1s", "strategies"},
		row{"population=open&spike=2", "spike-to"}, row{"population=open&spike=2&spike-from=9s&spike-to=9s", "spike-to"},
		row{"population=open&spike=2&spike-from=2m&spike-to=3m", "spike-from"}, row{"population=open&spike=2&spike-from=1m&spike-to=2m", "spike-from"},
		row{"brownout=0.5&service=1s", "brownout-to"}, row{"brownout=0.5&brownout-to=1s", "service"}, row{"brownout=0", "brownout"},
		row{"limiter=llm&tokens=2000&tokens-per-minute=1000", "tokens"}, row{"limiter=sliding-log&rate=0.5&window=1s", "window"},

		row{"strategies=" + strings.Repeat("full,", 300) + "full", "strategies"},
		row{"horizon=500ms", "horizon"}, row{"horizon=510ms", "horizon"}, row{"spread=1h&bin=250ms", "bin"}, row{"spread=999990ms&bin=250ms", "bin"},
		row{"v=99", "v"}, row{"v=", "v"}, row{"v=1&v=1", "v"}, row{"preset=nonsense", "preset"}, row{"preset=stress&preset=stress", "preset"},
		row{"budget=5", "budget"}, row{"=5", ""}, row{"&", "query"}, row{"clients=5&", "query"}, row{"=", ""}, row{"%zz=5", "query"}, row{"clients;rate=5", "clients;rate"},
		row{strings.Repeat("a", MaxQueryBytes+1), "query"}, row{strings.Repeat("a=b&", 16_000), "query"}, row{strings.Repeat("a&", maxPairs+1), "query"},
	)
	for _, tt := range rows {
		_, err := ParseQuery(tt.raw)
		var problems FieldErrors
		if !errors.As(err, &problems) {
			t.Errorf("%.80q is accepted: %v", tt.raw, err)
			continue
		}
		if problems[0].Field != tt.field {
			t.Errorf("%.80q: the error names %q, want %q", tt.raw, problems[0].Field, tt.field)
		}
		for _, p := range problems {
			if p.Message == "" || len(p.Value) > 300 || strings.ContainsAny(p.Value, "\n\r\x00") {
				t.Errorf("%.80q: %+v", tt.raw, p)
			}
		}
	}
}

func TestAllProblemsAreReportedAtOnce(t *testing.T) {
	_, err := ParseQuery("clients=0&rate=x&nonsense=1&base=abc&seed=3&seed=4")
	var got []string
	var problems FieldErrors
	errors.As(err, &problems)
	for _, p := range problems {
		got = append(got, p.Field)
	}
	slices.Sort(got)
	if want := []string{"base", "clients", "nonsense", "rate", "seed"}; !slices.Equal(got, want) {
		t.Errorf("problems with %v, want %v", got, want)
	}
}

func TestMessagesNameTheLimit(t *testing.T) {
	for raw, want := range map[string]string{
		"clients=0":          "1 to 1\u202f000\u202f000",
		"rate=-3":            "0.001 to 1\u202f000\u202f000",
		"deadline=1us":       "Enter a duration from 1\u00a0ms to 24 hours, for example 250ms, 1.5s or 1m30s, or off.",
		"spread=2h":          "Enter a duration up to 1 hour, for example 250ms, 1.5s or 1m30s, or none.",
		"bin=1us":            "Enter a duration from 1\u00a0ms to 1 hour, for example 250ms, 1.5s or 1m30s, or auto.",
		"cap=1,500s":         "“1,500s” can be read in two ways. Enter a duration",
		"clients=1.000":      "“1.000” can be read in two ways. Enter a whole number",
		"clients=":           "Enter a whole number from 1 to 1\u202f000\u202f000.",
		"rate=0.0001":        "Enter a rate from 0.001 to 1\u202f000\u202f000 requests a second, for example 40, 100/min or 5000/h.",
		"factor=1.0001":      "Enter a number from 1 to 100, with at most 3 decimals.",
		"fail=50":            "Enter a share from 0 to 1, for example 0.5 or 50 %",
		"limiter=leaky":      "There is no value “leaky”. Did you mean leaky-bucket?",
		"limiter=nonsense":   "There is no value “nonsense”. Choose one of none, token-bucket",
		"strategies=":        "Select at least one strategy.",
		"strategies=fuller":  "There is no strategy “fuller”. Did you mean full (Full jitter)?",
		"strategies=lib:x":   "Choose from immediate, fixed",
		"strategies=tenacty": "Did you mean lib:tenacity-documented (tenacity as documented, 1 s to 60 s)?",
		"preset=llm":         "There is no preset “llm”. Did you mean llm-rate-limit?",
		"client=5":           "There is no setting “client”. Did you mean clients?",
		"CLIENTS=5":          "Did you mean clients?",
		"max_retries=5":      "Did you mean attempts?",
		"retry-on=":          "Choose at least one of rejected",

		"strategies=full,full":                    "Name full once",
		"strategies=full@50/equal@40":             "add up to 100 %, and these are 90 %",
		"servers=2&refusal-cost=5ms":              "Enter a service time above 0s: rejections cost time of its servers (refusal-cost).",
		"fail=0.3&fail-from=9s":                   "Enter a time after the failures begin (fail-from), which is at 9\u00a0s.",
		"outage=refuse&outage-from=9s":            "Enter a time after the outage begins (outage-from), which is at 9\u00a0s.",
		"strategies=full,equal,lib:x,a,b,c,d,e,f": "You can compare up to 8 strategies. Remove one first.",
	} {
		if _, err := ParseQuery(raw); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, which does not say %q", raw, err, want)
		}
	}
}

// What could be read is kept, so a form can show what was asked for.
func TestErrorsLoseNothing(t *testing.T) {
	s, err := ParseQuery("clients=77&rate=x&base=3s")
	if err == nil || s.Clients != 77 || s.Base != 3*time.Second || s.Rate != Default().Rate {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestValidateChecksScenariosBuiltInGo(t *testing.T) {
	for field, change := range map[string]func(*Scenario){
		"clients":    func(s *Scenario) { s.Clients = -1 },
		"rate":       func(s *Scenario) { s.Rate = math.NaN() },
		"fail":       func(s *Scenario) { s.Fail = math.Inf(1) },
		"factor":     func(s *Scenario) { s.Factor = 0.5 },
		"cap":        func(s *Scenario) { s.Cap = 0 },
		"bin":        func(s *Scenario) { s.Bin = -1 },
		"limiter":    func(s *Scenario) { s.Limiter = "" },
		"strategies": func(s *Scenario) { s.Strategies = nil },
		"seed":       func(s *Scenario) { s.Seed = math.MaxUint64 },
	} {
		s := Default()
		change(&s)
		var problems FieldErrors
		if err := s.Validate(); !errors.As(err, &problems) || problems[0].Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestEveryStepAndPresetIsValid(t *testing.T) {
	for _, f := range Fields() {
		for _, step := range slices.Concat(f.Steps, f.Choices) {
			s := Default()
			if err := f.Set(&s, step); err != nil || f.Format(s) != step {
				t.Errorf("%s: step %q is read as %q, %v", f.Name, step, f.Format(s), err)
			}
		}
		if f.Label == "" || f.Help == "" || f.Group == "" || f.Range == "" || f.Ask == "" {
			t.Errorf("%s lacks a description", f.Name)
		}
	}
	for _, p := range Presets() {
		if err := p.Scenario().Validate(); err != nil || p.Name == "" || p.Lead == "" {
			t.Errorf("preset %s: %v", p.Key, err)
		}
		if words := len(strings.Fields(p.Situation)); words == 0 || words > 5 || len(p.Tags) == 0 {
			t.Errorf("preset %s has a situation of %d words, and tags %v", p.Key, words, p.Tags)
		}
	}
}

func TestScenarioAsJSON(t *testing.T) {
	data, err := json.Marshal(Default())
	if err != nil {
		t.Fatal(err)
	}
	names, at := []string{}, 0
	for _, f := range Fields() {
		i := strings.Index(string(data[at:]), `"`+f.Name+`":`)
		if i < 0 {
			t.Fatalf("%s is not there, or not in its place", f.Name)
		}
		names, at = append(names, f.Name), at+i
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil || len(got) != len(names) {
		t.Fatalf("%d names of %d: %v", len(got), len(names), err)
	}
	for name, want := range map[string]any{
		"clients": 400.0, "spread": "500ms", "limiter": "token-bucket", "fail": 0.0, "deadline": "0s", "seed": 1.0,
		"retry-on": []any{"rejected", "unavailable", "timed-out", "not-sent"}, "population": "once",
	} {
		if !reflect.DeepEqual(got[name], want) {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
}

// Whatever the bytes: no panic; an error names a field; what is accepted has a
// canonical form that means the same and is its own canonical form.
func FuzzParseQuery(f *testing.F) {
	f.Add("")
	f.Add("clients=1000&rate=50&strategies=exponential,full,equal,decorrelated&base=100ms&cap=10s&attempts=20&seed=42")
	f.Add("preset=stress&v=1&spread=1m30s&limiter=fixed-window&window=2s")
	f.Add("rate=NaN&fail=%ff&clients=1e9&clients=2&=&&strategies=full&strategies=equal")
	for _, p := range Presets() {
		f.Add(p.Query)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		s, err := ParseQuery(raw)
		if err != nil {
			var problems FieldErrors
			if !errors.As(err, &problems) || len(problems) == 0 || problems[0].Message == "" {
				t.Fatalf("%q: %#v", raw, err)
			}
			return
		}
		if err := s.Validate(); err != nil {
			t.Fatalf("%q is read as a scenario that is not valid: %v", raw, err)
		}
		canonical := s.Query()
		again, err := ParseQuery(canonical)
		if err != nil || again.Query() != canonical {
			t.Fatalf("%q: canonical %q is read as %q, %v", raw, canonical, again.Query(), err)
		}
		one, _ := json.Marshal(s)
		two, err := json.Marshal(again)
		if err != nil || string(one) != string(two) {
			t.Fatalf("%q: %s becomes %s, %v", raw, one, two, err)
		}
	})
}

// What a page drags stays within Low and High, so they must be what links may say.
func TestEveryRangeIsTaken(t *testing.T) {
	outside := func(f Field, value string) bool {
		var problems FieldErrors
		_, err := ParseQuery(f.Name + "=" + value)
		return errors.As(err, &problems) && slices.ContainsFunc(problems, func(p FieldError) bool {
			return p.Field == f.Name && p.Message == f.Ask
		})
	}
	for _, f := range Fields() {
		if numbers := f.kind == kindNumber || f.kind == kindDuration; numbers != (f.Low != "" && f.High != "") {
			t.Errorf("%s reaches from %q to %q", f.Name, f.Low, f.High)
		} else if numbers && (outside(f, f.Low) || outside(f, f.High) || !outside(f, "1"+f.High)) {
			t.Errorf("%s reaches from %s to %s, and links say otherwise", f.Name, f.Low, f.High)
		}
	}
}

// A field that must not be below another is the one that an error names.
func TestEveryOrderIsARule(t *testing.T) {
	setting := map[string]string{
		"spike-to": "population=open&duration=1m&spike=2&spike-from=2s&spike-to=1s",
		"fail-to":  "fail=0.3&fail-from=2s&fail-to=1s", "outage-to": "outage=refuse&outage-from=2s&outage-to=1s", "brownout-to": "brownout=0.5&service=10ms&brownout-from=2s&brownout-to=1s",
	}
	for _, f := range Fields() {
		if f.Above == "" {
			continue
		}
		var problems FieldErrors
		_, err := ParseQuery(setting[f.Name])
		if !errors.As(err, &problems) || len(problems) != 1 || problems[0].Field != f.Name || !strings.Contains(problems[0].Message, f.Above) {
			t.Errorf("%s below %s: %v", f.Name, f.Above, err)
		}
		delete(setting, f.Name)
	}
	if len(setting) > 0 {
		t.Errorf("no field says so of %v", setting)
	}
}

// What the browser writes into a field is what a link would say.
func TestFieldsAreWrittenAsInTheBrowser(t *testing.T) {
	source, err := os.ReadFile("../web/testdata/numbers.json")
	if err != nil {
		t.Fatal(err)
	}
	var table map[string][]struct {
		Of   []float64
		Text string
	}
	if err := json.Unmarshal(source, &table); err != nil {
		t.Fatal(err)
	}
	for _, row := range table["duration"] {
		if got := FormatDuration(time.Duration(row.Of[0] * float64(time.Millisecond))); got != row.Text {
			t.Errorf("%v ms are %q, want %q", row.Of[0], got, row.Text)
		}
	}
	for _, row := range table["plain"] {
		if got := formatDecimal(row.Of[0]); got != row.Text {
			t.Errorf("%v is %q, want %q", row.Of[0], got, row.Text)
		}
	}
}
