package others

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// sidekiq is the options of a job of Sidekiq. retry does not count the first attempt; the
// delays are Sidekiq's own unless a block returns others.
var sidekiq = form.Format{
	Key: "sidekiq", Name: "Sidekiq", Language: "Ruby", File: "job.rb",
	Version: "8.1.7", Source: "sidekiq/sidekiq lib/sidekiq/job_retry.rb",
	Sample: `class DeliverJob
  include Sidekiq::Job
  sidekiq_options retry: 12
end
`,
	Recognise: func(t *form.Text) bool { return t.Has("sidekiq_options", "sidekiq_retry_in", "Sidekiq::") },
	Read:      readSidekiq,
	Write:     writeSidekiq,
}

func readSidekiq(t *form.Text, r *form.Reading) {
	code := t.Code(source.Ruby)
	var at *tree.Node
	if found := tree.FindCalls(code, "sidekiq_options"); len(found) > 0 {
		at = found[0]
	}
	if blocks := tree.FindCalls(code, "sidekiq_retry_in"); len(blocks) > 0 {
		readSidekiqBlock(r, blocks[0])
	} else {
		r.Strategy(at, "client:sidekiq", "The delays of Sidekiq: n⁴ + 15 s and a draw, n counted from 0.")
	}
	at.Take()
	standard := maxRetries.FindStringSubmatchIndex(t.Raw)
	switch n := at.Get("retry"); {
	case n == nil && at.Get("retry_for") != nil: // see below
	case standard != nil && (n == nil || n.Text == "true"):
		n.Mark()
		r.Retries(&tree.Node{Line: 1 + strings.Count(t.Raw[:standard[0]], "\n"), Text: t.Raw[standard[2]:standard[3]]}, nil)
	case n == nil:
		r.Assume("attempts", "26", "Without retry Sidekiq makes 25 retries.")
	case n.Text == "true":
		r.Set(n, "attempts", "26", "true is the default of 25 retries.")
	case n.Text == "false":
		r.Set(n, "attempts", "1", "No retries: the first attempt alone.")
	default:
		r.Retries(n, nil)
	}
	if limit := at.Get("retry_for"); limit != nil {
		if d, ok := literal(r, limit, time.Second); ok {
			r.Set(limit, "deadline", d.String(), "It is in place of a number of retries.")
			r.Assume("attempts", "1000", "With retry_for there is no limit of attempts: 1\u202f000 here.")
		}
	}
	beside := tree.FindCalls(code, "sidekiq_retries_exhausted")
	for _, kid := range kids(at) {
		if tree.Plain(kid.Name) != "retry" && tree.Plain(kid.Name) != "retryfor" {
			beside = append(beside, kid)
		}
	}
	r.Beside(beside...)
}

// maxRetries is where a configuration sets how many retries jobs have that say nothing else.
var maxRetries = regexp.MustCompile(`\[?:max_retries\]?\s*[=:]\s*([0-9]+)`)

var (
	rubyConstant = regexp.MustCompile(`^(?:\{|do)\s*(?:\|[^|]*\|)?\s*([0-9_]+)\s*(?:\}|end)$`)
	rubyLinear   = regexp.MustCompile(`^(?:\{|do)\s*\|\s*(\w+)[^|]*\|\s*([0-9_]+)\s*\*\s*\(\s*(\w+)\s*\+\s*1\s*\)\s*(?:\}|end)$`)
)

// readSidekiqBlock reads a block of a constant, or of a multiple of the number of the retry;
// Sidekiq adds a draw to either.
func readSidekiqBlock(r *form.Reading, call *tree.Node) {
	block := call.Arg(0, "")
	text := ""
	if block != nil {
		text = block.Text
	}
	seconds, strategy := "", ""
	if found := rubyConstant.FindStringSubmatch(text); found != nil {
		seconds, strategy = found[1], "fixed"
	} else if found := rubyLinear.FindStringSubmatch(text); found != nil && found[1] == found[3] {
		seconds, strategy = found[2], "linear"
	}
	x, err := strconv.ParseFloat(seconds, 64)
	if strategy == "" || err != nil || x <= 0 {
		r.Strategy(call, "client:sidekiq", "The delays of Sidekiq stand in the place of the block's.")
		r.Lose(call, "The delays are calculated in code that is not run here: "+clip(text))
		return
	}
	r.Strategy(call, strategy, map[string]string{"fixed": "A constant delay.", "linear": "The delay grows by itself each time."}[strategy])
	r.Set(call, "base", seconds+"s", "")
	if strategy == "linear" {
		r.Assume("cap", longest, "")
	}
	r.Assume("retry-on", usual+",failed", "Sidekiq retries every exception of a job.")
	r.Lose(call, "Sidekiq adds up to 10 s times the number of the retry to what a block returns; here nothing is added.")
	call.Mark()
}

func writeSidekiq(p form.Policy) (string, []string) {
	retry := fmt.Sprint(p.Retries())
	if p.Retries() == 0 {
		retry = "false"
	}
	return "class YourJob\n  include Sidekiq::Job\n  sidekiq_options retry: " + retry + fmt.Sprintf(" # %d attempts", p.Attempts) + "\nend\n",
		[]string{"The delays are those of Sidekiq: a sidekiq_retry_in block returns others, and Sidekiq adds a draw to them in any case."}
}
