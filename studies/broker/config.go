package broker

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"time"

	"backofflab/internal/format"
)

// Config says which broker, and within which limits. A zero field is the default that its
// comment names.
type Config struct {
	// URL is where the broker is: nats://host:4222, tls://host:4222, several with commas
	// between them. "" is one in this process, without a listener.
	URL         string
	Credentials string // file with a JWT and its key, as nsc writes it
	CA          string // file with the certificates that the broker's is checked against; "" is the system's
	Cert, Key   string // files of this client's own certificate; both or none

	// Engine is the version of what computes: letters, digits, - and _, required. Jobs of one
	// version are done by workers of the same.
	Engine string
	// WorkerOnly says that this process submits nothing: its engine is then none that others
	// have to expect jobs of.
	WorkerOnly bool

	Dir      string // of the embedded broker's files; "" is in memory
	Memory   bool   // an external broker, too, is to keep jobs and results in memory
	Replicas int    // of jobs and results in a cluster; 1

	MaxJobs  int64         // that wait or are under way, of all batches; 65,536
	MaxBytes int64         // of their payloads, and once more of results; 64 MiB
	Keep     time.Duration // of results that nobody has asked for again; 10 min

	AckWait    time.Duration // after which a silent worker's job is another's; 5 s
	Deliveries int           // of a job that ends without a result, or is handed back, before it is given up; 5
	JobTime    time.Duration // one job may take; 15 min
	Grace      time.Duration // a stopped worker takes to finish its job before it hands it back; 5 s
	Patience   time.Duration // with a broker that is away or full; 2 min

	Logger *slog.Logger // slog.Default
}

// Limits of names and times.
const (
	maxName    = 64
	minAckWait = 50 * time.Millisecond
)

var name = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// checkName says what is wrong with a name that becomes part of a subject.
func checkName(what, s string) error {
	if len(s) > maxName || !name.MatchString(s) {
		return fmt.Errorf("%s %q: must be 1 to %d letters, digits, - or _", what, format.Clip(s, maxName), maxName)
	}
	return nil
}

// filled returns c with its defaults.
func (c Config) filled() Config {
	c.Replicas = cmp.Or(c.Replicas, 1)
	c.MaxJobs = cmp.Or(c.MaxJobs, 1<<16)
	c.MaxBytes = cmp.Or(c.MaxBytes, 64<<20)
	c.Keep = cmp.Or(c.Keep, 10*time.Minute)
	c.AckWait = cmp.Or(c.AckWait, 5*time.Second)
	c.Deliveries = cmp.Or(c.Deliveries, 5)
	c.JobTime = cmp.Or(c.JobTime, 15*time.Minute)
	c.Grace = cmp.Or(c.Grace, 5*time.Second)
	c.Patience = cmp.Or(c.Patience, 2*time.Minute)
	c.Logger = cmp.Or(c.Logger, slog.Default())
	return c
}

// Validate says what of c cannot be, all of it.
func (c Config) Validate() error {
	c = c.filled()
	errs := []error{checkName("engine version", c.Engine)}
	add := func(bad bool, text string, values ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(text, values...))
		}
	}
	add((c.Cert == "") != (c.Key == ""), "certificate %q and key %q: both or none", c.Cert, c.Key)
	add(c.URL == "" && c.Credentials+c.CA+c.Cert != "", "credentials and certificates are for a broker with a URL, and there is none")
	add(c.URL != "" && c.Dir != "", "directory %q: it is the embedded broker's, and there is a URL, %s", c.Dir, masked(c.URL))
	add(c.Replicas < 1 || c.Replicas > 5, "replicas %d: must be 1 to 5", c.Replicas)
	add(c.MaxJobs < 64, "jobs %d: must be at least 64", c.MaxJobs)
	add(c.MaxBytes < 64<<10, "bytes %d: must be at least %d", c.MaxBytes, 64<<10)
	add(c.AckWait < minAckWait, "acknowledgement within %v: must be at least %v", c.AckWait, minAckWait)
	add(c.Deliveries < 1, "deliveries %d: must be at least 1", c.Deliveries)
	for _, d := range []struct {
		what string
		time.Duration
	}{{"results kept for", c.Keep}, {"time of a job", c.JobTime}, {"grace", c.Grace}, {"patience", c.Patience}} {
		add(d.Duration < 0, "%s %v: must be above 0", d.what, d.Duration)
	}
	return errors.Join(errs...)
}
