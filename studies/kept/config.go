package kept

import (
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// LeastQuota is the smallest quota a store can have, in bytes.
const LeastQuota = 1 << 20

// mostKey is how long a kind or a key may be, in bytes.
const mostKey = 8 << 10

// Config says what a store may hold and for how long.
type Config struct {
	// Engine is the version of what makes the values. Only values of the same are served.
	Engine string
	// Quota is the largest size of the file, in bytes. The log beside it comes on top; it
	// holds some 4 MB, or one batch where that is more.
	Quota int64
	// Most is the largest size of one value, in bytes. It is at most a quarter of Quota.
	Most int
	// Expiry is how long a value stays without being used.
	Expiry time.Duration
	// Wait is how long a call waits for another process that has the file.
	Wait time.Duration
	// Now is the clock: time.Now where it is nil.
	Now func() time.Time
	// Logger is told what is set aside, and why. Nil tells nobody.
	Logger *slog.Logger
}

// DefaultConfig keeps up to 512 MiB for 30 days.
func DefaultConfig(engine string) Config {
	return Config{
		Engine: engine,
		Quota:  512 << 20,
		Most:   16 << 20,
		Expiry: 30 * 24 * time.Hour,
		Wait:   5 * time.Second,
	}
}

// Validate reports every field that cannot be, with its limit.
func (c Config) Validate() error {
	var bad []error
	refuse := func(ok bool, format string, values ...any) {
		if !ok {
			bad = append(bad, fmt.Errorf(format, values...))
		}
	}
	refuse(c.Engine != "", "engine: it is empty; values are kept for the engine that made them")
	refuse(c.Quota >= LeastQuota, "quota: %d bytes; it is at least %d", c.Quota, LeastQuota)
	refuse(c.Most > 0 && int64(c.Most) <= c.Quota/4, "most: %d bytes; it is 1 to a quarter of the quota, %d", c.Most, c.Quota/4)
	refuse(c.Expiry >= time.Second, "expiry: %s; it is at least 1s", c.Expiry)
	refuse(c.Wait > 0 && c.Wait <= time.Minute, "wait: %s; it is more than 0 and at most 1m", c.Wait)
	return errors.Join(bad...)
}

// whole is the config with a clock and a logger.
func (c Config) whole() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// now is the time in the unit of the file.
func (c Config) now() int64 { return c.Now().UnixMilli() }

// oldest is when a value must have been used to be there still.
func (c Config) oldest() int64 { return c.now() - c.Expiry.Milliseconds() }
