package retry

import (
	"slices"
)

// own lists the strategies that take Params.
var own = []Kind{
	immediateKind, fixedKind,
	linearKind, polynomialKind, listKind,
	exponentialKind,
	fullKind, equalKind, decorrelatedKind, decorrelatedAWSKind,
	proportionalKind, upwardKind, additiveKind,
}

// Kinds lists the strategies that take Params, in the order in which screens and
// tables show them. The caller owns the slice.
func Kinds() []Kind { return slices.Clone(own) }

// Lookup returns the strategy of [Kinds] with that key, and whether there is one.
func Lookup(key string) (Kind, bool) {
	for _, kind := range own {
		if kind.Key == key {
			return kind, true
		}
	}
	return Kind{}, false
}
