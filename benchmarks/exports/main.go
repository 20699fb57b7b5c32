// Command exports runs what the lab writes as Go: every text of package exchange for a
// library of Go, from many policies, is compiled and run as it is, with its library, and
// what it really waits is held against the policy that the text reads back to, and, where it
// says that it is the same, against the one that it was written from. See package measure.
//
// It is a module of its own, so that the lab depends on none of the libraries. It runs from
// its own folder:
//
//	go run .                    all texts; writes docs/exports.md
//	go run . -check             the same, but writes nothing
//	go run . -only=cenkalti     those of one format; writes nothing
package main

import (
	"flag"
	"log"
	"os"

	"backofflab/benchmarks/exports/measure"
)

func main() {
	log.SetFlags(0)
	only := flag.String("only", "", "run the texts of this `format` alone, and write no document")
	samples := flag.Int("samples", 2_000, "`calls` of each text")
	check := flag.Bool("check", false, "write no document")
	keep := flag.Bool("keep", false, "keep the code that was generated")
	flag.Parse()
	texts, err := written(*only)
	if err != nil {
		log.Fatal(err)
	}
	figures, err := run(texts, *samples, *keep)
	if err == nil {
		summary(figures)
	}
	if err == nil && *only == "" && !*check {
		err = publish(texts, figures, *samples)
	}
	if err != nil {
		log.Print(err)
		os.Exit(1)
	}
}

// summary says in a line what was measured.
func summary(figures map[string]measure.Figure) {
	var mean, quantile float64
	for _, f := range figures {
		mean, quantile = max(mean, f.Mean), max(quantile, f.Quantile)
	}
	log.Printf("%d texts do what they say: the farthest mean is off by %.1f standard errors, the farthest quantile by %.1f standard deviations of its rank", len(figures), mean, quantile)
}
