package sim

import (
	"bytes"
	"fmt"
	"os"
	"testing"
)

// docs/links.md is written from the table that reads links, so it cannot be out
// of date: run with -update after a change of the fields.
func TestLinksPage(t *testing.T) {
	var b bytes.Buffer
	b.WriteString(`# Links: the grammar of a scenario

A scenario is a query string. The page, the JSON API, the stream and the pictures
read the same one: what follows the question mark in

    /?clients=1000&rate=50&strategies=full,equal&seed=42

Only what differs from the default need be written. The canonical form writes just
that, in the order of this table; equal scenarios have equal canonical forms, and
the canonical form of a canonical form is itself.

Whole numbers and decimals are plain digits. Durations are as Go writes them:
` + "`250ms`, `1.5s`, `1m30s`, `2h`" + `. Lists have commas between their words, or repeat the
name. A name that is not in the table, a name given twice, a value out of range or
a contradiction is refused, and all of them are reported at once, with the field,
the value and the limit. A query has at most ` + thousands(MaxQueryBytes) + ` bytes.

| name | default | values | meaning |
|---|---|---|---|
`)
	standard := Default()
	for _, f := range Fields() {
		values := f.Range
		if f.Unit != "" {
			values = f.Unit + ", " + values
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", f.Name, f.Format(standard), values, f.Help)
	}
	b.WriteString("| `preset` | | a name from the table below | the scenario to start from, in place of the defaults |\n")
	b.WriteString("| `v` | `1` | 1 | version of this grammar |\n")
	fmt.Fprintf(&b, "\nFields that contradict each other are refused as well: `cap` below `base`; a `window` that\nholds no request; a `horizon`, or an end of the last bin (a run has at most %s), before the last\nclient's first attempt has arrived.\n", thousands(MaxBins))
	b.WriteString("\n## Presets\n\n| name | its query | what to look for |\n|---|---|---|\n")
	for _, p := range Presets() {
		fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", p.Key, p.Scenario().Query(), p.Lead)
	}
	const path = "../docs/links.md"
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if page, err := os.ReadFile(path); err != nil || !bytes.Equal(page, b.Bytes()) {
		t.Errorf("%s is not what the fields say (%v); run with -update", path, err)
	}
}
