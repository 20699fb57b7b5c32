package broker

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"backofflab/retry"
)

// answerTime is how long one request of the broker may take.
const answerTime = 5 * time.Second

// again is how whoever lost the broker comes back: full jitter, so that a thousand workers
// do not come at once.
var again = retry.Full{Params: retry.Params{Base: 20 * time.Millisecond, Factor: 2, Cap: 2 * time.Second}}

// patient is the policy of requests that a broker may refuse or miss for a while.
func patient(patience time.Duration) retry.Policy {
	all := retry.Outcomes(0).With(retry.Rejected).With(retry.Unavailable).With(retry.TimedOut)
	return retry.Policy{Strategy: again, MaxAttempts: 1 << 20, Timeout: answerTime, Deadline: patience, On: all}
}

// connect connects to the broker of c, or to the one that is embedded.
func connect(ctx context.Context, c Config, e *embedded) (*nats.Conn, error) {
	options := []nats.Option{
		nats.Name("lab " + c.Engine), nats.MaxReconnects(-1), nats.ReconnectBufSize(-1),
		nats.PingInterval(c.AckWait), nats.MaxPingsOutstanding(2), nats.NoCallbacksAfterClientClose(),
		nats.CustomReconnectDelay(func(attempts int) time.Duration {
			wait, _ := again.Delay(max(attempts, 1), 0, rand.Float64())
			return wait
		}),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { c.Logger.Debug("broker", "error", err) }),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				c.Logger.Warn("the broker is away", "broker", masked(c.URL), "error", err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { c.Logger.Info("the broker is back", "broker", masked(c.URL)) }),
	}
	if e != nil {
		return nats.Connect("", append(options, nats.InProcessServer(e))...)
	}
	if deadline, ok := ctx.Deadline(); ok {
		options = append(options, nats.Timeout(max(time.Until(deadline), time.Millisecond)))
	}
	conn, err := nats.Connect(c.URL, append(options, secrets(c)...)...)
	if err != nil {
		return nil, inWords(c, err)
	}
	if err := checkVersion(conn.ConnectedServerVersion()); err != nil {
		conn.Close()
		return nil, fmt.Errorf("the broker at %s: %w", masked(c.URL), err)
	}
	return conn, nil
}

// secrets are the files that a broker may ask for.
func secrets(c Config) (options []nats.Option) {
	if c.Credentials != "" {
		options = append(options, nats.UserCredentials(c.Credentials))
	}
	if c.CA != "" {
		options = append(options, nats.RootCAs(c.CA))
	}
	if c.Cert != "" {
		options = append(options, nats.ClientCert(c.Cert, c.Key))
	}
	return options
}

// inWords says what is wrong with a connection, and what to look at.
func inWords(c Config, err error) error {
	why := "is it running, and is the URL right?"
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var record tls.RecordHeaderError
	switch {
	case errors.Is(err, nats.ErrAuthorization), errors.Is(err, nats.ErrAuthExpired), errors.Is(err, nats.ErrAuthRevoked),
		strings.Contains(strings.ToLower(err.Error()), "authorization"):
		why = "it refuses the credentials; " + shownCredentials(c)
	case errors.Is(err, nats.ErrSecureConnWanted):
		why = "the URL asks for TLS, and the broker has none"
	case errors.Is(err, nats.ErrSecureConnRequired), errors.As(err, &unknown), errors.As(err, &invalid), errors.As(err, &host), errors.As(err, &record):
		why = "TLS does not come about; the file of the authority (CA) is " + strconv.Quote(c.CA)
	case errors.Is(err, nats.ErrNoInfoReceived), strings.Contains(err.Error(), "expected INFO"):
		why = "what answers there is no NATS server"
	}
	return fmt.Errorf("no connection to the broker at %s: %w: %s", masked(c.URL), err, why)
}

func shownCredentials(c Config) string {
	if c.Credentials == "" {
		return "none were given but those of the URL"
	}
	return "those of the file " + c.Credentials + " were given"
}

// masked is a list of URLs without passwords and tokens.
func masked(list string) string {
	all := strings.Split(list, ",")
	for i, one := range all {
		u, err := url.Parse(strings.TrimSpace(one))
		if err != nil {
			all[i] = "(a URL that cannot be read)"
			continue
		}
		if u.User != nil {
			u.User = url.User("xxxxx")
		}
		all[i] = u.String()
	}
	return strings.Join(all, ",")
}

// oldest is the first version of NATS that has all that is asked of it.
var oldest = [2]int{2, 10}

// checkVersion refuses a server that is too old.
func checkVersion(version string) error {
	major, rest, _ := strings.Cut(version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	a, err := strconv.Atoi(major)
	b, wrong := strconv.Atoi(minor)
	if err != nil || wrong != nil {
		return fmt.Errorf("its version %q cannot be read; it must be %d.%d or later", version, oldest[0], oldest[1])
	}
	if a < oldest[0] || a == oldest[0] && b < oldest[1] {
		return fmt.Errorf("its version is %s; it must be %d.%d or later", version, oldest[0], oldest[1])
	}
	return nil
}
