package share

import (
	"strings"
	"testing"
)

// step puts a value of some weight, or asks for one where that is 0. kept are the keys
// that are there afterwards, of which all weigh total.
type step struct {
	key    string
	weight int
	kept   string
	total  int
}

func TestCache(t *testing.T) {
	for _, c := range []struct {
		name   string
		bounds Bounds
		steps  []step
	}{
		{"bounded by count", Bounds{Count: 2, Weight: 100, Each: 100}, []step{
			{"a", 1, "a", 1}, {"b", 2, "a b", 3}, {"c", 3, "b c", 5}, {"d", 4, "c d", 7},
		}},
		{"bounded by weight", Bounds{Count: 100, Weight: 10, Each: 10}, []step{
			{"a", 4, "a", 4}, {"b", 6, "a b", 10}, {"c", 1, "b c", 7}, {"d", 10, "d", 10},
		}},
		{"what was asked for longest ago goes first", Bounds{Count: 3, Weight: 100, Each: 100}, []step{
			{"a", 1, "a", 1}, {"b", 1, "a b", 2}, {"c", 1, "a b c", 3}, {"a", 0, "a b c", 3}, {"e", 0, "a b c", 3}, {"d", 1, "a c d", 3}, {"e", 1, "a d e", 3},
		}},
		{"too heavy is not kept, and nothing goes for it", Bounds{Count: 3, Weight: 10, Each: 5}, []step{
			{"a", 5, "a", 5}, {"b", 6, "a", 5}, {"c", 11, "a", 5}, {"d", 5, "a d", 10},
		}},
		{"twice is once", Bounds{Count: 3, Weight: 10, Each: 10}, []step{
			{"a", 4, "a", 4}, {"a", 4, "a", 4}, {"a", 9, "a", 4},
		}},
	} {
		cache := NewCache(c.bounds, func(weight int) int { return weight })
		for _, s := range c.steps {
			if s.weight > 0 {
				cache.Put(s.key, s.weight)
			} else {
				cache.Get(s.key)
			}
			var kept []string
			for _, key := range strings.Split("abcde", "") {
				if _, ok := cache.byKey[key]; ok { // to ask would change the order
					kept = append(kept, key)
				}
			}
			count, weight := cache.Held()
			if got := strings.Join(kept, " "); got != s.kept || weight != s.total || count != len(kept) || cache.latest.Len() != count {
				t.Errorf("%s: after %s of %d it keeps %q of %d (%d by count, %d in order), want %q of %d",
					c.name, s.key, s.weight, got, weight, count, cache.latest.Len(), s.kept, s.total)
			}
		}
	}
}

func TestCacheGivesWhatWasPut(t *testing.T) {
	cache := NewCache(Bounds{Count: 2, Weight: 0, Each: 0}, func(string) int { return 0 })
	cache.Put("a", "first")
	cache.Put("a", "second")
	if value, ok := cache.Get("a"); value != "first" || !ok {
		t.Errorf("got %q, %v", value, ok)
	}
	if value, ok := cache.Get("b"); value != "" || ok {
		t.Errorf("of what was never put: %q, %v", value, ok)
	}
}
