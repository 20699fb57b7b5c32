package api

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"backofflab/api/middleware"
	"backofflab/internal/labtest"
	"backofflab/internal/share"
	"backofflab/web"
)

func TestEveryAnswerHasTheHeaders(t *testing.T) {
	lab := startLab(t)
	for _, target := range []string{"/", "/?clients=-1", "/api/v1/run?" + labtest.Small, "/api/v1/run?rate=NaN", "/nothing",
		"/healthz", "/readyz", "/llms.txt", "/mcp", "/docs/model.md", "/api/v1/openapi.json", "/api/v1/export?" + labtest.Small, lab.static.prefix + "/base.css", streamPath} {
		a := lab.get(t, target)
		for name, want := range map[string]string{
			"Content-Security-Policy":      "default-src 'none'",
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "strict-origin",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Permissions-Policy":           "camera=()",
		} {
			if strings.HasPrefix(target, "/static/") {
				if slices.Contains(middleware.OfDocuments, name) {
					continue // a file is none
				}
				want = strings.Replace(want, "same-origin", "cross-origin", 1) // frames on other pages need them
			}
			if got := a.header.Get(name); !strings.Contains(got, want) {
				t.Errorf("%s: %s is %q", target, name, got)
			}
		}
		policy := a.header.Get("Content-Security-Policy")
		if a.header.Get("Content-Type") == echo.MIMETextHTMLCharsetUTF8 && !strings.Contains(policy, "script-src 'self'; style-src 'self'") {
			t.Errorf("%s: the policy is %q", target, policy)
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy allows what is inline", target)
		}
		if a.header.Get("Server") != "" || a.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v", target, a.header)
		}
	}
}

func TestHeadAnswersLikeGet(t *testing.T) {
	lab := startLab(t)
	for _, target := range []string{"/", "/api/v1/run", "/chart/load.svg", "/chart/completion.svg", "/healthz", "/readyz",
		"/robots.txt", "/favicon.ico", lab.static.prefix + "/base.css", "/nothing", streamPath, "/?rate=-1"} {
		get, head := lab.get(t, target), lab.ask(t, http.MethodHead, target)
		if head.status != get.status || head.header.Get("Content-Type") != get.header.Get("Content-Type") || head.body != "" {
			t.Errorf("%s: HEAD %d %q with %d bytes, GET %d %q", target, head.status, head.header.Get("Content-Type"),
				len(head.body), get.status, get.header.Get("Content-Type"))
		}
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	lab := startLab(t)
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"} {
		for _, target := range []string{"/", "/api/v1/run", streamPath, "/nothing", "/healthz"} {
			a := lab.ask(t, method, target)
			if a.status != http.StatusMethodNotAllowed || a.header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: %d, Allow %q", method, target, a.status, a.header.Get("Allow"))
			}
			a.problem(t)
		}
	}
}

func TestCrossSiteWritesAreRefusedAsSuch(t *testing.T) {
	lab := startLab(t)
	for _, row := range []struct {
		name    string
		headers []string
		status  int
	}{
		{"fetch metadata says another site", []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		{"an opaque origin", []string{"Origin", "null"}, http.StatusForbidden},
		{"another origin", []string{"Origin", "https://evil.example"}, http.StatusForbidden},
		{"no browser", nil, http.StatusMethodNotAllowed},
		{"our own page", []string{"Sec-Fetch-Site", "same-origin"}, http.StatusMethodNotAllowed},
	} {
		if a := lab.ask(t, "POST", "/api/v1/run", row.headers...); a.status != row.status {
			t.Errorf("%s: %d, want %d", row.name, a.status, row.status)
		}
	}
}

func TestUnknownAddresses(t *testing.T) {
	lab := startLab(t)
	for _, target := range []string{"/nothing", "//", "//evil.example/", "/./", "/%09/evil", "/%5cevil", "/api/v1/run/", "/api/v1",
		"/static", "/static/", "/static/..%2f..%2fgo.mod", lab.static.prefix + "/", lab.static.prefix + "/..%2fweb.go",
		lab.static.prefix + "/%2e%2e/web.go", lab.static.prefix + "/%5c..%5cweb.go", lab.static.prefix + "//base.css",
		"/static/000000000000/base.css", lab.static.prefix + "/base.css%00"} {
		a := lab.get(t, target)
		if a.status != http.StatusNotFound || a.header.Get("Location") != "" {
			t.Errorf("%s: %d %s", target, a.status, a.header.Get("Location"))
		}
		a.problem(t)
	}
	page := lab.ask(t, "GET", "/nothing", "Accept", "text/html,*/*")
	if page.status != http.StatusNotFound || !strings.Contains(page.body, "<h1>There is nothing at this address</h1>") {
		t.Errorf("a person gets %d %q", page.status, page.body)
	}
}

func TestStaticFiles(t *testing.T) {
	lab := startLab(t)
	if len(web.Names()) == 0 {
		t.Fatal("there are no static files")
	}
	for _, path := range web.Names() {
		want, _ := web.Find(path)
		a := lab.get(t, lab.static.prefix+"/"+path)
		if a.status != http.StatusOK || a.body != string(want.Plain) {
			t.Errorf("%s: %d, %d bytes", path, a.status, len(a.body))
		}
		if kind := a.header.Get("Content-Type"); kind == echo.MIMEOctetStream || kind == "" {
			t.Errorf("%s has no type", path)
		}
		if a.header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %q", path, a.header.Get("Cache-Control"))
		}
	}
}

