package guard

import (
	"math"
	"time"

	"backofflab/retry"
)

var awsThrottleKind = Kind{
	Key: "aws-adaptive", Name: "AWS adaptive",
	Rule:   "From the first rejection on, tries wait for tokens of a rate that falls at a rejection and climbs back along a cubic curve.",
	Source: "botocore retries, adaptive mode",
	New:    func(Params) retry.Guard { return NewAWSThrottle() },
	Delays: true, Verdict: retry.GiveUpThrottle,
}

const (
	awsSmoothing = 0.8                    // weight of the newest measurement
	awsMeasure   = 500 * time.Millisecond // a measurement takes at least this long
	awsHeadroom  = 2                      // a rate is at most this times the measured one,
	awsFloor     = 0.5                    // and at least this, per second
)

// AWSThrottle slows a process down to what the service takes. It starts with
// the first rejection; from then on every try, first tries too, takes a token
// from a bucket, or waits for one.
//
// An answer of any kind sets the rate at which tokens come, per second:
// min(cubic, 2 * measured), but at least 0.5. Where cubic is the value of Cubic,
// told of a failure by a rejection and of a success by anything else, and
// measured is the smoothed rate of answers: for every period that began at a
// multiple of 0.5s, 0.8 * answers/length + 0.2 * the value before. The bucket
// holds the tokens of a second, at least one, and starts empty at time 0.
//
// A try that waits has its token from the moment it asks, so its wait is the one
// of the rate then; botocore's would be cut short, or drawn out, by a new rate.
//
// Source: botocore/retries/adaptive.py, bucket.py and throttling.py.
type AWSThrottle struct {
	on       bool
	cubic    Cubic
	rate     float64 // tokens per second
	capacity float64 // tokens
	level    float64 // tokens, at time last; below 0 by what waits
	last     time.Duration

	answers  int64   // since the last measurement
	period   int64   // when that was, in units of awsMeasure
	measured float64 // per second
}

// NewAWSThrottle returns a throttle that lets everything through until the
// first rejection.
func NewAWSThrottle() *AWSThrottle { return &AWSThrottle{rate: 1, capacity: 1} }

// Admit takes a token, and returns how long until it is there.
func (t *AWSThrottle) Admit(now time.Duration, _ retry.Try, _ float64) (time.Duration, bool) {
	if !t.on {
		return 0, true
	}
	t.refill(now)
	t.level--
	return retry.Nanoseconds(math.Ceil(-t.level / t.rate * float64(time.Second))), true
}

// Done measures, and sets the rate. It returns the token of what was not sent.
func (t *AWSThrottle) Done(now time.Duration, _ retry.Try, o retry.Outcome) {
	t.refill(now)
	if o == retry.NotSent {
		if t.on {
			t.level = min(t.capacity, t.level+1)
		}
		return
	}
	t.measure(now)
	var rate float64
	if o == retry.Rejected {
		sent := t.measured
		if t.on {
			sent = min(sent, t.rate)
		}
		rate = t.cubic.Fail(now, sent)
		t.on = true
	} else {
		rate = t.cubic.At(now)
	}
	rate = min(rate, awsHeadroom*t.measured)
	t.rate, t.capacity = max(rate, awsFloor), max(rate, 1)
	t.level = min(t.level, t.capacity)
}

// Rate returns the tries per second that are let through, and false while any
// number is.
func (t *AWSThrottle) Rate() (perSecond float64, on bool) { return t.rate, t.on }

func (t *AWSThrottle) measure(now time.Duration) {
	t.answers++
	period := int64(now / awsMeasure)
	if period <= t.period {
		return
	}
	length := float64(period-t.period) * awsMeasure.Seconds()
	current := float64(t.answers) / length
	t.measured = float64(awsSmoothing*current) + float64((1-awsSmoothing)*t.measured)
	t.answers, t.period = 0, period
}

func (t *AWSThrottle) refill(now time.Duration) {
	if now <= t.last {
		return
	}
	gained := float64(now-t.last) / float64(time.Second) * t.rate
	t.last = now
	t.level = min(t.capacity, t.level+float64(gained))
}

// Reset lets everything through until the first rejection.
func (t *AWSThrottle) Reset() { *t = *NewAWSThrottle() }
