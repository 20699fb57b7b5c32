package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// view is all that a page asks for which nobody had opened before: itself, a socket, and the advice
// on its run; where something is moved, a run over the socket as well. Scripts and styles are in the
// browser's cache.
func view(ctx context.Context, server string, who int, query string, moved bool) error {
	web := client(addressOf(who), 1)
	defer web.CloseIdleConnections()
	if got := get(ctx, web, "http://"+server+"/?"+query); got.status != http.StatusOK {
		return fmt.Errorf("a page was answered %d: %w", got.status, got.err)
	}
	v, err := connect(ctx, server, addressOf(who), 0)
	if err != nil {
		return err
	}
	defer v.close()
	if moved {
		if err := v.run(query); err != nil {
			return err
		}
	}
	if got := get(ctx, web, "http://"+server+"/fragment/advice?"+query); got.status != http.StatusOK {
		return fmt.Errorf("advice was answered %d: %w", got.status, got.err)
	}
	return nil
}

// run asks for a run and waits until it is done.
func (v *viewer) run(query string) error {
	return v.runUntil(query, func(m message) bool { return m.kind == "done" })
}

// charts asks for a run and waits until all of its bins are there. What was asked for before need not
// be done: what is left of that comes before the hello of this one.
func (v *viewer) charts(query string) error {
	greeted := false
	return v.runUntil(query, func(m message) bool {
		greeted = greeted || m.kind == "hello"
		return greeted && (m.last || m.kind == "done")
	})
}

func (v *viewer) runUntil(query string, enough func(message) bool) error {
	if err := v.ask(query, 0, ""); err != nil {
		return err
	}
	for {
		m, err := v.next()
		switch {
		case err != nil:
			return err
		case enough(m):
			return nil
		case m.kind == "error":
			return errors.New("a run was answered with an error")
		}
	}
}

// measureViews tells what a whole view costs, and how many a second the machine serves.
func measureViews(ctx context.Context, b *bench) error {
	s, err := start(ctx, b.program, nil)
	if err != nil {
		return err
	}
	defer s.stop()
	seed := 1000
	for i := range 20 { // until the process is warm
		if err := view(ctx, s.address, 0, classic+strconv.Itoa(i+1), true); err != nil {
			return err
		}
	}
	for _, kind := range []struct {
		what, asked string
		moved       bool
	}{
		{"CPU of a whole view: page, socket, advice", "35 ms", false},
		{"the same with a run over the socket", "", true},
	} {
		n, before := b.scaled(200), s.usage().CPU
		for i := range n {
			seed++
			if err := view(ctx, s.address, i%50, classic+strconv.Itoa(seed), kind.moved); err != nil {
				return err
			}
		}
		b.say(kind.what, kind.asked, "%s", milliseconds((s.usage().CPU-before)/time.Duration(n)))
	}
	rate, lost := viewsOf(ctx, s.address, b.scaled(16), 5*time.Second)
	b.say("whole views a second, sixteen at a time", "", "%.0f, %d lost", rate, lost)
	return nil
}

// viewsOf counts how many views a second so many viewers get, each one after the other.
func viewsOf(ctx context.Context, server string, viewers int, span time.Duration) (rate float64, lost int) {
	var all sync.WaitGroup
	var mu sync.Mutex
	served, begin := 0, time.Now()
	for who := range viewers {
		all.Go(func() {
			for i := 0; time.Since(begin) < span; i++ {
				err := view(ctx, server, who, classic+strconv.Itoa(1_000_000*(who+1)+i), true)
				mu.Lock()
				if err != nil {
					lost++
				} else {
					served++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return float64(served) / time.Since(begin).Seconds(), lost
}

const (
	moveEvery  = 33 * time.Millisecond  // a finger on a slider: every second frame of the screen
	moveWithin = 100 * time.Millisecond // a move is seen as one with the finger
	dragFor    = 3 * time.Second
)

// measureDrag tells how many viewers may drag a slider at once.
func measureDrag(ctx context.Context, b *bench) error {
	s, err := start(ctx, b.program, nil)
	if err != nil {
		return err
	}
	defer s.stop()
	most, there, rate := 0, time.Duration(0), 0.0
	for n := 1; n <= b.scaled(64); n *= 2 {
		moves, err := drags(ctx, s.address, n)
		if err != nil {
			return err
		}
		late := quantile(moves, 0.95)
		if late > moveWithin {
			break
		}
		most, there, rate = n, late, float64(len(moves))/dragFor.Seconds()
	}
	b.say("viewers who drag a slider at once, the charts of 95 % of moves there within 100 ms", "", "%d: %s, %.0f moves a second", most, milliseconds(there), rate)
	return nil
}

// drags is how long it took until the charts of each move were there, in order, of viewers who drag
// for a while. Who has not had those of one move does not make the next.
func drags(ctx context.Context, server string, viewers int) ([]time.Duration, error) {
	var all sync.WaitGroup
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	for who := range viewers {
		all.Go(func() {
			mine, err := drag(ctx, server, who)
			mu.Lock()
			defer mu.Unlock()
			took, failed = append(took, mine...), errors.Join(failed, err)
		})
	}
	all.Wait()
	slices.Sort(took)
	return took, failed
}

func drag(ctx context.Context, server string, who int) (took []time.Duration, err error) {
	v, err := connect(ctx, server, addressOf(who), 0)
	if err != nil {
		return nil, err
	}
	defer v.close()
	for i, begin := 0, time.Now(); time.Since(begin) < dragFor; i++ {
		asked := time.Now()
		if err := v.charts(classic + strconv.Itoa(who+1) + "&base=" + strconv.Itoa(20+i%200) + "ms"); err != nil {
			return took, err
		}
		took = append(took, time.Since(asked))
		time.Sleep(moveEvery - time.Since(asked))
	}
	return took, nil
}
