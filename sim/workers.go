package sim

import (
	"sync"
	"sync/atomic"
)

// InParallel calls f for 0 to n-1, each once, on so many goroutines. A panic of one is
// passed on to the caller, once all have ended.
func InParallel(workers, n int, f func(i int)) {
	if workers = min(workers, n); workers <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var failure atomic.Value
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					failure.CompareAndSwap(nil, panicked{p})
				}
			}()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	group.Wait()
	if p, failed := failure.Load().(panicked); failed {
		panic(p.value)
	}
}

type panicked struct{ value any }
