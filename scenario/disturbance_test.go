package scenario

import (
	"slices"
	"testing"
	"time"
)

func TestDisturbances(t *testing.T) {
	const s = time.Second
	for raw, want := range map[string][]Disturbance{
		"": nil,
		"outage=refuse&outage-from=5s&outage-to=15s":                {{DisturbanceOutage, 5 * s, 15 * s}},
		"service=10ms&brownout=0.5&brownout-from=1s&brownout-to=2s": {{DisturbanceBrownout, s, 2 * s}},
		"fail=0.3":                                                                    nil, // in the whole run
		"fail-from=30s&fail-to=38s":                                                   nil,
		"fail=0.3&fail-from=30s&fail-to=38s":                                          {{DisturbanceFailures, 30 * s, 38 * s}},
		"crash=25s&restart=8s":                                                        {{DisturbanceCrash, 25 * s, 33 * s}},
		"population=open&spike=3&spike-from=5s&spike-to=6s":                           {{DisturbanceSpike, 5 * s, 6 * s}},
		"population=open&spike=0.5&spike-from=5s&spike-to=6s":                         nil, // a dip
		"population=once&spike=3&spike-from=5s&spike-to=6s":                           nil, // nobody offers a rate
		"crash=25s&restart=8s&outage=hang&outage-from=1s&outage-to=30s&timeout=500ms": {{DisturbanceOutage, s, 30 * s}, {DisturbanceCrash, 25 * s, 33 * s}},
	} {
		scenario, err := ParseQuery(raw)
		if err != nil {
			t.Fatal(raw, err)
		}
		if got := scenario.Disturbances(); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", raw, got, want)
		}
	}
}

func TestDisturbancesHaveNames(t *testing.T) {
	for kind, want := range map[DisturbanceKind]string{DisturbanceOutage: "outage", DisturbanceBrownout: "brownout", DisturbanceSpike: "spike", DisturbanceCrash: "crash", DisturbanceFailures: "failures"} {
		if got := kind.String(); got != want {
			t.Errorf("kind %d is called %q, want %q", kind, got, want)
		}
	}
}
