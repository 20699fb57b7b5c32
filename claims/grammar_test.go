package claims

import (
	"regexp"
	"slices"
	"strings"

	"backofflab/scenario"
)

// blunder is what no sentence may hold, whatever it claims.
type blunder struct {
	what string
	re   *regexp.Regexp
}

var blunders = []blunder{
	{"one of several", regexp.MustCompile(`(^|[^\d.\x{202f}–])1\x{00a0}?[ ](clients|requests|retries|attempts|runs|places|changes|settings|delays|servers|others)\b`)},
	{"several of one", regexp.MustCompile(`(^|[^\d.])([2-9]|\d+\d)[ ](client|request|retry|attempt|run|change|setting|delay)\b`)},
	{"a number of nothing", regexp.MustCompile(`(^|[ (])0\.0[×x]|(^| )0 times|0% of|^0\x{00a0}% of|[^.\d]0\x{00a0}(ms|s) (in all|after)|in the end 0|wait not at all`)},
	{"digits without groups", regexp.MustCompile(`(^|[^\d.\x{202f}-])(\d{5,}|20[013-9]\d|2[1-9]\d\d|[013-9]\d{3})([^\d]|$)`)}, // but years
	{"digits that a line may part", regexp.MustCompile(`\d[\x{2009} \x{00a0}]\d{3}\b`)},
	{"a unit that a line may part", regexp.MustCompile(`\d (ms|s|min|h|%)([ ,.;)]|$)`)},
	{"two spaces", regexp.MustCompile(`[ \x{00a0}]{2}`)},
	{"no subject", regexp.MustCompile(`^(Its|99\x{00a0}%|With \d|Are|Has|Have) `)},
	{"a small letter at the beginning", regexp.MustCompile(`^\p{Ll}`)},
	{"long times in seconds", regexp.MustCompile(`(^|[^\d.\x{202f}])(1[2-9]\d|[2-9]\d\d|\d{1,3}[\x{202f}]\d{3})(\.\d)?\x{00a0}s\b`)},
	{"rates below one a second", regexp.MustCompile(`(^|[^\d.])0\.\d+/s|\b0\.\d+ requests a second`)},
	{"an empty place", regexp.MustCompile(`\(\)|  |, ,|: $|under $|%!|<nil>|NaN|Inf`)},
	{"no end", regexp.MustCompile(`[^.!?:)]$`)},
}

// prose are the places whose sentences end with a full stop.
var prose = []string{"lead", "finding", "note", "notice", "advice"}

func grammarOf(p *page, s sentence) []fault {
	if s.place == "ask" || s.place == "footer" {
		return nil
	}
	var faults []fault
	text := quoted.ReplaceAllString(s.text, "“…”")
	for _, f := range p.run.Results { // names in captions are not quoted
		text = strings.ReplaceAll(text, scenario.FleetName(f.Strategy), "“…”")
		text = strings.ReplaceAll(text, scenario.FleetShorts([]string{f.Strategy})[0], "“…”")
	}
	for _, b := range blunders {
		inProse := slices.Contains(prose, s.place)
		if b.what == "no subject" && s.place == "advice" { // "With 8 attempts, full jitter"
			continue
		}
		if b.what == "no end" && (!inProse || s.place == "advice") || b.what == "a small letter at the beginning" && !inProse {
			continue
		}
		if at := b.re.FindString(text); at != "" {
			faults = append(faults, fault{"grammar", s, b.what + ": " + strings.TrimSpace(at)})
		}
	}
	return faults
}

// quoted are names of libraries and mixes, which are not ours to mend.
var quoted = regexp.MustCompile(`“[^”]*”`)
