package chart

import (
	"strings"

	"backofflab/internal/format"
)

// fleets are the keys of a finding's fleets for a script. No key has a space.
func (f Finding) fleets() string { return strings.Join(f.Fleets, " ") }

func nothingHelped(n int) string {
	if n == 1 {
		return "One change was tried under the same seed. It does not help much."
	}
	return format.Plural(n, "change") + " were tried under the same seed. None helps much."
}
