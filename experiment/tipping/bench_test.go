package tipping

import (
	"testing"
	"time"

	"backofflab/experiment/job"
)

// A service for 1,000 requests a second, each tried twice, and what it takes to find the load
// at which it does not come back, to 2 %.
func BenchmarkTipsAt1000(b *testing.B) {
	const query = "clients=1000&population=open&offered=900&limiter=none&servers=100&queue=1000000&service=100ms&attempts=2&timeout=1s&strategies=immediate"
	s := parsed(b, query)
	for b.Loop() {
		began, at, runs := time.Now(), time.Duration(0), 0
		o, err := s.Thresholds(b.Context(), job.Local{}, most, func(o Outcome) {
			if at == 0 && o.Fleets[0].Tips.Answer == Found {
				at, runs = time.Since(began), o.Runs
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		f := o.Fleets[0]
		b.ReportMetric(at.Seconds(), "s/tips")
		b.ReportMetric(float64(runs), "runs/tips")
		b.ReportMetric(float64(o.Runs), "runs")
		b.ReportMetric(f.Tips.At, "tips/s")
		b.ReportMetric(f.Alone.At, "alone/s")
		b.ReportMetric(f.Recovers.At, "recovers/s")
	}
}
