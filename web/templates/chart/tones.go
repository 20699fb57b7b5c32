package chart

import "slices"

// tones are the colours of series, by name, in the order in which they are given
// away. Light and Dark say how they look.
var tones = []string{"vermillion", "gold", "plum", "green", "blue", "sky", "pink", "slate"}

// ownTones are the tones that belong to a strategy for ever: in every chart, table
// and picture, whatever else is shown.
var ownTones = map[string]string{
	"fixed": "vermillion", "exponential": "gold", "equal": "plum", "full": "green",
	"decorrelated": "blue", "decorrelated-aws": "sky", "linear": "pink", "immediate": "slate",
}

// Tones returns the tones of the series of one run, by their keys, in the order of
// the keys. A strategy with a tone of its own has that. Everything else takes the
// tone that its key prefers, or when that is taken the next that is free; so no two
// of up to eight series look alike, and a series keeps its tone from run to run
// unless another has a better claim.
func Tones(keys []string) []string {
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = ownTones[key]
	}
	for i, key := range keys {
		if out[i] == "" {
			out[i] = free(out, preferred(key))
		}
	}
	return out
}

// free is the first tone from number first on that is not taken, around the end;
// number first itself when all are.
func free(taken []string, first int) string {
	for i := range tones {
		if tone := tones[(first+i)%len(tones)]; !slices.Contains(taken, tone) {
			return tone
		}
	}
	return tones[first]
}

// preferred is the number of the tone that a key would have if it could choose:
// its 32-bit FNV-1a hash decides, so that likes are spread.
func preferred(key string) int {
	hash := uint32(2166136261)
	for i := range len(key) {
		hash = (hash ^ uint32(key[i])) * 16777619
	}
	return int(hash % uint32(len(tones)))
}
