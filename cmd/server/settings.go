package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/api"
	"backofflab/internal/logging"
)

// settings are what flags and environment set.
type settings struct {
	addr       string
	metrics    string // address; "": there are none
	health     bool
	version    bool
	drainDelay time.Duration
	logLevel   slog.Level
	logFormat  string
	api        api.Config
	studies    studySettings

	given  map[string]origin        // what was set, by the name of the flag
	nameOf func(flag string) string // how it was set, or could be: -addr, BACKOFFLAB_ADDR
}

// parseSettings reads flags, and for those not given environment variables: that of
// -drain-delay is BACKOFFLAB_DRAIN_DELAY. Its error names all that are bad, as they were given.
func parseSettings(args []string, env func(string) string, out io.Writer) (settings, error) {
	s := settings{api: api.DefaultConfig(), studies: newStudySettings()}
	p := parser{FlagSet: s.flags()}
	if err := p.parse(args, env, out); err != nil {
		return settings{}, err
	}
	p.bad = append(p.bad, p.named(s.validate())...)
	s.given, s.nameOf = p.given, p.nameOf
	return s, errors.Join(p.bad...)
}

// flags are those of all settings.
func (s *settings) flags() *flag.FlagSet {
	c := &s.api
	flags := flag.NewFlagSet("backofflab-server", flag.ContinueOnError)
	flags.StringVar(&s.addr, "addr", "127.0.0.1:8080", "`address` to listen on, host:port; port 0 picks a free one")
	flags.StringVar(&s.metrics, "metrics-addr", "", "`address` that answers /metrics for Prometheus, host:port (default off: whoever reaches it may read it)")
	flags.BoolVar(&s.health, "health", false, "ask the server at -addr whether it is healthy, then exit")
	flags.BoolVar(&s.version, "version", false, "print what this program was built from, then exit")
	flags.DurationVar(&s.drainDelay, "drain-delay", 500*time.Millisecond, "`time` that /readyz answers 503 before the listener closes")
	flags.TextVar(&s.logLevel, "log-level", slog.LevelInfo, "least `level` to log: debug, info, warn, error")
	flags.StringVar(&s.logFormat, "log-format", "text", "`format` of the log: text or json")
	flags.Int64Var(&c.PageAttempts, "page-attempts", c.PageAttempts, "`attempts` of a run that a page waits for; a larger one streams")
	flags.Int64Var(&c.RunAttempts, "run-attempts", c.RunAttempts, "`attempts` that a run as JSON or as a picture may make")
	flags.Int64Var(&c.StreamAttempts, "stream-attempts", c.StreamAttempts, "`attempts` that a streamed run may make")
	flags.Float64Var(&c.RequestRate, "request-rate", c.RequestRate, "`requests` a second that one address may send; more get a 429; 0: no limit, else at least 0.001")
	flags.IntVar(&c.RequestBurst, "request-burst", c.RequestBurst, "`requests` that one address may send at once beyond its rate")
	flags.IntVar(&c.Runs, "runs", c.Runs, "runs at once for pages, JSON and pictures, and as many streamed (default one more than there are cores)")
	flags.DurationVar(&c.RunWait, "run-wait", c.RunWait, "`time` that a request waits for its turn before it gets a 503, or a page that streams")
	flags.Func("memory", fmt.Sprintf("`megabytes` that all runs under way may take, as estimated before they begin; streams three quarters of it (default %d)", c.Memory>>20), func(value string) (err error) {
		c.Memory, err = inMegabytes(value)
		return err
	})
	flags.IntVar(&c.Sockets, "sockets", c.Sockets, "sockets in all")
	flags.IntVar(&c.SocketsPerAddress, "sockets-per-address", c.SocketsPerAddress, "sockets from one address")
	flags.IntVar(&c.Studies, "studies", c.Studies, "studies of many runs, such as sweeps, at once; more wait")
	flags.Int64Var(&c.StudyAttempts, "study-attempts", c.StudyAttempts, "`attempts` that one run of a study may make")
	flags.DurationVar(&c.StudyTime, "study-time", c.StudyTime, "`time` of one core that a study may take, as estimated before it begins")
	flags.DurationVar(&c.StudyWait, "study-wait", c.StudyWait, "`time` that a request waits for the end of a study before it gets what is known")
	flags.DurationVar(&c.StudyGrace, "study-grace", c.StudyGrace, "`time` that a study goes on while nobody looks at it")
	flags.BoolVar(&c.Testbed, "testbed", c.Testbed, "let people start testbeds, which answer real clients at addresses of their own")
	flags.IntVar(&c.Testbeds.Testbeds, "testbeds", c.Testbeds.Testbeds, "testbeds at once")
	flags.IntVar(&c.Testbeds.PerOwner, "testbeds-per-address", c.Testbeds.PerOwner, "testbeds at once that were started from one address")
	flags.DurationVar(&c.Testbeds.Life, "testbed-life", c.Testbeds.Life, "`time` after which a testbed ends")
	flags.IntVar(&c.Testbeds.Requests, "testbed-requests", c.Testbeds.Requests, "requests that a testbed answers in all")
	flags.Float64Var(&c.Testbeds.PerSecond, "testbed-rate", c.Testbeds.PerSecond, "`requests` that a testbed answers a second, at least 0.001")
	flags.IntVar(&c.Testbeds.Burst, "testbed-burst", c.Testbeds.Burst, "requests that a testbed answers at once beyond its rate")
	flags.Func("lessons", "`directory` of your own lessons, Markdown files that are shown beside the lab's; docs/lessons.md has their form", func(dir string) error {
		if _, err := os.ReadDir(dir); dir != "" && err != nil {
			return err
		}
		c.Lessons = dir
		return nil
	})
	flags.Func("origins", "comma list of other `origins` whose pages may open sockets, https://lab.example.org", func(value string) error {
		c.Origins = list(strings.ToLower(value))
		return nil
	})
	flags.StringVar(&c.PublicURL, "public-url", "", "scheme and host under which others reach the lab, for links and their previews, `https://lab.example.org`; its pages may open sockets (default as each request says)")
	flags.StringVar(&c.SourceURL, "source-url", "", "`address` of the source code, which every page then links to")
	flags.StringVar(&c.FeedbackURL, "feedback-url", "", "`address` for readers to write to, https: or mailto:, which every page then links to")
	flags.Func("trust-proxy", "comma list of address `ranges` of proxies whose X-Forwarded-For is believed, 10.0.0.0/8", func(value string) error {
		c.Proxies = nil
		for _, text := range list(value) {
			prefix, err := netip.ParsePrefix(text)
			if err != nil {
				return fmt.Errorf("%q must be a range such as 10.0.0.0/8", text)
			}
			c.Proxies = append(c.Proxies, prefix)
		}
		return nil
	})
	s.studies.flags(flags)
	return flags
}

