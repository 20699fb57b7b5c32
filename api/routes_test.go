package api

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"backofflab/api/calculator"
)

// docs/addresses.md names what the server answers, and nothing else.
func TestDocumentedAddressesAreTheRoutes(t *testing.T) {
	page, err := os.ReadFile("../docs/addresses.md")
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for _, found := range regexp.MustCompile("`(/[a-z0-9./*:]*)(\\?…)?`").FindAllStringSubmatch(string(page), -1) {
		if !slices.Contains(documented, found[1]) {
			documented = append(documented, found[1])
		}
	}
	routed := []string{importJSONPath, calculator.VerifyJSONPath, calculator.VerifyFragmentPath} // by POST alone
	for _, r := range startLab(t).table() {
		routed = append(routed, r.path)
	}
	slices.Sort(documented)
	slices.Sort(routed)
	if !slices.Equal(documented, routed) {
		t.Errorf("the document has\n%q\nthe server\n%q", documented, routed)
	}
}
