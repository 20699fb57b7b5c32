// Command backofflab is the lab on the command line.
//
//	backofflab check -- CMD ARGS…
//
// judges an HTTP client by how it retries; see package testbed/conformance for what
// the command is told and how it is judged.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// The exit statuses.
const (
	good   = 0
	bad    = 1 // a case failed
	misuse = 2 // the flags or arguments are wrong, or the command does not start
)

const usage = "usage: backofflab check [flags] -- CMD ARGS...\n"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run does what the arguments say and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 || args[0] != "check" {
		fmt.Fprint(stderr, usage)
		return misuse
	}
	return check(ctx, args[1:], stdout, stderr)
}