// inMegabytes reads a number of megabytes, as bytes.
func inMegabytes(value string) (bytes int64, err error) {
	megabytes, err := strconv.ParseInt(value, 10, 32)
	if err != nil {
		return 0, errors.New("must be a whole number of megabytes")
	}
	return megabytes << 20, nil
}

func (s settings) validate() error {
	var bad []error
	if s.logFormat != "text" && s.logFormat != "json" {
		bad = append(bad, &api.SettingError{Name: "log-format", Value: s.logFormat, Must: "must be text or json"})
	}
	if s.drainDelay < 0 || s.drainDelay > maxDrainDelay {
		bad = append(bad, &api.SettingError{Name: "drain-delay", Value: s.drainDelay.String(), Must: fmt.Sprintf("must be from 0s to %s", maxDrainDelay)})
	}
	return errors.Join(append(bad, s.api.Validate(), s.studies.validate())...)
}

// idle lists the flags that were given and change nothing, each with the setting that is why.
// The environment may be that of several processes.
func (s settings) idle() (flags []string, why string) {
	var idle func(name string) bool
	switch {
	case s.studies.role == roleWorker:
		why = "role=worker"
		idle = func(name string) bool {
			return name != "role" && name != "workers" && !strings.HasPrefix(name, "nats") && !strings.HasPrefix(name, "log-")
		}
	case !s.api.Testbed:
		why = "testbed=false"
		idle = func(name string) bool { return strings.HasPrefix(name, "testbed") && name != "testbed" }
	case s.studies.role == roleServer:
		why = "role=server"
		idle = func(name string) bool { return name == "workers" }
	default:
		return nil, ""
	}
	for name, o := range s.given {
		if o.flag && idle(name) {
			flags = append(flags, o.String())
		}
	}
	slices.Sort(flags)
	return flags, why
}

// log returns the logger, and what it writes to, which never waits for out.
func (s settings) log(out io.Writer) (*slog.Logger, *logging.Writer) {
	w := logging.NewWriter(out, logging.Room, func(lines int) []byte {
		var line bytes.Buffer
		s.logger(&line).LogAttrs(context.Background(), max(slog.LevelWarn, s.logLevel), "lines of the log were left out: it could not be written as fast as it came, or not at all", slog.Int("lines", lines))
		return line.Bytes()
	})
	return s.logger(w), w
}

func (s settings) logger(out io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: s.logLevel}
	if s.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(out, options))
	}
	return slog.New(slog.NewTextHandler(out, options))
}

func list(value string) []string {
	var parts []string
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