func TestBodiesAndLongRequestsAreRefused(t *testing.T) {
	lab := startLab(t)
	for _, row := range []struct {
		name, request string
		status        int
	}{
		{"a body", "GET / HTTP/1.1\r\nHost: lab\r\nContent-Length: 5\r\n\r\nhello", 413},
		{"a body announced and held back", "GET / HTTP/1.1\r\nHost: lab\r\nContent-Length: 100000000\r\nExpect: 100-continue\r\n\r\n", 413},
		{"a body without end", "GET /api/v1/run HTTP/1.1\r\nHost: lab\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", 413},
		{"64 KB of query", "GET /?n=" + strings.Repeat("x", 64<<10) + " HTTP/1.1\r\nHost: lab\r\n\r\n", 431},
		{"500 long headers", "GET / HTTP/1.1\r\nHost: lab\r\n" + strings.Repeat("X-Padding: 01234567890123456789012345678901234567890123456789\r\n", 500) + "\r\n", 431},
		{"two lengths", "GET / HTTP/1.1\r\nHost: lab\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400},
		{"no host", "GET / HTTP/1.1\r\n\r\n", 400},
		{"2,001 bytes of query", "GET /api/v1/run?seed=" + strings.Repeat("1", 1996) + " HTTP/1.1\r\nHost: lab\r\n\r\n", 400},
	} {
		if got := raw(t, lab.url, row.request); got != row.status {
			t.Errorf("%s: %d, want %d", row.name, got, row.status)
		}
	}
}

// raw sends bytes and returns the status of the answer.
func raw(t *testing.T, url, request string) int {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// The server may answer and close before it has read all of it.
	_, _ = io.WriteString(conn, request)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}

func TestReadinessFollowsTheDrain(t *testing.T) {
	lab := startLab(t)
	if a := lab.get(t, "/readyz"); a.status != http.StatusOK {
		t.Errorf("%d before the drain", a.status)
	}
	lab.Drain(context.Background())
	if a := lab.get(t, "/readyz"); a.status != http.StatusServiceUnavailable {
		t.Errorf("%d in the drain", a.status)
	}
	if a := lab.get(t, "/healthz"); a.status != http.StatusOK {
		t.Errorf("healthz is %d in the drain", a.status)
	}
	if a := lab.get(t, "/api/v1/run?"+labtest.Small); a.status != http.StatusOK {
		t.Errorf("a run is %d in the drain", a.status)
	}
}

func TestLogHoldsNoSecretAndNoSecondLine(t *testing.T) {
	lab := startLab(t)
	lab.ask(t, "GET", "/nothing%0Alevel=ERROR?q=%0A", "Authorization", "Bearer sk-secret", "Cookie", "id=sk-secret")
	labtest.Eventually(t, "the log line", func() bool { return strings.Contains(lab.log.String(), "status=404") })
	if log := lab.log.String(); strings.Contains(log, "sk-secret") || strings.Count(log, "\n") != 1 {
		t.Errorf("log:\n%s", log)
	}
}

// What people wrote into a link is not in the log, and of an address only the network: in the
// lines of requests, of sockets, and of what fails.
func TestLogHoldsNeitherWordsNorAddresses(t *testing.T) {
	lab := startLab(t)
	lab.get(t, "/healthz?rate=5&title=Ann+Smith&note=Ann&with=rate=5;title=Ann")
	labtest.Eventually(t, "the line of the request", func() bool { return strings.Contains(lab.log.String(), "msg=request") })
	v := lab.dial(t)
	v.Close()
	labtest.Eventually(t, "the line of the session", func() bool { return strings.Contains(lab.log.String(), "msg=session") })
	work := share.NewGroup[*share.Work[int], int](t.Context(), lab.logger, "thing").Join("v=1&title=Ann", func(w *share.Work[int]) (*share.Work[int], share.Do[int]) {
		return w, func(context.Context) (int, error) { panic("boom") }
	})
	<-work.Done()
	log := lab.log.String()
	if !strings.Contains(log, `query="rate=5&title=...&note=...&with=rate%3D5%3Btitle%3D..."`) || !strings.Contains(log, `key="v=1&title=..."`) || strings.Count(log, "from=127.0.0.0") != 2 {
		t.Errorf("log:\n%s", log)
	}
	if strings.Contains(log, "Ann") || strings.Contains(log, "127.0.0.1") {
		t.Errorf("too much is in the log:\n%s", log)
	}
}

func TestPanicIsOneRequestsError(t *testing.T) {
	lab := startLab(t)
	lab.echo.GET("/panic", func(echo.Context) error { panic(fmt.Sprint("boom", 1)) })
	if a := lab.get(t, "/panic"); a.status != http.StatusInternalServerError || strings.Contains(a.body, "boom") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if !strings.Contains(lab.log.String(), "boom1") {
		t.Error("the log does not say what happened")
	}
	if a := lab.get(t, "/healthz"); a.status != http.StatusOK {
		t.Errorf("healthz is %d after a panic", a.status)
	}
}
