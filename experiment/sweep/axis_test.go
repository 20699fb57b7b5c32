package sweep

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// parsed reads an axis as x, through the whole grammar.
func parsed(t testing.TB, axis string) Axis {
	t.Helper()
	s, err := Parse("x=" + url.QueryEscape(axis))
	if err != nil {
		t.Fatalf("%s: %v", axis, err)
	}
	return s.X
}

// What people type, and the form of links.
func TestAxesAsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"cap:1s,5s,10s": "cap:1s,5s,10s", "cap: 10 s, 5 s; 1 s": "cap:1s,5s,10s", "cap:1s 5s 10s": "cap:1s,5s,10s", "CAP : 5s,5s,1s": "cap:1s,5s",
		"cap: 1, 2 and 5": "cap:1s,2s,5s", "cap:1, 2, and 5 min": "cap:1m,2m,5m", "base: 100, 200 and 800 ms": "base:100ms,200ms,800ms", "cap:1m 30s": "cap:30s,1m",
		"clients:10 20 50": "clients:10,20,50", "clients: 1 000, 2 000": "clients:1000,2000", "clients:1k,2.5k": "clients:1000,2500", "clients:50,100,": "clients:50,100",
		"timeout:off, 1s": "timeout:0s,1s", "limiter:gcra,Token bucket": "limiter:gcra,token-bucket", "limiter:token-bucket, sliding-log and gcra": "limiter:token-bucket,sliding-log,gcra",
		"rate:40, 100/m": "rate:100/m,40", "rate:1,100/m": "rate:1,100/m", "rate:10, 20 per minute": "rate:10/m,20/m", "rate:60/min,2": "rate:1,2",
		"fail:5 %, 10 %": "fail:0.05,0.1", "fail:5, 10 and 20 %": "fail:0.05,0.1,0.2", "fail:0.5,0,1": "fail:0,0.5,1",

		"clients:lin(10,190,19)": "clients:lin(10,190,19)", "clients: LIN( 10, 190, 19 )": "clients:lin(10,190,19)", "clients:lin(190,10,19)": "clients:lin(10,190,19)",
		"clients:10..190 step 20": "clients:lin(10,190,10)", "clients: 10 to 190 by 20": "clients:lin(10,190,10)", "clients:from 10 to 190, step 20": "clients:lin(10,190,10)",
		"clients:10-190": "clients:lin(10,190,7)", "clients:10 – 190 in 10": "clients:lin(10,190,10)", "clients:10…190 x 10": "clients:lin(10,190,10)", "clients:10..190, 10 values": "clients:lin(10,190,10)",
		"clients:10..100 step 40": "clients:lin(10,90,3)", "clients:1,000..5,000 step 500": "clients:lin(1000,5000,9)", "clients:1 to 1k log 4": "clients:log(1,1000,4)", "clients:1000..1 log": "clients:log(1,1000,7)",
		"cap:1.5s..1m": "cap:lin(1.5s,1m,7)", "base: 10ms..10s log 7": "base:log(10ms,10s,7)", "base:100..800 ms": "base:lin(100ms,800ms,7)", "base:100ms–800": "base:lin(100ms,800ms,7)",
		"base:100 to 400 ms step 100": "base:lin(100ms,400ms,4)", "base:0.1..1s step 100ms": "base:lin(100ms,1s,10)", "latency:5..50 step 5": "latency:lin(5ms,50ms,10)",
		"rate:10..60/m": "rate:lin(10/m,1,7)", "rate:lin(1,100/m,3)": "rate:lin(1,100/m,3)", "fail:1..5 %": "fail:lin(0.01,0.05,7)", "fail:0..1 step 25 %": "fail:lin(0,1,5)", "jitter:0..1 step 0.3": "jitter:lin(0,0.9,4)",
	} {
		if got := parsed(t, typed).String(); got != want {
			t.Errorf("%q is read as %s, want %s", typed, got, want)
		}
	}
}

