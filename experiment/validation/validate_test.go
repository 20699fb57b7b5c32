package validation

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/sim"
)

var (
	full   = flag.Bool("full", false, "measure the claims in full, for minutes, and not in their quick form")
	only   = flag.String("only", "", "the claims to measure, V10,V12; others stay as they were published")
	update = flag.Bool("update", false, "with -full: write figures.json and docs/validation.md anew")
)

// claims are the published results, in the order of the report.
var claims = []struct {
	id      string
	measure func(lab) Claim
}{
	{"V1", awsSimulator}, {"V2", fewerCalls}, {"V3", independentFailures}, {"V4", budgetCrowd},
	{"V5", collapse}, {"V6", collapsed}, {"V7", queues}, {"V8", tokenBucket}, {"V9", publishedBands},
	{"V10", libraryDelays}, {"V11", retryAfter}, {"V12", agentsReconnect}, {"V13", layersMultiply}, {"V14", sharedQuota},
	{"V15", successByAttempt}, {"V16", hedged}, {"V17", limitsTogether}, {"V18", tips},
	{"V19", awsChart},
}

// The lab reproduces every published result. The quick form takes fewer
// replications and leaves out what takes long; with -short, as in make test, it measures every
// third result, and in make check all of them.
func TestValidate(t *testing.T) {
	report := Report{Engine: sim.EngineVersion}
	for i, c := range claims {
		if testing.Short() && !*full && i%3 != 0 {
			continue
		}
		if *only != "" && !slices.Contains(strings.Split(*only, ","), c.id) {
			report.Claims = append(report.Claims, published(c.id)...)
			continue
		}
		began := time.Now()
		claim := c.measure(lab{t, *full})
		report.Claims = append(report.Claims, claim)
		t.Logf("%v\n%s", time.Since(began).Round(10*time.Millisecond), table(claim))
		if !claim.Pass {
			t.Errorf("%s is not reproduced", claim.ID)
		}
	}
	if *full && *update {
		write(t, "figures.json", encode(t, report))
		write(t, "../../docs/validation.md", []byte(document(report)))
	}
}

// published are the claims of the last report with an ID, one or none.
func published(id string) []Claim {
	return slices.DeleteFunc(Published().Claims, func(c Claim) bool { return c.ID != id })
}

func encode(t *testing.T, r Report) []byte {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "\t")
	if err := encoder.Encode(r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}
