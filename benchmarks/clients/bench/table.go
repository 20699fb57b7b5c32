package main

import (
	"bytes"
	"fmt"
	"runtime/debug"
	"strings"
)

const head = `<!-- Written by ` + "`make bench-retry`" + `; edits are lost. -->
# What a retry costs

The lab's own packages for real calls beside those of others, all measured in one run. Rows
take turns, %[5]d rounds of each, and the lowest figure of a row counts: the machine is shared
with others. So compare within a table, and not with another machine's. %[1]s, %[2]s/%[3]s,
%[4]d cores. Versions are those that were built in.

*Over* is what is added to the job alone, where there is such a thing; *times ours* compares that with the lab's first row.
`

// write writes the table of a job. Its first row is the job alone, where there is such a
// thing; the next is the first of the lab's own.
func (j *job) write(b *bytes.Buffer, costs []cost, build *debug.BuildInfo) {
	alone, first, of := 0.0, 0, "in all"
	if j.rows[0].module == "" {
		alone, first, of = costs[0].nanoseconds, 1, "over it"
	}
	fmt.Fprintf(b, "\n## %s\n\n%s Asked of ours: at most %.0f ns %s, and %d allocations.\n\n", j.title, j.says, j.nanoseconds, of, j.allocations)
	b.WriteString("| | module | ns | over | times ours | allocations | bytes |\n|---|---|---:|---:|---:|---:|---:|\n")
	own := costs[first].nanoseconds - alone
	for i, r := range j.rows {
		c := costs[i]
		over, times := "", ""
		if i >= first {
			over = fmt.Sprintf("%.1f", c.nanoseconds-alone)
			times = ratio(c.nanoseconds-alone, own)
		}
		fmt.Fprintf(b, "| %s | %s | %.1f | %s | %s | %d | %d |\n", r.name, versioned(build, r.module), c.nanoseconds, over, times, c.allocations, c.bytes)
	}
}

// ratio compares what two add; nothing is said where ours is lost in the noise.
func ratio(of, own float64) string {
	if own < 0.5 {
		return "—"
	}
	return fmt.Sprintf("%.1f×", of/own)
}

// versioned is a module with the version that was built in.
func versioned(build *debug.BuildInfo, module string) string {
	switch module {
	case "":
		return ""
	case ours:
		return "this tree"
	}
	for _, m := range build.Deps {
		if m.Path == module {
			return strings.TrimPrefix(module, "github.com/") + " " + m.Version
		}
	}
	return module
}