// The values of ranges are readable, in their order, and valid.
func TestValuesOfRanges(t *testing.T) {
	for axis, want := range map[string]string{
		"cap:lin(1s,60s,7)":          "1s 10.8s 20.7s 30.5s 40.3s 50.2s 1m",
		"base:log(10ms,10s,7)":       "10ms 31.6ms 100ms 316ms 1s 3.16s 10s",
		"clients:log(1,1000,7)":      "1 3 10 32 100 316 1000",
		"clients:log(1,4,7)":         "1 2 3 4",
		"clients:lin(1000,1010,6)":   "1000 1002 1004 1006 1008 1010",
		"clients:1000..1010 step 5":  "1000 1005 1010",
		"clients:12345..12355 by 3":  "12345 12348 12351 12354",
		"rate:lin(0.001,0.004,5)":    "0.001 0.002 0.003 0.004",
		"clients:lin(100000,1m,4)":   "100000 400000 700000 1000000",
		"fail:0..0.5 step 0.1":       "0 0.1 0.2 0.3 0.4 0.5",
		"timeout:lin(0s,3s,4)":       "0s 1s 2s 3s",
		"cap:lin(1s,1.000001s,3)":    "1s 1.0000005s 1.000001s",
		"clients:lin(10,11,200)":     "10 11",
		"clients:10..190 log 3":      "10 44 190",
		"clients:1,10,1000 and 2000": "1 10 1000 2000",
	} {
		if got := strings.Join(parsed(t, axis).Values, " "); got != want {
			t.Errorf("%s: %s, want %s", axis, got, want)
		}
	}
}

