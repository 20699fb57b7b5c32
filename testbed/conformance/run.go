package conformance

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Command is what is judged: a program and its arguments, as in exec.Cmd.
type Command struct {
	Path string
	Args []string // without the program's name; "{url}" stands for where to call
	Env  []string // on top of this process's environment
}

// Options say how to run the suite. The zero value runs all cases, four at a time.
type Options struct {
	Cases    []Case        // nil: all
	Parallel int           // how many cases at once; 0: 4
	Limit    time.Duration // allow a command at least this long, where a case would end sooner
	Progress func(Result)  // called as each case ends, by one goroutine at a time; may be nil
}

// Run runs the command once for each case, and again where chance spoke against it,
// and judges what was seen. Its error says that the suite could not be run: the command
// does not start, there is no port or no temporary file, or ctx is over.
func Run(ctx context.Context, command Command, o Options) (Report, error) {
	if o.Cases == nil {
		o.Cases = Cases()
	}
	dir, err := os.MkdirTemp("", "backofflab-check-")
	if err != nil {
		return Report{}, err
	}
	defer os.RemoveAll(dir)
	identity, authority, err := newIdentity(dir)
	if err != nil {
		return Report{}, err
	}
	r := runner{command: command, limit: o.Limit, identity: identity, authority: authority}
	report := Report{Command: append([]string{command.Path}, command.Args...), Began: time.Now().UTC().Round(time.Second)}
	began := time.Now()
	report.Results, err = r.all(ctx, o)
	report.Took = Millis(time.Since(began))
	return report, err
}

type runner struct {
	command   Command
	limit     time.Duration
	identity  *tls.Certificate
	authority string
}

// all runs the cases, some at a time, and returns their results in the order of the
// cases, up to the first error.
func (r *runner) all(ctx context.Context, o Options) ([]Result, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if o.Parallel <= 0 {
		o.Parallel = 4
	}
	results := make([]Result, len(o.Cases))
	places := make(chan struct{}, o.Parallel)
	var wait sync.WaitGroup
	var mu sync.Mutex
	do := func(i int) {
		result, err := r.one(ctx, &o.Cases[i])
		if err != nil {
			stop(err)
			return
		}
		results[i] = result
		if o.Progress != nil {
			mu.Lock()
			defer mu.Unlock()
			o.Progress(result)
		}
	}
	for i := range o.Cases {
		if o.Cases[i].Call.Calls <= 1 {
			wait.Go(func() {
				places <- struct{}{}
				defer func() { <-places }()
				do(i)
			})
		}
	}
	wait.Wait()
	for i := range o.Cases { // crowds, which would make others late
		if o.Cases[i].Call.Calls > 1 {
			do(i)
		}
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return results, nil
}

// luck is how often a case is tried that comes out badly by chance.
const luck = 3

func (r *runner) one(ctx context.Context, c *Case) (Result, error) {
	for try := 1; ; try++ {
		seen, said, err := r.watch(ctx, c)
		if err != nil {
			return Result{}, err
		}
		finding := c.find(&seen)
		if !finding.luck || try == luck {
			return resultOf(c, &seen, finding, said), nil
		}
	}
}

// watch runs the command once, and returns what was seen of it and the end of what it
// wrote to its standard error.
func (r *runner) watch(ctx context.Context, c *Case) (Seen, string, error) {
	if err := ctx.Err(); err != nil {
		return Seen{}, "", err
	}
	server, err := serve(c, r.identity)
	if err != nil {
		return Seen{}, "", err
	}
	defer server.close()
	limit, cancel := lasting(ctx, server.first, c.limit(r.limit))
	defer cancel()
	var said tail
	exit, err := r.start(limit, c, server.url, &said)
	if err != nil {
		return Seen{}, "", err
	}
	seen := server.seen(time.Now())
	seen.Call, seen.Ended, seen.Exit = c.Call, limit.Err() == nil, exit
	return seen, said.String(), ctx.Err()
}

// lasting is a context that ends so long after the first attempt: the start of a
// command is not part of the case. A command that makes none has startLimit.
func lasting(ctx context.Context, first <-chan struct{}, limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	timer := time.AfterFunc(startLimit, cancel)
	go func() {
		select {
		case <-first:
			timer.Reset(limit)
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		cancel()
		timer.Stop()
	}
}

// startLimit is the time that a command has for its first attempt.
const startLimit = 20 * time.Second

// start runs the command until it ends or its time is over, and ends with it all that
// it has started. It returns the exit status.
func (r *runner) start(ctx context.Context, c *Case, url string, said *tail) (int, error) {
	args := make([]string, len(r.command.Args))
	for i, arg := range r.command.Args {
		args[i] = strings.ReplaceAll(arg, "{url}", url)
	}
	cmd := exec.CommandContext(ctx, r.command.Path, args...)
	cmd.Env = append(append(os.Environ(), r.command.Env...), environment(c, url)...)
	if c.secure {
		cmd.Env = append(cmd.Env, trust(r.authority)...)
	}
	cmd.Stderr = said
	cmd.WaitDelay = time.Second // for grandchildren that hold standard error open
	inGroup(cmd)
	err := cmd.Run()
	_ = endGroup(cmd) // there may be nobody left in it
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && ctx.Err() == nil && !errors.Is(err, exec.ErrWaitDelay) {
		return 0, err
	}
	return cmd.ProcessState.ExitCode(), nil
}

func environment(c *Case, url string) []string {
	method, deadline, stream := c.Call.Method, "", ""
	if method == "" {
		method = "GET"
	}
	if c.Call.Deadline > 0 {
		deadline = c.Call.Deadline.String()
	}
	if c.Call.Stream {
		stream = "1"
	}
	var env []string
	for _, v := range [][2]string{
		{"URL", url}, {"METHOD", method}, {"BODY", strconv.Itoa(c.Call.Body)},
		{"IDEMPOTENCY_KEY", c.Call.Key}, {"DEADLINE", deadline}, {"STREAM", stream},
		{"CALLS", strconv.Itoa(max(1, c.Call.Calls))}, {"CONNECTIONS", strconv.Itoa(c.Call.Connections)},
		{"CASE", c.Name},
	} {
		env = append(env, fmt.Sprintf("BACKOFFLAB_%s=%s", v[0], v[1]))
	}
	return env
}

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

const tailLength = 1000

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	if over := len(t.kept) - tailLength; over > 0 {
		t.kept = t.kept[over:]
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.ToValidUTF8(string(bytes.TrimSpace(t.kept)), "?")
}
