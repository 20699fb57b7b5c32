package testbed

// ScriptPreset is a script with a name. What a hostile or odd server answers is among them: each
// header of which it is known what real clients make of it.
type ScriptPreset struct {
	Key   string // what ParseScript reads for it
	Name  string
	About string // what is odd about it, a sentence
	Text  string // the script
}

// Script returns the script itself.
func (p ScriptPreset) Script() Script {
	s, err := ParseScript(p.Text)
	if err != nil {
		panic("testbed: preset " + p.Key + ": " + err.Error())
	}
	return s
}

var scriptPresets = []ScriptPreset{
	{"no-hint", "Nothing", "It rejects, and says nothing.", "429, 200"},
	{"two-seconds", "Two seconds", "The plain case.", "429 retry-after=2, 200"},
	{"zero", "Zero", "Now: some clients come back at once, some do not believe it.", "429 retry-after=0, 200"},
	{"fraction", "A fraction", "Seconds are whole, says the standard; some take it, some ignore it, one fails.", "429 retry-after=1.5, 200"},
	{"date", "A date", "A date 3 s ahead, in whole seconds.", "429 retry-after=date+3s, 200"},
	{"past-date", "A past date", "A date an hour ago.", "429 retry-after=past, 200"},
	{"negative", "Negative", "Less than nothing.", "429 retry-after=-5, 200"},
	{"soon", "A word", "No number, no date: NaN in careless clients.", "429 retry-after=soon, 200"},
	{"ninety", "A minute and a half", "Longer than most clients are ready to wait.", "429 retry-after=90, 200"},
	{"huge", "3 000 years", "Overflows timers: many clients come back at once.", "429 retry-after=99999999999, 200"},
	{"milliseconds", "Milliseconds", "The field of some SDKs.", "429 retry-after-ms=1500, 200"},
	{"should-not-retry", "Do not retry", "A field by which some SDKs let the server decide.", "429 retry-after=2 x-should-retry=false, 200"},
	{"should-retry", "Do retry", "The same for an answer that is final elsewhere.", "400 x-should-retry=true, 200"},
	{"ietf-reset", "RateLimit alone", "The field of the IETF draft, without Retry-After.", `429 ratelimit='"requests";r=0;t=2', 200`},
	{"epoch-reset", "Epoch alone", "When the window ends, in seconds of the epoch, without Retry-After.", "429 x-ratelimit-remaining=0 x-ratelimit-reset=epoch+2s, 200"},
	{"forbidden-reset", "403", "The same with the other status that GitHub uses.", "403 x-ratelimit-remaining=0 x-ratelimit-reset=epoch+2s, 200"},
	{"unavailable", "503", "Unavailable for two seconds.", "503 retry-after=2, 200"},
	{"two-values", "Two values", "Two lines of the same field.", "429 retry-after=1 retry-after=3, 200"},
	{"joined-values", "Two in one", "Two values in one line.", `429 retry-after="1, 3", 200`},
	{"connection-reset", "Reset", "The connection is reset before anything is sent.", "reset, 200"},
	{"reset-body", "Reset before the body", "Headers, and then a reset.", "503 reset-after-headers, 200"},
	{"cut-body", "Cut off", "A success whose body ends early.", "200 cut, 200"},
	{"silence", "Silence", "Nothing for ten seconds, then the connection is closed.", "hang 10s, 200"},
	{"large-body", "A large body", "A failure with a megabyte that nobody wants to read.", "503 body=1MB, 200"},
	{"flapping", "Flapping", "Three failures, a success, and again.", "503 x3, 200, 503 x3, 200"},
}

// ScriptPresets returns them in the order of lists. The caller owns the slice.
func ScriptPresets() []ScriptPreset { return append([]ScriptPreset(nil), scriptPresets...) }

// LookupScript returns the preset of that key, and whether there is one.
func LookupScript(key string) (ScriptPreset, bool) {
	for _, p := range scriptPresets {
		if p.Key == key {
			return p, true
		}
	}
	return ScriptPreset{}, false
}
