package files_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"backofflab/exchange"
	"backofflab/exchange/files"
	"backofflab/exchange/form"
	"backofflab/exchange/formtest"
	"backofflab/scenario"
)

// pasted is a text as people paste it, in testdata: a first line says what it shows, then
// follow the format and the key that it should become, what is lost of it as "line begin of
// the sentence" each, and the text.
type pasted struct {
	name, shows, format, key string
	lost                     []string
	text                     string
}

func pastedTexts(t *testing.T) (all []pasted) {
	t.Helper()
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		head, text, ok := strings.Cut(string(raw), "\n-----\n")
		lines := strings.Split(head, "\n")
		if !ok || len(lines) < 3 {
			t.Fatalf("%s has no head", name)
		}
		all = append(all, pasted{filepath.Base(name), lines[0], lines[1], lines[2], lines[3:], text})
	}
	return all
}

// What people paste is recognised and read, and what is lost is told where it stands.
func TestPasted(t *testing.T) {
	for _, p := range pastedTexts(t) {
		r, err := exchange.Read(p.text, "")
		if err != nil {
			t.Errorf("%s: %s: %v", p.name, p.shows, err)
			continue
		}
		if r.Format != p.format || r.Key() != p.key {
			t.Errorf("%s: %s: as %s\n%s, want %s\n%s", p.name, p.shows, r.Format, r.Key(), p.format, p.key)
		}
		var lost []string
		for _, n := range r.Notes {
			if n.Kind == form.Lost {
				lost = append(lost, fmt.Sprintf("%d %s", n.Line, n.Says))
			}
		}
		if !slices.EqualFunc(lost, p.lost, strings.HasPrefix) {
			t.Errorf("%s: %s: it loses\n%s\nwant\n%s", p.name, p.shows, strings.Join(lost, "\n"), strings.Join(p.lost, "\n"))
		}
	}
}

// elsewhere are texts of a place, or of a schedule, that the format's writer does not write.
var elsewhere = []string{"cloud_tasks_linear.txt", "linkerd_profile.txt", "spring_config.txt", "kubernetes_pod_deadline.txt", "spring_gateway_jitter.txt", "spring_kafka.txt", "spring_rabbit.txt", "spring_stream.txt"}

// What was read, written in its format and read again is the same policy.
func TestPastedAgain(t *testing.T) {
	for _, p := range pastedTexts(t) {
		r, err := exchange.Read(p.text, "")
		f, _ := exchange.Find(r.Format)
		if err != nil || f.Write == nil || slices.Contains(elsewhere, p.name) {
			continue
		}
		s := r.Scenario()
		text, err := exchange.Write(s, s.Strategies[0], f.Key)
		if text.Code == "" && s.Attempts == 1 && len(text.Notes) > 0 {
			continue // nothing is to be written
		}
		if err != nil || !text.Same {
			t.Errorf("%s: %s: %s is written as\n%s\nwhich loses %q (%v)", p.name, p.shows, r.Key(), text.Code, text.Losses, err)
		}
	}
}

// FuzzFiles gives every text to every reader: none panics, what they take a scenario can be,
// and their notes are of lines of the text.
func FuzzFiles(f *testing.F) {
	var pasted []string
	names, _ := filepath.Glob("testdata/*.txt")
	for _, name := range names {
		raw, _ := os.ReadFile(name)
		_, text, _ := strings.Cut(string(raw), "\n-----\n")
		pasted = append(pasted, text)
	}
	formtest.Fuzz(f, files.Formats(), pasted...)
}

// policies are of all shapes that writers meet.
var policies = []string{
	"strategies=full&base=100ms&cap=10s&attempts=4", "strategies=equal&base=50ms&cap=1m&factor=3&attempts=8&total-timeout=30s&timeout=2s",
	"strategies=proportional&base=1ms&cap=1ms&jitter=1&attempts=2&budget=grpc&budget-tokens=1000&budget-ratio=0",
	"strategies=exponential&base=1s&cap=24h&attempts=1000&retry-on=rejected&budget=concurrent&budget-ratio=0.2&budget-min=0",
	"strategies=fixed&base=1h&attempts=3&retry-on=unavailable&budget=concurrent&budget-ratio=0&honour=honour-jitter&honour-jitter=0.5",
	"strategies=full&base=1.5ms&cap=2.25s&factor=1.7&attempts=6&retry-on=timed-out&honour=honour&honour-limit=1m&deadline=10s",
	"strategies=immediate&attempts=1&hedge=25ms&hedges=3", "strategies=immediate&attempts=5&retry-on=failed", "strategies=linear&base=1s&attempts=1",
	"strategies=list&delays=1s,5s,30s&delays-then=end&attempts=4", "strategies=decorrelated-aws&base=100ms&cap=20s&attempts=10", "strategies=additive&extra=3s&attempts=3&first-retry=at-once",
	"strategies=full&breaker=count&breaker-calls=7&breaker-min=3&breaker-ratio=0.123&attempts=3&retry-on=rejected,unavailable,timed-out",
	"strategies=upward&breaker=ratio&breaker-window=2500ms&breaker-open=3s&jitter=0.5&attempts=3", "strategies=full&throttle=aws-adaptive&attempts=3&budget=aws",
	"strategies=client:envoy&total-timeout=15s", "strategies=client:istio(base=100ms)", "strategies=client:k8s-crash-loop", "strategies=client:cenkalti", "strategies=client:temporal(base=3s)",
	"strategies=client:botocore-2026(attempts=7)", "strategies=client:botocore-legacy", "strategies=client:resilience4j(factor=1 jitter=0)", "strategies=lib:kafka-java(base=1s cap=1s)&attempts=1000&total-timeout=2m&timeout=30s",
}

// What is written is read without a word lost that the format itself could say, and once it is
// the format's own it is written without any loss.
func TestWritten(t *testing.T) {
	for _, query := range policies {
		s, err := scenario.ParseQuery(strings.ReplaceAll(query, " ", "+"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files.Formats() {
			text, err := exchange.Write(s, s.Strategies[0], f.Key)
			if err != nil {
				t.Errorf("%s: %s: %v", f.Key, query, err)
				continue
			}
			if text.Code == "" {
				if len(text.Notes) == 0 {
					t.Errorf("%s: %s: there is no text, and no reason", f.Key, query)
				}
				continue
			}
			r, err := exchange.Read(text.Code, "")
			if err != nil || r.Format != f.Key {
				t.Errorf("%s: %s is read as %q, %v:\n%s", f.Key, query, r.Format, err, text.Code)
				continue
			}
			own := r.Scenario()
			again, err := exchange.Write(own, own.Strategies[0], f.Key)
			if err != nil || !again.Same && again.Code != "" {
				t.Errorf("%s: %s became\n%s%s, and that\n%swhich loses %q (%v)", f.Key, query, text.Code, r.Key(), again.Code, again.Losses, err)
			}
			for _, n := range r.Notes {
				if n.Kind == form.Lost && strings.HasSuffix(n.Says, "has no counterpart here.") {
					t.Errorf("%s: %s is written with a line that is not read: %s", f.Key, query, n.Says)
				}
			}
		}
	}
}
