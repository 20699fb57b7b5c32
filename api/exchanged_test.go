package api

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestExport(t *testing.T) {
	lab := startLab(t)
	const query = "clients=30&strategies=full,lib:got&attempts=7"
	page := lab.get(t, "/export?"+query)
	for _, want := range []string{"<h1>Use these settings</h1>", "maxAttempts = 7", "AWS_MAX_ATTEMPTS=7", "maxAttempts&#34;: 5,", "5 in gRPC service config, 7 here", `href="/export/text?clients=30&amp;strategies=full,lib:got&amp;attempts=7&amp;strategy=full&amp;format=grpc"`, `href="/?clients=30&amp;strategies=full,lib:got&amp;attempts=7"`, `href="/export?clients=30&amp;strategies=full,lib:got&amp;attempts=7&amp;strategy=lib%3Agot"`} {
		if page.status != http.StatusOK || !strings.Contains(page.body, want) {
			t.Errorf("%d, without %s", page.status, want)
		}
	}
	part := lab.get(t, "/fragment/export?"+query+"&strategy=lib%3Agot")
	if part.status != http.StatusOK || strings.Contains(part.body, "<html") || !strings.Contains(page.body, "<html") || !strings.Contains(part.body, "lib:got") {
		t.Errorf("the fragment: %d %.200s", part.status, part.body)
	}
	for target, field := range map[string]string{"/export?" + query + "&strategy=equal": "strategy", "/fragment/export?rate=x": "rate"} {
		if a := lab.get(t, target); a.status != http.StatusBadRequest || !strings.Contains(a.body, field) {
			t.Errorf("%s: %d %.200s", target, a.status, a.body)
		}
	}
}

// Links to the page's old address go on to work.
func TestUseLeadsToExport(t *testing.T) {
	lab := startLab(t)
	for query, want := range map[string]string{"": "/export", "?rate=5&strategy=full": "/export?rate=5&strategy=full"} {
		if a := lab.get(t, "/use"+query); a.status != http.StatusMovedPermanently || a.header.Get("Location") != want {
			t.Errorf("%s: %d to %q", query, a.status, a.header.Get("Location"))
		}
	}
}

// A text is a file, too.
func TestExportText(t *testing.T) {
	lab := startLab(t)
	a := lab.get(t, "/export/text?strategies=full&attempts=7&strategy=full&format=cenkalti")
	if a.status != http.StatusOK || a.header.Get("Content-Disposition") != `attachment; filename="retry.go"` || !strings.Contains(a.body, "WithMaxTries(7)") {
		t.Errorf("%d %v\n%s", a.status, a.header, a.body)
	}
	for _, query := range []string{"rate=x", "strategies=full&strategy=equal&format=grpc", "strategies=full&format=nonsense", "format=grpc"} {
		if a := lab.get(t, "/export/text?"+query); a.status != http.StatusBadRequest {
			t.Errorf("%s: answered %d", query, a.status)
		}
	}
}

// The texts are there without a run.
func TestExportOfARunThatIsTooLarge(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.PageAttempts = 100 })
	if a := lab.get(t, "/export?clients=1000"); a.status != http.StatusOK || !strings.Contains(a.body, "maxAttempts") || strings.Contains(a.body, "ahead") {
		t.Errorf("%d %.200s", a.status, a.body)
	}
}

func TestNumbers(t *testing.T) {
	lab := startLab(t)
	for _, row := range []struct {
		answers  string
		status   int
		location string
		has      []string
	}{
		{"", http.StatusOK, "", []string{"Use my numbers", `name="limit" value=""`}},
		{"clients=400&limit=40&within=10s", http.StatusSeeOther, "/?burst=40&base=200ms&cap=2s&attempts=16&deadline=10s", nil},
		{"clients=400&limit=40&within=5s", http.StatusOK, "", []string{"No retry policy can do this", `value="400"`, "Run it anyway", `href="/?burst=40&amp;cap=1s&amp;attempts=16&amp;deadline=5s"`}},
		{"clients=400&limit=" + url.QueryEscape(`"><b>`) + "&within=", http.StatusBadRequest, "", []string{`value="400"`, `value="&#34;&gt;&lt;b&gt;"`, `aria-invalid="true"`}},
	} {
		a := lab.get(t, "/numbers?"+row.answers)
		if a.status != row.status || a.header.Get("Location") != row.location {
			t.Errorf("%s: %d to %q", row.answers, a.status, a.header.Get("Location"))
		}
		for _, want := range row.has {
			if !strings.Contains(a.body, want) {
				t.Errorf("%s: without %s", row.answers, want)
			}
		}
	}
}

