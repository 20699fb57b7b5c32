package fit

import (
	"backofflab/scenario"
	"fmt"
	"testing"
)

func TestTmp(t *testing.T) {
	sc := scenario.Default()
	for _, k := range []string{"full", "equal", "list", "exponential", "decorrelated", "immediate"} {
		for _, n := range []int{5, 24, 200} {
			tr := ownTruth(k, reference)
			r := All(drawn(tr.strategy, n, tr.retries, precise, 7), Options{Expected: &sc})
			fmt.Println("---", k, n)
			for _, s := range r.Sentences() {
				fmt.Println(s)
			}
		}
	}
}
