package api

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/labstack/echo/v4"

	"backofflab/api/middleware"
	"backofflab/api/problem"
)

// inflate returns what a body holds, by the coding that its header names.
func (a answer) inflate(t *testing.T) string {
	t.Helper()
	var r io.Reader = strings.NewReader(a.body)
	switch coding := a.header.Get("Content-Encoding"); coding {
	case "":
	case middleware.CodingBrotli:
		r = brotli.NewReader(r)
	case middleware.CodingGzip:
		zip, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = zip
	default:
		t.Fatalf("an answer in %q", coding)
	}
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestAnswersAreCompressed(t *testing.T) {
	lab := startLab(t)
	for _, target := range []string{"/", "/proof", "/api/v1/run", "/chart/load.svg", "/?rate=nonsense", "/api/v1/run?rate=x&burst=x&base=x&cap=x&seed=x",
		lab.static.prefix + "/base.css", lab.static.prefix + "/lab.css", lab.static.prefix + "/charts.js"} {
		plain := lab.get(t, target)
		if plain.header.Get("Content-Encoding") != "" || plain.header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s without an offer: %v", target, plain.header)
		}
		for _, coding := range []string{middleware.CodingGzip, middleware.CodingBrotli} {
			packed := lab.ask(t, "GET", target, "Accept-Encoding", coding)
			if packed.header.Get("Content-Encoding") != coding || strings.Join(packed.header["Vary"], "|") != "Accept-Encoding" {
				t.Errorf("%s in %s: %v", target, coding, packed.header)
			}
			if packed.status != plain.status || packed.header.Get("Content-Type") != plain.header.Get("Content-Type") || len(packed.body) >= len(plain.body) {
				t.Errorf("%s in %s: %d %s with %d bytes, plain %d %s with %d", target, coding, packed.status, packed.header.Get("Content-Type"),
					len(packed.body), plain.status, plain.header.Get("Content-Type"), len(plain.body))
			}
			if packed.inflate(t) != plain.body {
				t.Errorf("%s in %s holds something else", target, coding)
			}
			head := lab.ask(t, "HEAD", target, "Accept-Encoding", coding)
			if head.status != plain.status || head.header.Get("Content-Encoding") != coding || head.body != "" {
				t.Errorf("HEAD %s in %s: %d %v %q", target, coding, head.status, head.header, head.body)
			}
		}
	}
}

func TestFewBytesAreNotCompressed(t *testing.T) {
	lab := startLab(t)
	for _, target := range []string{"/healthz", "/nothing", "/favicon.ico", "/robots.txt", lab.static.prefix + "/mark.svg"} {
		plain, packed := lab.get(t, target), lab.ask(t, "GET", target, "Accept-Encoding", "gzip, br")
		if packed.header.Get("Content-Encoding") != "" || packed.body != plain.body || packed.status != plain.status {
			t.Errorf("%s: %d %v %q", target, packed.status, packed.header, packed.body)
		}
	}
}

// Handlers that the lab may have, and what comes of them.
func TestCompressKeepsAnswersWhole(t *testing.T) {
	lab := startLab(t)
	long := strings.Repeat("as it was ", 200)
	half := errors.New("half an answer")
	for path, handler := range map[string]echo.HandlerFunc{
		"/test/304": func(c echo.Context) error {
			c.Response().Header().Set("ETag", `"1"`)
			return c.NoContent(http.StatusNotModified)
		},
		"/test/tag": func(c echo.Context) error {
			c.Response().Header().Set("ETag", `"1"`)
			return c.String(http.StatusOK, long)
		},
		"/test/png": func(c echo.Context) error { return c.Blob(http.StatusOK, "image/png", []byte(long)) },
		"/test/long": func(c echo.Context) error {
			c.Response().Header().Set("Content-Length", "2000")
			return c.String(http.StatusOK, long)
		},
		"/test/bits": func(c echo.Context) error {
			for i := range len(long) {
				if _, err := io.WriteString(c.Response(), long[i:i+1]); err != nil {
					return err
				}
			}
			return nil
		},
		"/test/flush": func(c echo.Context) error {
			_, err := io.WriteString(c.Response(), "first ")
			c.Response().Flush()
			_, _ = io.WriteString(c.Response(), "second")
			return err
		},
		"/test/error": func(c echo.Context) error {
			return &problem.Problem{Status: http.StatusTeapot, Title: "No", Detail: long}
		},
		"/test/panic": func(c echo.Context) error {
			_, _ = io.WriteString(c.Response(), "a few bytes, never sent")
			panic(half)
		},
		"/test/nothing": func(c echo.Context) error { return nil },
	} {
		lab.echo.GET(path, handler)
	}
	for _, row := range []struct {
		path   string
		status int
		coding string
		holds  string
	}{
		{"/test/304", http.StatusNotModified, "", ""},
		{"/test/tag", http.StatusOK, "br", long},
		{"/test/png", http.StatusOK, "", long},
		{"/test/long", http.StatusOK, "br", long},
		{"/test/bits", http.StatusOK, "br", long},
		{"/test/flush", http.StatusOK, "", "first second"},
		{"/test/error", http.StatusTeapot, "br", long},
		{"/test/panic", http.StatusInternalServerError, "", "fault of the lab"},
		{"/test/nothing", http.StatusOK, "", ""},
	} {
		a := lab.ask(t, "GET", row.path, "Accept-Encoding", "br, gzip")
		body := a.inflate(t)
		if a.status != row.status || a.header.Get("Content-Encoding") != row.coding || !strings.Contains(body, row.holds) || (row.holds == "") != (body == "") {
			t.Errorf("%s: %d %q %.60q, want %d %q", row.path, a.status, a.header.Get("Content-Encoding"), body, row.status, row.coding)
		}
		if strings.Contains(body, "never sent") {
			t.Errorf("%s: what was held back is part of the error", row.path)
		}
		if strings.HasSuffix(row.path, "tag") || strings.HasSuffix(row.path, "304") {
			if a.header.Get("ETag") != `"1"` {
				t.Errorf("%s: ETag %q", row.path, a.header.Get("ETag"))
			}
		}
	}
}

// Packers are used again, by one answer at a time.
func TestCompressManyAtOnce(t *testing.T) {
	lab := startLab(t)
	want := lab.get(t, "/proof").body
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			coding := []string{middleware.CodingGzip, middleware.CodingBrotli}[i%2]
			request, _ := http.NewRequest("GET", lab.url+"/proof", nil)
			request.Header.Set("Accept-Encoding", coding)
			if a := lab.send(t, request); a.inflate(t) != want {
				t.Errorf("%s: another page", coding)
			}
		})
	}
	all.Wait()
}
