package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"backofflab/api"
)

// How long a stop may take: all of it within ten seconds.
const (
	maxDrainDelay = 5 * time.Second
	viewersWait   = 1800 * time.Millisecond // for sockets to close
	requestsWait  = 2500 * time.Millisecond // for requests under way, after that
	apologiesWait = 500 * time.Millisecond  // for their 503, where they take longer
	logWait       = time.Second             // for what reads the log, at the end
)

// run serves until ctx ends, then drains. It prints the address to open before
// the log begins.
func run(ctx context.Context, args []string, env func(string) string, stdout io.Writer) error {
	s, err := parseSettings(args, env, stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return err
	case s.version:
		_, err := io.WriteString(stdout, buildInfo())
		return err
	case s.health:
		return checkHealth(ctx, s.addr)
	}
	logger, out := s.log(stdout)
	defer out.Close(logWait)
	s.api.Logger, s.api.Build, s.api.Version = logger, buildInfo(), programVersion()
	if flags, why := s.idle(); len(flags) > 0 {
		logger.Warn("some flags change nothing", "flags", flags, "because", why)
	}
	if s.studies.role == roleWorker {
		return work(ctx, s)
	}
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("%s=%s: %w", s.nameOf("addr"), plainOrQuoted(s.addr), err)
	}
	fmt.Fprintf(out, "Backoff Lab: %s\n", openURL(listener.Addr().String()))
	return serve(ctx, s, listener)
}

func serve(ctx context.Context, s settings, listener net.Listener) error {
	lab, stop, err := open(s)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer stop()
	server := lab.HTTP()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.api.Logger.Info("stopping")
	err = drain(lab, server, s)
	<-failed
	s.api.Logger.Info("stopped")
	return err
}

// open makes the lab, and answers for its metrics where they are wanted.
func open(s settings) (lab *api.Server, stop func(), err error) {
	farm, err := openFarm(s.studies, s.api.Logger)
	if err != nil {
		return nil, nil, err
	}
	s.api.Runner, s.api.Store = farm.runner, farm.store
	if s.metrics == "" {
		lab = api.New(s.api)
		return lab, func() { lab.Close(); farm.stop() }, nil
	}
	listener, err := net.Listen("tcp", s.metrics)
	if err != nil {
		farm.stop()
		return nil, nil, fmt.Errorf("%s=%s: %w", s.nameOf("metrics-addr"), plainOrQuoted(s.metrics), err)
	}
	m := newMetrics()
	s.api.Observe = m.observe
	lab = api.New(s.api)
	m.watch(lab)
	server := m.serve(listener, s.api.Logger)
	s.api.Logger.Info("metrics", "address", openURL(listener.Addr().String())+"metrics")
	return lab, func() { _ = server.Close(); lab.Close(); farm.stop() }, nil
}

// drain says that the server is not ready and sends the viewers away; the
// listener stays a moment, so that whoever balances load sees it. Then it waits
// for requests under way, answers 503 to those that take longer, and cuts what is left.
func drain(lab *api.Server, server *http.Server, s settings) error {
	delayed := time.After(s.drainDelay)
	viewers, cancel := context.WithTimeout(context.Background(), viewersWait)
	defer cancel()
	lab.Drain(viewers)
	<-delayed
	err := shutdown(server, requestsWait)
	if errors.Is(err, context.DeadlineExceeded) {
		s.api.Logger.Warn("what is computed is given up")
		lab.Hurry()
		err = shutdown(server, apologiesWait)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		s.api.Logger.Warn("requests were cut off")
		return server.Close()
	}
	return err
}

// shutdown accepts nothing more and waits so long for requests under way.
func shutdown(server *http.Server, wait time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	return server.Shutdown(ctx)
}

// checkHealth asks a running server how it is: the container's image has no
// other program that could, and need not be able to look up a name.
func checkHealth(ctx context.Context, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, localURL(addr, "127.0.0.1")+"healthz", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("unhealthy: %s", answer.Status)
	}
	return nil
}

// openURL is where a browser on this machine finds a server that listens on addr.
func openURL(addr string) string { return localURL(addr, "localhost") }

// localURL is the same with a name for this machine, for a server that listens on
// all of its addresses.
func localURL(addr, machine string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "http://" + addr + "/"
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = machine
	}
	return "http://" + net.JoinHostPort(host, port) + "/"
}