// Each wrong query says which field is wrong, shows the value, and says what is allowed.
func TestSweepsRefused(t *testing.T) {
	long := strings.TrimSuffix(strings.Repeat("1s,", 300), ",")
	for query, want := range map[string][3]string{
		"":                      {"x", "", "Write a field, a colon and its values"},
		"x=":                    {"x", "", "Write a field"},
		"x=cap":                 {"x", "cap", "Write a field"},
		"x=cap:":                {"x", "cap:", "Write a field"},
		"x=cap:,,;":             {"x", "cap:,,;", "Write some values"},
		"x=cap:1s":              {"x", "cap:1s", "at least 2 values, and at most 200"},
		"x=cap:1s,1000ms":       {"x", "cap:1s,1000ms", "at least 2 values"},
		"x=clients:5..5":        {"x", "clients:5..5", "at least 2 values"},
		"y=cap:1s,2s":           {"x", "", "Write a field"},
		"x=max-delay:1s,2s":     {"x", "max-delay:1s,2s", "Did you mean cap?"},
		"x=<script>:1,2":        {"x", "<script>:1,2", "There is no setting “<script>”"},
		"x=strategies:full,aws": {"x", "strategies:full,aws", "compared in every cell"},
		"x=seed:1,2":            {"x", "seed:1,2", "same seeds"},
		"x=runs:1,2":            {"x", "runs:1,2", "as many replications"},
		"x=clients:NaN,5":       {"x", "NaN", "from 1 to"},
		"x=clients:1,Inf":       {"x", "Inf", "This is no value of clients."},
		"x=clients:1..%2BInf":   {"x", "+inf", "from 1 to"},
		"x=rate:1e308,5":        {"x", "1e308", "rate"},
		"x=clients:-5,5":        {"x", "-5", "from 1 to"},
		"x=clients:0..10":       {"x", "0", "from 1 to"},
		"x=clients:1.5,2":       {"x", "1.5", "whole number"},
		"x=clients:0x10,20":     {"x", "0x10", "whole number"},
		"x=clients:１０,20":       {"x", "１０", "whole number"},
		"x=clients:１０..20":      {"x", "１０", "whole number"},
		"x=clients:1,500, 2":    {"x", "clients:1,500, 2", "two ways"},
		"x=clients:1,000,2,000": {"x", "clients:1,000,2,000", "two ways"},
		"x=cap:1s,25h":          {"x", "25h", "24 hours"},
		"x=cap:1s%00,2s":        {"x", `1s\x00`, "Enter a duration"},
		"x=cap:%FF,2s":          {"x", `\ufffd`, "Enter a duration"},
		"x=cap:%zz":             {"x", "cap:%zz", "Mend the percent sequence"},
		"x=limiter:gcra..none":  {"x", "limiter:gcra..none", "list them"},
		"x=limiter:lin(1,2,3)":  {"x", "limiter:lin(1,2,3)", "list them"},
		"x=limiter:gcra,gcrb":   {"x", "gcrb", "Did you mean gcra?"},

		"x=clients:1..9+step+-1":                  {"x", "clients:1..9 step -1", "step above 0 in place of -1"},
		"x=clients:1..9+step+0":                   {"x", "clients:1..9 step 0", "step above 0"},
		"x=clients:1..9+step+NaN":                 {"x", "clients:1..9 step NaN", "step above 0 in place of nan"},
		"x=clients:1..9+step+Inf":                 {"x", "clients:1..9 step Inf", "step above 0"},
		"x=clients:1..9+step+soon":                {"x", "clients:1..9 step soon", "step above 0"},
		"x=clients:1..9+step+100":                 {"x", "clients:1..9 step 100", "longer than the range from 1 to 9"},
		"x=cap:0s..1h+step+1ns":                   {"x", "0s", "This is no value of cap. Enter a duration from"},
		"x=cap:1s..1h+step+1ns":                   {"x", "cap:1s..1h step 1ns", "at most 200 values"},
		"x=clients:1..9+step+1+log":               {"x", "clients:1..9 step 1 log", "step above 0"},
		"x=clients:1..9+log+step+1":               {"x", "clients:1..9 log step 1", "not logarithmic"},
		"x=clients:lin(1,9,1)":                    {"x", "clients:lin(1,9,1)", "from 2 to 200, in place of 1"},
		"x=clients:lin(1,9,201)":                  {"x", "clients:lin(1,9,201)", "from 2 to 200"},
		"x=clients:lin(1,9,1e6)":                  {"x", "clients:lin(1,9,1e6)", "from 2 to 200"},
		"x=clients:lin(1,9,99999999999999999999)": {"x", "clients:lin(1,9,99999999999999999999)", "from 2 to 200"},
		"x=timeout:log(0s,1s,5)":                  {"x", "timeout:log(0s,1s,5)", "cannot begin at 0s"},
		"x=fail:0..1+log":                         {"x", "fail:0..1 log", "cannot begin at 0"},
		"x=cap:" + long:                           {"x", "cap:1s,1s", "at most 200 values; these are 300"},

		"x=cap:1s,2s&x=cap:1s,3s":                      {"x", "cap:1s,3s", "Write x once"},
		"x=cap:1s,2s&y=cap:1s,3s":                      {"y", "cap:1s,3s", "Both axes are cap"},
		"x=cap:1s,2s&y=runs:1,2":                       {"y", "runs:1,2", "as many replications"},
		"x=clients:lin(1,900,200)&y=rate:1..9 log 200": {"x", "clients:lin(1,900,200)", "40\u202f000 cells, and at most 2\u202f500"},
		"x=cap:1s,2s&refine=51":                        {"refine", "51", "from 0 to 50"},
		"x=cap:1s,2s&refine=-1":                        {"refine", "-1", "from 0 to 50"},
		"x=cap:1s,2s&refine=NaN":                       {"refine", "NaN", "from 0 to 50"},
		"x=cap:1s,2s&y=rate:1,2&refine=many":           {"refine", "many", "from 0 to 50"},
		"x=cap:1s,2s&figures=speed":                    {"figures", "speed", "attempts, "},
		"x=cap:1s,2s&figures=,":                        {"figures", "", "There is no such figure"},
		"x=cap:1s,2s&figures=attempts,requests,lost,peak,recovery,done_95,done_99": {"figures", "attempts,requests", "at most 6 figures; these are 7"},
		"x=cap:1s,2s&clients=none":              {"clients", "none", "whole number"},
		"x=cap:1s,2s&z=cap:1s":                  {"z", "cap:1s", "There is no setting"},
		"X=cap:1s,2s":                           {"X", "cap:1s,2s", "There is no setting"},
		"x=cap:1s,2s&v=99":                      {"v", "99", "version 1"},
		"x=cap:" + strings.Repeat("1s,", 21000): {"query", "x=cap:1s", "at most 4\u202f000 are read"},
	} {
		_, err := Parse(query)
		var wrong scenario.FieldErrors
		if !errors.As(err, &wrong) {
			t.Errorf("%.80s: %v", query, err)
			continue
		}
		if !slices.ContainsFunc(wrong, func(e scenario.FieldError) bool {
			return e.Field == want[0] && strings.HasPrefix(e.Value, want[1]) && strings.Contains(e.Message, want[2])
		}) {
			t.Errorf("%.80s: %v\nwant %q", query, err, want)
		}
	}
}

