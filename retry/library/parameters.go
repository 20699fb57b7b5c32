package library

import (
	"math"
	"slices"
	"strings"
	"time"

	"backofflab/retry"
)

// Settings are parameters of a library's delays that its caller sets. A nil one stays the
// library's own.
type Settings struct {
	Base   *time.Duration // the first backoff, > 0
	Factor *float64       // growth from one retry to the next, >= 1
	Cap    *time.Duration // > 0; before or after the jitter, as the library has it
	Jitter *float64       // share of the backoff, 0..1
	Extra  *time.Duration // the longest time that is added, >= 0
	Floor  *time.Duration // the least that is waited, >= 0
}

// takes says which of Settings a library lets its callers set, and how it takes them.
type takes struct {
	names   string // as links write them, in their order
	capping stage  // when a cap applies, where the library has none by default
	jitter  func(share float64) jitter
	extra   func(most time.Duration) jitter
	floor   func(least time.Duration) jitter // nil: the floor of Library
	fit     func(s *Library, own Settings)   // makes what depends on the others fit them; it may be nil
}

// parameters are what libraries let their callers set of what Settings has, by key; the
// longest key that a library's begins with counts. Those that are not here have constants.
var parameters = map[string]takes{
	// Go.
	"cenkalti":                {names: "base factor cap jitter", jitter: plusMinus},
	"go-retryablehttp":        {names: "base cap"},
	"go-retryablehttp-linear": {names: "base jitter", jitter: plusMinus}, // its two times are the ends of the first range
	"aws-sdk-go-v2-standard":  {names: "cap", fit: fitAWSGo},
	"aws-sdk-go-v2-2026":      {names: "base cap"},
	"gax-go":                  {names: "base factor cap"},
	"go-retry-full":           {names: "base cap"},
	"go-retry-percent":        {names: "base cap jitter", jitter: func(share float64) jitter { return percent(int(math.Round(100 * share))) }},
	"go-retry-additive":       {names: "base cap extra", extra: plusMinusTime},
	"go-retry-fibonacci":      {names: "base cap", capping: before},
	"avast":                   {names: "base cap extra", capping: after, extra: upTo},
	"avast-full":              {names: "base cap"},
	"grpc-go-connection":      {names: "base factor cap jitter", jitter: plusMinus},
	"grpc-go-ref":             {names: "base factor cap"},
	"k8s-wait-ref":            {names: "base factor cap jitter", jitter: func(share float64) jitter { return scaled(1, 1+share) }},
	"k8s-workqueue":           {names: "base cap"},
	"k8s-flowcontrol":         {names: "base cap jitter", jitter: compoundAdded},
	"jpillora":                {names: "base factor cap", fit: func(s *Library, _ Settings) { s.jitter = from(s.base) }},
	"azure-go":                {names: "base cap"},
	"failsafe-go":             {names: "base"},
	"k8s-retry":               {names: "base factor cap jitter", capping: before, jitter: func(share float64) jitter { return scaled(1, 1+share) }},
	"temporal":                {names: "base factor cap", fit: fitTemporal},
	"failsafe-go-ref":         {names: "base factor cap jitter", jitter: plusMinus},
	"failsafe-go-additive":    {names: "base factor cap extra", extra: plusMinusTime},
	"resty":                   {names: "base cap", fit: func(s *Library, _ Settings) { s.floor = s.base }},

	// JavaScript. node-retry sorts what it draws, which shows where the factor is below 2.
	"p-retry":             {names: "base factor cap", capping: after},
	"node-retry":          {names: "base cap"},
	"async-retry":         {names: "base cap", capping: after},
	"axios-retry":         {names: "base"},
	"exponential-backoff": {names: "base factor cap"},
	"cockatiel":           {names: "base cap"},
	"got":                 {names: "cap", capping: before},
	"undici":              {names: "base factor cap"},
	"kafkajs":             {names: "base factor cap jitter", jitter: compoundScaled},
	"aws-sdk-js-v3":       {names: "base"},
	"ky":                  {names: "cap", capping: after},
	"fetch-proposed":      {names: "base factor"},

	// Python.
	"tenacity-exponential":        {names: "base factor cap floor"},
	"tenacity-documented":         {names: "base factor cap floor", floor: from},
	"tenacity-random-exponential": {names: "base factor cap floor", floor: from},
	"tenacity-exponential-jitter": {names: "base factor cap extra", extra: upTo},
	"backoff":                     {names: "base factor cap", capping: before},
	"urllib3":                     {names: "base cap extra", extra: upTo},
	"stamina":                     {names: "base factor cap extra", extra: upTo},
	"google-api-core":             {names: "base factor cap"},
	"celery":                      {names: "base cap", fit: fitCelery},

	// Java.
	"resilience4j":     {names: "base factor cap jitter", capping: after, jitter: plusMinus},
	"kafka-java":       {names: "base cap", fit: fitKafka},
	"spring-framework": {names: "base factor cap extra", fit: fitSpring},
	"spring-retry":     {names: "base"},
	"spring-retry-ref": {names: "base factor cap", fit: func(s *Library, _ Settings) { s.jitter = scaled(1, s.factor) }},

	// Others.
	"polly":  {names: "base cap", capping: after},
	"envoy":  {names: "base cap", fit: fitEnvoy},
	"istio":  {names: "base", fit: fitEnvoy},
	"backon": {names: "base factor cap jitter", jitter: func(share float64) jitter { return scaled(1, 1+share) }},
}

