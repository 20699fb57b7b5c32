package config_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/config"
	"backofflab/retry/export"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		shows, text, strategy string
		query                 string
		lost                  string
		err                   string // what the error must hold
	}{
		{shows: "a query", text: "strategies=full&base=200ms", query: "strategies=full&base=200ms"},
		{shows: "with its question mark", text: "?strategies=full", query: "strategies=full"},
		{shows: "a link", text: "https://lab.example/?strategies=full&cap=1m#results", query: "strategies=full&cap=1m"},
		{shows: "a path", text: "/details?strategies=full", query: "strategies=full"},
		{shows: "what people type", text: "strategies=full&base=0.2s&attempts=5 attempts", query: "strategies=full&base=200ms&attempts=5"},
		{shows: "what does nothing is left out", text: "strategies=full&jitter=0.5&budget-tokens=20&base=100ms", query: "strategies=full"},
		{shows: "base is nothing to immediate", text: "strategies=immediate&base=1s&cap=1m&factor=3", query: "strategies=immediate"},
		{shows: "but to a rule that adds full jitter", text: "strategies=immediate&base=1s&honour=honour-full", query: "strategies=immediate&base=1s&honour=honour-full"},
		{shows: "guards", text: "strategies=full&budget=ratio&budget-tokens=20&breaker=ratio&throttle=sre", query: "strategies=full&budget=ratio&budget-tokens=20&breaker=ratio&throttle=sre",
			lost: "All calls of a client share its budget, breaker and throttle; in the simulation the clients of a process do."},
		{shows: "hedges, which are the simulation's alone", text: "strategies=full&hedge=p95&hedges=2", query: "strategies=full",
			lost: "Hedges are not sent: only the simulation has them."},
		{shows: "the rest is named", text: "clients=50&rate=20&strategies=full&deadline=1m&with=rate=5&title=Mine", query: "strategies=full&deadline=1m",
			lost: "Of the service and the run, and no part of a policy: clients, rate. The link's baseline is a scenario of its own; its policy is not read. The deadline ends an attempt that is under way, too; in the simulation it bars retries alone."},
		{shows: "a preset", text: "preset=cron-jobs&strategies=full", query: "strategies=full&base=1s&cap=1m&attempts=30",
			lost: "Of the service and the run, and no part of a policy: clients, spread, limiter, rate, window, bin."},
		{shows: "one of several", text: "strategies=full,equal", strategy: "equal", query: "strategies=equal", lost: "Of full, equal this is equal."},
		{shows: "that of a link to the settings", text: "https://lab.example/export?attempts=4&strategy=equal&format=grpc", query: "strategies=equal&attempts=4", lost: "Of exponential, full, equal, decorrelated this is equal."},
		{shows: "one of a mix", text: "strategies=exponential@20/full@80", strategy: "full", query: "strategies=full", lost: "Of exponential, full this is full."},
		{shows: "several", text: "base=1s", err: "strategies=exponential,full,equal,decorrelated: These are several policies. Write strategies=exponential to choose one"},
		{shows: "an address alone", text: "https://lab.example/", err: "several policies"},
		{shows: "one that is not there", text: "strategies=full,equal", strategy: "fixed", err: "Choose one of them, not fixed."},
		{shows: "an unknown name", text: "strategies=full&bas=1s", err: "bas"},
		{shows: "out of range", text: "strategies=full&attempts=0&base=0s", err: "attempts=0: Enter a whole number from 1 to"},
		{shows: "too long", text: strings.Repeat("x", 20000), err: "at most"},
		{shows: "JSON", text: `{"strategy":"full","max_attempts":3,"base_delay":"100ms","max_delay":"5s","factor":2,"retry_on":["timed-out","rejected"]}`, query: "strategies=full&attempts=3&retry-on=rejected,timed-out"},
		{shows: "JSON of before", text: `{"strategy":"lib:tenacity-random-exponential","max_attempts":20}`, query: "strategies=lib:tenacity-random-exponential"},
		{shows: "a library without parameters", text: "strategies=client:openai-node(base=100ms)&base=1s", err: "client:openai-node"},
		{shows: "a library's parameters", text: "strategies=client:resilience4j(base=1s attempts=4)&base=5s", query: "strategies=lib:resilience4j(base=1s)&attempts=4&retry-on=rejected,unavailable,timed-out"},
		{shows: "the same as JSON", text: `{"strategy":"lib:resilience4j(base=1s)","max_attempts":4}`, query: "strategies=lib:resilience4j(base=1s)&attempts=4"},
		{shows: "JSON with a library's constant", text: `{"strategy":"lib:openai-python(base=1s)","max_attempts":4}`, err: "lib:openai-python lets nobody set its delays"},
		{shows: "JSON with guards", text: `{"strategy":"fixed","max_attempts":3,"base_delay":"1s","budget":"ratio","budget_tokens":20,"honour":"honour-jitter","honour_limit":"1m0s"}`,
			query: "strategies=fixed&base=1s&attempts=3&honour=honour-jitter&honour-limit=1m&budget=ratio&budget-tokens=20",
			lost:  "All calls of a client share its budget, breaker and throttle; in the simulation the clients of a process do."},
		{shows: "JSON with what does nothing", text: `{"strategy":"fixed","max_attempts":3,"base_delay":"1s","budget_tokens":20}`, query: "strategies=fixed&base=1s&attempts=3", lost: "budget-tokens=20 does nothing here."},
		{shows: "JSON with what is none", text: `{"strategy":"fixed","max_attempts":3,"base_delay":"1s","clients":20}`, err: "clients=20: A policy has no such setting."},
		{shows: "JSON with a key twice", text: `{"strategy":"fixed","max_attempts":3,"base_delay":"1s","retry-on":"failed"}`, err: "retry-on"},
		{shows: "JSON out of range", text: `{"strategy":"fixed","max_attempts":3000,"base_delay":"100h"}`, err: "attempts=3000: Enter a whole number from 1 to"},
		{shows: "JSON that is none", text: `{"strategy":"fixed"`, err: "reading a policy"},
		{shows: "JSON of another", text: `{"strategy":"immediate","max_attempts":3}`, strategy: "full", err: "The policy has the strategy immediate."},
	} {
		got, err := config.ParseStrategy(tt.text, tt.strategy)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: error %v, want %q", tt.shows, err, tt.err)
			}
			continue
		}
		if err != nil || got.String() != tt.query || strings.Join(got.Lost(), " ") != tt.lost {
			t.Errorf("%s: %v, %q, lost %q; want %q, %q", tt.shows, err, got, got.Lost(), tt.query, tt.lost)
		}
	}
}

