package broker

import (
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

var (
	many = flag.Int("jobs", 5000, "how many jobs of no time TestMemoryIsBounded submits")
)

// role says what a process of these tests is, if it is not the tests themselves.
const role = "LAB_BROKER_TEST_ROLE"

func TestMain(m *testing.M) {
	flag.Parse()
	switch os.Getenv(role) {
	case "worker":
		os.Exit(workerMain(flag.Arg(0), flag.Arg(1)))
	case "server":
		os.Exit(serverMain(flag.Arg(0), flag.Arg(1)))
	}
	os.Exit(m.Run())
}

// workerMain works for the broker at url until it is told to end. wait may be its AckWait.
func workerMain(url, wait string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	c := quickConfig(url)
	if d, err := time.ParseDuration(wait); err == nil {
		c.AckWait = d
	}
	b, err := Open(ctx, c)
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	fmt.Println("ready")
	if err := errors.Join(b.Work(ctx, 1, told), b.Close()); err != nil {
		fmt.Println("error", err)
		return 1
	}
	return 0
}

// serverMain is a NATS server that keeps its streams in a directory.
func serverMain(port, dir string) int {
	o := &server.Options{Host: "127.0.0.1", JetStream: true, StoreDir: dir, NoSigs: true, SyncAlways: true}
	if _, err := fmt.Sscan(port, &o.Port); err != nil {
		return 1
	}
	s, err := server.NewServer(o)
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	s.Start()
	if !s.ReadyForConnections(readyTime) {
		return 1
	}
	fmt.Println("ready", s.ClientURL())
	s.WaitForShutdown()
	return 0
}

// told is work that says which jobs it begins.
func told(ctx context.Context, payload []byte) ([]byte, error) {
	fmt.Println("begun", string(payload))
	return act(ctx, payload)
}

// act does what a payload says, and returns a digest of it:
//
//	gate FILE    waits until there is such a file
//	wait 20ms    waits for a time, or for the end of its context
//	panic, error, exit, forever, deaf, large
func act(ctx context.Context, payload []byte) ([]byte, error) {
	verb, rest, _ := strings.Cut(string(payload), " ")
	switch verb {
	case "gate":
		file, _, _ := strings.Cut(rest, " ")
		for !exists(file) && ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
	case "wait":
		d, _ := time.ParseDuration(rest)
		select {
		case <-time.After(d):
		case <-ctx.Done():
		}
	case "panic":
		panic("poison in " + rest)
	case "error":
		return nil, errors.New(rest)
	case "exit":
		os.Exit(3)
	case "forever":
		<-ctx.Done()
	case "large":
		return make([]byte, 2<<20), nil
	}
	return sum(payload), ctx.Err()
}

func sum(payload []byte) []byte {
	s := sha256.Sum256(payload)
	return s[:]
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// quickConfig is for tests: whatever takes seconds takes less.
func quickConfig(url string) Config {
	return Config{
		URL: url, Memory: true, Engine: "e1", AckWait: 200 * time.Millisecond, Grace: 50 * time.Millisecond, Patience: 20 * time.Second,
		MaxBytes: 4 << 20, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}
