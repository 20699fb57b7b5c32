package claims

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	links = flag.Int("links", 150, "of how many random links every sentence is checked")
	first = flag.Uint64("first", 1, "seed of the first of them")
	slow  = flag.Duration("slow", 0, "pages that take longer are told; 0 for none")
	log   = flag.String("log", "", "file that gets a line for every fault")
)

// With -short, as in make test, it draws a fifth of them; make check draws all.
func TestRandomLinks(t *testing.T) {
	next, drawn := *first, 0
	if testing.Short() {
		*links = (*links + 4) / 5
	}
	checkAll(t, func() (what, query string, ok bool) {
		next, drawn = next+1, drawn+1
		return "", draw(rand.New(rand.NewPCG(next-1, 0))), drawn <= *links
	})
}

// checkAll holds the pages of links against their data, on all cores. A link without a page
// is passed over.
func checkAll(t *testing.T, link func() (what, query string, ok bool)) {
	t.Helper()
	ask := lab()
	var mu sync.Mutex
	var group sync.WaitGroup
	var faults []fault
	var lines []string
	var sum tally
	pages := 0
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for {
				mu.Lock()
				what, query, ok := link()
				mu.Unlock()
				if !ok {
					return
				}
				start := time.Now()
				p := open(t, ask, query)
				if p == nil {
					continue
				}
				if values, err := url.ParseQuery(query); err == nil && !values.Has("with") {
					p.query = p.run.Query // shorter: without what is as it is by default
				}
				found := hold(p)
				if spent := time.Since(start); *slow > 0 && spent > *slow {
					t.Logf("%v for /?%s", spent, query)
				}
				mu.Lock()
				pages, sum.sentences, sum.unheld = pages+1, sum.sentences+p.told.sentences, sum.unheld+p.told.unheld
				faults = append(faults, found...)
				for _, f := range found {
					lines = append(lines, fmt.Sprintf("%s\t/?%s\t%s\n", what, p.query, f))
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	slices.Sort(lines)
	t.Logf("%d pages, %d sentences, %d numbers that the answers do not tell; faults: %s", pages, sum.sentences, sum.unheld, kindsOf(faults))
	if *log != "" {
		if err := os.WriteFile(*log+"."+t.Name(), []byte(strings.Join(lines, "")), 0o644); err != nil {
			t.Error(err)
		}
	}
	for _, line := range lines[:min(len(lines), 20)] {
		t.Error(line)
	}
	if len(lines) > 20 {
		t.Errorf("and %d more", len(lines)-20)
	}
}

// init compiles the forms, once for all, and lets garbage lie longer: pages and answers are
// large and soon forgotten.
func init() {
	debug.SetGCPercent(400)
	for i := range patterns {
		patterns[i].re = compile(patterns[i].form)
	}
}

// hold holds every sentence of a page against its data.
func hold(p *page) []fault {
	var faults []fault
	seen := map[string]bool{}
	all := append(sentencesOf(p.markup), advisedLater(p)...)
	faults = append(faults, contradicted(p)...)
	faults = append(faults, miscounted(p)...)
	faults = append(faults, neglected(p, all)...)
	for _, s := range all {
		if key := strings.TrimSuffix(ordinary(s.text), " · Backoff Lab"); seen[key] {
			continue // a title that stands twice
		} else {
			seen[key] = true
		}
		p.told.sentences++
		faults = append(faults, grammarOf(p, s)...)
		faults = append(faults, claimed(p, s)...)
	}
	return faults
}

// claimed finds the pattern of a sentence and makes its checks.
func claimed(p *page, s sentence) []fault {
	var faults []fault
	text := ordinary(s.text)
	if strings.HasPrefix(s.place, "pinned ") {
		then := *p
		then.run, p = p.baseline, &then
	}
	if s.place == "verdict" || s.place == "brief" {
		s.text = strings.TrimSuffix(s.text, ".") // as in titles
		text = ordinary(s.text)
	}
	for _, of := range patterns {
		match := of.re.FindStringSubmatch(text)
		if match == nil || of.where != nil && !slices.Contains(of.where, s.place) {
			continue
		}
		c := &claim{page: p, sentence: s, groups: map[string]string{}, held: map[string]bool{}, faults: &faults}
		for i, name := range of.re.SubexpNames() {
			if name != "" {
				c.groups[name] = match[i]
			}
		}
		for _, check := range of.checks {
			check(c)
		}
		for name, value := range c.groups {
			if value != "" && !c.held[name] {
				c.fault("unchecked", "no check looks at %s, %q", name, value)
			}
		}
		return faults
	}
	if asTitle := s.place == "verdict" || s.place == "preview title"; asTitle && !strings.HasSuffix(s.text, ".") {
		return claimed(p, sentence{"finding", s.text + ".", s.on}) // which is a finding
	}
	return []fault{{"unknown", s, "no pattern knows this sentence"}}
}

// advisedLater is the advice of a page that leaves it to be asked for.
func advisedLater(p *page) []sentence {
	if len(p.markup.all("#advice p")) > 0 {
		return nil
	}
	_, body := p.ask("/fragment/advice?" + p.run.Query)
	markup, err := readMarkup(`<div id="advice">` + body + `</div>`)
	if err != nil {
		return []sentence{{"advice", fmt.Sprint(err), nil}}
	}
	return sentencesOf(markup)
}

// kindsOf counts faults by kind.
func kindsOf(faults []fault) string {
	count := map[string]int{}
	for _, f := range faults {
		count[f.kind]++
	}
	var words []string
	for kind, n := range count {
		words = append(words, fmt.Sprintf("%s %d", kind, n))
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}
