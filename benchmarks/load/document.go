package main

import (
	"fmt"
	"os"
	"strings"
)

// writeDocument writes docs/load.md and its picture.
func writeDocument(before, now *record) error {
	var b strings.Builder
	fmt.Fprintf(&b, `# The server under load

Written by %[1]smake load%[1]s on %[2]s: server and generator share one machine (%[3]s) with whatever else it
does: %[4]s processes wanted to run when it began, and SHA-256 of 100 MB took %[5]d ms. Times depend on the machine; what is asked for does not. Nothing
leaves the machine: every client has an address of its own in 127.0.0.0/8, and each row a fresh server with
default settings.

`, "`", now.Date, now.Machine, now.Load, now.HashMS)
	if len(before.Figures) > 0 {
		fmt.Fprintf(&b, "*Before* is %s.\n\n", nameOf(before))
	}
	b.WriteString("| what | asked | before | seen |\n|---|---:|---:|---:|\n")
	for _, f := range now.Figures {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", f.Name, f.Asked, before.seen(f.Name), f.Seen)
	}
	b.WriteString(howMeasured)
	var panels []panel
	if before.Rush != nil && before != now {
		panels = append(panels, panel{"Before", before.Rush})
	}
	if now.Rush != nil {
		panels = append(panels, panel{"Now", now.Rush})
	}
	if len(panels) > 0 {
		if err := writePicture(picture, panels); err != nil {
			return err
		}
		b.WriteString(forecastWords(panels))
	}
	return os.WriteFile(document, []byte(b.String()), 0o644)
}

func nameOf(r *record) string {
	name := "an older version"
	if r.Revision != "" {
		name = "revision " + r.Revision
	}
	return fmt.Sprintf("%s, measured on %s, when SHA-256 took %d ms", name, r.Date, r.HashMS)
}

const howMeasured = `
How each row is measured:

- **The neighbour** asks for a page and a default stream with a new seed every 300 ms, whatever became of those
  before, for 6 s; another address attacks on 32 connections until all is answered. What has no answer after 15 s counts as 15 s.
- **Viewers of one run** have open sockets before they ask, all at once, for a run that takes some four seconds
  by itself. They answer pings and never come again. Behind the first is the time at which a viewer is told
  that the run is done, less that of the first one.
- **Viewers of runs of their own** do the same, each with the default scenario and another seed.
- **The rush** opens its sockets all at once, too. Who is thrown out comes again as the page does, after
  U(0, min(10 s, 250 ms × 2^(n−1))), and asks for what is missing.
- **Who never reads** has a receive buffer of 4 KB. They are gone when the server has as many descriptors less.
- **Memory** is the resident set of the process five seconds after 2,000 sockets have come, less that before,
  a viewer. A process keeps memory that it may need again, so small values are good to a few KB.
- **A message** costs what 300 viewers of a run take more than one viewer does, by the messages more.
- **Slow readers** take 1,000 bytes a second of an answer of some 25 MB, each of another seed.
- **A page** is one of 200, asked for one after another on one connection, compressed.
- **A whole view** is a page, its run over a socket until that is done, and the advice on it, each with a new
  seed; scripts and styles are in the browser's cache.
- **Who drags** asks for another base every 33 ms, or once all bins of the one before are there: 1, 2, 4 … viewers for
  3 s each, until 5 % of the moves take longer. What is said in words follows when they pause.
`

func forecastWords(panels []panel) string {
	var b strings.Builder
	b.WriteString(`
## Forecast by the lab

The rush is a scenario of the lab, so the lab can say what will happen: its clients come at once, wait in
a queue for as many servers as there are cores, and each is served for the CPU time that one viewer took before, when
there was no crowd, that of the generator included. Where the server throws out who has waited for too long, that is
the client's timeout, and who is thrown out returns with full jitter.

![Share of the viewers that are done over time, measured and forecast](images/load-forecast.svg)

| | CPU a viewer | thrown out | forecast | half done | forecast | 99 % done | forecast |
|---|---:|---:|---:|---:|---:|---:|---:|
`)
	for _, p := range panels {
		r := p.rush
		fmt.Fprintf(&b, "| [%s](http://127.0.0.1:8080/?%s) | %.1f ms | %d | %d | %s | %s | %s | %s |\n", strings.ToLower(p.title), r.Query, r.CostMS, r.Thrown, r.TimedOut,
			point(r.Measured, 50), point(r.Forecast, 50), point(r.Measured, 99), point(r.Forecast, 99))
	}
	b.WriteString(`
What the scenario leaves out: the cores share their time among all who are there, where its servers take
one after another, so the first are served later than forecast; and in a crowd each viewer costs more, for memory is
collected more often and messages are sent while others wait.
`)
	return b.String()
}

// point is when a share of the viewers was done, in percent.
func point(times []int, share int) string {
	if share >= len(times) {
		return "never"
	}
	return fmt.Sprintf("%.1f s", float64(times[share])/1000)
}
