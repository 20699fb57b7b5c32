package scenario

import (
	"fmt"

	"backofflab/internal/format"
	"backofflab/limit"
)

// contradictions lists what is wrong between fields that are each in range. The
// field that is named is the one to change; the others are in the message.
func (s Scenario) contradictions() FieldErrors {
	var problems FieldErrors
	refuse := func(wrong bool, name, message string, args ...any) {
		if wrong {
			f, _ := FieldNamed(name)
			problems = append(problems, FieldError{name, clip(f.Format(s)), fmt.Sprintf(message, args...)})
		}
	}
	kind, _ := s.Limits()
	refuse(kind.Window && limit.WindowQuota(s.Rate, s.Window) < 1,
		"window", "must hold at least one request at a rate of %s/s", format.Exact(s.Rate))
	refuse(kind.Tokens && s.Tokens > s.TokensPerMinute,
		"tokens", "must not be above tokens-per-minute, which is %s: no request would ever be admitted", format.Count(s.TokensPerMinute))

	open := s.Population == PopulationOpen
	refuse(open && s.Spike != 1 && s.SpikeTo <= s.SpikeFrom,
		"spike-to", "must be after spike-from, which is %s", FormatDuration(s.SpikeFrom))
	refuse(open && s.Spike != 1 && s.SpikeFrom >= s.Duration,
		"spike-from", "must be before the end of duration, which is %s", FormatDuration(s.Duration))
	refuse(s.Outage != OutageNone && s.OutageTo <= s.OutageFrom,
		"outage-to", "must be after outage-from, which is %s", FormatDuration(s.OutageFrom))
	refuse(s.Outage == OutageHang && s.Timeout == 0,
		"timeout", "must be set where an outage hangs: a client that waits for ever never retries")
	refuse(s.Brownout < 1 && s.BrownoutTo <= s.BrownoutFrom,
		"brownout-to", "must be after brownout-from, which is %s", FormatDuration(s.BrownoutFrom))
	refuse(s.Brownout < 1 && s.MeanService() == 0 && s.Slope == 0,
		"service", "must be above 0s where a brownout slows it down")

	if s.Population != PopulationOpen {
		firstArrival := s.Spread + s.Latency
		refuse(s.Horizon > 0 && s.Horizon <= firstArrival,
			"horizon", "must be after the last client's first attempt arrives (spread + latency), at %s", FormatDuration(firstArrival))
		refuse(s.Bin > 0 && MaxBins*s.Bin <= firstArrival,
			"bin", "is too narrow: %s must reach past the last client's first attempt (spread + latency), at %s", format.Plural(MaxBins, "bin"), FormatDuration(firstArrival))
	}
	return problems
}

// working reports whether serving takes time, or may.
func (s Scenario) working() bool { return s.MeanService() > 0 || s.Slope > 0 }

// Stepwise reports whether what one client learns, and when, matters to others, or a
// crash may come between.
func (s Scenario) Stepwise() bool { return s.Guarded() || s.Crash > 0 }
