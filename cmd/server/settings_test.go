package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSettings(t *testing.T) {
	env := map[string]string{
		"BACKOFFLAB_ADDR": ":99", "BACKOFFLAB_RUN_WAIT": "5s", "BACKOFFLAB_SOCKETS": "7",
		"BACKOFFLAB_ORIGINS": "https://A.example, https://b.example", "BACKOFFLAB_TRUST_PROXY": "10.0.0.0/8,::1/128",
		"BACKOFFLAB_HEALTH": "true", "BACKOFFLAB_VERSION": "true",
	}
	s, err := parseSettings([]string{"-sockets", "8"}, func(name string) string { return env[name] }, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if s.addr != ":99" || s.api.RunWait != 5*time.Second || s.api.Sockets != 8 || s.health || s.version ||
		strings.Join(s.api.Origins, " ") != "https://a.example https://b.example" || len(s.api.Proxies) != 2 {
		t.Errorf("got %+v", s)
	}
	if s, err = parseSettings(nil, none, io.Discard); err != nil || s.addr != "127.0.0.1:8080" {
		t.Errorf("default: %q, %v", s.addr, err)
	}
}

func TestBadSettingsAreRefused(t *testing.T) {
	for _, row := range []struct {
		args []string
		env  map[string]string
		word string
	}{
		{[]string{"-nonsense"}, nil, "nonsense"},
		{[]string{"extra"}, nil, "extra"},
		{[]string{"-runs", "0"}, nil, "-runs=0: must be above 0"},
		{[]string{"-runs", "many"}, nil, "-runs=many: must be a whole number"},
		{[]string{"-stream-attempts", "-1"}, nil, "-stream-attempts=-1: must be above 0"},
		{[]string{"-drain-delay", "1h"}, nil, "-drain-delay=1h0m0s: must be from 0s to 5s"},
		{[]string{"-log-format", "xml"}, nil, "-log-format=xml: must be text or json"},
		{[]string{"-log-level", "loud"}, nil, "-log-level=loud: must be debug"},
		{[]string{"-origins", "https://lab.example/"}, nil, "https://lab.example/"},
		{[]string{"-origins", "*"}, nil, "-origins=*: must look like"},
		{[]string{"-trust-proxy", "10.0.0.1"}, nil, "-trust-proxy=10.0.0.1: "},
		{[]string{"-origins", "https://lab.example.org:443"}, nil, "-origins=https://lab.example.org:443: must look like"},
		{[]string{"-public-url", "lab.example.org"}, nil, "-public-url=lab.example.org: must look like"},
		{[]string{"-source-url", "javascript:alert(1)"}, nil, "-source-url=javascript:alert(1): must be"},
		{[]string{"-testbed-rate", "NaN"}, nil, "-testbed-rate=NaN: must be from 0.001 to 1000000"},
		{[]string{"-testbed-rate", "1e-9"}, nil, "-testbed-rate=1e-09: must be from 0.001 to 1000000"},
		{[]string{"-request-rate", "1e-9"}, nil, "-request-rate=1e-09: must be 0, or from 0.001 to 1000000"},
		{[]string{"-request-rate", "NaN"}, nil, "-request-rate=NaN: must be 0, or from 0.001 to 1000000"},
		{[]string{"-request-rate", "1e300"}, nil, "-request-rate=1e+300: must be 0, or from 0.001 to 1000000"},
		{[]string{"-request-burst", "2000000"}, nil, "-request-burst=2000000: must be above 0, and at most 1000000"},
		{[]string{"-testbed-life", "25h"}, nil, "-testbed-life=25h0m0s: must be above 0, and at most 24h0m0s"},
		{[]string{"-study-wait", "20s"}, nil, "-study-wait=20s: must be from 0s to 15s"},
		{[]string{"-memory", "1GB"}, nil, "-memory=1GB: must be a whole number of megabytes"},
		{[]string{"-runs", "9223372036854775808"}, nil, "(value out of range)"},
		{[]string{"-testbed=maybe"}, nil, "-testbed=maybe: must be true or false"},
		{[]string{"-lessons", "two words"}, nil, `-lessons="two words": `},
		{[]string{"-nats-ca", "ca.pem"}, nil, "-nats-ca=ca.pem: is for a broker elsewhere"},
		{[]string{"-role", "server"}, nil, "-role=server: needs the broker"},
		{nil, map[string]string{"BACKOFFLAB_PAGE_ATTEMPTS": "-1"}, "BACKOFFLAB_PAGE_ATTEMPTS=-1: must be above 0"},
		{[]string{"-addr", "nowhere"}, nil, "-addr=nowhere: "},
		{nil, map[string]string{"BACKOFFLAB_ADDR": "nowhere"}, "BACKOFFLAB_ADDR=nowhere: "},
		{nil, map[string]string{"BACKOFFLAB_SOCKETS": "many"}, "BACKOFFLAB_SOCKETS=many: must be a whole number"},
	} {
		err := run(context.Background(), row.args, func(name string) string { return row.env[name] }, io.Discard)
		if err == nil || !strings.Contains(err.Error(), row.word) {
			t.Errorf("%q %v: %v", row.args, row.env, err)
		}
	}
}

func TestHelpNamesEveryFlag(t *testing.T) {
	var out bytes.Buffer
	if err := run(context.Background(), []string{"-help"}, none, &out); err != nil {
		t.Fatal(err)
	}
	for _, flag := range []string{"-addr", "-origins", "-trust-proxy", "-runs", "-health", "-version", "-drain-delay"} {
		if !strings.Contains(out.String(), flag) {
			t.Errorf("%s is not there", flag)
		}
	}
}

// number is what a flag takes that takes one: a count, a time, megabytes.
type number struct {
	unit      string // "s" of times
	mayBeZero bool
}

func numeric(t *testing.T) map[string]number {
	t.Helper()
	mayBeZero := []string{"drain-delay", "request-rate", "study-wait", "study-grace", "workers"}
	found := map[string]number{"memory": {}, "store-quota": {}}
	new(settings).flags().VisitAll(func(f *flag.Flag) {
		n := number{mayBeZero: slices.Contains(mayBeZero, f.Name)}
		getter, _ := f.Value.(flag.Getter)
		if getter == nil {
			return
		}
		switch getter.Get().(type) {
		case time.Duration:
			n.unit = "s"
		case int, int64, float64:
		default:
			return
		}
		found[f.Name] = n
	})
	if len(found) < 20 {
		t.Fatalf("there are only %d", len(found))
	}
	return found
}

// A number that cannot be is told of by the flag or the variable that it was given by, with its
// value and what it must be.
func TestEveryNumberHasItsLimit(t *testing.T) {
	for name, n := range numeric(t) {
		for _, value := range []string{"0" + n.unit, "-1" + n.unit, "many"} {
			_, byFlag := parseSettings([]string{"-" + name + "=" + value}, none, io.Discard)
			_, byEnv := parseSettings(nil, func(n string) string {
				if n == variable(name) {
					return value
				}
				return ""
			}, io.Discard)
			for written, err := range map[string]error{"-" + name: byFlag, variable(name): byEnv} {
				if n.mayBeZero && strings.HasPrefix(value, "0") {
					if err != nil {
						t.Errorf("%s=%s: %v", written, value, err)
					}
				} else if err == nil || !strings.HasPrefix(err.Error(), written+"="+value+": must be ") || strings.Contains(err.Error(), "\n") {
					t.Errorf("%s=%s: %v", written, value, err)
				}
			}
		}
	}
}

// All settings that cannot be are told of at once, a line each, whatever is wrong with them.
func TestAllBadSettingsAreToldOfAtOnce(t *testing.T) {
	args := []string{"-log-format=xml", "-origins=*,https://fine.example", "-nonsense"}
	wants := []string{"-log-format=xml: ", "-origins=*: ", "flag provided but not defined: -nonsense", "BACKOFFLAB_ROLE=boss: "}
	unreadable := true
	for name, n := range numeric(t) {
		value := "-1" + n.unit
		if unreadable = !unreadable; unreadable {
			value = "many"
		}
		args = append(args, "-"+name+"="+value)
		wants = append(wants, "-"+name+"="+value+": must be ")
	}
	_, err := parseSettings(args, func(name string) string { return map[string]string{"BACKOFFLAB_ROLE": "boss"}[name] }, io.Discard)
	if err == nil {
		t.Fatal("no error")
	}
	lines := strings.Split(err.Error(), "\n")
	for _, want := range wants {
		if i := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, want) }); i < 0 {
			t.Errorf("nothing is said of %s", want)
		} else {
			lines = slices.Delete(lines, i, i+1)
		}
	}
	if len(lines) > 0 {
		t.Errorf("too much is said: %q", lines)
	}
}

func TestFlagsThatChangeNothing(t *testing.T) {
	for _, row := range []struct {
		args []string
		want string
	}{
		{[]string{"-sockets=5", "-testbeds=7"}, ""},
		{[]string{"-testbed=false", "-sockets=5", "-testbeds=7", "-testbed-rate=1"}, "-testbed-rate=1 -testbeds=7"},
		{[]string{"-role=worker", "-nats=nats://broker", "-workers=2", "-log-level=warn", "-sockets=5"}, "-sockets=5"},
		{[]string{"-role=server", "-nats=nats://broker", "-workers=2", "-sockets=5"}, "-workers=2"},
	} {
		s, err := parseSettings(row.args, func(name string) string {
			if name == "BACKOFFLAB_ADDR" {
				return ":8080" // of an image that can be each of them
			}
			return ""
		}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if flags, _ := s.idle(); strings.Join(flags, " ") != row.want {
			t.Errorf("%q: %q", row.args, flags)
		}
	}
}
