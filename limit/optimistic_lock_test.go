package limit_test

import (
	"testing"

	"backofflab/limit"
)

func TestLock(t *testing.T) {
	l := limit.NewLock()
	a, b := l.Read(), l.Read()
	if !l.Write(a) {
		t.Error("the first write of a version fails")
	}
	if l.Write(b) {
		t.Error("the second write of the same version succeeds")
	}
	if l.Read() != a+1 {
		t.Errorf("after one write and one refusal the version went from %d to %d", a, l.Read())
	}
	if l.Write(l.Read()+1) || !l.Write(l.Read()) {
		t.Error("a write succeeds with another version than the current, or fails with it")
	}
	for _, kind := range limit.Kinds() {
		if kind.Lock != (kind.Key == "optimistic-lock") {
			t.Errorf("%s: Lock is %v", kind.Key, kind.Lock)
		}
	}
}
