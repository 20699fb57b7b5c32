package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"time"

	"backofflab/api/middleware"
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
	Memory  int64         // bytes that all runs under way may take, by their estimates; streams three quarters of it

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

	// Scheme and host under which others reach the lab, "https://lab.example.org"; "": as each
	// request says. Its pages may open sockets, whatever host a proxy asks for.
	PublicURL string

	SourceURL   string // where the source is, shown on every page; "": nowhere
	FeedbackURL string // where readers write to, a page or mailto:; the same

	Version string // what this program is called on its pages; "": nothing
	Build   string // what /healthz says of the program, whole lines

	Logger *slog.Logger // nil: nothing is logged

	// Observe is told of every request that was answered, but for sockets and what testbeds
	// get: the route as it is in docs/addresses.md, "none" where there is none, the status,
	// how long it took and the bytes of its body as they were sent. Requests call it at once.
	// nil: nobody is told.
	Observe func(route string, status int, took time.Duration, sent int64)
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

// SettingError says which setting makes no sense, and what it must be. Settings are called as
// the server calls them on its command line, without the dash: [Config.PageAttempts] is
// page-attempts.
type SettingError struct {
	Name  string
	Value string // as it would be written on the command line
	Must  string // "must be above 0"
}

func (e *SettingError) Error() string { return e.Name + "=" + e.Value + ": " + e.Must }

// faults are the settings that make no sense.
type faults []error

func (f *faults) add(name string, value any, must string) {
	*f = append(*f, &SettingError{name, fmt.Sprint(value), must})
}

// above checks that a setting is above 0; no number is not.
func above[N int | int64 | float64 | time.Duration](f *faults, name string, value N) {
	if !(value > 0) {
		f.add(name, value, "must be above 0")
	}
}

// within checks that a setting is above 0 and not above most.
func within[N int | int64 | float64 | time.Duration](f *faults, name string, value, most N) {
	if !(value > 0 && value <= most) {
		f.add(name, value, fmt.Sprintf("must be above 0, and at most %v", most))
	}
}

// between checks that a rate is from least to most; no number is not.
func between(f *faults, name string, value, least, most float64, or string) {
	if !(value >= least && value <= most) {
		f.add(name, value, fmt.Sprintf("must be %sfrom %v to %.0f", or, least, most))
	}
}

// waiting checks that a time to wait is not negative and not above most.
func waiting(f *faults, name string, value, most time.Duration) {
	if value < 0 || value > most {
		f.add(name, value, fmt.Sprintf("must be from 0s to %s", most))
	}
}

// Validate reports every setting that makes no sense, each as a [SettingError], joined.
func (c Config) Validate() error {
	var f faults
	above(&f, "page-attempts", c.PageAttempts)
	above(&f, "run-attempts", c.RunAttempts)
	above(&f, "stream-attempts", c.StreamAttempts)
	if c.RequestRate != 0 {
		between(&f, "request-rate", c.RequestRate, middleware.LeastRate, middleware.MostRate, "0, or ")
	}
	within(&f, "request-burst", c.RequestBurst, middleware.MostBurst)
	above(&f, "runs", c.Runs)
	within(&f, "run-wait", c.RunWait, writeTimeout)
	if c.Memory <= 0 {
		f.add("memory", c.Memory>>20, "must be above 0 (megabytes)")
	}
	above(&f, "sockets", c.Sockets)
	above(&f, "sockets-per-address", c.SocketsPerAddress)
	above(&f, "message-rate", c.MessageRate)
	above(&f, "message-burst", c.MessageBurst)
	above(&f, "ping", c.Ping)
	if c.PongWait <= c.Ping {
		f.add("pong-wait", c.PongWait, fmt.Sprintf("must be above the time between pings, %s", c.Ping))
	}
	above(&f, "write-wait", c.WriteWait)
	above(&f, "studies", c.Studies)
	above(&f, "study-attempts", c.StudyAttempts)
	above(&f, "study-time", c.StudyTime)
	waiting(&f, "study-wait", c.StudyWait, writeTimeout/2)
	if c.StudyGrace < 0 {
		f.add("study-grace", c.StudyGrace, "must be at least 0s")
	}
	within(&f, "testbed-life", c.Testbeds.Life, testbed.MaxLife)
	above(&f, "testbed-requests", c.Testbeds.Requests)
	between(&f, "testbed-rate", c.Testbeds.PerSecond, testbed.MinPerSecond, testbed.MaxPerSecond, "")
	within(&f, "testbed-burst", c.Testbeds.Burst, testbed.MaxBurst)
	above(&f, "testbeds", c.Testbeds.Testbeds)
	above(&f, "testbeds-per-address", c.Testbeds.PerOwner)
	for _, origin := range c.Origins {
		if !isOrigin(origin) {
			f.add("origins", origin, likeOrigin)
		}
	}
	if c.PublicURL != "" && !isOrigin(c.PublicURL) {
		f.add("public-url", c.PublicURL, likeOrigin)
	}
	if !isLink(c.SourceURL) {
		f.add("source-url", c.SourceURL, likeLink)
	}
	if !isLink(c.FeedbackURL) {
		f.add("feedback-url", c.FeedbackURL, likeLink)
	}
	return errors.Join(f...)
}

// origins are those besides the server's own whose pages may open a socket: a proxy may ask
// under another name than the one that browsers know.
func (c Config) origins() []string {
	if c.PublicURL == "" {
		return c.Origins
	}
	return append(slices.Clone(c.Origins), strings.ToLower(c.PublicURL))
}

const (
	likeOrigin = "must look like https://lab.example.org, with nothing after the host or a port that is not the usual one"
	likeLink   = "must be an https:, http: or mailto: address"
)

// isLink reports whether an address can be a link of a page; "" is none.
func isLink(address string) bool {
	u, err := url.Parse(address)
	return address == "" || err == nil && (u.Scheme == "mailto" && u.Opaque != "" || (u.Scheme == "http" || u.Scheme == "https") && u.Host != "")
}

// isOrigin reports whether an origin has the form in which browsers send it;
// anything else would never match.
func isOrigin(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" || origin != u.Scheme+"://"+u.Host || strings.HasSuffix(u.Host, ":") {
		return false
	}
	return u.Scheme == "http" && u.Port() != "80" || u.Scheme == "https" && u.Port() != "443"
}
