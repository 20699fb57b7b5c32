package testbed

import (
	"math"
	"strconv"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
)

// Family is whose headers and bodies a testbed speaks, by its key.
type Family string

// The families.
const (
	Plain     Family = "plain"
	IETF      Family = "ietf"
	IETF06    Family = "ietf-06"
	GitHub    Family = "github"
	GitHub403 Family = "github-403"
	OpenAI    Family = "openai"
	Anthropic Family = "anthropic"
	Groq      Family = "groq"
)

// FamilyInfo says what a family is to people.
type FamilyInfo struct {
	Key    Family
	Name   string
	About  string // what it sends, a sentence or two
	Source string // where that is known from
}

// family is all of a family.
type family struct {
	FamilyInfo
	status map[retry.Outcome]int // where it is not that of plain
	write  func(h *head)         // of the headers besides Retry-After; nil: none
	millis bool                  // a wait that is no whole second is sent in ms, too
	bodies func(o retry.Outcome, status int) string
	answer [outcomes]answer // ready to send, by outcome
}

// outcomes is how many outcomes an answer may have: success, rejected, unavailable, failed.
const outcomes = retry.Failed + 1

// answer is a status with its body.
type answer struct {
	status int
	kind   []string // Content-Type
	length []string // Content-Length
	body   []byte
}

var plainStatus = map[retry.Outcome]int{retry.Success: 200, retry.Rejected: 429, retry.Unavailable: 503, retry.Failed: 400}

var families = func() []*family {
	all := []*family{
		plainFamily, ietfFamily, ietf06Family, githubFamily, github403Family, openaiFamily, anthropicFamily, groqFamily,
	}
	for _, f := range all {
		f.prepare()
	}
	return all
}()

// prepare makes the answers.
func (f *family) prepare() {
	for o := range outcomes {
		status, ok := f.status[o]
		if !ok {
			status = plainStatus[o]
		}
		if status != 0 {
			f.answer[o] = f.compose(o, status)
		}
	}
}

// compose makes the answer of an outcome with another status than usual.
func (f *family) compose(o retry.Outcome, status int) answer {
	a := answer{status: status, kind: jsonType}
	if status != 204 && status != 304 {
		a.body = []byte(f.bodies(o, status))
	}
	if o != retry.Success && (f.Key == IETF || f.Key == Plain || f.Key == IETF06) {
		a.kind = problemType
	}
	a.length = []string{strconv.Itoa(len(a.body))}
	return a
}

// Families returns what there is, in the order of lists.
func Families() []FamilyInfo {
	all := make([]FamilyInfo, len(families))
	for i, f := range families {
		all[i] = f.FamilyInfo
	}
	return all
}

func familyNames() []string {
	names := make([]string, len(families))
	for i, f := range families {
		names[i] = string(f.Key)
	}
	return names
}

// find returns what a family is; that of "" is plain.
func (f Family) find() (*family, bool) {
	for _, one := range families {
		if one.Key == f || f == "" {
			return one, true
		}
	}
	return nil, false
}

// asked is how long a client that reads the most exact header that is sent waits.
func (f *family) asked(hint time.Duration) time.Duration {
	if f.millis && hint%time.Second != 0 {
		return up(hint, time.Millisecond)
	}
	return up(hint, time.Second)
}

// up rounds up to whole units.
func up(d, unit time.Duration) time.Duration {
	return time.Duration(math.Ceil(float64(d)/float64(unit))) * unit
}

// quota is what a limiter grants when all of it is there.
type quota struct {
	requests, tokens int
	perSecond        float64       // at which requests come back; 0: in jumps, or nobody knows
	tokensPerSecond  float64       // the same of tokens
	output           int           // tokens of answers, where they are limited apart
	window           time.Duration // after which all is there again; 0: nobody knows
	edges            bool          // windows are aligned at 0
	perDay           int           // requests a day in the long run
	each             int           // tokens of a request, where the limiter counts none
	known            bool          // there is one
}

// quotaOf returns the quota of a scenario's limiter.
func quotaOf(r *scenario.Resolved) quota {
	kind, p := r.Limiter, r.LimiterParams
	p.Cost = 1 // a quota is in points
	n := kind.AtOnce(p)
	if kind.Lock || n >= math.MaxInt32 {
		return quota{}
	}
	q := quota{requests: n, edges: kind.Edges, window: p.Window, known: true}
	rate := kind.LongRun(p)
	switch {
	case kind.Concurrency:
		q.window = 0
	case kind.Tokens:
		q.requests, rate = p.Burst, p.Rate
		fallthrough
	case kind.Burst:
		q.perSecond = rate
		q.window = time.Duration(float64(q.requests) / rate * float64(time.Second))
	}
	if !math.IsInf(rate, 1) {
		q.perDay = int(min(rate*86400, math.MaxInt32))
	}
	if kind.Tokens {
		q.tokens, q.tokensPerSecond = p.TokensPerMinute, float64(p.TokensPerMinute)/60
		q.output = p.OutputPerMinute
		return q
	}
	q.each = r.Tokens
	q.tokens = q.requests * q.each
	return q
}
