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
)

func TestCodingOf(t *testing.T) {
	for _, row := range []struct {
		name   string
		offers []string
		want   string
	}{
		{"nothing", nil, "identity"},
		{"an empty header", []string{""}, "identity"},
		{"what browsers send over HTTPS", []string{"gzip, deflate, br, zstd"}, "br"},
		{"what browsers send over HTTP", []string{"gzip, deflate"}, "gzip"},
		{"one header each", []string{"gzip", "br"}, "br"},
		{"no Brotli", []string{"br;q=0, gzip"}, "gzip"},
		{"no Brotli, more digits", []string{"br;q=0.000,gzip;q=0.001"}, "gzip"},
		{"gzip before Brotli", []string{"gzip;q=1, br;q=0.9"}, "gzip"},
		{"the plain form before both", []string{"identity, gzip;q=0.5, br;q=0.5"}, "identity"},
		{"the plain form as good", []string{"identity, gzip"}, "gzip"},
		{"no plain form, and nothing else", []string{"identity;q=0"}, "identity"},
		{"no plain form", []string{"identity;q=0, gzip"}, "gzip"},
		{"anything", []string{"*"}, "br"},
		{"anything but Brotli", []string{"*, br;q=0"}, "gzip"},
		{"nothing at all", []string{"*;q=0"}, "identity"},
		{"the old name", []string{"x-gzip"}, "gzip"},
		{"capitals and spaces", []string{"  BR ; Q=1.0 ,\tGZip"}, "br"},
		{"others only", []string{"zstd, deflate, compress"}, "identity"},
		{"a quality that is none", []string{"br;q=NaN, gzip;q=x"}, "identity"},
		{"qualities out of range", []string{"br;q=2, gzip;q=-1"}, "identity"},
		{"another parameter", []string{"br;level=5, gzip"}, "gzip"},
		{"garbage", []string{";;,,=,br gzip,\x00,q=1;br"}, "identity"},
		{"a part of a name", []string{"brotli, gz, agzip"}, "identity"},
	} {
		if got := codingOf(http.Header{"Accept-Encoding": row.offers}); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}

func FuzzCodingOf(f *testing.F) {
	f.Add("gzip, br;q=0.5, *;q=0")
	f.Fuzz(func(t *testing.T, header string) {
		switch coding := codingOf(http.Header{"Accept-Encoding": {header}}); coding {
		case codingPlain:
		case codingGzip, codingBrotli:
			if lower := strings.ToLower(header); !strings.Contains(lower, coding) && !strings.Contains(lower, "*") {
				t.Errorf("%q gets %s", header, coding)
			}
		default:
			t.Errorf("%q gets %q", header, coding)
		}
	})
}

// inflate returns what a body holds, by the coding that its header names.
func (a answer) inflate(t *testing.T) string {
	t.Helper()
	var r io.Reader = strings.NewReader(a.body)
	switch coding := a.header.Get("Content-Encoding"); coding {
	case "":
	case codingBrotli:
		r = brotli.NewReader(r)
	case codingGzip:
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
		for _, coding := range []string{codingGzip, codingBrotli} {
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
			return &problem{Status: http.StatusTeapot, Title: "No", Detail: long}
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
		{"/test/flush", http.StatusOK, "br", "first second"},
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
			coding := []string{codingGzip, codingBrotli}[i%2]
			request, _ := http.NewRequest("GET", lab.url+"/proof", nil)
			request.Header.Set("Accept-Encoding", coding)
			if a := lab.send(t, request); a.inflate(t) != want {
				t.Errorf("%s: another page", coding)
			}
		})
	}
	all.Wait()
}

func BenchmarkCompress(b *testing.B) {
	s := New(DefaultConfig())
	defer s.Close()
	lab := startLab(b)
	page := lab.get(b, "/?"+thousand).body
	for _, coding := range []string{codingGzip, codingBrotli} {
		b.Run(coding, func(b *testing.B) {
			b.ReportAllocs()
			size := &counter{}
			for b.Loop() {
				size.n = 0
				w := packers[coding].Get().(packer)
				w.Reset(size)
				_, _ = io.WriteString(w, page)
				_ = w.Close()
				packers[coding].Put(w)
			}
			b.ReportMetric(float64(size.n), "bytes/page")
		})
	}
}

type counter struct{ n int }

func (c *counter) Write(p []byte) (int, error) { c.n += len(p); return len(p), nil }
