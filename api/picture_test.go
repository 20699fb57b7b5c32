package api

import (
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"backofflab/internal/labtest"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
)

// A scenario of every shape that pictures have: few panels and many, no limit, parts,
// hostile words.
var shapes = []string{
	"", "strategies=full", "strategies=full,equal", "strategies=full,equal,fixed", "preset=stress",
	"strategies=fixed,linear,exponential,full,equal,decorrelated,immediate,proportional",
	"limiter=none", "strategies=exponential@20/full@80,lib:got",
	"population=open&offered=30&duration=10s", "clients=1",
	"title=" + url.QueryEscape(`"><script>alert(1)</script>&amp; 😀 漢字 مرحبا `+"\uffff\u202e") + "&note=" + url.QueryEscape("<b>\u2028 note"),
	"title=" + strings.Repeat("W", link.MaxTitle) + "&note=" + strings.Repeat("m", link.MaxNote),
}

// Every picture is well-formed, and the rasteriser knows all that it is made of. With -short, as
// in make test, each picture takes a third of the shapes; make check tries all.
func TestEveryPictureIsDrawn(t *testing.T) {
	lab := startLab(t)
	for i, p := range pictures() {
		for k, shape := range shapes {
			if testing.Short() && (i+k)%3 != 0 {
				continue
			}
			svg := lab.get(t, withQuery(p.path+".svg", shape))
			if svg.status != http.StatusOK || svg.header.Get("Content-Type") != "image/svg+xml" {
				t.Errorf("%s.svg?%.60s: %d %.200s", p.path, shape, svg.status, svg.body)
				continue
			}
			d := xml.NewDecoder(strings.NewReader(svg.body))
			var err error
			for err == nil {
				_, err = d.Token()
			}
			if !errors.Is(err, io.EOF) {
				t.Errorf("%s.svg?%.60s is not well-formed: %v", p.path, shape, err)
			}
			pixels := lab.get(t, withQuery(p.path+".png", shape))
			picture, err := png.DecodeConfig(strings.NewReader(pixels.body))
			if err != nil || picture.Width != 1200 || pixels.header.Get("Content-Type") != "image/png" {
				t.Errorf("%s.png?%.60s: %d, %d wide, %v %.200s", p.path, shape, pixels.status, picture.Width, err, pixels.body)
			}
		}
	}
}

func TestPictureAnswers(t *testing.T) {
	lab := startLab(t)
	first := lab.get(t, "/card.png?seed=2&clients=50")
	for name, want := range map[string]string{
		"Cache-Control":                "public, max-age=86400",
		"Cross-Origin-Resource-Policy": "cross-origin",
		"Content-Security-Policy":      "default-src 'none'",
		"X-Content-Type-Options":       "nosniff",
	} {
		if got := first.header.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	size, err := png.DecodeConfig(strings.NewReader(first.body))
	if err != nil || size.Width != chart.CardWidth || size.Height != chart.CardHeight {
		t.Errorf("a card is %d by %d (%v)", size.Width, size.Height, err)
	}
	again := lab.ask(t, "GET", "/card.png?clients=50&seed=2", "If-None-Match", `"other", `+first.header.Get("ETag"))
	if again.status != http.StatusNotModified || again.body != "" {
		t.Errorf("asked again in another order: %d with %d bytes", again.status, len(again.body))
	}
	other := lab.ask(t, "GET", "/card.png?clients=51&seed=2", "If-None-Match", first.header.Get("ETag"))
	if other.status != http.StatusOK || other.header.Get("ETag") == first.header.Get("ETag") {
		t.Errorf("another run: %d %s", other.status, other.header.Get("ETag"))
	}
	if twice, _ := png.DecodeConfig(strings.NewReader(lab.get(t, "/chart/load.png?scale=2").body)); twice.Width != 2400 {
		t.Errorf("at scale 2 a chart is %d wide", twice.Width)
	}
	for _, target := range []string{"/chart/load.png?scale=3", "/chart/load.png?scale=", "/chart/load.png?scale=1&scale=2",
		"/chart/load.svg?scale=1", "/chart/load.png?rate=NaN", "/chart/load.svg?title=a&title=b"} {
		a := lab.get(t, target)
		if a.status != http.StatusBadRequest || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s", target, a.status, a.header.Get("Cache-Control"))
		}
		a.problem(t)
	}
	wrong := lab.get(t, "/card.png?rate=NaN")
	if _, err := png.Decode(strings.NewReader(wrong.body)); err != nil || wrong.status != http.StatusBadRequest || wrong.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the card of a bad link: %d, %v", wrong.status, err)
	}
	large := lab.get(t, "/card.svg?clients=100000&rate=1&attempts=100")
	if large.status != http.StatusOK || !strings.Contains(large.body, "100\u202f000 clients hit a rate limit") || !strings.Contains(large.body, "A large run") {
		t.Errorf("the card of a large run: %d %.300s", large.status, large.body)
	}
}