// What any scenario simulates of its policies comes out of the JSON that it hands out, out of
// the query, and out of its whole link.
func TestRoundTrip(t *testing.T) {
	r, seen := rand.New(rand.NewPCG(5, 6)), 0
	for range 100 {
		data := make([]byte, scenariotest.Bytes())
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		s, ok := scenariotest.Mutate(scenario.Default(), data)
		if !ok {
			continue
		}
		for _, strategy := range config.Strategies(s) {
			want, err := config.Of(s, strategy)
			if err != nil {
				t.Fatalf("%s of %s: %v", strategy, s.Query(), err)
			}
			seen++
			if want.Policy().String() != realPolicy(s, strategy).String() || !sameDelays(want.Policy(), realPolicy(s, strategy)) {
				t.Fatalf("%s of %s is\n%v, want\n%v", strategy, s.Query(), want.Policy(), realPolicy(s, strategy))
			}
			for _, text := range []string{want.String(), export.Texts(want.Export())[0].Code, "https://lab.example/?" + s.Query()} {
				got, err := config.ParseStrategy(text, strategy)
				if err != nil || got.String() != want.String() || !reflect.DeepEqual(got.Export(), want.Export()) {
					t.Fatalf("%s of %s: %s became %q (%v), want %q", strategy, s.Query(), text, got, err, want)
				}
			}
		}
	}
	if seen < 150 {
		t.Errorf("%d policies", seen)
	}
}

// realPolicy is how a real client takes the policy of a scenario.
func realPolicy(s scenario.Scenario, strategy string) retry.Policy {
	p := s.Policy(strategy)
	if p.RetryAfter.Rule == nil {
		p.RetryAfter = retry.RetryAfter{Rule: retry.Ignore{}} // whose limit is none
	}
	return p
}

