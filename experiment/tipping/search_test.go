package tipping

import (
	"errors"
	"strings"
	"testing"
	"time"

	"backofflab/scenario"
)

const open = "population=open&limiter=none&servers=30&service=100ms"

// What people type is read into the one form of links, which is read as the same again.
func TestQueryIsCanonical(t *testing.T) {
	for raw, want := range map[string]string{
		open: open,
		open + "&of=load&low=30&high=600&trigger=standard&within=1m&precision=0.02&runs=6":              open,
		open + "&low=500&high=50/s&within=2+min&precision=1+%25":                                        open + "&low=50&high=500&within=2m&precision=0.01",
		open + "&of=service+time&low=20&high=0.5+s&trigger=None":                                        open + "&of=service&low=20ms&high=500ms&trigger=none",
		open + "&of=OUTAGE&high=2+minutes&trigger=none":                                                 open + "&of=outage&high=2m",
		open + "&brownout=0.2&brownout-from=20s&brownout-to=30s&of=brownout&trigger=own":                open + "&brownout=0.2&brownout-from=20s&brownout-to=30s&of=brownout",
		open + "&brownout=0.2&brownout-from=20s&brownout-to=30s&trigger=standard&runs=1&of=":            open + "&brownout=0.2&brownout-from=20s&brownout-to=30s&trigger=standard",
		"population=closed&of=outage&limiter=none":                                                      "population=closed&limiter=none&of=outage",
		open + "&of=crash&crash=20s&runs=20":                                                            open + "&crash=20s&runs=20&of=crash",
		open + "&of=failures&fail=1&fail-from=5s&fail-to=6s&spike=2&spike-from=20s&spike-to=30s&ramp=1": open + "&spike=2&spike-from=20s&spike-to=30s&fail=1&fail-from=5s&fail-to=6s&of=failures",
	} {
		s, err := Parse(raw)
		if err != nil {
			t.Errorf("%s: %v", raw, err)
			continue
		}
		canonical, _ := scenario.ParseQuery(before(want))
		want = strings.Replace(want, before(want), canonical.Query(), 1)
		if got := s.Query(); got != want {
			t.Errorf("%s\n is %s\nwant %s", raw, got, want)
		}
		again, err := Parse(s.Query())
		if err != nil || again.Query() != s.Query() {
			t.Errorf("%s read again: %s, %v", s.Query(), again.Query(), err)
		}
	}
}

// before is what of a query is the scenario's: what stands before the first own field.
func before(query string) string {
	first := len(query)
	for _, name := range Names {
		if at := strings.Index(query, "&"+name+"="); at >= 0 {
			first = min(first, at)
		}
	}
	return query[:first]
}

// Each error names the field that is to be changed.
func TestParseRefuses(t *testing.T) {
	long := strings.Repeat("9", 70_000)
	for raw, field := range map[string]string{
		"":                                    "population",
		"population=closed":                   "population",
		"population=periodic&of=service":      "population",
		open + "&ramp=2":                      "ramp",
		open + "&of=speed":                    "of",
		open + "&of=spike":                    "of",
		open + "&of=crash":                    "of",
		open + "&of=failures":                 "of",
		open + "&of=load&of=load":             "of",
		"population=open&of=service":          "service",
		"population=open&of=service&low=1":    "service",
		open + "&trigger=own":                 "trigger",
		open + "&trigger=some":                "trigger",
		open + "&low=300&high=300":            "high",
		open + "&low=0.01&high=1000":          "high",
		open + "&low=0":                       "low",
		open + "&of=outage&low=0s":            "low",
		open + "&high=1e400":                  "high",
		open + "&low=%ff":                     "low",
		open + "&low=%zz":                     "low",
		open + "&low=" + long:                 "low",
		open + "&within=0":                    "within",
		open + "&within=13h":                  "within",
		open + "&within=1e300h":               "within",
		open + "&precision=0":                 "precision",
		open + "&precision=NaN":               "precision",
		open + "&precision=1":                 "precision",
		open + "&of=outage&high=9s&within=1s": "within",
		open + "&outage=refuse&outage-from=0s&outage-to=5s":                                 "outage-from",
		open + "&start=10s&spike=2&spike-from=10s&spike-to=20s":                             "spike-from",
		open + "&fail=1&fail-from=0s&fail-to=5s":                                            "fail-from",
		"population=open&strategies=full(offered=5)@50/fixed@50":                            "strategies",
		open + "&spike=2&spike-from=10s&spike-to=20s&clients=-1":                            "clients",
		open + "&of=spike&spike=2&spike-from=23h50m&spike-to=23h55m&duration=24h&within=1h": "within",
	} {
		_, err := Parse(raw)
		var wrong scenario.FieldErrors
		if !errors.As(err, &wrong) || wrong[0].Field != field || wrong[0].Message == "" {
			t.Errorf("%.100s: %.300v, want one of %s", raw, err, field)
		}
	}
}

