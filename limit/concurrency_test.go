package limit_test

import (
	"testing"

	"backofflab/limit"
)

func TestConcurrencySteps(t *testing.T) {
	c := limit.NewConcurrency(3)
	walk(t, "three inside", c, []step{{0, 2, true}, {0, 2, false}, {0, 1, true}, {s, 1, false}})
	c.Release(s)
	walk(t, "one has left", c, []step{{s, 2, false}, {s, 1, true}, {s, 1, false}})
	ask(t, "nobody can tell", c, []asked{{0, 0}, {s, 0}})
	for range 5 {
		c.Release(2 * s)
	}
	walk(t, "more releases than requests make no room", c, []step{{2 * s, 4, false}, {2 * s, 3, true}, {2 * s, 1, false}})
}