// A scenario that contradicts itself is fine where the values of an axis put that right.
func TestAxesResolveContradictions(t *testing.T) {
	for query, fine := range map[string]bool{
		"outage=refuse&x=outage-to:5s,10s":                                     true,
		"outage=refuse&outage-from=7s&x=outage-to:5s,10s":                      true,
		"outage=refuse&x=clients:5,10&y=outage-to:5s,10s":                      true,
		"outage=refuse&outage-from=20s&x=outage-to:5s,10s":                     false,
		"outage=refuse&x=clients:5,10":                                         false,
		"outage=refuse&clients=none&x=outage-to:5s,10s":                        false,
		"outage=refuse&brownout=0.5&brownout-to=5s&x=outage-to:5s,10s&runs=30": false,
	} {
		if s, err := Parse(query); (err == nil) != fine {
			t.Errorf("%s: %v", query, err)
		} else if fine {
			holdToQuery(t, s.Query())
		}
	}
}

// All that is wrong is said together, and what could be read is there.
func TestSweepSaysAllThatIsWrong(t *testing.T) {
	s, err := Parse("clients=70&x=cap:soon,1s&y=seed:1,2&refine=99&base=never")
	var wrong scenario.FieldErrors
	if !errors.As(err, &wrong) || len(wrong) != 4 || s.Scenario.Clients != 70 {
		t.Errorf("%d clients, and these are wrong: %v", s.Scenario.Clients, err)
	}
}

// Equal sweeps have one query, and reading it gives the very sweep.
func TestQueryIsRead(t *testing.T) {
	for raw, want := range map[string]string{
		"x=cap: 1s, 2s":                                         "x=cap:1s,2s",
		"runs=20&x=cap:1s,2s&refine=8":                          "x=cap:1s,2s",
		"runs=1&x=cap:1s,2s&refine=":                            "x=cap:1s,2s",
		"x=cap:1s,2s&runs=30&refine=0&clients=50":               "clients=50&runs=30&x=cap:1s,2s&refine=0",
		"x=cap:1s,2s&y=rate:1,60/m,2&refine=5":                  "x=cap:1s,2s&y=rate:1,2&refine=5",
		"x=cap:1s,2s&y=rate:1,2&refine=4":                       "x=cap:1s,2s&y=rate:1,2",
		"x=limiter:gcra,none&y=rate:1,2&refine=":                "x=limiter:gcra,none&y=rate:1,2",
		"x=limiter:gcra,none&y=retry-after:none,exact&refine=9": "x=limiter:gcra,none&y=retry-after:none,exact",
		"x=limiter:gcra,none&refine=5":                          "x=limiter:gcra,none",
		"x=cap:1s,2s&y=&figures=":                               "x=cap:1s,2s",
		"x=cap:1s,2s&figures=attempts,last_success":             "x=cap:1s,2s",
		"x=cap:1s,2s&figures=lost, peak,lost":                   "x=cap:1s,2s&figures=lost,peak",
		"preset=stress&x=clients:10..30 step 10":                parsedPreset("stress") + "&x=clients:lin(10,30,3)",
	} {
		s, err := Parse(strings.ReplaceAll(raw, " ", "+"))
		if err != nil || s.Query() != want {
			t.Errorf("%s: %s, %v, want %s", raw, s.Query(), err, want)
		}
	}
}

func parsedPreset(name string) string {
	s, _ := scenario.ParseQuery("preset=" + name)
	return s.Query()
}

