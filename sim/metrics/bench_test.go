package metrics

import (
	"math/rand/v2"
	"testing"
	"time"
)

// rejection is what a rejected attempt of the plainest run tells: its arrival, its
// answer 10 ms later, and its retry anywhere in the 100 s that follow.
type rejection struct{ reached, answered, sent time.Duration }

func rejections() (list [1 << 16]rejection) {
	draws := rand.New(rand.NewPCG(1, 2))
	for i := range list {
		now := time.Duration(i) * 20 * time.Microsecond
		answered := now + 10*time.Millisecond
		list[i] = rejection{now, answered, answered + time.Duration(draws.IntN(100e9))}
	}
	return list
}

func BenchmarkRecorder(b *testing.B) {
	list := rejections()
	r := NewRecorder(100*time.Millisecond, time.Hour)
	b.Run("Loop", func(b *testing.B) { // what the others have on top
		i, sum := uint16(0), time.Duration(0)
		for b.Loop() {
			v := &list[i]
			sum += v.reached + v.answered + v.sent
			i++
		}
	})
	b.Run("Reached", func(b *testing.B) {
		b.ReportAllocs()
		i := uint16(0)
		for b.Loop() {
			r.Reached(list[i].reached, Rejected)
			i++
		}
	})
	b.Run("Sent", func(b *testing.B) {
		b.ReportAllocs()
		i := uint16(0)
		for b.Loop() {
			r.Sent(list[i].sent)
			i++
		}
	})
	b.Run("ReachedAnsweredSent", func(b *testing.B) {
		b.ReportAllocs()
		i := uint16(0)
		for b.Loop() {
			v := &list[i]
			r.Reached(v.reached, Rejected)
			r.Answered(v.answered)
			r.Sent(v.sent)
			i++
		}
	})
	b.Run("Retried", func(b *testing.B) {
		b.ReportAllocs()
		i := uint16(0)
		for b.Loop() {
			v := &list[i]
			r.Retried(v.reached, v.answered, v.sent, Rejected)
			i++
		}
	})
}

func BenchmarkCut(b *testing.B) {
	b.ReportAllocs()
	r := NewRecorder(1, 1<<62)
	n := 0
	for b.Loop() {
		n++
		r.Cut(n)
	}
}

func BenchmarkHistogram(b *testing.B) {
	b.ReportAllocs()
	list := rejections()
	var h Histogram
	i := uint16(0)
	for b.Loop() {
		h.Add(list[i].sent)
		i++
	}
}
