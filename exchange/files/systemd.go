package files

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
	"backofflab/retry/library"
)

// systemd is Restart= of a service: an attempt is a start.
var systemd = form.Format{
	Key: "systemd", Name: "systemd", Language: "INI", File: "your.service",
	Version: "254 and newer", Source: "systemd/systemd, src/core/service.c, service_restart_usec_next; systemd.service(5), systemd.unit(5)",
	Sample: `[Unit]
StartLimitIntervalSec=0

[Service]
Restart=on-failure
RestartSec=1s
RestartSteps=4
RestartMaxDelaySec=16s
`,
	Recognise: func(t *form.Text) bool {
		all := iniKeys(t)
		return slices.ContainsFunc([]string{"Restart", "RestartSec", "RestartSteps", "StartLimitBurst"}, func(name string) bool { return all.Get(name) != nil })
	},
	Read:  readSystemd,
	Write: writeSystemd,
}

// iniKeys are the keys of all sections of a text.
func iniKeys(t *form.Text) *tree.Node {
	all := &tree.Node{Kind: tree.Map, Line: 1}
	for _, section := range t.INI().Kids {
		all.Kids = append(all.Kids, section.Kids...)
	}
	return all
}

func readSystemd(t *form.Text, r *form.Reading) {
	all := iniKeys(t)
	restart := all.Get("Restart")
	delay, longest, steps := all.Get("RestartSec"), all.Get("RestartMaxDelaySec"), all.Get("RestartSteps")
	base, ok := delay.Duration(time.Second)
	if !ok {
		base = 100 * time.Millisecond
	}
	most, limited := longest.Duration(time.Second)
	count, grows := steps.Whole()
	factor := 1.0
	if limited && grows && count > 0 && most > base && base > 0 {
		factor = math.Pow(float64(most)/float64(base), 1/float64(count))
	}
	r.Strategy(cmpNode(restart, delay), map[bool]string{true: "exponential", false: "fixed"}[factor > 1], "A service that ends starts again, without jitter.")
	durationOr(r, delay, "base", time.Second, "100ms", "Without RestartSec 100 ms are waited.")
	if factor > 1 {
		r.Duration(longest, "cap", time.Second)
		r.Set(steps, "factor", form.Decimal(math.Round(factor*1000)/1000), fmt.Sprintf("%d steps up to the longest delay are a factor of %.3g.", count, factor))
	} else {
		useless(r, "RestartSteps and RestartMaxDelaySec make the delays grow together, and only upwards", longest, steps)
	}
	r.Assume("retry-on", "rejected,unavailable,timed-out,failed", "However a service fails, it starts again.")
	readSystemdStarts(r, all, base, factor, most)
	if n := all.Get("RestartRandomizedDelaySec"); n != nil {
		r.Lose(n, "RestartRandomizedDelaySec is not read: additive jitter is the nearest here.")
	}
	beside := fresh(all)
	r.Beside(beside...)
}

// readSystemdStarts sets how often a service starts: up to StartLimitBurst times in
// StartLimitIntervalSec, which delays may be too long for.
func readSystemdStarts(r *form.Reading, all *tree.Node, base time.Duration, factor float64, most time.Duration) {
	restart, burst, interval := all.Get("Restart"), all.Get("StartLimitBurst"), cmpNode(all.Get("StartLimitIntervalSec"), all.Get("StartLimitInterval"))
	if restart == nil || restart.Text == "no" {
		burst.Take()
		interval.Take()
		r.Assume("attempts", "1", "With Restart=no, the default, nothing starts again.")
		return
	}
	if !slices.Contains([]string{"on-failure", "always", "on-abnormal", "on-abort", "on-watchdog", "on-success"}, restart.Text) {
		r.Lose(restart, restart.Text+" is no value of Restart.")
	}
	starts, ok := burst.Whole()
	if !ok || starts < 1 {
		starts = 5
	}
	within, ok := interval.Duration(time.Second)
	if !ok {
		within = 10 * time.Second
	}
	var spent float64
	for i := range min(starts, library.Unlimited) {
		wait := float64(base) * math.Pow(factor, float64(i))
		if factor > 1 {
			wait = min(wait, float64(most))
		}
		spent += wait
	}
	interval.Take()
	if spent >= float64(within) {
		r.Assume("attempts", fmt.Sprint(library.Unlimited), fmt.Sprintf("The delays are too long for %d starts within the interval, so there is no limit: 1 000 attempts here.", starts))
		burst.Take()
		return
	}
	says := fmt.Sprintf("%d starts within the interval end it, the first included.", starts)
	if burst != nil {
		r.Set(burst, "attempts", fmt.Sprint(min(starts, library.Unlimited)), says)
	} else {
		r.Assume("attempts", fmt.Sprint(starts), says)
	}
}

func writeSystemd(p form.Policy) (string, []string) {
	base, limit := p.Mean()
	base, limit = positive(base), positive(limit)
	steps := 0
	if p.Factor > 1 && limit > base && base > 0 {
		steps = max(1, int(math.Round(math.Log(float64(limit)/float64(base))/math.Log(p.Factor))))
	}
	var b strings.Builder
	if p.Attempts >= library.Unlimited {
		b.WriteString("[Unit]\nStartLimitIntervalSec=0\n")
	} else {
		within := float64(p.Attempts+1)*max(base, limit).Seconds() + 3600
		fmt.Fprintf(&b, "[Unit]\nStartLimitBurst=%d\nStartLimitIntervalSec=%.0fs\n", p.Attempts, math.Ceil(within))
	}
	fmt.Fprintf(&b, "\n[Service]\nRestart=on-failure\nRestartSec=%sms\n", form.Milliseconds(base))
	if steps > 0 {
		fmt.Fprintf(&b, "RestartSteps=%d\nRestartMaxDelaySec=%sms\n", steps, form.Milliseconds(limit))
	}
	return b.String(), []string{"Add your ExecStart. systemd 254 and newer let delays grow; older ones wait RestartSec each time."}
}
