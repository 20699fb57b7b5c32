package templates

import (
	"strings"
	"testing"

	"backofflab/web/templates/chart"
)

func sampleUse() Use {
	return Use{
		Static: "/static/x", Back: "/?clients=30",
		Strategies: []UseStrategy{
			{Strategy: chart.Strategy{Key: "full", Name: "Full jitter", Tone: "green"}, Path: "/use?strategy=full", Chosen: true, Ahead: true},
			{Strategy: chart.Strategy{Key: "equal", Name: "Equal jitter", Tone: "plum"}, Path: "/use?strategy=equal"},
		},
		Texts: []UseText{
			{Key: "go", Name: "Go", File: "retry.go", Code: "package retry\n\n// <b>\n", Without: []string{"A budget."}},
			{Key: "aws", Name: "AWS SDKs", File: "aws.env", Without: []string{"This is no AWS SDK."}},
		},
	}
}

func sampleNumbers() Numbers {
	return Numbers{
		Static: "/static/x", Impossible: "400 clients take at least 9 s.", Ways: []Way{{Path: "/?clients=400", Words: "Run it anyway"}},
		Questions: []Question{
			{Name: "clients", Text: "How many?", Example: "400", Help: "With a request each.", Value: `4"`, Problem: "Enter a whole number."},
			{Name: "limit", Text: "What limit?", Example: "100/min"},
		},
	}
}

func TestUseGolden(t *testing.T) { golden(t, "use.html", rendered(t, UseView(sampleUse()))) }

func TestNumbersGolden(t *testing.T) {
	golden(t, "numbers.html", rendered(t, NumbersView(sampleNumbers())))
}

// Where a place cannot have a strategy, there is nothing to copy.
func TestUseWithoutCode(t *testing.T) {
	text := rendered(t, UseTexts(sampleUse()))
	if !strings.Contains(text, `id="use-code-go"`) || strings.Contains(text, `id="use-code-aws"`) || strings.Contains(text, `data-copy="use-code-aws"`) {
		t.Error("a text without code has a place for it, or one with code has none")
	}
}

// A problem is said at its field, and no other is marked.
func TestNumbersMarkWhatIsWrong(t *testing.T) {
	text := rendered(t, NumbersView(sampleNumbers()))
	if strings.Count(text, `aria-invalid="true"`) != 1 || !strings.Contains(text, `value="4&#34;"`) {
		t.Errorf("the wrong fields are marked:\n%s", text)
	}
}
