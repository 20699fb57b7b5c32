package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// Load of the soak, all of it modest: what is looked at is whether it stays so.
const (
	soakWatchers = 20  // viewers, one run after another
	soakIdle     = 200 // sockets that ask for nothing
	soakVisitors = 50  // viewers in a process of their own, which is stopped at times
)

// soaking is a soak under way.
type soaking struct {
	server  *server
	metrics string // address of the server's metrics
	log     *pace  // takes its log
	seeds   atomic.Int64

	pages, pagesLost, streams, streamsLost atomic.Int64
}

// fault is something that befalls the server for a while. It returns what ends it.
type fault struct {
	name  string
	begin func(s *soaking, ctx context.Context) (end func(), err error)
}

// faults come in turn, a minute each where the soak is long, and a quiet turn lies between two.
var faults = []fault{
	{"no descriptors left", (*soaking).withoutFiles},
	{"the log is taken slowly", (*soaking).slowLog},
	{"clients are stopped", (*soaking).stoppedClients},
}

// soakFor puts mixed load on a server and lets faults befall it. Every turn it prints
// what the server has; in the end it fails where that has grown, or where something was
// lost in a quiet turn.
func soakFor(ctx context.Context, program string, span time.Duration) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	port, err := freePort()
	if err != nil {
		return err
	}
	s := &soaking{metrics: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), log: &pace{}}
	reader, writer, err := os.Pipe()
	if err != nil {
		return err
	}
	go s.log.drain(reader)
	if s.server, err = start(ctx, program, writer, "-metrics-addr", s.metrics); err != nil {
		return err
	}
	defer s.server.stop()
	_ = writer.Close() // the server has its own
	load, ease := context.WithCancel(ctx)
	defer ease()
	var under sync.WaitGroup
	s.mix(load, &under)

	turn := min(time.Minute, span/8)
	rest := turn / 6 // of a turn after a fault
	var quiet []usage
	lost := int64(0)
	fmt.Println("turn    fault                     RSS      files  threads  goroutines  pages lost  streams lost")
	for i := 1; time.Duration(i)*turn <= span; i++ {
		name, end := "", func() {}
		if i%2 == 0 {
			f := faults[i/2%len(faults)]
			name = f.name
			if end, err = f.begin(s, load); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		pages, streams := s.pagesLost.Load(), s.streamsLost.Load()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.server.ended:
			return fmt.Errorf("the server ended in turn %d: %s", i, name)
		case <-time.After(turn - rest):
		}
		end()
		time.Sleep(rest) // what the fault did is over before the next turn begins
		u := s.server.usage()
		fmt.Printf("%4d    %-24s  %-7s  %5d  %7d  %10s  %3d of %-5d  %3d of %d\n", i, name, bytesOf(u.RSS), u.Files, u.Threads, s.goroutines(ctx),
			s.pagesLost.Load()-pages, s.pages.Load(), s.streamsLost.Load()-streams, s.streams.Load())
		if name == "" {
			quiet = append(quiet, u)
			lost += s.pagesLost.Load() - pages + s.streamsLost.Load() - streams
		}
	}
	// The last fault comes alone: nothing brings a reader of the log back.
	_ = reader.Close()
	select {
	case <-s.server.ended:
		return errors.New("the server ended when nobody read its log")
	case <-time.After(10 * time.Second):
	}
	if _, ok := streamOnce(ctx, s.server.address, "seed=1"); !ok {
		return errors.New("the server does not answer when nobody reads its log")
	}
	ease()
	under.Wait()
	return verdict(quiet, lost)
}

// verdict compares the quiet turns of the last third with those of the first, by the one in the
// middle: how much garbage there is at a moment is chance.
func verdict(quiet []usage, lost int64) error {
	if lost > 0 {
		return fmt.Errorf("%d pages and streams were lost in quiet turns", lost)
	}
	third := len(quiet) / 3
	if third == 0 {
		fmt.Println("too short to say whether it is flat")
		return nil
	}
	middle := func(of []usage) (rss int64, files int) {
		all, open := make([]int64, len(of)), make([]int, len(of))
		for i, u := range of {
			all[i], open[i] = u.RSS, u.Files
		}
		slices.Sort(all)
		slices.Sort(open)
		return all[len(all)/2], open[len(open)/2]
	}
	rss, files := middle(quiet[:third])
	rssLast, filesLast := middle(quiet[len(quiet)-third:])
	if float64(rssLast) > 1.1*float64(rss) || float64(filesLast) > 1.1*float64(files)+10 {
		return fmt.Errorf("not flat: from %s and %d descriptors to %s and %d", bytesOf(rss), files, bytesOf(rssLast), filesLast)
	}
	fmt.Printf("flat: from %s and %d descriptors to %s and %d; nothing lost in quiet turns\n", bytesOf(rss), files, bytesOf(rssLast), filesLast)
	return nil
}

