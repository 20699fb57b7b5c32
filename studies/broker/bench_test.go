package broker

import (
	"context"
	"fmt"
	"testing"
)

// Ready is an embedded broker's start and end.
func BenchmarkReady(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		shut(b, begun(b))
	}
}

// A job of no time, from its submission to its result.
func BenchmarkEmptyJob(b *testing.B) {
	e := begun(b)
	defer shut(b, e)
	b.ReportAllocs()
	b.ResetTimer()
	through(b, e, 1, b.N, func(context.Context, []byte) ([]byte, error) { return []byte("done"), nil })
}

// Jobs of 50 ms of processor time: two workers are to take half of the time of one.
func BenchmarkJobsOf50ms(b *testing.B) {
	w := ofSize(b)
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprint("workers=", workers), func(b *testing.B) {
			e := begun(b)
			defer shut(b, e)
			b.ResetTimer()
			through(b, e, workers, b.N, w)
		})
	}
}