// The property behind it, for random sweeps.
func TestQueryIsReadAgain(t *testing.T) {
	r := rand.New(rand.NewPCG(18, 1))
	read := 0
	for range 600 {
		query := randomQuery(r)
		if holdToQuery(t, query) {
			read++
		}
	}
	if read < 100 {
		t.Errorf("only %d of 600 random sweeps are any", read)
	}
}

// holdToQuery reports whether there is such a sweep, and looks whether its query is its own.
func holdToQuery(t *testing.T, query string) bool {
	t.Helper()
	s, err := Parse(query)
	if err != nil {
		return false
	}
	again, err := Parse(s.Query())
	if err != nil || again.Query() != s.Query() || fmt.Sprint(again) != fmt.Sprint(s) {
		t.Errorf("%s\nis %s\nthen %s, %v", query, s.Query(), again.Query(), err)
	}
	for _, a := range []Axis{s.X, s.Y} {
		for i, value := range a.Values {
			plain, _, err := scenario.ReadValue(a.Field, value)
			if err != nil || plain != value || i > 0 && a.Numeric() && a.At(value) <= a.At(a.Values[i-1]) {
				t.Errorf("%s: value %s after %s, %v", s.Query(), value, a.Values[max(0, i-1)], err)
			}
		}
	}
	return true
}

// randomQuery is one of a sweep, if it is valid.
func randomQuery(r *rand.Rand) string {
	var numeric []scenario.Field
	for _, f := range scenario.Fields() {
		if f.IsNumber() || f.IsDuration() {
			numeric = append(numeric, f)
		}
	}
	axis := func() string {
		f := numeric[r.IntN(len(numeric))]
		one := scenario.Default()
		value := func() string {
			if len(f.Steps) > 0 && r.IntN(2) == 0 {
				return f.Steps[r.IntN(len(f.Steps))]
			}
			if f.IsDuration() {
				return fmt.Sprintf("%dms", 1+r.IntN(3_000_000))
			}
			if f.Whole || r.IntN(2) == 0 {
				return fmt.Sprint(1 + r.IntN(1000))
			}
			return fmt.Sprintf("%.3f", r.Float64())
		}
		switch a, b, n := value(), value(), 2+r.IntN(60); r.IntN(5) {
		case 0:
			return fmt.Sprintf("%s:lin(%s,%s,%d)", f.Name, a, b, n)
		case 1:
			return fmt.Sprintf("%s:log(%s,%s,%d)", f.Name, a, b, n)
		case 2:
			return fmt.Sprintf("%s:%s..%s step %s", f.Name, a, b, value())
		case 3:
			return fmt.Sprintf("%s:%s,%s,%s,%s", f.Name, a, b, value(), f.Format(one))
		default:
			return fmt.Sprintf("%s:%s,%s", f.Name, a, b)
		}
	}
	query := scenariotest.RandomScenario(r).Query() + "&x=" + url.QueryEscape(axis())
	if r.IntN(3) == 0 {
		query += "&y=" + url.QueryEscape(axis())
	}
	return query + fmt.Sprintf("&refine=%d", r.IntN(MostRefined+1))
}

// Whatever is asked for is refused with words, or is a sweep that its own query gives again.
func FuzzParse(f *testing.F) {
	for _, axis := range []string{"cap:1s,5s", "clients:10 to 190 by 20", "base:log(10ms,10s,7)", "rate:1,100/m", "fail:1..5 %", "limiter:gcra,none", "x:1..2", "clients:1e9..1e-9 log 200"} {
		f.Add("x="+url.QueryEscape(axis), "")
		f.Add(axis, "y=retry-after:none,exact&refine=3&figures=lost")
	}
	f.Fuzz(func(t *testing.T, axis, rest string) {
		holdToQuery(t, "x="+url.QueryEscape(axis)+"&"+rest)
		holdToQuery(t, axis+rest)
	})
}

// The chart of the AWS simulator is a sweep in the form that links have.
func TestAWSChartIsCanonical(t *testing.T) {
	s := sweepOf(t, AWSChart)
	if s.Query() != AWSChart || len(s.X.Values) != 19 || s.X.Values[1] != "20" || len(s.Scenario.Strategies) != 5 || s.Scenario.Runs != 100 {
		t.Errorf("%s: %v", s.Query(), s.X.Values)
	}
}
