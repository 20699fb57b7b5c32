package templates

import (
	"strings"
	"testing"

	"backofflab/web/templates/chart"
)

func sampleExport() Export {
	return Export{
		Static: "/static/x", Back: "/?clients=30", Chosen: "go",
		Strategies: []ExportStrategy{
			{Strategy: chart.Strategy{Key: "full", Name: "Full jitter", Tone: "green"}, Path: "/export?strategy=full", Chosen: true, Ahead: true},
			{Strategy: chart.Strategy{Key: "equal", Name: "Equal jitter", Tone: "plum"}, Path: "/export?strategy=equal"},
		},
		Groups: []ExportGroup{
			{Name: "Go", Texts: []ExportText{
				{Key: "cenkalti", Name: "cenkalti/backoff", Language: "Go", File: "retry.go", Code: "b := 1\n", Download: "/export/text?format=cenkalti"},
				{Key: "go", Name: "Go", Language: "Go", File: "retry.go", Code: "package retry\n\n// <b>\n", Fits: FitNear, Losses: []string{"A budget."}, Notes: []string{"Name <it>."}, Beside: "/?strategies=full,fixed"},
			}},
			{Name: "Files", Texts: []ExportText{{Key: "aws", Name: "AWS SDKs", File: "aws.env", Fits: FitNone, Notes: []string{"This is no AWS SDK."}}}},
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

func TestExportGolden(t *testing.T) {
	golden(t, "export.html", rendered(t, ExportView(sampleExport())))
}

func TestNumbersGolden(t *testing.T) {
	golden(t, "numbers.html", rendered(t, NumbersView(sampleNumbers())))
}

// Where a place cannot have a strategy, there is nothing to copy.
func TestExportWithoutCode(t *testing.T) {
	text := rendered(t, ExportTexts(sampleExport()))
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
