package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a child process that serves the lab on a port of 127.0.0.1.
type server struct {
	command *exec.Cmd
	address string // host and port
	ended   chan struct{}
	log     *os.File // nil: the log goes elsewhere

	startWall, startCPU time.Duration // until it listened
	calmCPU             time.Duration // until it had nothing more to do
}

// start runs a program with further flags, and returns once it accepts connections and has
// done what it does at start. Its log goes to log, or to a file where that is nil.
func start(ctx context.Context, program string, log io.Writer, flags ...string) (*server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	s := &server{address: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), ended: make(chan struct{})}
	s.command = exec.Command(program, append([]string{"-addr", s.address, "-drain-delay", "0s"}, flags...)...)
	// The server must not outlive a generator that is killed.
	s.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if log == nil {
		if s.log, err = os.CreateTemp("", "load-*.log"); err != nil {
			return nil, err
		}
		s.command.Stdout, s.command.Stderr = s.log, s.log
	} else {
		s.command.Stdout, s.command.Stderr = log, log
	}
	begin := time.Now()
	if err := s.command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	go func() {
		_ = s.command.Wait()
		close(s.ended)
	}()
	if err := s.listening(ctx); err != nil {
		s.stop()
		return nil, err
	}
	s.startWall, s.startCPU = time.Since(begin), s.usage().CPU
	s.calmCPU = s.settle(ctx)
	return s, nil
}

// settle waits until the process takes no CPU any more, five seconds at most, and returns what it
// has taken.
func (s *server) settle(ctx context.Context) time.Duration {
	before, since := s.usage().CPU, time.Now()
	for begin := since; time.Since(begin) < 5*time.Second && time.Since(since) < 300*time.Millisecond && ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		if now := s.usage().CPU; now > before {
			before, since = now, time.Now()
		}
	}
	return before
}

// listening waits until a connection is accepted.
func (s *server) listening(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		conn, err := net.DialTimeout("tcp", s.address, time.Second)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-s.ended:
			return errors.New("the server ended before it listened")
		case <-ctx.Done():
			return fmt.Errorf("the server does not listen: %w", err)
		case <-time.After(time.Millisecond):
		}
	}
}

// stop ends the process, by force where it takes longer than two seconds.
func (s *server) stop() {
	_ = s.command.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(2 * time.Second):
		_ = s.command.Process.Kill()
		<-s.ended
	}
	if s.log != nil {
		_ = s.log.Close()
		_ = os.Remove(s.log.Name())
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// usage is what a process has taken so far.
type usage struct {
	CPU       time.Duration
	RSS, Peak int64 // bytes
	Threads   int
	Files     int // open descriptors
}

// tick is the unit of CPU times in /proc: USER_HZ, which is 100 on every platform of Go.
const tick = 10 * time.Millisecond

// usage reads /proc. Of a process that has ended everything is 0.
func (s *server) usage() usage { return usageOf(s.command.Process.Pid) }

func usageOf(pid int) usage {
	var u usage
	folder := filepath.Join("/proc", strconv.Itoa(pid))
	if stat, err := os.ReadFile(filepath.Join(folder, "stat")); err == nil {
		// The name of the program stands in brackets and may have spaces.
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		for _, i := range []int{11, 12} { // utime and stime
			ticks, _ := strconv.ParseInt(fields[i], 10, 64)
			u.CPU += time.Duration(ticks) * tick
		}
	}
	status, _ := os.ReadFile(filepath.Join(folder, "status"))
	for line := range strings.Lines(string(status)) {
		name, rest, _ := strings.Cut(line, ":")
		fields := strings.Fields(rest)
		if len(fields) == 0 {
			continue
		}
		n, _ := strconv.ParseInt(fields[0], 10, 64)
		switch name {
		case "VmRSS":
			u.RSS = n << 10
		case "VmHWM":
			u.Peak = n << 10
		case "Threads":
			u.Threads = int(n)
		}
	}
	files, _ := os.ReadDir(filepath.Join(folder, "fd"))
	u.Files = len(files)
	return u
}
