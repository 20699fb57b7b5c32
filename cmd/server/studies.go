package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"backofflab/api"
	"backofflab/experiment/job"
	"backofflab/sim"
	"backofflab/studies"
	"backofflab/studies/broker"
	"backofflab/studies/kept"
	"backofflab/studies/remote"
)

// role is what a process does.
type role string

const (
	roleAll    role = "all"    // pages, and the work of studies
	roleServer role = "server" // pages; others do the work
	roleWorker role = "worker" // the work of studies, and no pages
)

// studySettings say where studies are simulated, and where they are kept.
type studySettings struct {
	role    role
	workers int // 0: one a core
	broker  broker.Config
	path    string // of the store; "": in memory
	store   kept.Config
}

// Sizes of stores. One in memory is gone with its process, and takes of what runs may have.
const (
	memoryQuota = 64 << 20
	memoryMost  = 8 << 20
)

// newStudySettings are those without flags. Jobs are for workers of the same processors: some
// fuse products into sums, which rounds differently.
func newStudySettings() studySettings {
	return studySettings{role: roleAll, store: kept.DefaultConfig(sim.EngineVersion), broker: broker.Config{Engine: sim.EngineVersion + "-" + runtime.GOARCH}}
}

// flags adds those of studies.
func (s *studySettings) flags(flags *flag.FlagSet) {
	flags.Func("role", "what this process does: all, server (pages alone) or worker (the work of sweeps alone); the latter two need -nats (default all)", func(value string) error {
		s.role = role(value)
		return nil
	})
	flags.StringVar(&s.broker.URL, "nats", "", "`URL` of a NATS server with JetStream that hands the work of sweeps to all workers, nats://host:4222 (default one inside this process)")
	flags.StringVar(&s.broker.Credentials, "nats-creds", "", "`file` with the credentials for it")
	flags.StringVar(&s.broker.CA, "nats-ca", "", "`file` with the certificates that its own is checked against (default those of the system)")
	flags.StringVar(&s.broker.Cert, "nats-cert", "", "`file` with this process's certificate for it")
	flags.StringVar(&s.broker.Key, "nats-key", "", "`file` with the key of that")
	flags.IntVar(&s.workers, "workers", 0, "runs of sweeps at once in this process (default one a core)")
	flags.StringVar(&s.path, "store", "", "`file` that keeps finished sweeps and what they have simulated (default in memory)")
	flags.Func("store-quota", fmt.Sprintf("`megabytes` that it may have (default %d)", s.store.Quota>>20), func(value string) (err error) {
		s.store.Quota, err = inMegabytes(value)
		s.store.Most = int(min(int64(s.store.Most), s.store.Quota/4))
		return err
	})
	flags.DurationVar(&s.store.Expiry, "store-expiry", s.store.Expiry, "`time` after which it forgets what nobody has asked for")
}

func (s studySettings) validate() error {
	var bad []error
	refuse := func(refused bool, name string, value any, must string) {
		if refused {
			bad = append(bad, &api.SettingError{Name: name, Value: fmt.Sprint(value), Must: must})
		}
	}
	known := s.role == roleAll || s.role == roleServer || s.role == roleWorker
	refuse(!known, "role", s.role, "must be all, server or worker")
	refuse(known && s.role != roleAll && s.broker.URL == "", "role", s.role, "needs the broker that the others use: set -nats")
	refuse(s.workers < 0 || s.workers > mostWorkers, "workers", s.workers, fmt.Sprintf("must be from 0 to %d", mostWorkers))
	refuse(s.store.Quota < kept.LeastQuota, "store-quota", s.store.Quota>>20, fmt.Sprintf("must be at least %d (megabytes)", kept.LeastQuota>>20))
	refuse(s.store.Expiry < time.Second, "store-expiry", s.store.Expiry, "must be at least 1s")
	for _, file := range []struct{ name, value string }{
		{"nats-creds", s.broker.Credentials}, {"nats-ca", s.broker.CA}, {"nats-cert", s.broker.Cert}, {"nats-key", s.broker.Key},
	} {
		refuse(file.value != "" && s.broker.URL == "", file.name, file.value, "is for a broker elsewhere: set -nats")
	}
	refuse(s.broker.Cert != "" && s.broker.Key == "", "nats-cert", s.broker.Cert, "needs its key: set -nats-key")
	refuse(s.broker.Key != "" && s.broker.Cert == "", "nats-key", s.broker.Key, "needs its certificate: set -nats-cert")
	if len(bad) > 0 {
		return errors.Join(bad...) // by their flags
	}
	return errors.Join(s.broker.Validate(), s.store.Validate())
}

