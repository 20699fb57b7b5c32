package api

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// thousand is the scenario that the reach of the lab is measured with.
const thousand = "clients=1000&spread=1s&rate=50&burst=20&strategies=exponential,full,equal,decorrelated&base=100ms&cap=10s&attempts=20&seed=42"

// A page from request to answer: parse, simulate, render, without the network.
func BenchmarkPage(b *testing.B) {
	s := New(DefaultConfig())
	defer s.Close()
	size := 0
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/?"+thousand, nil))
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
		size = w.Body.Len()
	}
	b.ReportMetric(float64(size), "bytes/page")
}

// A streamed run over loopback, from request to done.
func BenchmarkStream(b *testing.B) {
	lab := startLab(b, func(c *Config) {
		c.MessageRate, c.MessageBurst = 1e9, 1<<30
		c.Logger = nil
	})
	v := lab.dial(b)
	messages, size := 0, 0
	b.ReportAllocs()
	for b.Loop() {
		v.ask(1, thousand, 0)
		for _, m := range v.until("done") {
			messages++
			size += m.Size
		}
	}
	b.ReportMetric(float64(messages)/float64(b.N), "messages/run")
	b.ReportMetric(float64(size)/float64(b.N), "bytes/run")
}
