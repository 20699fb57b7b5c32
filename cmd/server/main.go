// Command server serves the Backoff Lab: it reads flags and the environment,
// wires the rooms together, listens, and drains on SIGTERM. It does nothing else.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	// Whoever reads the log may go. Without this, the next line would end the process.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		// A second one ends the process at once, before anything shows that it stops.
		signal.Stop(signals)
		stop()
	}()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout); err != nil {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintln(os.Stderr, "backofflab:", strings.TrimSuffix(line, "\n"))
		}
		os.Exit(1)
	}
}
