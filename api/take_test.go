package api

import (
	"encoding/csv"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backofflab/internal/labtest"
)

const (
	evilTitle = `"><script>alert(1)</script>`
	evilWords = "title=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&note=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E"
)

// tags are the properties of a page's preview.
func tags(body string) map[string]string {
	found := map[string]string{}
	for part := range strings.SplitSeq(body, "<meta ") {
		tag, _, _ := strings.Cut(part, ">")
		fields := strings.Split(tag, `"`)
		if len(fields) >= 4 {
			found[fields[1]] = html.UnescapeString(fields[3])
		}
	}
	return found
}

func TestPreviewTags(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.PublicURL = "https://lab.example.org" })
	page := lab.get(t, "/?seed=3&clients=60&"+evilWords)
	if strings.Contains(page.body, "<script>alert") || strings.Contains(page.body, "<img src=x") {
		t.Error("a title or a note gets into the markup")
	}
	query := "clients=60&seed=3&title=" + url.QueryEscape(evilTitle) + "&note=" + url.QueryEscape("<img src=x onerror=alert(1)>")
	got := tags(page.body)
	for name, want := range map[string]string{
		"og:type":         "website",
		"og:title":        evilTitle,
		"og:description":  "<img src=x onerror=alert(1)>",
		"og:url":          "https://lab.example.org/?" + query,
		"og:image":        "https://lab.example.org/card.png?" + query,
		"og:image:width":  "1200",
		"og:image:height": "630",
		"twitter:card":    "summary_large_image",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if !strings.Contains(got["og:image:alt"], evilTitle) {
		t.Errorf("og:image:alt is %q", got["og:image:alt"])
	}
	plain := tags(lab.get(t, "/").body)
	if plain["og:url"] != "https://lab.example.org/" || plain["og:image"] != "https://lab.example.org/card.png" || !strings.Contains(plain["og:title"], "jitter") {
		t.Errorf("the plain page has %v", plain)
	}
	for _, target := range []string{"/proof", "/embed", "/?clients=100000&rate=1&attempts=100"} {
		if got := tags(lab.get(t, target).body); !strings.HasPrefix(got["og:image"], "https://lab.example.org/card.png") || got["og:title"] == "" {
			t.Errorf("%s has %v", target, got)
		}
	}
	if got := tags(lab.get(t, "/?rate=NaN").body); got["og:image"] != "" {
		t.Errorf("a page without a run has a preview: %v", got)
	}
	image, _ := strings.CutPrefix(got["og:image"], "https://lab.example.org")
	if a := lab.get(t, image); a.status != http.StatusOK {
		t.Errorf("the picture of the tags: %d", a.status)
	}
}

func TestWordsOfALink(t *testing.T) {
	lab := startLab(t)
	page := lab.get(t, "/?title=My+%3Cown%3E&note=Look+here").body
	for what, want := range map[string]string{
		"the title comes first":       `<p class="own" dir="auto">My &lt;own&gt;</p>`,
		"the note is a paragraph":     `<p class="remark" dir="auto">Look here</p>`,
		"a form without script":       `name="title" value="My &lt;own&gt;"`,
		"links keep them":             "/details?title=My+%3Cown%3E&amp;note=Look+here",
		"the document's title":        "<title>My &lt;own&gt; · Backoff Lab</title>",
		"the address stands on paper": `id="printed">` + lab.url + "/?title=My+%3Cown%3E&amp;note=Look+here</p>",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s: the page lacks %q", what, want)
		}
	}
	for _, name := range []string{"/chart/load.svg", "/chart/completion.svg", "/card.svg"} {
		if body := lab.get(t, name+"?title=My+%3Cown%3E").body; strings.Count(body, "My &lt;own&gt;") < 2 {
			t.Errorf("%s does not say the title", name)
		}
	}
	if _, plain, _ := strings.Cut(lab.get(t, "/").body, "</head>"); strings.Contains(plain, "remark") || strings.Contains(plain, `class="own"`) {
		t.Error("a link without words has some")
	}
}