const mostWorkers = 1024

// workerCount is how many workers the process has.
func (s studySettings) workerCount() int {
	if s.workers > 0 {
		return s.workers
	}
	return runtime.GOMAXPROCS(0)
}

// farm is where studies are simulated and kept, while the server runs.
type farm struct {
	runner job.Runner
	store  studies.Store
	stop   func()
}

// openFarm connects to the broker, and opens the store. A store that cannot be opened is no
// reason to have no lab: what it would keep can be computed anew.
func openFarm(s studySettings, logger *slog.Logger) (*farm, error) {
	s.broker.Logger = logger
	b, err := broker.Open(context.Background(), s.broker)
	if err != nil {
		return nil, err
	}
	store, err := openStore(s, logger)
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	ctx, cancel := context.WithCancel(context.Background())
	var group sync.WaitGroup
	if s.role != roleServer {
		group.Go(func() { workFor(ctx, b, s.workerCount(), logger) })
	}
	group.Go(func() { expire(ctx, store, logger) })
	return &farm{
		runner: remote.Runner{Broker: b}, store: keeping{store},
		stop: func() {
			cancel()
			group.Wait()
			if err := errors.Join(b.Close(), store.Close()); err != nil {
				logger.Warn("studies did not close", "error", err)
			}
		},
	}, nil
}

// workFor does jobs until ctx ends.
func workFor(ctx context.Context, b *broker.Broker, workers int, logger *slog.Logger) {
	if err := b.Work(ctx, workers, remote.Work); err != nil {
		logger.Error("no more jobs of sweeps are done here", "error", err)
	}
}

// openStore opens the file, or a store in memory in its place.
func openStore(s studySettings, logger *slog.Logger) (*kept.Store, error) {
	s.store.Logger = logger
	if s.path != "" {
		store, err := kept.Open(s.path, s.store)
		if err == nil {
			return store, nil
		}
		logger.Error("sweeps are kept in memory: the store cannot be opened", "path", s.path, "error", err)
	}
	s.store.Quota, s.store.Most = min(s.store.Quota, memoryQuota), min(s.store.Most, memoryMost)
	return kept.Open("", s.store)
}

// expire forgets what nobody has asked for, now and then.
func expire(ctx context.Context, store *kept.Store, logger *slog.Logger) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := store.Expire(ctx); err != nil && ctx.Err() == nil {
				logger.Warn("kept values do not expire", "error", err)
			}
		}
	}
}

// keeping is a store as studies want one.
type keeping struct{ *kept.Store }

// PutAll keeps values in one transaction.
func (k keeping) PutAll(ctx context.Context, kind string, values map[string][]byte) error {
	all := make([]kept.Value, 0, len(values))
	for key, bytes := range values {
		all = append(all, kept.Value{Key: key, Bytes: bytes})
	}
	return k.Store.PutAll(ctx, kind, all)
}

// work is what a worker does in place of serving: jobs, until ctx ends.
func work(ctx context.Context, s settings) error {
	logger := s.api.Logger
	s.studies.broker.Logger, s.studies.broker.WorkerOnly = logger, true
	b, err := broker.Open(ctx, s.studies.broker)
	if err != nil {
		return err
	}
	logger.Info("working", "nats", s.studies.broker.URL, "workers", s.studies.workerCount(), "engine", s.studies.broker.Engine)
	err = b.Work(ctx, s.studies.workerCount(), remote.Work)
	logger.Info("stopped")
	return errors.Join(err, b.Close())
}