// pasteFile sends the form of the page with a file in it, as a browser does.
func (l *lab) pasteFile(t *testing.T, path, file string, fields map[string]string) answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		_ = form.WriteField(name, value) // a buffer takes everything
	}
	part, err := form.CreateFormFile("file", "retry.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte(file))
	_ = form.Close()
	request, err := http.NewRequest(http.MethodPost, l.url+path, &body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	return l.send(t, request)
}

const pasted = "\nb := backoff.NewExponentialBackOff()\nb.InitialInterval = 250 * time.Millisecond // <b>\nb.RandomizationFactor = jitter\n"

func TestImport(t *testing.T) {
	lab := startLab(t)
	for shows, row := range map[string]struct {
		answer answer
		status int
		has    []string
		hasNot string
	}{
		"nothing pasted yet": {lab.get(t, "/import"), http.StatusOK, []string{"<h1>Import</h1>", `data-sample="`, `name="into" value=""`}, "Read as"},
		"a sample beside a link": {lab.get(t, "/import?sample=grpc&clients=50"), http.StatusOK,
			[]string{"Read as gRPC service config", `name="into" value="clients=50"`, "Nothing is lost", `id="beside" href="/?clients=50&amp;strategies=`}, ""},
		"a text": {lab.post(t, "/import", url.Values{"text": {pasted}, "into": {"clients=50"}}), http.StatusOK,
			[]string{"Read as cenkalti/backoff v5", ">\n" + "\nb :=", "// &lt;b&gt;", `id="line-4"`, "base=250ms", "1 thing of the text is lost", "jitter is no number", `href="/export?strategies=`}, "<b>\n"},
		"a file, which goes before the field": {lab.pasteFile(t, "/import", pasted, map[string]string{"text": "other"}), http.StatusOK, []string{"Read as cenkalti/backoff v5"}, "other"},
		"a text that is nothing":              {lab.post(t, "/import", url.Values{"text": {"hello <b>"}}), http.StatusBadRequest, []string{"None of the formats", "hello &lt;b&gt;</textarea>"}, "Read as"},
		"as another format":                   {lab.post(t, "/import", url.Values{"text": {pasted}, "format": {"cenkalti"}, "as": {"grpc"}}), http.StatusBadRequest, []string{"This was read as gRPC", "</textarea>"}, "Read as"},
		"a part of the page":                  {lab.post(t, "/fragment/import", url.Values{"text": {pasted}}), http.StatusOK, []string{"Read as cenkalti/backoff v5"}, "<html"},
		"which is wrong":                      {lab.post(t, "/fragment/import", url.Values{"text": {"hello"}}), http.StatusOK, []string{"None of the formats"}, "<html"},
		"of a sample":                         {lab.get(t, "/fragment/import?sample=link"), http.StatusOK, []string{"Read as Link of the lab"}, "<html"},
		"too long":                            {lab.post(t, "/import", url.Values{"text": {strings.Repeat("a", 300_000)}}), http.StatusBadRequest, []string{"at most 262"}, "Read as"},
	} {
		if row.answer.status != row.status {
			t.Errorf("%s: answered %d", shows, row.answer.status)
		}
		for _, want := range row.has {
			if !strings.Contains(row.answer.body, want) {
				t.Errorf("%s: lacks %q", shows, want)
			}
		}
		if row.hasNot != "" && strings.Contains(row.answer.body, row.hasNot) {
			t.Errorf("%s: has %q", shows, row.hasNot)
		}
	}
}

// Ten megabytes get a word, not a broken connection: in the field, and as a file.
func TestImportOfTenMegabytes(t *testing.T) {
	lab := startLab(t)
	large := strings.Repeat("of mine: 3\n", 1_000_000)
	for shows, a := range map[string]answer{
		"in the field": lab.post(t, "/import", url.Values{"text": {large}}),
		"a file":       lab.pasteFile(t, "/import", large, nil),
		"a part":       lab.pasteFile(t, "/fragment/import", large, nil),
	} {
		if a.status != http.StatusRequestEntityTooLarge || !strings.Contains(a.body, "The text is longer than") || strings.Contains(a.body, "of mine: 3") {
			t.Errorf("%s: answered %d", shows, a.status)
		}
	}
}

// A page of another site cannot make a browser send a text.
func TestImportIsOfThisSite(t *testing.T) {
	lab := startLab(t)
	if a := lab.post(t, "/import", url.Values{"text": {pasted}}, "Sec-Fetch-Site", "cross-site"); a.status != http.StatusForbidden {
		t.Errorf("answered %d", a.status)
	}
}