func plusMinus(share float64) jitter          { return scaled(1-share, 1+share) }
func plusMinusTime(most time.Duration) jitter { return added(-most, most) }
func upTo(most time.Duration) jitter          { return added(0, most) }

// fitAWSGo finds the retry from which on all wait the cap: the first whose number is above
// the whole part of the cap's binary logarithm, in seconds (jitter_backoff.go).
func fitAWSGo(s *Library, _ Settings) {
	s.constantFrom = 1
	for e := 2 * time.Second; e <= s.cap; e *= 2 {
		s.constantFrom++
	}
}

// fitCelery makes the base whole seconds, one at least (autoretry.py).
func fitCelery(s *Library, _ Settings) { s.base = max(s.base.Truncate(time.Second), time.Second) }

// fitKafka drops growth and jitter where the maximum is not above the first delay
// (ExponentialBackoff.java).
func fitKafka(s *Library, _ Settings) {
	if s.cap <= s.base {
		s.factor, s.clips, s.jitter = 1, 0, jitter{}
	}
}

// fitSpring sets the window of the jitter, which is in milliseconds at the first delay.
func fitSpring(s *Library, own Settings) {
	most := 50 * ms
	if own.Extra != nil {
		most = *own.Extra
	}
	s.jitter = windowed(most, s.base, s.cap)
}

// fitEnvoy makes the longest interval ten times the base where none is set
// (route_components.proto, RetryBackOff).
func fitEnvoy(s *Library, own Settings) {
	if own.Cap == nil {
		s.cap = 10 * s.base
	}
}

// fitTemporal makes the maximum a hundred times the first interval where none is set
// (retry_policy.go).
func fitTemporal(s *Library, own Settings) {
	if own.Cap == nil {
		s.cap = 100 * s.base
	}
}

// takesOf is what the library of a key takes, with or without its prefix.
func takesOf(key string) takes {
	_, name, _ := strings.Cut(key, ":")
	return longest(parameters, name)
}

// longest is the value of the longest key that a name begins with.
func longest[V any](of map[string]V, name string) (value V) {
	found := 0
	for prefix, v := range of {
		if len(prefix) > found && strings.HasPrefix(name, prefix) {
			value, found = v, len(prefix)
		}
	}
	return value
}

// Takes returns the parameters of its delays that a library, or a whole client, lets its
// caller set, as links write them, in the order of [Settings]: none where they are constants.
func Takes(key string) []string { return strings.Fields(takesOf(key).names) }

// Configured returns the kind of a library, or of a whole client, with parameters of its
// caller in place of its own, and whether there is one. It leaves out those that the library
// does not take.
func Configured(key string, own Settings) (retry.Kind, bool) {
	kind, ok := byKey[key]
	if !ok {
		return Lookup(key)
	}
	s := kind.New(retry.Params{}).(Library).with(takesOf(key), own)
	kind.Formula, kind.Cap = s.formula(), s.cap
	kind.New = func(retry.Params) retry.Strategy { return s }
	if kind.Rejected != nil {
		kind.Rejected = func(retry.Params) retry.Strategy { return s.afterRejection() }
	}
	return kind, true
}

// UntilCap is how many attempts a client makes at most whose steps end where its cap is
// reached, see [Client.CapEnds]; Unlimited of a strategy that is no library's, or has no cap.
func UntilCap(strategy retry.Strategy) int {
	s, ok := strategy.(Library)
	if !ok || s.cap == 0 {
		return Unlimited
	}
	n := 1
	for n < Unlimited && float64(float64(s.base)*retry.Power(s.factor, n)) <= float64(s.cap) {
		n++
	}
	return n
}

// with is s with parameters that it takes.
func (s Library) with(t takes, own Settings) Library {
	has := func(name string) bool { return slices.Contains(strings.Fields(t.names), name) }
	if own.Base != nil && has("base") {
		s.base = *own.Base
	}
	if own.Factor != nil && has("factor") {
		s.factor = *own.Factor
	}
	if own.Cap != nil && has("cap") {
		s.cap = *own.Cap
		s.clips |= t.capping
	}
	if own.Jitter != nil && has("jitter") {
		s.jitter = t.jitter(*own.Jitter)
	}
	if own.Extra != nil && t.extra != nil {
		s.jitter = t.extra(*own.Extra)
	}
	if own.Floor != nil && has("floor") {
		if s.floor = *own.Floor; t.floor != nil {
			s.floor, s.jitter = 0, t.floor(*own.Floor)
		}
	}
	if t.fit != nil {
		t.fit(&s, own)
	}
	return s
}
