package tipping

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"backofflab/internal/format"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
)

var update = flag.Bool("update", false, "measure rare collapses anew, which takes minutes, and write docs/rare-collapses.md")

const (
	measuredFile = "testdata/measured.json"
	documentFile = "../../docs/rare-collapses.md"
	plainRuns    = 10_000
)

// measured is a scenario whose probability of a collapse was estimated in both ways.
type measured struct {
	Query        string
	Engine       string
	Plain, Split Estimate
	Probe        Estimate // by an effort small enough for every test
}

var (
	full  = Effort{Runs: 200, Repetitions: 24, Seed: 1, Workers: 2}
	probe = Effort{Runs: 15, Repetitions: 2, Seed: 1, Workers: 2}
)

func measure(t *testing.T, query string) measured {
	t.Helper()
	m := measured{Query: scenariotest.Parse(t, query).Query(), Engine: sim.EngineVersion}
	s := systemOf(t, query)
	var errs [3]error
	m.Plain, errs[0] = Plain(t.Context(), s, plainRuns, 1, 2)
	m.Split, errs[1] = Split(t.Context(), s, full)
	m.Probe, errs[2] = Split(t.Context(), s, probe)
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// What is written down is of this engine: a probe of it comes out the same, and so is what the
// document says. Where plain Monte Carlo sees enough, both agree; of the rarer it sees nothing.
func TestRareCollapsesAreWrittenDown(t *testing.T) {
	if *update {
		write(t, []measured{measure(t, fourServers+"36"), measure(t, fourServers+"32")})
	}
	text, err := os.ReadFile(measuredFile)
	if err != nil {
		t.Fatal(err)
	}
	var all []measured
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		now, err := Split(t.Context(), systemOf(t, m.Query), probe)
		if err != nil {
			t.Fatal(err)
		}
		if m.Engine != sim.EngineVersion || !reflect.DeepEqual(now, m.Probe) {
			t.Errorf("%s: a probe is %+v, was %+v by engine %s: measure again with -update", m.Query, now, m.Probe, m.Engine)
		}
	}
	document, err := os.ReadFile(documentFile)
	if err != nil || string(document) != documentOf(all) {
		t.Errorf("%s is not what was measured (%v): -update writes it", documentFile, err)
	}
	often, rare := all[0], all[1]
	if often.Plain.P < 1e-3 || often.Plain.P > 1e-2 || often.Split.Low > often.Plain.High || often.Split.High < often.Plain.Low {
		t.Errorf("plain %+v, split %+v", often.Plain, often.Split)
	}
	if rare.Plain.P != 0 || rare.Split.P > 1e-5 || rare.Split.Low <= 0 || rare.Split.Gain() < 10 {
		t.Errorf("plain %+v, split %+v", rare.Plain, rare.Split)
	}
}

func write(t *testing.T, all []measured) {
	t.Helper()
	text, err := json.MarshalIndent(all, "", "  ")
	if err == nil {
		err = os.MkdirAll("testdata", 0o755)
	}
	if err == nil {
		err = os.WriteFile(measuredFile, append(text, '\n'), 0o644)
	}
	if err == nil {
		err = os.WriteFile(documentFile, []byte(documentOf(all)), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func documentOf(all []measured) string {
	var b strings.Builder
	b.WriteString(documentHead)
	for _, m := range all {
		for _, row := range []struct {
			how string
			e   Estimate
		}{{"plain", m.Plain}, {"splitting", m.Split}} {
			e := row.e
			gain := "1"
			if e.Levels != nil {
				gain = format.Count(int(e.Gain() + 0.5))
			}
			fmt.Fprintf(&b, "| %s | %s | %.2g | %.2g to %.2g | %s | %s | %s |\n", offered(m.Query), row.how, e.P, e.Low, e.High,
				format.Count(e.Runs), format.Count(int(e.Work)), gain)
		}
	}
	b.WriteString("\nThe scenarios:\n\n")
	for _, m := range all {
		fmt.Fprintf(&b, "- [%s requests/s](http://127.0.0.1:8080/?%s)\n", offered(m.Query), m.Query)
	}
	fmt.Fprintf(&b, "\nLevels of the splitting, by the pilot: %v and %v. The engine is version %s.\n", all[0].Split.Levels, all[1].Split.Levels, all[0].Engine)
	return b.String()
}

func offered(query string) string {
	_, rest, _ := strings.Cut(query, "offered=")
	rate, _, _ := strings.Cut(rest, "&")
	return rate
}

const documentHead = `<!-- Written by go test ./experiment/tipping -run RareCollapses -update; edits are lost. -->
# Rare collapses

Four servers take 40 requests a second. Clients wait for 2 s and try three times without a
backoff. Below 40 requests a second nothing is wrong, on average. But by chance alone the queue
may grow until clients stop waiting; their retries then keep it long for good. How often?

A run of 40 s has collapsed where in its last quarter fewer than half as many requests succeed
as begin. Plain Monte Carlo simulates runs and counts. Splitting continues those that come near,
each in many ways, by other seeds from that moment on: [model](model.md#rare-collapses). Work is
the attempts that were simulated, those of the pilot too; the gain is how many times that work
plain Monte Carlo would take for an estimate of the same variance.

| requests/s | method | probability | 95 % interval | runs | attempts | gain |
|---:|---|---:|---:|---:|---:|---:|
`
