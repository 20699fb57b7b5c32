package broker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// readyTime is how long an embedded broker may take to be ready; it takes some 10 ms.
const readyTime = 20 * time.Second

// embedded is a NATS server in this process. It listens nowhere.
type embedded struct {
	*server.Server
	dir string // to remove when it ends; "" none
}

// embed starts a server within the limits of c.
func embed(c Config) (*embedded, error) {
	e := &embedded{}
	options, err := e.options(c)
	if err != nil {
		return nil, err
	}
	if e.Server, err = server.NewServer(options); err != nil {
		return nil, errors.Join(fmt.Errorf("the embedded broker: %w", err), e.clean())
	}
	e.SetLogger(quiet{c.Logger}, false, false)
	e.Start()
	if !e.ReadyForConnections(readyTime) || !e.JetStreamEnabled() {
		return nil, errors.Join(fmt.Errorf("the embedded broker is not ready after %v; is %s writable, and has it room?", readyTime, options.StoreDir), e.close())
	}
	return e, nil
}

func (e *embedded) options(c Config) (*server.Options, error) {
	o := &server.Options{
		ServerName: "lab", DontListen: true, NoSigs: true, NoSystemAccount: true,
		JetStream: true, DisableJetStreamBanner: true,
		JetStreamMaxMemory: storage(c), JetStreamMaxStore: storage(c), StoreDir: c.Dir,
	}
	if o.StoreDir != "" {
		return o, nil
	}
	var err error
	e.dir, err = scratch()
	o.StoreDir = e.dir
	return o, err
}

// scratch makes a directory: the server looks for one that it can write to, even where all
// is in memory. A container that has nothing but the program has shared memory still.
func scratch() (dir string, err error) {
	var errs []error
	for _, in := range []string{os.TempDir(), "/dev/shm"} {
		if dir, err = os.MkdirTemp(in, "lab-broker-"); err == nil {
			return dir, nil
		}
		errs = append(errs, err)
	}
	return "", fmt.Errorf("the embedded broker needs a directory that it can write to: %w", errors.Join(errs...))
}

// storage is what jobs, results and engine versions may take in all.
func storage(c Config) int64 { return 2*c.MaxBytes + enginesBytes }

func (e *embedded) close() error {
	e.Shutdown()
	e.WaitForShutdown()
	return e.clean()
}

func (e *embedded) clean() error {
	if e.dir == "" {
		return nil
	}
	return os.RemoveAll(e.dir)
}

// quiet is the log of the server: what it notices is for those who look for it.
type quiet struct{ *slog.Logger }

func (q quiet) write(level slog.Level, text string, values []any) {
	if q.Enabled(context.Background(), level) {
		q.Log(context.Background(), level, "broker: "+strings.TrimSpace(fmt.Sprintf(text, values...)))
	}
}

func (q quiet) Noticef(text string, v ...any) { q.write(slog.LevelDebug, text, v) }
func (q quiet) Warnf(text string, v ...any)   { q.write(slog.LevelDebug, text, v) }
func (q quiet) Errorf(text string, v ...any)  { q.write(slog.LevelWarn, text, v) }
func (q quiet) Fatalf(text string, v ...any)  { q.write(slog.LevelError, text, v) }
func (q quiet) Debugf(text string, v ...any)  { q.write(slog.LevelDebug, text, v) }
func (q quiet) Tracef(text string, v ...any)  { q.write(slog.LevelDebug, text, v) }
