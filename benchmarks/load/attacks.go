package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// connections is how many an attacker has, all from one address.
const connections = 32

// attack keeps one connection of an attacker busy until ctx ends.
type attack struct {
	name string
	hold func(ctx context.Context, a *assault)
}

// assault is an attack under way.
type assault struct {
	server string
	client *http.Client
	seeds  *atomic.Int64
	calls  *atomic.Int64
}

// seed is one that nobody has asked for.
func (a *assault) seed() string { return strconv.FormatInt(a.seeds.Add(1), 10) }

func (a *assault) url(path string) string { return "http://" + a.server + path }

// repeat gets addresses, one after another.
func repeat(path func(a *assault) string) func(context.Context, *assault) {
	return func(ctx context.Context, a *assault) {
		for ctx.Err() == nil {
			a.done(ctx, get(ctx, a.client, a.url(path(a))))
		}
	}
}

// done counts an answer. Whoever is refused comes again at once, but not in a loop without end.
func (a *assault) done(ctx context.Context, got answer) {
	a.calls.Add(1)
	if got.status/100 != 2 {
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// post sends a form or JSON, one after another.
func post(path, kind string, body func(a *assault) string) func(context.Context, *assault) {
	return func(ctx context.Context, a *assault) {
		for ctx.Err() == nil {
			a.done(ctx, call(ctx, a.client, http.MethodPost, a.url(path), http.Header{"Content-Type": {kind}}, strings.NewReader(body(a))))
		}
	}
}

const (
	heavy   = "clients=1000000&rate=100000&strategies=full,equal,exponential,decorrelated,fixed&seed="
	dearest = watched + ",equal,exponential,decorrelated&seed="
	classic = "clients=1000&strategies=exponential,full,equal,decorrelated&seed="
)

// attacks are the ten ways in which one address tries to have the whole server.
var attacks = []attack{
	{"large runs as JSON", repeat(func(a *assault) string { return "/api/v1/run?" + heavy + a.seed() })},
	{"large streams", streams},
	{"pages with ever new seeds", repeat(func(a *assault) string { return "/?" + classic + a.seed() })},
	{"attempts read slowly", func(ctx context.Context, a *assault) {
		for ctx.Err() == nil {
			_, _ = readSlowly(ctx, a.server, attacker, "/api/v1/attempts.csv?"+manyAttempts+a.seed(), 1000)
			a.done(ctx, answer{})
		}
	}},
	{"pictures with ever new seeds", repeat(func(a *assault) string { return "/card.png?scale=2&" + classic + a.seed() })},
	{"sweeps", repeat(func(a *assault) string {
		return "/api/v1/sweep?x=cap:log(1s,60s,20)&y=clients:lin(100,2000,20)&runs=10&seed=" + a.seed()
	})},
	{"delays to verify", post("/api/v1/backoff/verify", "text/plain", delays)},
	{"runs that are left", func(ctx context.Context, a *assault) {
		for ctx.Err() == nil {
			short, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
			a.done(ctx, get(short, a.client, a.url("/api/v1/run?"+dearest+a.seed())))
			cancel()
		}
	}},
	{"advice", repeat(func(a *assault) string { return "/fragment/advice?" + classic + a.seed() })},
	{"slow headers and bodies", trickle},
}

// streams asks for the longest run, on a socket.
func streams(ctx context.Context, a *assault) {
	for ctx.Err() == nil {
		v, err := connect(ctx, a.server, attacker, 0)
		if err != nil {
			a.done(ctx, answer{})
			continue
		}
		stop := context.AfterFunc(ctx, v.close)
		err = v.ask(dearest+a.seed(), 0, "")
		for err == nil {
			var m message
			if m, err = v.next(); m.kind == "done" || m.kind == "error" {
				break
			}
		}
		stop()
		v.close()
		a.done(ctx, answer{})
	}
}

// delays are as many as the server reads.
func delays(a *assault) string {
	var b strings.Builder
	for b.Len() < 1_000_000 {
		fmt.Fprintf(&b, "%d ms\n", 100+(int64(b.Len())*7919+a.seeds.Load())%4_000)
	}
	a.seeds.Add(1)
	return b.String()
}

// trickle sends a request byte by byte, of every second one the head and then the body.
func trickle(ctx context.Context, a *assault) {
	for i := 0; ctx.Err() == nil; i++ {
		conn, err := dial(ctx, a.server, attacker, 0)
		if err != nil {
			a.done(ctx, answer{})
			continue
		}
		stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
		text := "GET / HTTP/1.1\r\nHost: " + a.server + "\r\nX-Slow: " + strings.Repeat("x", 1000)
		if i%2 == 1 {
			head := "POST /api/v1/import HTTP/1.1\r\nHost: " + a.server + "\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n"
			_, err = io.WriteString(conn, head)
			text = strings.Repeat("x", 1000)
		}
		for at := 0; err == nil && at < len(text); at++ {
			_, err = io.WriteString(conn, text[at:at+1])
			select {
			case <-ctx.Done():
			case <-time.After(100 * time.Millisecond):
			}
		}
		stop()
		_ = conn.Close()
		a.done(ctx, answer{})
	}
}

// Of one attack: for how long the neighbour asks, how often, and how long it waits for
// an answer before it counts as one that never came.
const (
	asksFor        = 6 * time.Second
	neighbourEvery = 300 * time.Millisecond
	neighbourWait  = 15 * time.Second
)

func measureNeighbour(ctx context.Context, b *bench) error {
	var pages, worstPages, worstStreams []time.Duration
	var notServed, streamsLost, attacksWith int
	for _, k := range attacks {
		n, err := underAttack(ctx, b, k)
		if err != nil {
			return err
		}
		pages = append(pages, n.pages...)
		worstPages = append(worstPages, quantile(n.pages, 0.99))
		worstStreams = append(worstStreams, quantile(n.streams, 0.99))
		notServed += n.refused
		streamsLost += n.lost
		if n.refused > 0 {
			attacksWith++
		}
		b.say("neighbour beside "+k.name, "", "page %s, %s at 99 %%, %d of %d not 200; stream %s, %s at 99 %%, %d of %d lost",
			milliseconds(quantile(n.pages, 0.5)), milliseconds(quantile(n.pages, 0.99)), n.refused, len(n.pages),
			milliseconds(quantile(n.streams, 0.5)), milliseconds(quantile(n.streams, 0.99)), n.lost, len(n.streams))
	}
	all := []figure{}
	say := func(name, asked, seen string) { all = append(all, figure{name, asked, seen}) }
	say("neighbour's page, 99 % of them, worst of ten attacks", "500 ms", atMost(slices.Max(worstPages)))
	say("neighbour's page, not 200", "0", fmt.Sprintf("%d of %d, in %d of %d attacks", notServed, len(pages), attacksWith, len(attacks)))
	say("neighbour's default stream, 99 % of them, worst of ten attacks", "1 s", atMost(slices.Max(worstStreams)))
	b.figures = append(all, b.figures...)
	return nil
}

func atMost(d time.Duration) string {
	if d >= neighbourWait {
		return "more than " + seconds(neighbourWait)
	}
	return milliseconds(d)
}

// neighbourhood is what a neighbour has seen. Its times are sorted; what was never answered
// counts as long as the neighbour waits.
type neighbourhood struct {
	pages, streams []time.Duration
	refused, lost  int
}

func underAttack(ctx context.Context, b *bench, k attack) (neighbourhood, error) {
	s, err := start(ctx, b.program, nil)
	if err != nil {
		return neighbourhood{}, err
	}
	defer s.stop()
	var seeds, calls atomic.Int64
	seeds.Store(1_000_000)
	attacking, cease := context.WithCancel(ctx) // until the neighbour has all answers
	defer cease()
	var attackers sync.WaitGroup
	web := client(attacker, connections)
	for range connections {
		attackers.Go(func() { k.hold(attacking, &assault{s.address, web, &seeds, &calls}) })
	}
	time.Sleep(time.Second) // until it has its effect
	n := visitFor(ctx, s.address, asksFor)
	cease()
	attackers.Wait()
	return n, nil
}

// visitFor has the neighbour ask for pages and streams, each side by side with those before,
// as people do who open links.
func visitFor(ctx context.Context, server string, span time.Duration) neighbourhood {
	var n neighbourhood
	var mu sync.Mutex
	var under sync.WaitGroup
	web := client(neighbour, 0)
	waits, cancel := context.WithTimeout(ctx, span+neighbourWait)
	defer cancel()
	ticks := time.NewTicker(neighbourEvery)
	defer ticks.Stop()
	begin := time.Now()
	for i := 0; time.Since(begin) < span && ctx.Err() == nil; i++ {
		under.Go(func() {
			one, cancel := context.WithTimeout(waits, neighbourWait)
			defer cancel()
			got := get(one, web, "http://"+server+"/?seed="+strconv.Itoa(100+i))
			mu.Lock()
			defer mu.Unlock()
			n.pages = append(n.pages, got.took)
			if got.status != http.StatusOK {
				n.refused++
			}
		})
		under.Go(func() {
			one, cancel := context.WithTimeout(waits, neighbourWait)
			defer cancel()
			took, ok := streamOnce(one, server, "")
			mu.Lock()
			defer mu.Unlock()
			if !ok {
				n.lost++
				took = neighbourWait
			}
			n.streams = append(n.streams, took)
		})
		<-ticks.C
	}
	under.Wait()
	web.CloseIdleConnections()
	sortTimes(n.pages)
	sortTimes(n.streams)
	return n
}

// streamOnce shows a run on a socket of its own, and tells how long it took.
func streamOnce(ctx context.Context, server, query string) (time.Duration, bool) {
	begin := time.Now()
	v, err := connect(ctx, server, neighbour, 0)
	if err != nil {
		return time.Since(begin), false
	}
	defer v.close()
	defer context.AfterFunc(ctx, v.close)()
	for err = v.ask(query, 0, ""); err == nil; {
		var m message
		if m, err = v.next(); m.kind == "done" {
			return time.Since(begin), true
		}
	}
	return time.Since(begin), false
}
