package api

import (
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"backofflab/retry"
	"backofflab/retry/library"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// What no text for people may hold, whatever the scenario. ~ stands for the narrow no-break
// space that groups digits, _ for the no-break space before a unit.
var blemishes = []struct {
	what string
	form *regexp.Regexp
}{
	{"a group that a line may break", form(`\d[ \x{2009}]\d{3}(?:$|[^\d~])`)},
	{"a thin space that a line may break", form(`\x{2009}`)},
	{"a unit that a line may break off", form(`\d (?:s|ms|µs|min|h|%)(?:$|[^\w.]|\.$|\. )`)},
	{"nothing with a sign", form(`(?:^|[\s(])[−+-]0(?:\.0+)?(?:$|[^\d.])`)},
	{"a multiple that says nothing", form(`(?:^|[^\d.~])0(?:\.0+)?_?(?:×| times)`)},
	{"one of many", form(`(?:^|[^−][ _]|[^\d.,~_−–\s-])1 (?:retries|clients|requests|attempts|strategies|runs|bins|tokens|places|servers|others|settings|changes|seconds|waves|delays|workers|processes|percent)(?:$|\W)`)},
	{"many of one", form(`(?:^|[^\d.~])(?:[02-9]|\d+\d) (?:retry|client|request|attempt|strategy|token|place|server|setting|change|wave)(?:$|[^\w-])`)},
	{"no number", form(`NaN|Inf(?:$|\W)|<nil>|undefined|%!`)},
	{"a rate of less than one a second", form(`(?:^|[^\d.])0\.\d+(?:/s(?:$|\W)| (?:requests?|attempts?|retries|tokens) a second| a second)`)},
	{"a space too much", form(`[  ] [,.;:?!)](?:\s|$)| [,.;:?!)](?:\s|$)|\( `)},
	{"a point too much", form(`(?:^|[^.])\.\.(?:$|[^.])|[,;:]\.|[,;]{2}|,;`)},
	{"a word twice", form(`(?i)(?:^|\W)(the the|of of|in in|a a|an an|to to|is is|with with|and and|by by|at at)(?:\W)`)},
	{"a wrong article", form(`(?:^|\s)(?:a (?:8|11|18)(?:$|[^\d~])|an [0-79]\W)`)},
	{"an empty bracket", form(`\(\s*\)|“”`)},
}

func form(text string) *regexp.Regexp {
	return regexp.MustCompile(strings.NewReplacer("~", "\u202f", "_", "\u00a0").Replace(text))
}

// digits are four or more that are not grouped, which years, seeds and numbers of documents
// are not.
var (
	digits = form(`(?:^|[^\w.~/=@&#:−-])(\d{4,})(?:$|[^\w])`)
	year   = form(`^(?:19\d\d|200[1-9]|20[12]\d)$`)
)

// longTime is a time in seconds, which may be one of minutes.
var longTime = form(`(?:^|[^\d.~])(\d{3}|\d{1,3}(?:~\d{3})+)(?:\.\d+)?_s(?:$|\W)`)

// faultsIn lists what of that a text holds, with what is around it.
func faultsIn(text string) []string {
	var faults []string
	note := func(what string, at []int) {
		faults = append(faults, fmt.Sprintf("%s: …%s…", what, text[max(0, at[0]-50):min(len(text), at[1]+40)]))
	}
	for _, blemish := range blemishes {
		if at := blemish.form.FindStringIndex(text); at != nil {
			note(blemish.what, at)
		}
	}
	for _, at := range digits.FindAllStringSubmatchIndex(text, -1) {
		if n := text[at[2]:at[3]]; !year.MatchString(n) && len(n) < 13 && // or it is a seed
			!strings.HasSuffix(text[:at[2]], "Seed ") && !strings.HasSuffix(text[:at[2]], "RFC ") {
			note("digits that are not grouped", at)
		}
	}
	for _, at := range longTime.FindAllStringSubmatchIndex(text, -1) {
		if n, _ := strconv.Atoi(strings.ReplaceAll(text[at[2]:at[3]], "\u202f", "")); n > 120 {
			note("minutes that are told in seconds", at)
		}
	}
	return faults
}

// Parts of a page that hold no text, and those that hold texts of programs: addresses, code,
// and the fields of a form.
var unseen = regexp.MustCompile(`(?s)<!--.*?-->|<(script|style|code|textarea|pre)\b.*?</(?:script|style|code|textarea|pre)>|<p[^>]*id="printed".*?</p>`)

// inline are elements that stand inside of a line.
var inline = regexp.MustCompile(`</?(?:a|b|i|em|strong|small|abbr|tspan|kbd|sub|sup|mark|data|time|label|wbr)\b[^>]*>`)

var (
	cell    = regexp.MustCompile(`(?s)<td\b.*?</td>`) // whose parts stand below each other
	element = regexp.MustCompile(`<[^>]*>`)
	spoken  = regexp.MustCompile(`\s(?:aria-label|title|alt|aria-valuetext|data-help)="([^"]*)"`)
	blank   = regexp.MustCompile(`[ \t\r\n]+`)
)

// visible are the texts of a page, one for each block and each attribute that is read aloud.
func visible(page string) []string {
	page = unseen.ReplaceAllString(page, "\x00")
	var texts []string
	for _, said := range spoken.FindAllStringSubmatch(page, -1) {
		texts = append(texts, said[1])
	}
	page = cell.ReplaceAllStringFunc(page, func(cell string) string { return element.ReplaceAllString(cell, "\x00") })
	page = inline.ReplaceAllString(page, "")
	texts = append(texts, strings.Split(element.ReplaceAllString(page, "\x00"), "\x00")...)
	var out []string
	for _, text := range texts {
		text = blank.ReplaceAllString(html.UnescapeString(text), " ")
		if text = strings.Trim(text, " "); text != "" {
			out = append(out, text)
		}
	}
	return out
}

func TestBlemishesAreFound(t *testing.T) {
	for _, text := range []string{
		"send 2000 requests", "in 20 000 of them", "8\u2009410 of 9", "after 8 s.", "1 retries", "at most 1 clients", "3 request", "a peak of 0.0× capacity",
		"−0.0", "+0", "NaN", "+Inf", "0.0167/s", "0.5 requests a second", "8\u202f410\u00a0s", "1\u202f215.0\u00a0s", "600\u00a0s", "done .", "at , then", "in all..", "the the end", "()", "0 times as many", "%!d(string=x)",
	} {
		if len(faultsIn(text)) == 0 {
			t.Errorf("nothing is wrong with %q", text)
		}
	}
	for _, text := range []string{
		"send 2\u202f000 requests", "8\u00a0s, 20\u202f000", "1 retry", "21 clients", "1\u202f001 clients", "0.5 of it", "−0.5", "0.04×", "10\u00a0×", "119\u00a0s", "12.345", "a…", "the end.", "0/s", "retry-after=5s",
	} {
		if faults := faultsIn(text); len(faults) > 0 {
			t.Errorf("%q: %v", text, faults)
		}
	}
}

// strange are scenarios of large numbers, slow rates, long times and few clients.
var strange = []string{
	"clients=20&spread=0s&rate=1&burst=1&retry-after=constant&retry-after-time=10m&strategies=exponential,full&attempts=10&honour=honour&bin=10s",
	"clients=10&rate=0.003&burst=1&strategies=full,equal&base=1m&cap=1h&attempts=100&bin=1m",
	"clients=2&spread=0s&limiter=llm&rate=10&burst=10&tokens-per-minute=60000&tokens=60000&strategies=exponential&cap=1m&attempts=5&bin=1s",
	"clients=5000&spread=0s&rate=2000&burst=2000&strategies=fixed,full&cap=30s&attempts=1000&bin=1s",
	"population=open&offered=2000&duration=10s&rate=1500&strategies=full,fixed",
	"clients=1&spread=0s&strategies=immediate", "clients=1&spread=0s&rate=0.1&strategies=fixed,full&attempts=2",
	"population=open&offered=0.01&duration=1h&strategies=full&bin=10s", "population=closed&think=0s&duration=10s&clients=3&strategies=fixed",
	"clients=50&spread=0s&limiter=none&outage=refuse&outage-to=20m&strategies=exponential,full&base=10s&cap=5m&attempts=50&retry-on=unavailable&bin=5s",
	"clients=100&crash=10s&crash-share=0.01&strategies=full,fixed", "clients=100&crash=10s&crash-share=0",
	"clients=4&spread=0s&limiter=concurrency&concurrency=1&service=3s&strategies=fixed&base=90s&cap=90s&attempts=3",
	"clients=30&strategies=full,fixed&runs=5", "clients=1500&strategies=full,fixed&runs=3&attempts=3", "fail=1&limiter=none&attempts=12&strategies=full,immediate",
	"population=open&spike=0&spike-from=1s&spike-to=5s&ramp=0&strategies=full,fixed", "limiter=optimistic-lock&clients=50&strategies=full,fixed", "attempts=1",
	scenariotest.Everything,
}

// Every number and every sentence that people see is written well. With -short, as in make
// test, a third of the pages is read; make check reads all.
func TestTextsForPeopleAreWrittenWell(t *testing.T) {
	lab := startLab(t)
	queries := strange
	for _, preset := range scenario.Presets() {
		queries = append(queries, "preset="+preset.Key)
	}
	r := rand.New(rand.NewPCG(12, 4))
	for len(queries) < 150 {
		s := scenariotest.RandomScenario(r)
		for range r.IntN(3) {
			kinds := retry.Kinds()
			if more := append(s.Strategies, kinds[r.IntN(len(kinds))].Key); true {
				s.Strategies = more
			}
		}
		if s.Validate() == nil {
			queries = append(queries, s.Query())
		}
	}
	seen := map[string]bool{}
	var names []string // of libraries, whose settings have the spaces that they have
	for _, kind := range library.Kinds() {
		names = append(names, kind.Name, "a library", strings.ReplaceAll(kind.Name, "_", "_<wbr>"), "a library")
	}
	named := strings.NewReplacer(names...)
	look := func(path string) {
		a := lab.get(t, path)
		if a.status == http.StatusTooManyRequests {
			t.Fatalf("%s: %d", path, a.status)
		}
		for _, text := range visible(named.Replace(a.body)) {
			if seen[text] {
				continue
			}
			seen[text] = true
			for _, fault := range faultsIn(text) {
				if path == "/proof" && strings.HasPrefix(fault, "a rate") {
					continue // rates of a claim have one unit, small ones and their errors too
				}
				t.Errorf("%s\n\t%s", path, fault)
			}
		}
	}
	lab.swept(t, quickSweep)
	lab.swept(t, mapSweep)
	for _, path := range []string{"/scenarios", "/proof", "/help", "/glossary", "/none", "/sweep", "/sweep?x=cap:soon", "/sweep?" + quickSweep, "/sweep?" + mapSweep, "/fragment/caps"} {
		look(path)
	}
	for i, query := range queries {
		if testing.Short() && i%3 != 0 {
			continue
		}
		look("/?" + query)
		if i%10 == 0 {
			look("/?" + query + "&with=" + "clients%3D7%26strategies%3Dfull,fixed,immediate")
			look("/fragment/marks?" + query)
		}
	}
}
