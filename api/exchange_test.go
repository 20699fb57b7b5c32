package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backofflab/api/wire"
	"backofflab/exchange"
	"backofflab/scenario/link"
)

// imports posts a body to be imported.
func (l *lab) imports(t *testing.T, query, kind, body string) answer {
	t.Helper()
	request, err := http.NewRequest(http.MethodPost, l.url+importJSONPath+query, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", kind)
	return l.send(t, request)
}

func TestImportByEveryKindOfBody(t *testing.T) {
	lab := startLab(t)
	asJSON, _ := json.Marshal(wire.ImportAsked{Text: pastedGRPC, Into: "rate=7&strategies=full,fixed", Replaces: "fixed"})
	for _, row := range []struct{ name, query, kind, body, in string }{
		{"the text itself", "", "text/plain; charset=utf-8", pastedGRPC, ""},
		{"a file", "?format=grpc", "application/yaml", pastedGRPC, ""},
		{"no kind", "", "", pastedGRPC, ""},
		{"a form", "", "application/x-www-form-urlencoded", url.Values{"text": {pastedGRPC}, "into": {"rate=7"}}.Encode(), "rate=7"},
		{"JSON", "", "application/json", string(asJSON), "rate=7"},
		{"into a link", "?into=" + url.QueryEscape("https://lab.example.org/?rate=7&strategies=full"), "text/plain", pastedGRPC, "rate=7"},
	} {
		a := lab.imports(t, row.query, row.kind, row.body)
		var got wire.ImportAnswer
		if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.status != http.StatusOK {
			t.Errorf("%s: %d, %v: %.300s", row.name, a.status, err, a.body)
			continue
		}
		l, err := link.Read(got.Link)
		if err != nil || got.Query != l.Scenario.Query() || !strings.Contains(got.Query, row.in) || !strings.HasPrefix(got.Link, lab.url+"/?") {
			t.Errorf("%s: %v, query %q, link %q", row.name, err, got.Query, got.Link)
		}
		if got.Format != "grpc" || !strings.Contains(got.Strategy, "attempts=4") || !strings.Contains(strings.Join(got.Losses, " "), "surprise") || len(got.Notes) <= len(got.Losses) {
			t.Errorf("%s: %+v", row.name, got)
		}
		if row.name == "JSON" && strings.Contains(got.Query, "fixed") {
			t.Errorf("%s: the strategy is not in place of the other: %s", row.name, got.Query)
		}
	}
}

func TestWrongImportsAreNamed(t *testing.T) {
	lab := startLab(t)
	for _, row := range []struct {
		name, query, kind, body string
		status                  int
		says                    string
	}{
		{"10 MB", "", "text/plain", strings.Repeat("x: 1\n", 2<<20), 413, "262\u202f144 bytes"},
		{"a little too much", "", "text/plain", strings.Repeat("x", wire.MaxText+1), 413, "262\u202f144 bytes"},
		{"too much as JSON", "", "application/json", `{"text":"` + strings.Repeat("x", 10<<20) + `"}`, 413, "262\u202f144 bytes"},
		{"too much as a form", "", "application/x-www-form-urlencoded", "text=" + strings.Repeat("x", 10<<20), 413, "262\u202f144 bytes"},
		{"nothing", "", "text/plain", "", 400, "text"},
		{"no format", "?format=word", "text/plain", pastedGRPC, 400, "word"},
		{"no scenario", "?into=rate=soon", "text/plain", pastedGRPC, 400, "rate=soon"},
		{"no such strategy", "?into=rate=7&replaces=fixed", "text/plain", pastedGRPC, 400, "replaces=fixed"},
		{"no JSON", "", "application/json", "{", 400, "Send the text itself"},
		{"a misspelt field", "", "application/json", `{"txt":"x"}`, 400, "Send the text itself"},
	} {
		a := lab.imports(t, row.query, row.kind, row.body)
		p := a.problem(t)
		if a.status != row.status || !strings.Contains(p.Detail, row.says) {
			t.Errorf("%s: %d %s", row.name, a.status, p.Detail)
		}
	}
	if a := lab.get(t, importJSONPath); a.status != http.StatusMethodNotAllowed || a.problem(t).Detail != "This address answers POST." {
		t.Errorf("GET: %d %s", a.status, a.body)
	}
	request, _ := http.NewRequest(http.MethodPost, lab.url+importJSONPath, strings.NewReader(pastedGRPC))
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	if a := lab.send(t, request); a.status != http.StatusForbidden {
		t.Errorf("a page of another site: %d", a.status)
	}
}

// What is exported says what it loses, and its link simulates both.
func TestExportJSON(t *testing.T) {
	lab := startLab(t)
	const query = "strategies=full,exponential>client:openai-python&base=200ms&attempts=4&timeout=1s"
	a := lab.get(t, "/api/v1/export?"+query+"&strategy=full")
	var got wire.ExportAnswer
	if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.status != http.StatusOK || got.Strategy != "full" {
		t.Fatalf("%d, %v: %.300s", a.status, err, a.body)
	}
	written := 0
	for _, f := range exchange.Formats() {
		if f.Write != nil {
			written++
		}
	}
	if len(got.Texts) != written {
		t.Errorf("%d texts of %d formats", len(got.Texts), written)
	}
	for _, text := range got.Texts {
		if text.Strategy == nil {
			continue
		}
		if text.Same == nil || *text.Same != (len(text.Losses) == 0) {
			t.Errorf("%s is the same: %v, and loses %q", text.Format, text.Same, text.Losses)
		}
		if text.Link == nil {
			t.Errorf("%s has no link", text.Format)
			continue
		}
		l, err := link.Read(*text.Link)
		if err != nil || len(l.Scenario.Strategies) > 2 || len(l.Scenario.Strategies) < 2 && !*text.Same || !strings.Contains(*text.Link, "timeout=1s") {
			t.Errorf("%s: %v, %s", text.Format, err, *text.Link)
		}
		if shown := lab.get(t, strings.TrimPrefix(*text.Link, lab.url)); shown.status != http.StatusOK {
			t.Errorf("%s: its link answers %d", text.Format, shown.status)
		}
		again := lab.imports(t, "?format="+text.Format, "text/plain", text.Code)
		if again.status != http.StatusOK || !strings.Contains(again.body, `"strategy":`+quoted(*text.Strategy)) {
			t.Errorf("%s read again: %d, %s, want %s", text.Format, again.status, again.body, *text.Strategy)
		}
	}
	for bad, field := range map[string]string{"strategy=none": "strategy", "format=word": "format", "rate=soon": "rate"} {
		if p := lab.get(t, "/api/v1/export?"+bad).problem(t); p.Status != http.StatusBadRequest || p.Fields[0].Field != field {
			t.Errorf("%s: %+v", bad, p)
		}
	}
}

func quoted(text string) string {
	b, _ := wire.Encode(text)
	return strings.TrimSpace(string(b))
}
