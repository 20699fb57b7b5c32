package problem

import "testing"

func TestNearest(t *testing.T) {
	for asked, want := range map[string]string{
		"/scenario":         "/scenarios",
		"/senarios":         "/scenarios",
		"/presets":          "/scenarios",
		"/scenarios/":       "/scenarios",
		"/preset/stress":    "/?preset=stress",
		"/stress":           "/?preset=stress",
		"/Stress.html":      "/?preset=stress",
		"/llm-ratelimit":    "/?preset=llm-rate-limit",
		"/scenarios/chaos":  "/?preset=chaos",
		"/doc":              "/docs",
		"/docs/modell":      "/docs/model",
		"/api":              "/docs/api",
		"/api/v1":           "/docs/api",
		"/openapi.json":     "/api/v1/openapi.json",
		"/swagger.json":     "/api/v1/openapi.json",
		"/llm.txt":          "/llms.txt",
		"/api/v1/runs":      "/api/v1/run",
		"/api/run":          "/api/v1/run",
		"/api/v2/run":       "/api/v1/run",
		"/api/v1/result":    "/api/v1/results.csv",
		"/api/v1/streams":   "/api/v1/stream",
		"/glossery":         "/glossary",
		"/proofs":           "/proof",
		"/setting":          "/settings",
		"/snippet":          "/export",
		"/paste":            "/import",
		"/about":            "/help",
		"/index.html":       "/",
		"/wp-login.php":     "",
		"/nothing":          "",
		"/":                 "",
		"/.env":             "",
		"/admin/config.xml": "",
	} {
		near, ok := Nearest(asked)
		if ok != (want != "") || ok && near.Path != want {
			t.Errorf("%s: %q, want %q", asked, near.Path, want)
		}
	}
}

func TestApart(t *testing.T) {
	for _, row := range []struct {
		a, b string
		want float64
	}{{"abc", "abc", 0}, {"abc", "abd", 1.0 / 3}, {"ab", "abc", 1.0 / 3}, {"", "abc", 1}, {"xyz", "abc", 1}} {
		if got := apart(row.a, row.b); got != row.want {
			t.Errorf("%s and %s are %v apart, want %v", row.a, row.b, got, row.want)
		}
	}
}
