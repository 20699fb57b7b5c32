package validation

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"backofflab/sim"
)

var (
	full   = flag.Bool("full", false, "measure the claims in full, for minutes, and not in their quick form")
	update = flag.Bool("update", false, "with -full: write figures.json and docs/validation.md anew")
)

// claims are the published results, in the order of the report.
var claims = []func(lab) Claim{
	awsSimulator, fewerCalls, independentFailures, budgetCrowd, collapse, collapsed,
	queues, tokenBucket, publishedBands, libraryDelays, retryAfter,
}

// The lab reproduces every published result. The quick form takes fewer
// replications and leaves out what takes long.
func TestValidate(t *testing.T) {
	report := Report{Engine: sim.EngineVersion}
	for _, measure := range claims {
		began := time.Now()
		claim := measure(lab{t, *full})
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
