package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"backofflab/benchmarks/exports/measure"
)

const document = "../../docs/exports.md"

// publish writes the document: a row for each format, and one for each of its texts.
func publish(texts []text, figures map[string]measure.Figure, samples int) error {
	var b strings.Builder
	fmt.Fprintf(&b, `<!-- Written by `+"`make exports`"+`; edits are lost. -->
# What exported Go really waits

Every text of Go that the lab exports, and every service config of gRPC, from %d policies, compiled and run as it is with
its library, on %s with %s, %s/%s. The clock is that of testing/synctest, so the libraries sleep for real and no time goes by. Each text makes %d
calls whose attempts all fail (a tenth as many where it reads its configuration for each), up to %d attempts; the
delays before the first %d retries and the number of attempts are compared with the policy that
the text reads back to, and with the one it was written from where it says that it is the same.

As in V10 of [validation.md](validation.md) means may be 5 standard errors off, and the 5, 50 and
95 %% quantiles 5 standard deviations of their rank. Where a policy has a timeout, attempts are
not answered, so that it is the text that ends them. failsafe-go and go-retry shorten the last
wait to the end of a deadline; that attempt is left out.

| format | library | texts | of them the same | farthest mean, s.e. | farthest quantile, s.d. |
|---|---|---:|---:|---:|---:|
`, len(policies)+len(samplesOfFormats()), time.Now().UTC().Format(time.DateOnly), runtime.Version(), runtime.GOOS, runtime.GOARCH, samples, measure.Most, measure.Retries)
	for _, of := range byFormat(texts) {
		same, mean, quantile := 0, 0.0, 0.0
		count := "–" // nothing reads it
		for _, t := range of {
			f := figures[t.name()]
			mean, quantile = max(mean, f.Mean), max(quantile, f.Quantile)
			if t.Same {
				same++
			}
		}
		if of[0].Format.Read != nil {
			count = fmt.Sprint(same)
		}
		fmt.Fprintf(&b, "| %s | %s | %d | %s | %.1f | %.1f |\n", of[0].Format.Name, of[0].Format.Version, len(of), count, mean, quantile)
	}
	b.WriteString("\n## Each text\n\nThe first delay and the last that was compared are means of what was measured, in milliseconds.\n\n| from | to | same | attempts | first | last | mean, s.e. | quantile, s.d. |\n|---|---|---|---:|---:|---:|---:|---:|\n")
	for _, t := range texts {
		f := figures[t.name()]
		same := ""
		if t.Same {
			same = "yes"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %d | %.1f | %.1f | %.1f | %.1f |\n", t.Query, t.Format.Key, same, f.Attempts, f.First, f.Last, f.Mean, f.Quantile)
	}
	return os.WriteFile(document, []byte(b.String()), 0o644)
}

// byFormat groups texts, in their order.
func byFormat(texts []text) (groups [][]text) {
	at := map[string]int{}
	for _, t := range texts {
		i, ok := at[t.Format.Key]
		if !ok {
			i = len(groups)
			at[t.Format.Key], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], t)
	}
	return groups
}
