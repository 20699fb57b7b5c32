package wire_test

import (
	"testing"

	"backofflab/api/wire"
	"backofflab/experiment"
	"backofflab/scenario"
)

func TestVerdict(t *testing.T) {
	none := experiment.Standing{Behind: 1, Ahead: []int{0}}
	verdict := experiment.Verdict{Seeds: 20, Fewest: []int{1, 2}, Standing: [experiment.Measures]experiment.Standing{
		experiment.ByLost: none, experiment.ByTime: {Clear: true, Ahead: []int{1, 2}, Behind: 0, Agree: 19}, experiment.ByWaste: none, experiment.ByWaves: none,
	}}
	body, err := wire.Encode(wire.VerdictOf(scenario.Scenario{Strategies: []string{"exponential", "full", "equal"}}, verdict))
	const want = `{"seeds":20,"fewest":["full","equal"],"measures":[{"measure":"lost","clear":false,"ahead":[],"behind":[],"agree":0},` +
		`{"measure":"done_95","clear":true,"ahead":["full","equal"],"behind":["exponential"],"agree":19},` +
		`{"measure":"wasted","clear":false,"ahead":[],"behind":[],"agree":0},{"measure":"later_wave","clear":false,"ahead":[],"behind":[],"agree":0}]}` + "\n"
	if err != nil || string(body) != want {
		t.Errorf("got  %s, %v\nwant %s", body, err, want)
	}
}
