package export

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"backofflab/retry"
)

// The texts are compiled and run: the Go as it is, but for where it gets its random numbers;
// of the others their formulas, which are Go but for their spelling. Each is asked for its
// delays with the same draws as the strategy, and Retry for the times of its attempts.
func TestDelaysOfTheTextsAreThoseOfTheStrategy(t *testing.T) {
	policies := map[string]Policy{}
	for _, kind := range retry.Kinds() {
		name := "s" + strings.ReplaceAll(kind.Key, "-", "")
		policies[name], policies[name+"full"] = sample(kind.Key), full(kind.Key)
	}
	said := runTexts(t, policies)
	for name, p := range policies {
		strategy := p.kind().New(p.Params)
		for _, u := range draws {
			var memory time.Duration
			for k := 1; k <= 8; k++ {
				var want time.Duration
				want, memory = strategy.Delay(k, memory, u)
				for _, language := range []string{"go", "js", "py"} {
					got, ok := said[fmt.Sprintf("%s %s %g %d", language, name, u, k)]
					if !ok || math.Abs(got-want.Seconds()) > 1e-6 {
						t.Errorf("%s in %s: retry %d waits %g s with the draw %g, its text %g s", p.Strategy, language, k, want.Seconds(), u, got)
					}
				}
			}
		}
		for attempt, at := range attemptsOf(p) {
			if got := said[fmt.Sprintf("attempt %s %d", name, attempt+1)]; math.Abs(got-at.Seconds()) > 1e-5 {
				t.Errorf("%s: attempt %d at %g s, in the text at %g s", p.Strategy, attempt+1, at.Seconds(), got)
			}
		}
		if want := float64(len(attemptsOf(p))); said["attempts "+name] != want {
			t.Errorf("%s: %g attempts, in the text %g", p.Strategy, want, said["attempts "+name])
		}
	}
}

// draws are those with which every text is asked; Retry is run with the second.
var draws = []float64{0, 0.25, 0.999}

// attemptsOf are the times of all attempts of a request that nobody answers.
func attemptsOf(p Policy) []time.Duration {
	policy := retry.Policy{Strategy: p.kind().New(p.Params), MaxAttempts: p.Attempts, Deadline: p.Deadline, On: retry.Outcomes(0).With(retry.Rejected)}
	times := []time.Duration{0}
	var now, memory time.Duration
	for n := 1; ; n++ {
		next := policy.Next(n, retry.Answer{Outcome: retry.Rejected, RetryAfter: retry.NotAsked}, now, memory, retry.Draws{Jitter: draws[1]})
		if next.Verdict != retry.Retry {
			return times
		}
		now, memory = now+next.Delay, next.Memory
		times = append(times, now)
	}
}

// runTexts returns what a program that has all of the texts says of them: a number for each
// line of words.
func runTexts(t *testing.T, policies map[string]Policy) map[string]float64 {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module probe\n\ngo 1.25\n")
	write("draw/draw.go", drawText)
	var imports, table strings.Builder
	for name, p := range policies {
		texts := map[string]string{}
		for _, text := range Texts(p) {
			texts[text.Key] = text.Code
		}
		write(name+"/retry.go", strings.Replace(texts["go"], `"math/rand/v2"`, `rand "probe/draw"`, 1))
		argument := "retry"
		if laws[p.Strategy].walks {
			argument = "previous"
		}
		write(name+"/probe.go", "package retry\n\nimport \"time\"\n\nfunc Delay(retry int, previous time.Duration) time.Duration { return delay("+argument+") }\n")
		write(name+"/js/js.go", goOfJavaScript(texts["javascript"], argument))
		write(name+"/py/py.go", goOfTenacity(t, texts["python"]))
		fmt.Fprintf(&imports, "\t%s \"probe/%[1]s\"\n\t%[1]sjs \"probe/%[1]s/js\"\n\t%[1]spy \"probe/%[1]s/py\"\n", name)
		fmt.Fprintf(&table, "\t{%q, %[1]s.Delay, %[1]sjs.Delay, %[1]spy.Delay, %[1]s.Retry},\n", name)
	}
	write("all_test.go", fmt.Sprintf(programText, imports.String(), table.String(), draws, draws[1]))
	command := exec.Command("go", "test", "-v", ".")
	command.Dir, command.Env = dir, append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	said := map[string]float64{}
	for line := range strings.SplitSeq(string(out), "\n") {
		var x float64
		if words, number, ok := strings.Cut(line, ": "); ok {
			if _, err := fmt.Sscan(number, &x); err == nil {
				said[words] = x
			}
		}
	}
	return said
}

var power = regexp.MustCompile(`([\d.]+) \*\* (\(retry - 1\)|retry)`)

// goOfJavaScript spells the constants and the function delay of a text as Go does.
func goOfJavaScript(text, argument string) string {
	text, _, _ = strings.Cut(text, "export ")
	text = regexp.MustCompile(`(?m)^const delays = \[(.*?)\];`).ReplaceAllString(text, "var delays = []float64{$1}")
	text = strings.ReplaceAll(text, "delays[Math.min(retry, delays.length) - 1]", "delays[int(min(retry, float64(len(delays))))-1]")
	text = regexp.MustCompile(`(?m)^const (\w+) = (.*?);`).ReplaceAllString(text, "const $1 = float64($2)")
	text = regexp.MustCompile(`function delay\(`+argument+`\) {`).ReplaceAllString(text, "func delay("+argument+" float64) float64 {")
	text = power.ReplaceAllString(text, "math.Pow($1, $2)")
	text = strings.NewReplacer("  const e =", "  e :=", "  const low =", "  low :=", "  const high =", "  high :=", ";", "", "Math.pow", "math.Pow", "Math.min", "min", "Math.max", "max", "Math.random", "draw.Float64").Replace(text)
	return "package js\n\nimport (\n\t\"math\"\n\n\t\"probe/draw\"\n)\n\nvar _, _ = math.Pow, draw.Float64\n\n" + text +
		"\nfunc Delay(retry, previous float64) float64 { return delay(" + argument + ") / 1000 }\n"
}