// Numbers and texts that nobody means well are read, or refused with words, in every field.
func TestHostileValues(t *testing.T) {
	for _, name := range Names {
		for _, value := range []string{
			"NaN", "Inf", "-Inf", "1e308", "5e-324", "-0", "-1", "0", "1e9", "9223372036854775808", "0x10", "1_000", "１２", "+5", "",
			"%00", "%C0%80", "5%0A", "2147483648", "18446744073709551615", "9007199254740993", "%E2%80%AE", "<script>", strings.Repeat("1", 1500),
		} {
			s, err := Parse(open + "&" + name + "=" + value)
			if err == nil {
				if again, err := Parse(s.Query()); err != nil || again.Query() != s.Query() {
					t.Errorf("%s=%s: %s is read as %s, %v", name, value, s.Query(), again.Query(), err)
				}
			} else if wrong := (scenario.FieldErrors)(nil); !errors.As(err, &wrong) {
				t.Errorf("%s=%s: %v", name, value, err)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(open + "&low=600&high=50/s&within=2+min&precision=1+%25")
	f.Add(small)
	f.Add(open + "&of=outage&low=1ms&high=3m")
	f.Fuzz(func(t *testing.T, raw string) {
		s, err := Parse(raw)
		if err != nil {
			return
		}
		if again, err := Parse(s.Query()); err != nil || again.Query() != s.Query() {
			t.Errorf("%s is read as %s, %v", s.Query(), again.Query(), err)
		}
	})
}

// The runs of the branches are what docs/model.md says of them.
func TestRunsOfBranches(t *testing.T) {
	s := parsed(t, open+"&within=40s")
	run, err := s.at(up, "full", "200")
	if err != nil || run.Brownout != 0.1 || run.BrownoutFrom != 10*time.Second || run.BrownoutTo != 20*time.Second || run.Horizon != time.Minute || run.Duration != time.Minute || run.Offered != 200 {
		t.Errorf("up: %s, %v", run.Query(), err)
	}
	run, err = s.at(quiet, "full", "200")
	if err != nil || run.Brownout != 1 || run.Spike != markSpike || run.SpikeFrom != 10*time.Second || run.SpikeTo != 20*time.Second || run.Horizon != time.Minute {
		t.Errorf("quiet: %s, %v", run.Query(), err)
	}
	run, err = s.brought("full", "100", 200)
	if err != nil || run.Brownout != 0.1 || run.Spike != 2.2 || run.SpikeFrom != 10*time.Second || run.SpikeTo != 30*time.Second || run.Horizon != 70*time.Second {
		t.Errorf("down: %s, %v", run.Query(), err)
	}
	own := parsed(t, open+"&outage=refuse&outage-from=30s&outage-to=45s&spike=3&spike-from=30s&spike-to=40s")
	run, err = own.brought("full", "100", 200)
	if err != nil || run.OutageTo != 45*time.Second || run.Spike != 6.6 || run.SpikeFrom != 30*time.Second || run.SpikeTo != time.Minute {
		t.Errorf("down, own trigger: %s, %v", run.Query(), err)
	}
	slower := parsed(t, open+"&of=service")
	run, err = slower.brought("full", "50ms", 0.1)
	if err != nil || run.Service != 50*time.Millisecond || run.Brownout != 0.045 || run.BrownoutTo != 30*time.Second {
		t.Errorf("down, slower: %s, %v", run.Query(), err)
	}
	length := parsed(t, open+"&of=outage&outage=hang&timeout=1s&outage-from=30s&outage-to=45s")
	run, err = length.at(up, "full", "1m")
	if err != nil || run.OutageTo != 90*time.Second || run.Horizon != 150*time.Second || run.Outage != scenario.OutageHang {
		t.Errorf("length: %s, %v", run.Query(), err)
	}
}
