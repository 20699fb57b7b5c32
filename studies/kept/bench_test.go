package kept

import (
	"fmt"
	"path/filepath"
	"testing"
)

func benchStore(b *testing.B) *Store {
	return mustOpen(b, filepath.Join(b.TempDir(), "kept.db"), DefaultConfig("3"))
}

func BenchmarkPut(b *testing.B) {
	for _, size := range []int{2 << 10, 64 << 10, 4 << 20} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			s := benchStore(b)
			value := sized("x", size)
			b.ReportAllocs()
			b.SetBytes(int64(size))
			for i := 0; b.Loop(); i++ {
				mustPut(b, s, "study", fmt.Sprint(i), value)
			}
		})
	}
}

// BenchmarkPutAll keeps a thousand samples at once; its figure is for one of them.
func BenchmarkPutAll(b *testing.B) {
	for _, size := range []int{200, 2 << 10} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			s := benchStore(b)
			values := make([]Value, 1000)
			b.SetBytes(int64(size * len(values)))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				for i := range values {
					values[i] = Value{fmt.Sprint("fleet=1&clients=1000&seed=", n), sized("x", size)}
					n++
				}
				if err := s.PutAll(b.Context(), "sample", values); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/value")
		})
	}
}

func BenchmarkGet(b *testing.B) {
	for _, size := range []int{2 << 10, 64 << 10, 4 << 20} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			s := benchStore(b)
			for i := range 40 {
				mustPut(b, s, "study", fmt.Sprint(i), sized("x", size))
			}
			b.ReportAllocs()
			b.SetBytes(int64(size))
			for i := 0; b.Loop(); i++ {
				if _, ok, err := s.Get(b.Context(), "study", fmt.Sprint(i%40)); !ok || err != nil {
					b.Fatal(ok, err)
				}
			}
		})
	}
}

// BenchmarkOpen opens a file of 100 MB, every page of which is looked at.
func BenchmarkOpen(b *testing.B) {
	s := benchStore(b)
	for i := range 1600 {
		mustPut(b, s, "study", fmt.Sprint(i), sized("x", 64<<10))
	}
	s.Close()
	for b.Loop() {
		again, err := Open(s.path, DefaultConfig("3"))
		if err != nil {
			b.Fatal(err)
		}
		again.Close()
	}
}
