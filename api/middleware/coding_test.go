package middleware

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
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
		if got := CodingOf(http.Header{"Accept-Encoding": row.offers}); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}

func FuzzCodingOf(f *testing.F) {
	f.Add("gzip, br;q=0.5, *;q=0")
	f.Fuzz(func(t *testing.T, header string) {
		switch coding := CodingOf(http.Header{"Accept-Encoding": {header}}); coding {
		case codingPlain:
		case CodingGzip, CodingBrotli:
			if lower := strings.ToLower(header); !strings.Contains(lower, coding) && !strings.Contains(lower, "*") {
				t.Errorf("%q gets %s", header, coding)
			}
		default:
			t.Errorf("%q gets %q", header, coding)
		}
	})
}

func BenchmarkCompress(b *testing.B) {
	document, err := os.ReadFile("../../docs/validation.md")
	if err != nil {
		b.Fatal(err)
	}
	page := string(document)
	for _, coding := range []string{CodingGzip, CodingBrotli} {
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
