package conformance

import (
	"bytes"
	"fmt"
	"io"

	"backofflab/internal/format"
)

// WriteTable writes the report as a table for people: a line for each case under the
// heading of its group, and the counts below.
func (r *Report) WriteTable(w io.Writer) error {
	widest := 0
	for i := range r.Results {
		widest = max(widest, len(r.Results[i].Case))
	}
	var t bytes.Buffer
	fmt.Fprintf(&t, "%-9s  %-*s  attempts\n", "verdict", widest, "case")
	group := ""
	for i := range r.Results {
		result := &r.Results[i]
		if result.Group != group {
			group = result.Group
			fmt.Fprintf(&t, "\n%s\n", format.Capital(group))
		}
		fmt.Fprintf(&t, "%-9s  %-*s  %8d  %s\n", result.Verdict, widest, result.Case, len(result.Made), result.Reason)
	}
	fmt.Fprintf(&t, "\n%s\n", r.Summary())
	_, err := t.WriteTo(w)
	return err
}

// Summary is the report in a line: "38 cases: 30 pass, 4 warn, 1 fail, 3 not tried".
func (r *Report) Summary() string {
	return fmt.Sprintf("%s: %d pass, %d warn, %d fail, %d not tried", format.Plural(len(r.Results), "case"),
		r.Count(Pass), r.Count(Warn), r.Count(Fail), r.Count(NotTried))
}
