package compare

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"backofflab/scenario/link"
	"backofflab/testbed/conformance"
)

const (
	figures  = "../../benchmarks/clients/figures.json"
	document = "../../docs/clients.md"
)

var update = flag.Bool("update", false, "write docs/clients.md anew, from the figures")

func published(t *testing.T) *Comparison {
	t.Helper()
	file, err := os.Open(figures)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	c, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// docs/clients.md says what the figures beside it say, and nothing else.
func TestDocumentIsOfTheFigures(t *testing.T) {
	var want bytes.Buffer
	if err := published(t).WriteMarkdown(&want); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(document, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(document)
	if err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Errorf("docs/clients.md is not of benchmarks/clients/figures.json (%v): run make clients", err)
	}
}

// Each client leads to a scenario that the lab takes.
func TestLinksOpen(t *testing.T) {
	c := published(t)
	if len(c.Clients) < 10 {
		t.Errorf("%d clients", len(c.Clients))
	}
	for _, client := range c.Clients {
		if _, err := link.Parse(client.Link); err != nil {
			t.Errorf("%s: %v", client.Name, err)
		}
		if len(client.Results) != len(c.Cases) {
			t.Errorf("%s has %d results of %d cases", client.Name, len(client.Results), len(c.Cases))
		}
	}
}

// The lab's own client fails nothing of what is published.
func TestOwnClientFailsNothing(t *testing.T) {
	for _, client := range published(t).Clients {
		if !strings.HasPrefix(client.Name, "backofflab ") {
			continue
		}
		if client.count(conformance.Fail)+client.count(conformance.NotTried) > 0 {
			t.Errorf("%s fails %d cases and does not try %d", client.Name, client.count(conformance.Fail), client.count(conformance.NotTried))
		}
		return
	}
	t.Error("it is not there")
}

func TestClientsKeepTheirPlaces(t *testing.T) {
	var c Comparison
	for _, client := range []Client{{Name: "x", Language: "JavaScript"}, {Name: "a", Language: "Go"}, {Name: "b", Language: "Go"}, {Name: "a", Language: "Go", Version: "2"}} {
		c.Add(client, &conformance.Report{})
	}
	c.Sort()
	names := func() string {
		var all []string
		for _, client := range c.Clients {
			all = append(all, client.Name+client.Version)
		}
		return strings.Join(all, " ")
	}
	if got := names(); got != "a2 b x" {
		t.Errorf("clients are %s", got)
	}
	if c.Drop("Go"); names() != "x" {
		t.Errorf("without those for Go they are %s", names())
	}
}

func TestCells(t *testing.T) {
	report := conformance.Report{Results: []conformance.Result{
		{Finding: conformance.Finding{Verdict: conformance.Pass}, Made: make([]conformance.Made, 2), Delays: []conformance.Millis{conformance.Millis(2003400 * time.Microsecond)}},
		{Finding: conformance.Finding{Verdict: conformance.Fail}, Made: make([]conformance.Made, 3), Delays: []conformance.Millis{1, 0}},
		{Finding: conformance.Finding{Verdict: conformance.Warn}, Made: make([]conformance.Made, 400)},
		{Finding: conformance.Finding{Verdict: conformance.NotTried}, Made: make([]conformance.Made, 1)},
	}}
	c := &Comparison{}
	c.Add(Client{}, &report)
	for i, want := range []string{"✓ 2,003 ms", "✗ 3× 0 ms", "! 400×", "–"} {
		if got := strings.ReplaceAll(c.Clients[0].Results[i].cell(), "\u202f", ","); got != want {
			t.Errorf("cell %d is %q, want %q", i, got, want)
		}
	}
}
