package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"backofflab/internal/labtest"
	"backofflab/scenario"
	"backofflab/web"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

func TestPageIsCompleteWithoutScript(t *testing.T) {
	lab := startLab(t)
	a := lab.get(t, "/?"+labtest.Small)
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		t.Fatalf("%d %s", a.status, a.header.Get("Content-Type"))
	}
	details := lab.get(t, "/details?"+labtest.Small).body
	scenario, results := labtest.Simulated(t, labtest.Small)
	for _, r := range results {
		for _, chunk := range append(chart.Chunks(chart.BarPath(r.Columns.Attempts)), chart.Chunks(chart.StepPath(r.Columns.Completed))...) {
			if !strings.Contains(a.body+details, `d="`+chunk+`"`) {
				t.Fatalf("%s: the page lacks the path %.60s", r.Strategy, chunk)
			}
		}
	}
	for _, part := range []string{`data-state="done"`, `method="get"`, `name="clients"`, `href="/scenarios"`, `href="/details?`, lab.static.prefix + "/"} {
		if !strings.Contains(a.body, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	for _, part := range []string{"style=", "onclick", "http://www.google", "javascript:"} {
		if strings.Contains(a.body, part) {
			t.Errorf("the page has %s", part)
		}
	}
	_, table, _ := strings.Cut(details, `id="table"`) // others stand before it
	_, table, _ = strings.Cut(table, "<tbody>")
	table, _, _ = strings.Cut(table, "</tbody>")
	cells := strings.Count(table, "<td")
	if want := len(results) * (len(view.ColumnsOf(scenario)) + 1); cells != want {
		t.Errorf("the table has %d cells, want %d", cells, want)
	}
}

// A page of the lab has its one sheet in it, and the policy allows these very bytes. Other
// pages ask for theirs, and their policy allows none.
func TestStylesStandInThePage(t *testing.T) {
	lab := startLab(t)
	for target, sheet := range map[string]string{
		"/": "lab.css", "/?" + labtest.Small: "lab.css", "/?clients=-1": "lab.css", "/?clients=1000000000": "lab.css",
		"/compare?clients=60&with=clients=50": "pinned.css", "/details?" + labtest.Small: "", "/scenarios": "", "/nothing": "",
	} {
		a := lab.ask(t, http.MethodGet, target, "Accept", "text/html")
		policy := a.header.Get("Content-Security-Policy")
		asked, inside := strings.Count(a.body, `rel="stylesheet"`), strings.Count(a.body, "<style")
		if sheet == "" {
			if asked != 1 || inside != 0 || !strings.Contains(policy, "style-src 'self';") {
				t.Errorf("%s: %d sheets are asked for and %d stand in it, under %s", target, asked, inside, policy)
			}
			continue
		}
		_, text, _ := strings.Cut(a.body, "<style")
		_, text, _ = strings.Cut(text, ">")
		text, _, _ = strings.Cut(text, "</style>")
		if file, _ := web.Find(sheet); text != string(file.Plain) || asked != 0 || inside != 1 {
			t.Errorf("%s: %d sheets stand in it, and %d are asked for; the first is not %s: %.80s", target, inside, asked, sheet, text)
		}
		sum := sha256.Sum256([]byte(text))
		if want := "style-src 'self' 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "';"; !strings.Contains(policy, want) {
			t.Errorf("%s: the policy lacks %s: %s", target, want, policy)
		}
	}
}

func TestPageOfEveryPreset(t *testing.T) {
	lab := startLab(t)
	for _, preset := range scenario.Presets() {
		a := lab.get(t, "/?preset="+preset.Key)
		if a.status != http.StatusOK || !strings.Contains(a.body, `data-state="done"`) {
			t.Errorf("%s: %d", preset.Key, a.status)
		}
	}
}

func TestPageShowsWhatWasAsked(t *testing.T) {
	a := startLab(t).get(t, "/?clients=-5&rate=30&base=%3Cscript%3Ealert(1)%3C/script%3E&nonsense=1")
	if a.status != http.StatusBadRequest || !strings.Contains(a.body, `data-state="error"`) {
		t.Fatalf("%d", a.status)
	}
	for _, part := range []string{`value="-5"`, `value="30"`, `value="&lt;script&gt;alert(1)&lt;/script&gt;"`, "nonsense", "1 to 1\u202f000\u202f000"} {
		if !strings.Contains(a.body, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	if strings.Contains(a.body, "<script>alert") {
		t.Error("the page runs what was asked")
	}
}

func TestPageLeavesALargeRunToTheStream(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.PageAttempts = 100 })
	for _, query := range []string{labtest.Small, "clients=101&strategies=full"} {
		a := lab.get(t, "/?"+query)
		if a.status != http.StatusOK || !strings.Contains(a.body, `data-state="streaming"`) || !strings.Contains(a.body, "too large") {
			t.Errorf("%s: %d %.200s", query, a.status, a.body)
		}
	}
}

func TestFormOfThePageIsAQuery(t *testing.T) {
	// A browser without script sends every field, and a name for each strategy.
	var pairs []string
	for _, f := range scenario.Fields() {
		value := f.Format(scenario.Default())
		if !f.List { // else there is a box for each of its members
			pairs = append(pairs, f.Name+"="+value)
			continue
		}
		for member := range strings.SplitSeq(value, ",") {
			pairs = append(pairs, f.Name+"="+member)
		}
	}
	a := startLab(t).get(t, "/?"+strings.Join(pairs, "&"))
	if a.status != http.StatusOK || !strings.Contains(a.body, `data-query=""`) {
		t.Errorf("%d: the form of the default is not the default", a.status)
	}
}

// wellFormed reads all of an XML document.
func wellFormed(t *testing.T, document string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(document))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
	}
}
