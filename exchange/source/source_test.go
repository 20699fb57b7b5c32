package source_test

import (
	"strings"
	"testing"
	"time"

	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// What people paste, in short; String writes calls with their arguments in one line.
func TestParse(t *testing.T) {
	for _, tt := range []struct {
		shows    string
		language source.Language
		code     string
		want     string // the nodes, a line each
	}{
		{"a composite literal", source.Go, `b := &backoff.ExponentialBackOff{InitialInterval: 250 * time.Millisecond, Multiplier: 1.5}`,
			"b: backoff.ExponentialBackOff(InitialInterval: 250 * time.Millisecond, Multiplier: 1.5)"},
		{"a call among several values", source.Go, `v, err := backoff.Retry(ctx, op, backoff.WithMaxTries(8))`, "err: backoff.Retry(ctx, op, backoff.WithMaxTries(8))"},
		{"a name that stands for a number", source.Go, "const tries = 8\nx(tries)", "tries: 8\nx(8)"},
		{"a name with two values stands for none", source.Go, "n := 8\nn = 9\nx(n)", "n: 8\nn: 9\nx(n)"},
		{"an assignment to a field", source.Go, "c.RetryMax = 10", "RetryMax: 10"},
		{"a block is no literal", source.Go, "if x == limit { retry(3) }", "retry(3)"},
		{"a closure", source.Go, "do(func() error { return call(1) }, 5)", "do(func() error { return call(1) }, 5)"},
		{"a chain", source.Go, "retrypolicy.NewBuilder[any]().WithBackoff(time.Second, 2*time.Minute).Build()",
			"retrypolicy.NewBuilder().WithBackoff(time.Second, 2 * time.Minute).Build()"},
		{"several assignments at once", source.Go, "c.RetryWaitMin, c.RetryWaitMax = time.Second, 5*time.Second", "RetryWaitMin: time.Second\nRetryWaitMax: 5 * time.Second"},
		{"a result is no literal", source.Go, "func New() *http.Client {\n\tc := a.New()\n\treturn c\n}", "New\nc: a.New()"},
		{"a condition is no literal", source.Go, "if r != nil && r.Code == http.StatusBusy { x(1) }", "x(1)"},
		{"the defaults of parameters", source.Python, "def f(tries: int = 5, factor=0.3):\n    g(tries, factor)", "f\ng(5, 0.3)"},
		{"an attribute of a class", source.Python, "class C:\n    N: int = 5\n    def f(self): g(self.N, C.N)", "N: 5\nf\ng(5, 5)"},
		{"entries by their keys", source.Python, "S = {'n': 7}\ng(S['n'], S['m'])", "S: {n: 7}\ng(7, S['m'])"},
		{"arguments by a name", source.Python, "KW: dict = dict(a=f(1), b=2)\ng(**KW)", "KW: {a: f(1), b: 2}\ng(a: f(1), b: 2)"},
		{"an object in another", source.JavaScript, "const o: Partial<Options> = { n: 5, f: 2 };\nx(y, { ...o, f: 3 });", "o: {n: 5, f: 2}\nx(y, {n: 5, f: 3})"},
		{"a member of an object", source.JavaScript, "const c = { retry: { n: 4 } } as const;\nx(c.retry.n)", "c: {retry: {n: 4}}\nx(4)"},
		{"an entry by its name alone", source.JavaScript, "function f({ retries = 3 } = {}) { x({ retries, a }) }", "f\nx({retries: 3, a: a})"},
		{"a function by its name", source.JavaScript, "const busy = (e: AxiosError): boolean => e.status === 429 ||\n  e.status === 503;\nfunction wait(n: number): number { return n * 100; }\nx(busy, wait)", "busy: (e: AxiosError): boolean => e.status === 429 ||\n  e.status === 503\nwait\nx((e: AxiosError): boolean => e.status === 429 ||\n  e.status === 503, function wait(n: number): number { return n * 100; })"},
		{"a function of Python by its name", source.Python, "def busy(e):\n    return e.status == 429\n\nx(busy)", "busy\nx(def busy(e):\n    return e.status == 429)"},
		{"a decorator", source.Python, "@retry(wait=wait_random_exponential(multiplier=1, max=60), stop=stop_after_attempt(6) | stop_after_delay(120))",
			"retry(wait: wait_random_exponential(multiplier: 1, max: 60), stop: stop_after_attempt(6) | stop_after_delay(120))"},
		{"a comment", source.Python, "# retry(1)\nretry(2)", "retry(2)"},
		{"an unfinished call", source.Python, "retry(1", ""},
		{"an arrow", source.JavaScript, "axiosRetry(http, { retries: 4, retryDelay: (n, e) => exponentialDelay(n, e, 200) });",
			"axiosRetry(http, {retries: 4, retryDelay: (n, e) => exponentialDelay(n, e, 200)})"},
		{"an object by its name", source.JavaScript, "const options = { retries: 3 };\npRetry(run, options)", "options: {retries: 3}\npRetry(run, {retries: 3})"},
		{"an annotation", source.Java, `@Retryable(retryFor = Busy.class, maxAttempts = 5, backoff = @Backoff(delay = 200L, random = true))`,
			"Retryable(retryFor: Busy.class, maxAttempts: 5, backoff: Backoff(delay: 200L, random: true))"},
		{"an initializer", source.CSharp, `b.AddRetry(new RetryStrategyOptions<HttpResponseMessage> { MaxRetryAttempts = 4, Delay = TimeSpan.FromSeconds(1) }).AddTimeout(TimeSpan.FromSeconds(10));`,
			"b.AddRetry(RetryStrategyOptions(MaxRetryAttempts: 4, Delay: TimeSpan.FromSeconds(1))).AddTimeout(TimeSpan.FromSeconds(10))"},
		{"types before a method", source.Java, `RetryConfig.<Map<String, Long>>custom().maxAttempts(3).build()`, "RetryConfig.custom().maxAttempts(3).build()"},
		{"an object of the type that is wanted", source.CSharp, `b.AddRetry(new() { MaxRetryAttempts = 4 }).AddTimeout(x)`, "b.AddRetry(new(MaxRetryAttempts: 4)).AddTimeout(x)"},
		{"Rust", source.Rust, "ExponentialBuilder::default().with_jitter().with_min_delay(Duration::from_millis(50))",
			"ExponentialBuilder::default().with_jitter().with_min_delay(Duration::from_millis(50))"},
		{"a command", source.Ruby, "sidekiq_options retry: 5, queue: \"low\"\nsidekiq_retry_in { |count| 10 * (count + 1) }",
			"sidekiq_options(retry: 5, queue: low)\nsidekiq_retry_in({ |count| 10 * (count + 1) })"},
		{"arrows", source.Ruby, "sidekiq_options :retry => 3, \"queue\" => 'low'", "sidekiq_options(retry: 3, queue: low)"},
	} {
		var lines []string
		for _, n := range source.Parse(tt.code, tt.language) {
			lines = append(lines, n.String())
		}
		if got := strings.Join(lines, "\n"); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.shows, got, tt.want)
		}
	}
}