// A link that is posted is fetched by many at once: they share one run and one picture.
func TestCardForAHundred(t *testing.T) {
	lab := startLab(t)
	release := hold(t, lab.pageClass.Slots)
	defer release()
	var all sync.WaitGroup
	bodies := make([]string, 100)
	for i := range bodies {
		all.Go(func() { bodies[i] = lab.get(t, "/card.png?clients=77").body })
	}
	labtest.Eventually(t, "all hundred wait for one picture", func() bool {
		underWay := slices.Collect(maps.Values(lab.pictures.UnderWay()))
		return slices.Equal(underWay, []int{100})
	})
	if n := lab.pool.UnderWay(); n != 1 {
		t.Errorf("a hundred cards take %d runs", n)
	}
	release()
	all.Wait()
	for _, body := range bodies {
		if body != bodies[0] || !strings.HasPrefix(body, "\x89PNG") {
			t.Fatalf("not all got the same picture: %.100q", body)
		}
	}
	before, _ := lab.pictures.Held()
	again := lab.get(t, "/card.png?clients=77")
	if after, _ := lab.pictures.Held(); again.body != bodies[0] || after != before || lab.pool.UnderWay() != 0 {
		t.Error("the picture was not kept")
	}
}

func TestPicturesAreBounded(t *testing.T) {
	lab := startLab(t)
	put := func(key string, size int) { lab.pictures.Put(key, make([]byte, size)) }
	for i := range 3 * keptPictures {
		put(fmt.Sprint("small ", i), 10)
	}
	if count, bytes := lab.pictures.Held(); count != keptPictures || bytes != 10*keptPictures {
		t.Errorf("%d pictures of %d bytes", count, bytes)
	}
	for i := range 40 {
		put(fmt.Sprint("large ", i), 1<<20)
	}
	put("too large", keptBytes/4+1)
	if _, ok := lab.pictures.Get("too large"); ok {
		t.Error("one takes more than a quarter")
	}
	if _, bytes := lab.pictures.Held(); bytes != keptBytes {
		t.Errorf("%d bytes are kept", bytes)
	}
}

func TestSite(t *testing.T) {
	for _, c := range []struct {
		name, public, host, from, proto, want string
	}{
		{"as it was asked", "", "lab.example.org:8080", "192.0.2.1:99", "", "http://lab.example.org:8080"},
		{"a forged scheme", "", "lab.example.org", "192.0.2.1:99", "https", "http://lab.example.org"},
		{"of a trusted proxy", "", "lab.example.org", "10.0.0.7:99", "https", "https://lab.example.org"},
		{"nonsense of a trusted proxy", "", "lab.example.org", "10.0.0.7:99", "javascript", "http://lab.example.org"},
		{"as configured", "https://lab.example.org", "evil.example", "192.0.2.1:99", "http", "https://lab.example.org"},
		{"no host", "", `evil"><script>`, "192.0.2.1:99", "", ""},
		{"credentials", "", "user@evil.example", "192.0.2.1:99", "", ""},
		{"IPv6", "", "[::1]:8080", "192.0.2.1:99", "", "http://[::1]:8080"},
	} {
		lab := startLab(t, func(config *Config) {
			config.PublicURL, config.Proxies = c.public, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
		})
		r := &http.Request{Host: c.host, RemoteAddr: c.from, Header: http.Header{
			"X-Forwarded-Proto": {c.proto}, "X-Forwarded-Host": {"evil.example"}}}
		if got := lab.site(r); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, bad := range []string{"lab.example.org", "https://lab.example.org/", "ftp://lab.example.org", "https://"} {
		config := DefaultConfig()
		config.PublicURL = bad
		if config.Validate() == nil {
			t.Errorf("public URL %q passes", bad)
		}
	}
}
