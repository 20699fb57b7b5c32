package stream

import (
	"strings"
	"testing"
)

// Who asks for what others asked for has no work of its own.
func TestLinksAreParsedOnce(t *testing.T) {
	l := newLinks()
	first, err := l.parse("clients=20&seed=2")
	if err != nil || first.query != "clients=20&seed=2" || first.Scenario.Clients != 20 {
		t.Fatal(first, err)
	}
	again, err := l.parse("clients=20&seed=2")
	if err != nil || again != first {
		t.Error("parsed again", err)
	}
	if other, err := l.parse("clients=21&seed=2"); err != nil || other == first || other.Scenario.Clients != 21 {
		t.Error(other, err)
	}
	for range 2 {
		if _, err := l.parse("clients=0"); err == nil {
			t.Error("no clients are valid")
		}
	}
}

// A panic ends the session that asked, as if it had done the work itself.
func TestApartPanicsWhereItWasCalled(t *testing.T) {
	defer func() {
		if p, ok := recover().(*panicked); !ok || p.value != "broken" || !strings.Contains(p.Error(), "TestApartPanics") {
			t.Error("the panic is", p)
		}
	}()
	apart(func() { panic("broken") })
	t.Error("no panic")
}
