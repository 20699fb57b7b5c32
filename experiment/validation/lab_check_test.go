package validation

import (
	"reflect"
	"runtime"
	"testing"
)

// A claim comes out the same with any number of workers.
func TestFiguresDoNotDependOnWorkers(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := retryAfter(lab{t, false})
	runtime.GOMAXPROCS(4)
	if four := retryAfter(lab{t, false}); !reflect.DeepEqual(one, four) {
		t.Errorf("with one worker:\n%s\nwith four:\n%s", table(one), table(four))
	}
}

func TestMeanAndItsError(t *testing.T) {
	if got, want := mean([]float64{1, 2, 3, 4}), (estimate{2.5, 0.6454972243679028}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := apart(estimate{3, 3}, estimate{13, 4}); got != -2 {
		t.Errorf("10 apart with errors of 3 and 4 are %v errors, want -2", got)
	}
	for x, want := range map[float64]string{0: "0.0", 999.95: "1,000.0", -1234567.89: "-1,234,567.9", 41148: "41,148.0"} {
		if got := number(x, 1); got != want {
			t.Errorf("number(%v): %s, want %s", x, got, want)
		}
	}
}
