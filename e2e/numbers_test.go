package e2e

import (
	"encoding/json"
	"os"
	"testing"
)

// What only the browser can write, it writes as the server does: of each function of
// format.js there are texts in the table that the server's functions are held to.
func TestBrowserNumbersAreWrittenAsOnTheServer(t *testing.T) {
	table, err := os.ReadFile("../web/testdata/numbers.json")
	if err != nil {
		t.Fatal(err)
	}
	p := openTab(t, sharedLab(t))
	p.visit("/")
	evaluate[bool](p, `import(document.querySelector("link[rel=modulepreload][href$='/format.js']").href).then((format) => (window.format = format)) && true`)
	p.wait(`window.format`)
	wrong := evaluate[[]string](p, `Object.entries(`+string(table)+`).flatMap(([name, rows]) => rows
		.filter(({of, text}) => format[name](...of) !== text)
		.map(({of, text}) => name + " of " + of + " is " + format[name](...of) + ", want " + text))`)
	for _, line := range wrong {
		t.Error(line)
	}
	var rows map[string][]json.RawMessage
	if err := json.Unmarshal(table, &rows); err != nil {
		t.Fatal(err)
	}
	for _, name := range evaluate[[]string](p, `Object.keys(format)`) {
		if len(rows[name]) == 0 {
			t.Errorf("nothing holds %s to the server's texts", name)
		}
		delete(rows, name)
	}
	if len(rows) > 0 {
		t.Errorf("there are texts of no function: %v", rows)
	}
}