func TestValues(t *testing.T) {
	for code, want := range map[string]time.Duration{
		"250 * time.Millisecond": 250 * time.Millisecond, "2*time.Minute": 2 * time.Minute, "time.Second": time.Second, "TimeSpan.FromSeconds(1.5)": 1500 * time.Millisecond,
		"Duration.ofMillis(200)": 200 * time.Millisecond, "Duration::from_secs(3)": 3 * time.Second, "timedelta(minutes=1, seconds=5)": 65 * time.Second,
		"time.Duration(5) * time.Second": 5 * time.Second, "1_000": time.Second, "5e3": 5 * time.Second, "'1m30s'": 90 * time.Second, `"PT0.5S"`: 500 * time.Millisecond,
		`int(os.getenv("N", "3"))`: 3 * time.Millisecond, `float(os.environ.get("N", 0.5))`: 500 * time.Microsecond, "Number(process.env.N ?? 3)": 3 * time.Millisecond, "parseInt(process.env['N'] || '3', 10)": 3 * time.Millisecond,
		`int(os.environ["N"])`:               -1,
		"Duration.of(5, ChronoUnit.SECONDS)": 5 * time.Second, "Duration.ZERO": 0, "Duration.parse('PT5S')": 5 * time.Second, "5.minutes": 5 * time.Minute, "1.5.seconds": 1500 * time.Millisecond, "200L": 200 * time.Millisecond, "60 * 1000": time.Minute, "-5": -1, "soon": -1, "f()": -1, "1e300 * 1e300": -1,
	} {
		n := source.Parse("x("+code+")", source.Python)
		if len(n) != 1 || len(n[0].Kids) != 1 {
			t.Fatalf("%s: %v", code, n)
		}
		got, ok := n[0].Kids[0].Duration(time.Millisecond)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%s: %v, %v; want %v", code, got, ok, want)
		}
	}
}

// What a member is of is kept: two members of one name are two things.
func TestPath(t *testing.T) {
	n := source.Parse("options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(5);", source.CSharp)
	if len(n) != 1 || n[0].Name != "Timeout" || n[0].Path != "options.AttemptTimeout" {
		t.Errorf("%+v", n)
	}
}

func TestUnclosed(t *testing.T) {
	for code, want := range map[string]int{"a(b, [c]);": 0, "a(\nb {\n": 2, "a(\n[1], 2": 1, "# ( \n'('": 0, "": 0} {
		if got := source.Unclosed(code, source.Python); got != want {
			t.Errorf("%q: line %d, want %d", code, got, want)
		}
	}
}

// Whatever is nested or unfinished is read in little time, and lines stay lines.
func FuzzParse(f *testing.F) {
	for _, code := range []string{"a(b(c{d: 1}))", "x = '''", `@r(a=1|b, **c)`, strings.Repeat("a(", 3000), strings.Repeat("a(x => ", 3000), "<<<>>>", "r\"\\", "sidekiq_options a: do"} {
		f.Add(code, uint8(0))
	}
	f.Fuzz(func(t *testing.T, code string, language uint8) {
		lines := 1 + strings.Count(code, "\n")
		for _, found := range source.Parse(code, source.Language(language%7)) {
			found.Walk(func(n *tree.Node) bool {
				if n.Line < 1 || n.Line > lines {
					t.Fatalf("line %d of %d: %s", n.Line, lines, n)
				}
				n.Duration(time.Second)
				return true
			})
		}
	})
}
