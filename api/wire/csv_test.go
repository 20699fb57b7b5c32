package wire

import (
	"testing"
)

func TestNoCellIsAFormula(t *testing.T) {
	for text, want := range map[string]string{"=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0", "+1": "'+1", "-1": "'-1", "@a": "'@a", "\tx": "'\tx", "full": "full", "": ""} {
		if got := CellText(text); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