var named = regexp.MustCompile(`(\w+)=`)

// goOfTenacity spells the wait of a text as Go does. Arguments by name are fields there, so
// that a name that tenacity does not have is none here either.
func goOfTenacity(t *testing.T, text string) string {
	found := regexp.MustCompile(`(?m)^    wait=(.*),$`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no wait in\n%s", text)
	}
	wait, constants := found[1], ""
	if wait == "decorrelated" {
		values := regexp.MustCompile(`BASE, CAP = (\S+), (\S+) `).FindStringSubmatch(text)
		lines := regexp.MustCompile(`(?s)previous = (.*?)  #.*?return (.*?)\n`).FindStringSubmatch(text)
		if values == nil || lines == nil {
			t.Fatalf("no function in\n%s", text)
		}
		constants = "const BASE, CAP = float64(" + values[1] + "), float64(" + values[2] + ")\n\n"
		wait = strings.ReplaceAll(strings.ReplaceAll(lines[2], "random.uniform", "draw.Uniform"), "previous", strings.ReplaceAll(lines[1], "state.upcoming_sleep", "s.Upcoming"))
	}
	if chain, is := strings.CutPrefix(wait, "wait_chain("); is {
		seconds := regexp.MustCompile(`wait_fixed\(([\d.]+)\)`).ReplaceAllString(strings.TrimSuffix(chain, ")"), "$1")
		constants, wait = "var chain = []float64{"+seconds+"}\n\n", "chain[min(int(s.Attempt), len(chain))-1]"
	}
	if of, is := strings.CutPrefix(wait, "lambda state: "); is {
		wait = regexp.MustCompile(`state.attempt_number \*\* ([\d.]+)`).ReplaceAllString(of, "math.Pow(s.Attempt, $1)")
	}
	wait = regexp.MustCompile(`wait_(\w+)\(([^)]*)\)`).ReplaceAllStringFunc(wait, func(call string) string {
		name, arguments, _ := strings.Cut(strings.TrimSuffix(call, ")"), "(")
		if named.MatchString(arguments) {
			arguments = "draw.Args{" + named.ReplaceAllString(arguments, "$1: ") + "}"
			arguments = strings.NewReplacer("multiplier", "Multiplier", "exp_base", "ExpBase", "max", "Max", "start", "Start", "increment", "Increment").Replace(arguments)
		}
		return "s.W" + strings.TrimPrefix(strings.ReplaceAll(name, "_", ""), "w") + "(" + arguments + ")"
	})
	return "package py\n\nimport (\n\t\"math\"\n\n\t\"probe/draw\"\n)\n\nvar _ = math.Pow\n\n" + constants + "func Delay(s draw.State) float64 { return " + wait + " }\n"
}

// drawText is the package of random numbers, and of what tenacity waits as its code has it.
const drawText = `package draw

import "math"

var U float64

func Float64() float64 { return U }

func Uniform(low, high float64) float64 { return low + U*(high-low) }

type State struct{ Attempt, Upcoming float64 }

type Args struct{ Multiplier, ExpBase, Max, Start, Increment float64 }

func (s State) Waitnone() float64                     { return 0 }
func (s State) Waitfixed(wait float64) float64        { return wait }
func (s State) Waitrandom(low, high float64) float64  { return Uniform(low, high) }
func (s State) Waitincrementing(a Args) float64       { return max(0, min(a.Start+a.Increment*(s.Attempt-1), a.Max)) }
func (s State) Waitexponential(a Args) float64        { return max(0, min(a.Multiplier*math.Pow(a.ExpBase, s.Attempt-1), a.Max)) }
func (s State) Waitrandomexponential(a Args) float64  { return Uniform(0, s.Waitexponential(a)) }
`

// programText asks every text for its delays and, in a bubble where time costs nothing, runs
// its Retry.
const programText = `package probe

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"probe/draw"
%s)

var texts = []struct {
	name  string
	delay func(int, time.Duration) time.Duration
	js    func(retry, previous float64) float64
	py    func(draw.State) float64
	retry func(context.Context, func(context.Context) error, func(error) bool) error
}{
%s}

func Test(t *testing.T) {
	for _, text := range texts {
		for _, u := range %#v {
			draw.U = u
			var before time.Duration
			var js, py float64
			for k := 1; k <= 8; k++ {
				before = text.delay(k, before)
				js = text.js(float64(k), 1000*js)
				py = text.py(draw.State{float64(k), py})
				for language, delay := range map[string]float64{"go": before.Seconds(), "js": js, "py": py} {
					fmt.Printf("%%s %%s %%g %%d: %%v\n", language, text.name, u, k, delay)
				}
			}
		}
		synctest.Test(t, func(t *testing.T) {
			draw.U = %g
			start, attempts := time.Now(), 0
			text.retry(t.Context(), func(context.Context) error {
				attempts++
				fmt.Printf("attempt %%s %%d: %%v\n", text.name, attempts, time.Since(start).Seconds())
				return errors.New("rejected")
			}, func(error) bool { return true })
			fmt.Printf("attempts %%s: %%d\n", text.name, attempts)
		})
	}
}
`