func rowsOfCSV(t *testing.T, a answer) [][]string {
	t.Helper()
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Fatalf("%d %s %.200s", a.status, a.header.Get("Content-Type"), a.body)
	}
	if strings.Count(a.body, "\n") != strings.Count(a.body, "\r\n") {
		t.Error("lines do not end as RFC 4180 says")
	}
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestRunCSV(t *testing.T) {
	lab := startLab(t)
	const query = "clients=60&seed=3&strategies=full,exponential&title=%3Dcmd"
	a := lab.get(t, "/api/v1/run.csv?"+query)
	if name := a.header.Get("Content-Disposition"); name != `attachment; filename="backoff-lab-run-60-clients-seed-3.csv"` {
		t.Errorf("the file is %s", name)
	}
	rows := rowsOfCSV(t, a)
	want := "strategy bin_start_s attempts accepted rejected failed timed_out completed in_flight queued open begun"
	if got := strings.Join(rows[0], " "); got != want {
		t.Errorf("the columns are %s", got)
	}
	_, results := labtest.Simulated(t, "clients=60&seed=3&strategies=full,exponential")
	i := 1
	for _, r := range results {
		for bin := range r.Columns.Attempts {
			c := r.Columns
			want := fmt.Sprint(r.Strategy, " ", 0.25*float64(bin), " ", c.Attempts[bin], " ", c.Accepted[bin], " ", c.Rejected[bin], " ", c.Failed[bin],
				" ", c.TimedOut[bin], " ", c.Completed[bin], " ", c.InFlight[bin], " ", c.Queued[bin], " ", c.Open[bin], " ", c.Begun[bin])
			if got := strings.Join(rows[i], " "); got != want {
				t.Fatalf("row %d is %s, want %s", i, got, want)
			}
			i++
		}
	}
	if i != len(rows) {
		t.Errorf("%d rows, want %d", len(rows), i)
	}
	if strings.Contains(a.body, "cmd") {
		t.Error("the title is among the data")
	}
}

func TestResultsCSV(t *testing.T) {
	lab := startLab(t)
	const query = "clients=60&seed=3&limiter=none&strategies=full,exponential@20/full@80"
	rows := rowsOfCSV(t, lab.get(t, "/api/v1/results.csv?"+query))
	if len(rows) != 5 { // a header, a strategy, a mix and its parts
		t.Fatalf("rows are %v", rows)
	}
	_, results := labtest.Simulated(t, query)
	at := func(row int, column string) string {
		for i, name := range rows[0] {
			if name == column {
				return rows[row][i]
			}
		}
		t.Fatalf("there is no column %s", column)
		return ""
	}
	if at(1, "strategy") != results[0].Strategy || at(1, "attempts") != fmt.Sprint(results[0].Attempts) || at(1, "peak_per_s") != fmt.Sprint(results[0].PeakPerS) ||
		at(1, "completion_max_s") != fmt.Sprint(results[0].Completion.Max().Seconds()) || at(1, "success_percent") != "100" {
		t.Errorf("a row is %v", rows[1])
	}
	if over := at(1, "peak_over_capacity"); over != "" {
		t.Errorf("without a limit the peak over the capacity is %q, want nothing", over)
	}
	mixes := 0
	for row := 1; row < len(rows); row++ {
		if strings.Contains(at(row, "part_of"), "@") {
			mixes++
		}
	}
	if mixes != 2 {
		t.Errorf("%d parts of a mix in %v", mixes, rows)
	}
	for _, target := range []string{"/api/v1/run.csv?rate=0", "/api/v1/results.csv?title=a&title=b"} {
		if a := lab.get(t, target); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d", target, a.status)
		}
	}
}

func TestEmbed(t *testing.T) {
	lab := startLab(t)
	a := lab.get(t, "/embed?strategies=full,equal&"+evilWords)
	policy := a.header.Get("Content-Security-Policy")
	if a.status != http.StatusOK || !strings.Contains(policy, "frame-ancestors *") || strings.Contains(policy, "unsafe") ||
		a.header.Get("Cross-Origin-Resource-Policy") != "cross-origin" || a.header.Get("X-Frame-Options") != "" {
		t.Errorf("%d %v", a.status, a.header)
	}
	if strings.Contains(a.body, "<script>alert") || strings.Contains(a.body, "<img src=x") {
		t.Error("a title or a note gets into the markup")
	}
	if !strings.Contains(a.body, `target="_blank" rel="noopener">open this run`) || strings.Contains(a.body, "<form") {
		t.Error("the frame has no way into the lab, or settings")
	}
	for target, want := range map[string][2]bool{"/embed": {true, false}, "/embed?chart=load": {true, false}, "/embed?chart=completion": {false, true}, "/embed?chart=both&theme=dark": {true, true}} {
		body := lab.get(t, target).body
		if strings.Contains(body, `data-chart="load"`) != want[0] || strings.Contains(body, `data-chart="completion"`) != want[1] {
			t.Errorf("%s has other charts", target)
		}
		if strings.Contains(body, "/theme-dark.css") != strings.Contains(target, "dark") {
			t.Errorf("%s has other colours", target)
		}
	}
	for _, target := range []string{"/embed?chart=pie", "/embed?theme=%22pink", "/embed?rate=NaN", "/embed?chart=load&chart=both"} {
		if a := lab.get(t, target); a.status != http.StatusBadRequest || !strings.Contains(a.body, "cannot read") {
			t.Errorf("%s: %d", target, a.status)
		}
	}
	if a := lab.get(t, "/embed?clients=100000&rate=1&attempts=100"); a.status != http.StatusOK || !strings.Contains(a.body, "too large for a frame") {
		t.Errorf("a large run in a frame: %d", a.status)
	}
	for _, target := range []string{"/", "/proof", "/embed/"} {
		if policy := lab.get(t, target).header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s may be framed: %s", target, policy)
		}
	}
}
