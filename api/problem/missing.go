package problem

import (
	"net/http"
	"path"
	"strings"

	"backofflab/scenario"
)

// Place is an address that somebody may have meant.
type Place struct {
	Path string   `json:"path"`
	Name string   `json:"name"`
	also []string // what else it is asked for by
}

// pages are the places to read, and what people type who look for them.
var pages = []Place{
	{"/", "The lab", []string{"home", "index", "lab", "simulator", "app", "start"}},
	{"/scenarios", "Scenarios", []string{"scenario", "presets", "preset", "examples", "example", "gallery", "demo"}},
	{"/testbed", "Testbed", []string{"testbeds", "mock", "server", "try", "real", "m"}},
	{"/help", "Help", []string{"about", "faq", "guide", "manual", "howto", "tutorial", "keys", "shortcuts", "info", "version", "learn"}},
	{"/glossary", "Glossary", []string{"terms", "words", "dictionary", "definitions", "vocabulary"}},
	{"/proof", "Proof", []string{"validation", "verification", "tests", "evidence", "trust"}},
	{"/docs", "Documents", []string{"doc", "documentation", "readme", "documents", "wiki"}},
	{"/docs/addresses", "Addresses", []string{"addresses", "links", "urls"}},
	{"/docs/api", "The API", []string{"api", "api/v1", "v1", "rest", "endpoints", "developers", "sdk"}},
	{"/llms.txt", "What language models need to know", []string{"llm.txt", "llms-full.txt", "ai.txt", "llms"}},
	{"/docs/model", "The model", []string{"model", "assumptions", "limits"}},
	{"/settings", "All settings", []string{"setting", "config", "configuration", "options", "preferences", "parameters"}},
	{"/import", "Import", []string{"paste", "upload", "convert", "imports"}},
	{"/export", "Use these settings", []string{"exports", "code", "snippet", "copy"}},
	{"/compare?with=v=1", "Compare two runs", []string{"compare", "diff", "baseline"}},
	{"/details", "Everything of a run", []string{"details", "results", "table", "numbers", "all"}},
	{"/embed", "A frame for other pages", []string{"embed", "frame", "iframe", "widget"}},
	{"/card.png", "The picture of a link", []string{"card", "preview", "og.png", "image"}},
	{"/healthz", "Whether the lab is healthy", []string{"health", "status", "ping", "live", "livez", "metrics"}},
}

// programs are the addresses for programs.
var programs = []Place{
	{"/api/v1/openapi.json", "The API as OpenAPI", []string{"openapi.json", "openapi", "openapi.yaml", "swagger", "swagger.json", "api-docs"}},
	{"/api/v1/formats", "The formats that are imported and exported", []string{"formats"}},
	{"/api/v1/export", "A policy as code", []string{"api/export"}},
	{"/api/v1/run", "A run as JSON", []string{"api/run", "run", "run.json", "simulate"}},
	{"/api/v1/run.csv", "A run as CSV", []string{"run.csv", "csv"}},
	{"/api/v1/results.csv", "The table as CSV", []string{"results.csv", "results", "table.csv"}},
	{"/api/v1/policy", "The waits of a policy as JSON", []string{"policy", "schedule", "delays"}},
	{"/api/v1/compare", "A run beside its baseline as JSON", []string{"api/compare", "compare.json"}},
	{"/api/v1/trace", "Every attempt of one strategy as JSON", []string{"trace"}},
	{"/api/v1/attempts", "Every attempt as JSON", []string{"attempts", "attempts.json"}},
	{"/api/v1/attempts.csv", "Every attempt as CSV", []string{"attempts.csv"}},
	{"/api/v1/stream", "A run as a stream", []string{"stream", "ws", "socket", "websocket"}},
}

// Presets are the scenarios as places.
func Presets() []Place {
	var places []Place
	for _, p := range scenario.Presets() {
		places = append(places, Place{"/?preset=" + p.Key, p.Name, []string{p.Key, "preset/" + p.Key, "presets/" + p.Key, "scenarios/" + p.Key, "scenario/" + p.Key}})
	}
	return places
}

// Missing is the answer to a request for an address at which nothing is. It names the
// nearest that there is.
func Missing(asked string) *Problem {
	p := &Problem{Type: "about:blank", Status: http.StatusNotFound, Title: "Not found", Detail: "There is nothing at this address."}
	if near, ok := Nearest(asked); ok {
		p.See = &near
		p.Detail += " Did you mean " + near.Path + "?"
	}
	return p
}

// Nearest returns the place that was most likely meant by a path.
func Nearest(asked string) (Place, bool) {
	asked = strings.Trim(strings.ToLower(asked), "/")
	for _, end := range []string{".html", ".htm", ".php", ".md"} {
		asked = strings.TrimSuffix(asked, end)
	}
	all := append(append(append([]Place{}, pages...), Presets()...), programs...)
	if strings.HasPrefix(asked, "api/") {
		all = append(append([]Place{}, programs...), pages...)
	}
	best, least := Place{}, 1.0
	for _, place := range all {
		if d := place.distance(asked); d < least {
			best, least = place, d
		}
	}
	return best, least <= farthest
}

// farthest is the share of its letters that may be wrong in what was meant.
const farthest = 0.34

// distance is the share of the letters that are wrong in what was asked for, or in its last
// part, if the place was meant.
func (p Place) distance(asked string) float64 {
	least := 1.0
	for _, name := range append([]string{strings.Trim(p.Path, "/")}, p.also...) {
		least = min(least, apart(asked, name), apart(path.Base(asked), name)+0.01) // the whole counts more
	}
	return least
}

// longestName bounds the work for a path that is none.
const longestName = 64

// apart is how many letters must be changed, put in or left out between two words, as a
// share of the longer.
func apart(a, b string) float64 {
	if len(a) == 0 || len(b) == 0 || len(a) > longestName {
		return 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := corner
			if a[i] != b[j] {
				cost = 1 + min(corner, row[j], row[j+1])
			}
			corner, row[j+1] = row[j+1], cost
		}
	}
	return float64(row[len(b)]) / float64(max(len(a), len(b)))
}