// sameDelays compares what two policies decide.
func sameDelays(a, b retry.Policy) bool {
	var delays [2][]retry.Decision
	for i, p := range []retry.Policy{a, b} {
		memory := time.Duration(0)
		for n := 1; n < min(p.MaxAttempts, 8); n++ {
			for _, o := range []retry.Outcome{retry.Rejected, retry.Unavailable, retry.TimedOut, retry.NotSent, retry.Failed} {
				for _, asked := range []time.Duration{retry.NotAsked, time.Second, time.Hour} {
					d := p.Next(n, retry.Answer{Outcome: o, RetryAfter: asked}, 0, memory, retry.Draws{Jitter: 0.7, RetryAfter: 0.3})
					delays[i], memory = append(delays[i], d), d.Memory
				}
			}
		}
	}
	return slices.Equal(delays[0], delays[1])
}

// The guards are those that are named, each for one client.
func TestClientHasItsGuards(t *testing.T) {
	c, err := config.Parse("strategies=immediate&attempts=2&budget=ratio&budget-tokens=3&budget-ratio=0&breaker=ratio&breaker-min=100&throttle=sre")
	if err != nil {
		t.Fatal(err)
	}
	one, other := c.Client("one"), c.Client("other")
	if one.Name != "one" || one.Budget == nil || one.Breaker == nil || one.Throttle == nil || one.Budget == other.Budget {
		t.Errorf("%+v, %+v", one, other)
	}
	bare, _ := config.Parse("strategies=immediate")
	if b := bare.Client(""); b.Budget != retry.NoBudget || b.Breaker != nil || b.Throttle != nil {
		t.Errorf("%+v", b)
	}
	three, _ := config.Parse("strategies=immediate&attempts=2&budget=ratio&budget-tokens=3&budget-ratio=0")
	client, refused := three.Client(""), 0
	for range 10 {
		_, err := retry.Call(context.Background(), client, func(context.Context) (int, error) { return 0, errors.New("down") })
		var e *retry.Error
		if errors.As(err, &e) && e.Verdict == retry.GiveUpBudget {
			refused++
		}
	}
	if refused != 8 {
		t.Errorf("%d of 10 calls refused a retry by 3 tokens", refused)
	}
}

// The zero Settings are those of nothing.
func TestZeroSettings(t *testing.T) {
	var zero config.Settings
	text, err := json.Marshal(zero)
	if string(text) != "null" || err != nil || zero.String() != "" || zero.Lost() != nil || zero.Policy() != (retry.Policy{}) || zero.Client("x").Budget != nil {
		t.Errorf("%s, %v", text, err)
	}
}

// A file of configuration and a flag take what Parse takes.
func TestSettingsInFilesAndFlags(t *testing.T) {
	var file struct{ Shop, Bank, Post config.Settings }
	in := `{"Shop":"strategies=full&base=1s","Bank":{"strategy":"immediate","max_attempts":3},"Post":null}`
	if err := json.Unmarshal([]byte(in), &file); err != nil {
		t.Fatal(err)
	}
	if file.Shop.String() != "strategies=full&base=1s" || file.Bank.String() != "strategies=immediate&attempts=3" || file.Post.String() != "" {
		t.Errorf("%+v", file)
	}
	out, err := json.Marshal(file)
	again := file
	if err != nil || json.Unmarshal(out, &again) != nil || again.Shop.String() != file.Shop.String() {
		t.Errorf("%s, %v", out, err)
	}
	var c config.Settings
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.TextVar(&c, "retry", config.Settings{}, "")
	if err := flags.Parse([]string{"-retry", "https://lab.example/?strategies=full"}); err != nil || c.String() != "strategies=full" {
		t.Errorf("%v, %q", err, c)
	}
}

// Whatever is read is read again from what it writes, and can run.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"strategies=full&base=200ms&budget=ratio", "https://lab.example/use?strategy=equal", "?preset=cron-jobs&strategies=equal&with=rate=5",
		`{"strategy":"full","max_attempts":3,"base_delay":"100ms","max_delay":"5s","factor":2,"budget":"grpc","budget_ratio":0.2}`,
		`{"strategy":"proportional","max_attempts":3,"base_delay":"1s","max_delay":"5s","factor":2,"jitter":0,"honour":"max"}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := config.Parse(text)
		if err != nil {
			return
		}
		p := c.Policy()
		if err := p.Validate(); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		raw, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, written := range []string{c.String(), string(raw)} {
			if again, err := config.Parse(written); err != nil || again.String() != c.String() {
				t.Fatalf("%q: %q became %q, %v", text, written, again, err)
			}
		}
		if _, err := retry.Call(context.Background(), c.Client(""), func(context.Context) (int, error) { return 1, nil }); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
	})
}
