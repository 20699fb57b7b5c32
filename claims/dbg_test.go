package claims

import (
	"fmt"
	"os"
	"testing"
)

func TestDbg(t *testing.T) {
	q := os.Getenv("Q")
	if q == "" {
		t.Skip()
	}
	p := open(t, lab(t), q)
	for _, f := range p.run.Results {
		x, ok := done95.of(p.run, f)
		n := 0
		for _, r := range f.requests {
			if r.done() < 1e300 {
				n++
			}
		}
		fmt.Println(f.name, "req", f.Requests, "succ", f.Successes, "requests", len(f.requests), "done", n, "attempts", f.Attempts, len(f.attempts), x, ok, f.Done95 != nil, f.GaveUpBy, f.Unfinished)
		if f.Done95 != nil {
			fmt.Println(*f.Done95)
		}
		if os.Getenv("V") != "" {
			for _, r := range f.requests {
				if r.done() > 1e300 {
					fmt.Println(len(r), r[0], r[len(r)-1])
				}
			}
		}
		fmt.Printf("waves %+v later %+v\n", f.Waves, f.Later)
	}
	fmt.Printf("%+v\n", p.run.Verdict)
}
