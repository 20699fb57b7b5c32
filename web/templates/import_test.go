package templates

import (
	"strings"
	"testing"

	"backofflab/web/templates/chart"
)

func sampleImport() Import {
	run := chart.Sample()
	return Import{
		Static: "/static/x", Text: "\nretry: <3>", Format: "yaml", Into: "clients=30", MaxBytes: 99,
		Formats: []ImportFormats{{Name: "Files", Formats: []ImportFormat{{"yaml", "A file", "retry: 3"}, {"ini", "Another", ""}}}},
		Read: &ImportRead{
			Format: ImportFormat{Key: "yaml", Name: "A file"}, Others: []ImportFormat{{"ini", "Another", ""}},
			Policy: "At most 4 attempts.", Schedule: run.Schedule, Simulate: "/?attempts=4", Beside: "/?clients=30&attempts=4", Export: "/export?attempts=4",
			Lost: []ImportNote{{Line: 2, Kind: "lost", Says: "<3> is lost."}},
			Lines: []ImportLine{
				{Number: 1, Text: ""},
				{Number: 2, Text: "retry: <3>", Notes: []ImportNote{{Line: 2, Kind: "understood", Says: "Three.", Setting: "attempts=4"}, {Line: 2, Kind: "lost", Says: "<3> is lost."}}},
				{Skipped: 40},
			},
			Assumed: []ImportNote{{Kind: "assumed", Says: "A default.", Setting: "cap=1m"}},
		},
	}
}

func TestImportGolden(t *testing.T) {
	golden(t, "import.html", rendered(t, ImportView(sampleImport())))
}

// A field swallows the first line feed, so there is one more than in the text.
func TestImportKeepsTheText(t *testing.T) {
	if text := rendered(t, ImportView(sampleImport())); !strings.Contains(text, ">\n\nretry: &lt;3&gt;</textarea>") {
		t.Error("the text is another in its field")
	}
}