// mix begins the load. It ends with ctx.
func (s *soaking) mix(ctx context.Context, under *sync.WaitGroup) {
	address := s.server.address
	seed := func() string { return "seed=" + strconv.FormatInt(s.seeds.Add(1), 10) }
	every := func(gap time.Duration, do func(context.Context)) {
		under.Go(func() {
			ticks := time.NewTicker(gap)
			defer ticks.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-ticks.C:
				}
				bounded, cancel := context.WithTimeout(ctx, neighbourWait)
				do(bounded)
				cancel()
			}
		})
	}
	under.Go(func() { gather(ctx, address, plan{viewers: soakIdle, returns: true}).wait() })
	for range soakWatchers {
		every(time.Second, func(ctx context.Context) {
			s.streams.Add(1)
			if _, ok := streamOnce(ctx, address, seed()); !ok {
				s.streamsLost.Add(1)
			}
		})
	}
	web := client(neighbour, 4)
	every(200*time.Millisecond, func(ctx context.Context) {
		s.pages.Add(1)
		if got := get(ctx, web, "http://"+address+"/?"+seed()); got.status != 200 {
			s.pagesLost.Add(1)
		}
	})
	every(time.Second, func(ctx context.Context) { get(ctx, web, "http://"+address+"/api/v1/run?"+seed()) })
	every(500*time.Millisecond, func(ctx context.Context) { // leaves before the answer
		short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
		get(short, client(attacker, 1), "http://"+address+"/api/v1/run?clients=20000&rate=500&"+seed())
	})
}

// withoutFiles takes the server's descriptors away, and connects until none are left.
func (s *soaking) withoutFiles(ctx context.Context) (func(), error) {
	pid := s.server.command.Process.Pid
	old, err := limitFiles(pid, uint64(s.server.usage().Files+20))
	if err != nil {
		return nil, err
	}
	var held []net.Conn
	for range 200 {
		if conn, err := dial(ctx, s.server.address, attacker, 0); err == nil {
			held = append(held, conn)
		}
	}
	return func() {
		for _, conn := range held {
			_ = conn.Close()
		}
		_, _ = limitFiles(pid, old)
	}, nil
}

// limitFiles sets the soft limit of a process's descriptors, and returns what it was.
func limitFiles(pid int, most uint64) (uint64, error) {
	var old, limit syscall.Rlimit
	call := func(set, get *syscall.Rlimit) error {
		_, _, failed := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(pid), syscall.RLIMIT_NOFILE, uintptr(unsafe.Pointer(set)), uintptr(unsafe.Pointer(get)), 0, 0)
		if failed != 0 {
			return failed
		}
		return nil
	}
	if err := call(nil, &old); err != nil {
		return 0, err
	}
	limit = old
	limit.Cur = min(most, old.Max)
	return old.Cur, call(&limit, nil)
}

func (s *soaking) slowLog(context.Context) (func(), error) {
	s.log.slow.Store(true)
	return func() { s.log.slow.Store(false) }, nil
}

// stoppedClients has viewers in a process of their own, which stands still and then goes on.
func (s *soaking) stoppedClients(ctx context.Context) (func(), error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	visitors := exec.CommandContext(ctx, program, "-visit", s.server.address)
	visitors.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := visitors.Start(); err != nil {
		return nil, err
	}
	time.Sleep(5 * time.Second)
	err = visitors.Process.Signal(syscall.SIGSTOP)
	return func() {
		_ = visitors.Process.Signal(syscall.SIGCONT)
		time.Sleep(2 * time.Second)
		_ = visitors.Process.Kill()
		_ = visitors.Wait()
	}, err
}

// visit is the process of those viewers.
func visit(ctx context.Context, server string) error {
	address, err := netip.ParseAddrPort(server)
	if err != nil || !address.Addr().IsLoopback() {
		return fmt.Errorf("-visit is %q; it must be an address of this machine, 127.0.0.1:8080", server)
	}
	gather(ctx, server, plan{viewers: soakVisitors, query: same(watched), returns: true, stays: true}).wait()
	return nil
}

// goroutines is what the server's metrics say.
func (s *soaking) goroutines(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	text, err := fetch(ctx, "http://"+s.metrics+"/metrics")
	if err != nil {
		return "?"
	}
	for line := range strings.Lines(text) {
		if n, ok := strings.CutPrefix(line, "go_goroutines "); ok {
			return strings.TrimSpace(n)
		}
	}
	return "?"
}

// pace takes a log as fast as a disk does that is well, or is not.
type pace struct{ slow atomic.Bool }

func (p *pace) drain(from io.Reader) {
	chunk := make([]byte, 64<<10)
	for {
		size := len(chunk)
		if p.slow.Load() {
			size = 512
			time.Sleep(time.Second)
		}
		if _, err := from.Read(chunk[:size]); err != nil {
			return
		}
	}
}
