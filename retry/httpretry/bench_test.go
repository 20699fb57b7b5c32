package httpretry

import (
	"net/http"
	"testing"
)

// stub answers at once.
type stub struct{ resp *http.Response }

func (s stub) RoundTrip(*http.Request) (*http.Response, error) { return s.resp, nil }

// What the transport adds to a GET that is served at once.
func BenchmarkServedAtOnce(b *testing.B) {
	base := stub{&http.Response{StatusCode: 200, Body: http.NoBody}}
	req, _ := request("GET", "", false)
	for _, row := range []struct {
		name string
		http.RoundTripper
	}{{"stub", base}, {"httpretry", &Transport{Base: base}}} {
		b.Run(row.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if resp, err := row.RoundTrip(req); err != nil || resp.StatusCode != 200 {
					b.Fatal(err)
				}
			}
		})
	}
}
