package chart

import (
	"strings"

	"backofflab/internal/format"
)

// fleets are the keys of a tale for a script. No key has a space.
func (t Tale) fleets() string { return strings.Join(t.Fleets, " ") }

func triedInVain(n int) string {
	if n == 1 {
		return "One change was tried under the same seed. It does not help much."
	}
	return format.Plural(n, "change") + " were tried under the same seed. None helps much."
}
