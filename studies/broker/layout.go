package broker

import (
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Names of what a broker is furnished with, and what its entries may take.
const (
	jobsName      = "LAB_JOBS"
	jobsPrefix    = "lab.job."
	resultsName   = "lab_results"
	resultsStream = "KV_" + resultsName
	enginesName   = "lab_engines"
	enginesStream = "KV_" + enginesName

	enginesBytes = 1 << 20
	headroom     = 1 << 10 // of a message, for its subject and its headers

	// A thousand workers each have one pull waiting and one job not acknowledged.
	maxPulls   = 1 << 13
	maxPending = 1 << 16

	jobLife      = time.Hour      // of a job whose submitter is gone
	consumerLife = 24 * time.Hour // of the consumer of an engine version that nobody works for
)

func storageOf(c Config) jetstream.StorageType {
	if c.Memory || c.URL == "" && c.Dir == "" {
		return jetstream.MemoryStorage
	}
	return jetstream.FileStorage
}

func jobsOf(c Config) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: jobsName, Subjects: []string{jobsPrefix + ">"},
		Retention: jetstream.WorkQueuePolicy, Discard: jetstream.DiscardNew,
		MaxMsgs: c.MaxJobs, MaxBytes: c.MaxBytes, MaxAge: jobLife,
		Storage: storageOf(c), Replicas: c.Replicas,
	}
}

func consumerOf(c Config) jetstream.ConsumerConfig {
	return jetstream.ConsumerConfig{
		Durable: consumerName(c.Engine), FilterSubject: jobsPrefix + c.Engine + ".>",
		AckPolicy: jetstream.AckExplicitPolicy, AckWait: c.AckWait, MaxDeliver: -1,
		MaxAckPending: maxPending, MaxWaiting: maxPulls, InactiveThreshold: consumerLife,
		MemoryStorage: storageOf(c) == jetstream.MemoryStorage,
	}
}

func consumerName(engine string) string { return "lab-" + engine }

func resultsOf(c Config) jetstream.KeyValueConfig {
	return jetstream.KeyValueConfig{Bucket: resultsName, TTL: c.Keep, MaxBytes: c.MaxBytes, Storage: storageOf(c), Replicas: c.Replicas}
}

func enginesOf(c Config) jetstream.KeyValueConfig {
	return jetstream.KeyValueConfig{Bucket: enginesName, TTL: 4 * announceEvery, MaxBytes: enginesBytes, Storage: jetstream.MemoryStorage, Replicas: c.Replicas}
}

// batch is where the jobs of one are.
type batch struct{ engine, name string }

func (b batch) subject(job string) string { return jobsPrefix + b.engine + "." + b.name + "." + job }

func (b batch) key(job string) string { return b.engine + "." + b.name + "." + job }

// differs is the key of a second result of a job that is not the first.
func differs(key string) string { return key + differsEnd }

const differsEnd = ".differs"

// entries are the subjects of all results of a batch.
func (b batch) entries() string { return "$KV." + resultsName + "." + b.key(">") }

// jobOf returns the job that a result's key names, and whether it is a second one that differs.
func (b batch) jobOf(key string) (job string, second bool) {
	return strings.CutSuffix(strings.TrimPrefix(key, b.key("")), differsEnd)
}

// keyOf is the key of the result of the job with that subject.
func keyOf(subject string) string { return strings.TrimPrefix(subject, jobsPrefix) }
