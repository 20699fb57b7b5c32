package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"runtime"
	"time"

	"backofflab/experiment/job"
	"backofflab/studies"
	"backofflab/testbed"
)

// Config is what an operator may set. Start from [DefaultConfig].
type Config struct {
	// Attempts that one run may make, all strategies together.
	PageAttempts   int64 // for a page; a larger run streams
	RunAttempts    int64 // for JSON and pictures
	StreamAttempts int64 // for a stream

	RequestRate  float64 // requests a second of one address, but for files; 0: no limit
	RequestBurst int     // and how many at once

	Runs    int           // turns at once for pages, JSON and pictures; as many again for streams
	RunWait time.Duration // how long a request waits for its turn before a 503, or a page that streams
	Memory  int64         // bytes that all runs under way may take, by their estimates; streams half of it

	Sockets           int // sockets in all
	SocketsPerAddress int // sockets from one address

	MessageRate  float64       // messages a second that a client may send on a socket
	MessageBurst int           // and how many at once
	Ping         time.Duration // time between two pings
	PongWait     time.Duration // silence after which a client counts as gone
	WriteWait    time.Duration // time that one write may take

	Testbed  bool           // whether testbeds can be started
	Testbeds testbed.Limits // of these; zeros mean its defaults

	// Studies of many runs. Runner simulates for them; nil: this process does. Store keeps what
	// was simulated; nil: the memory of the process, a little of it.
	Runner        job.Runner
	Store         studies.Store
	Studies       int           // under way at once
	StudyAttempts int64         // that one replication may make, all strategies together
	StudyTime     time.Duration // that one may take on one core, as estimated before it begins
	StudyWait     time.Duration // how long a request waits for its end, before it gets what is known
	StudyGrace    time.Duration // how long one goes on that nobody looks at

	Lessons string // directory of lessons besides the lab's own; "": none

	Origins []string       // origins besides the server's own that may open a socket, "https://lab.example.org"
	Proxies []netip.Prefix // proxies whose X-Forwarded-For is believed

	PublicURL string // scheme and host under which others reach the lab, "https://lab.example.org"; "": as each request says

	SourceURL   string // where the source is, shown on every page; "": nowhere
	FeedbackURL string // where readers write to, a page or mailto:; the same

	Version string // what this program is called on its pages; "": nothing
	Build   string // what /healthz says of the program, whole lines

	Logger *slog.Logger // nil: nothing is logged

	// Observe is told of every request that was answered, but for sockets and what testbeds
	// get: the route as it is in docs/addresses.md, "none" where there is none, the status
	// and how long it took. Requests call it at once. nil: nobody is told.
	Observe func(route string, status int, took time.Duration)
}

// DefaultConfig returns the documented limits. A turn a core keeps all cores busy, and one more
// is spared for what has just come. A class of 500 behind one address stays within its burst.
func DefaultConfig() Config {
	return Config{
		PageAttempts:      500_000,
		RunAttempts:       20_000_000,
		StreamAttempts:    100_000_000,
		RequestRate:       200,
		RequestBurst:      4_000,
		Runs:              runtime.GOMAXPROCS(0) + 1,
		RunWait:           2 * time.Second,
		Memory:            2 << 30,
		Sockets:           10_000,
		SocketsPerAddress: 1_000,
		MessageRate:       30,
		MessageBurst:      60,
		Ping:              5 * time.Second,
		PongWait:          12 * time.Second,
		WriteWait:         5 * time.Second,
		Studies:           2,
		StudyAttempts:     5_000_000,
		StudyTime:         time.Hour,
		StudyWait:         4 * time.Second,
		StudyGrace:        30 * time.Second,
		Testbed:           true,
		Testbeds:          testbed.DefaultLimits(),
	}
}

// Validate reports every setting that makes no sense.
func (c Config) Validate() error {
	var bad []error
	positive := func(name string, value float64) {
		if !(value > 0) {
			bad = append(bad, fmt.Errorf("%s must be above 0", name))
		}
	}
	positive("attempts of a page", float64(c.PageAttempts))
	positive("attempts of a run", float64(c.RunAttempts))
	positive("attempts of a stream", float64(c.StreamAttempts))
	if c.RequestRate != 0 {
		positive("requests of an address at once", float64(c.RequestBurst))
	}
	positive("runs at once", float64(c.Runs))
	positive("memory of runs", float64(c.Memory))
	positive("sockets", float64(c.Sockets))
	positive("sockets per address", float64(c.SocketsPerAddress))
	positive("messages a second", c.MessageRate)
	positive("burst of messages", float64(c.MessageBurst))
	positive("time between pings", float64(c.Ping))
	positive("time that a write may take", float64(c.WriteWait))
	positive("studies at once", float64(c.Studies))
	positive("attempts of a study's run", float64(c.StudyAttempts))
	positive("time of a study", float64(c.StudyTime))
	positive("life of a testbed", float64(c.Testbeds.Life))
	positive("requests of a testbed", float64(c.Testbeds.Requests))
	positive("requests of a testbed a second", c.Testbeds.PerSecond)
	positive("testbeds at once", float64(c.Testbeds.Testbeds))
	positive("testbeds at once of one address", float64(c.Testbeds.PerOwner))
	if c.StudyGrace < 0 || c.StudyWait < 0 || c.StudyWait > writeTimeout/2 {
		bad = append(bad, fmt.Errorf("grace and wait of a study must not be negative, and the wait at most %s", writeTimeout/2))
	}
	if c.RunWait < 0 {
		bad = append(bad, errors.New("wait for a run must not be negative"))
	}
	if c.PongWait <= c.Ping {
		bad = append(bad, errors.New("wait for a pong must be longer than the time between pings"))
	}
	for _, origin := range c.Origins {
		if err := checkOrigin(origin); err != nil {
			bad = append(bad, err)
		}
	}
	if c.PublicURL != "" {
		if err := checkOrigin(c.PublicURL); err != nil {
			bad = append(bad, fmt.Errorf("public URL: %w", err))
		}
	}
	for name, address := range map[string]string{"source URL": c.SourceURL, "feedback URL": c.FeedbackURL} {
		if err := checkLink(address); err != nil {
			bad = append(bad, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(bad...)
}

// checkLink reports whether an address can be a link of a page; "" is none.
func checkLink(address string) error {
	u, err := url.Parse(address)
	if address == "" || err == nil && (u.Scheme == "mailto" && u.Opaque != "" || (u.Scheme == "http" || u.Scheme == "https") && u.Host != "") {
		return nil
	}
	return fmt.Errorf("%q must be an https:, http: or mailto: address", address)
}

// checkOrigin reports whether an origin has the form in which browsers send it;
// anything else would never match.
func checkOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || origin != u.Scheme+"://"+u.Host {
		return fmt.Errorf("origin %q must look like https://lab.example.org", origin)
	}
	return nil
}
