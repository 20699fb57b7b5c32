package templates

import "testing"

func TestOfAPlaceWhatMattersIsShown(t *testing.T) {
	met, unmet := Control{}, Control{Unmet: true}
	for want, place := range map[int][]Control{0: {met, met}, 1: {unmet, met, met}, 2: {unmet, unmet, unmet}} {
		if got := firstMet(place); got != want {
			t.Errorf("control %d of %d is shown, want %d", got, len(place), want)
		}
	}
}

func TestDefaultsForPeople(t *testing.T) {
	for _, row := range []struct {
		control Control
		want    string
	}{
		{Control{Default: "60000"}, "60\u202f000"},
		{Control{Default: "5s"}, "5s"},
		{Control{Default: "0s", Off: "None"}, "None"},
		{Control{Default: "0", Off: "None"}, "None"},
		{Control{Default: "0"}, "0"},
		{Control{Default: "fifo", Choices: []Choice{{"fifo", "FIFO"}}}, "FIFO"},
	} {
		if got := row.control.standard(); got != row.want {
			t.Errorf("%s is %q, want %q", row.control.Default, got, row.want)
		}
	}
}
