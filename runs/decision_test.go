package runs

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"backofflab/scenario"
	"backofflab/sim"
)

// The decision about turns says what its two links show.
func TestTheDecisionSaysWhatItsLinksShow(t *testing.T) {
	b, err := os.ReadFile("../docs/decisions/who-had-least-is-next.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(b)), " ")
	links := regexp.MustCompile(`127\.0\.0\.1:8080/\?(\S+)\)[.:]`).FindAllStringSubmatch(text, -1)
	if len(links) != 2 {
		t.Fatalf("it has %d links", len(links))
	}
	var small, large []sim.Part // first come, first served; then who had less first
	for _, link := range links {
		s, err := scenario.ParseQuery(link[1])
		if err != nil {
			t.Fatal(err)
		}
		results, err := sim.Simulate(t.Context(), s, 1_000_000)
		if err != nil || len(results[0].Parts) != 2 {
			t.Fatal(results, err)
		}
		small, large = append(small, results[0].Parts[0]), append(large, results[0].Parts[1])
	}
	lost := func(p sim.Part) float64 { return 100 * float64(p.Requests-p.Successes) / float64(p.Requests) }
	for _, want := range []string{
		fmt.Sprintf("the small group loses %.0f %% of its requests, and one in a hundred of the others takes %.1f s", lost(small[0]), small[0].Completion.Quantile(0.99).Seconds()),
		fmt.Sprintf("of the large group %.1f %% get through instead of %.1f %%", 100-lost(large[1]), 100-lost(large[0])),
		fmt.Sprintf("it loses none, and each takes %.1f s", small[1].Completion.Max().Seconds()),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say that %s", want)
		}
	}
	if lost(small[1]) != 0 {
		t.Errorf("%.0f %% of the small group are lost where it goes first", lost(small[1]))
	}
}
