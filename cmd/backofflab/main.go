// Command backofflab is the lab in a terminal: it simulates links, compares them, reads and
// writes the configurations of other programs, and judges HTTP clients by how they retry.
//
//	backofflab run 'rate=50&clients=1000' --require 'p95<30s,gave_up=0'
//	backofflab import retry.yaml --run
//	backofflab check -- CMD ARGS…
//
// It computes everything itself, or with --server asks a lab that runs elsewhere; the
// output is the same. docs/terminal.md shows all commands.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// The exit statuses. They are a promise to pipelines, and part of the manual.
const (
	good        = 0
	bad         = 1   // a requirement or limit is not met, a case failed, or something was lost under --strict
	misuse      = 2   // flags or arguments are wrong, or the input is
	failed      = 3   // it could not be done: the run is too large, or the server does not answer
	interrupted = 130 // stopped by Ctrl C
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run does what the arguments say and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	p := &program{in: os.Stdin, out: stdout, err: stderr, env: os.Getenv}
	p.look()
	return p.run(ctx, args)
}
