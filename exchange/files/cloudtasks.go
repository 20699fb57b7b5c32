package files

import (
	"fmt"
	"math"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
	"backofflab/retry/library"
	"backofflab/scenario"
)

// cloudTasks is the retries of a queue of Google Cloud Tasks: queue.yaml, the JSON of its API,
// Terraform, and the flags of gcloud. It is written for gcloud.
var cloudTasks = form.Format{
	Key: "cloud-tasks", Name: "Google Cloud Tasks", Language: "Shell", File: "queue.sh",
	Version: "API v2", Source: "Google Cloud Tasks, REST reference, RetryConfig; gcloud tasks queues update",
	Sample: `gcloud tasks queues update mails \
  --max-attempts=8 \
  --min-backoff=2s \
  --max-backoff=60s \
  --max-doublings=5
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("--max-doublings", "maxDoublings", "max_doublings", "task_retry_limit") || t.Has("gcloud tasks queues") && t.Has("--max-attempts", "--min-backoff", "--max-backoff")
	},
	Read:  readCloudTasks,
	Write: writeCloudTasks,
}

// cloudTasksKeys are the settings of a queue, whatever form they have: one Map.
func cloudTasksKeys(t *form.Text) []*tree.Node {
	if t.Has("--") {
		all := &tree.Node{Kind: tree.Map, Line: 1}
		line := 0
		for row := range strings.SplitSeq(t.Raw, "\n") {
			line++
			fields := strings.FieldsFunc(row, func(r rune) bool { return r == ' ' || r == '=' || r == '\\' || r == '\t' })
			for i, field := range fields {
				if name, ok := strings.CutPrefix(field, "--"); ok && i+1 < len(fields) {
					all.Kids = append(all.Kids, &tree.Node{Name: name, Line: line, Text: fields[i+1]})
				}
			}
		}
		return []*tree.Node{all}
	}
	if documents := t.Documents(); len(documents) > 0 && documents[0].Kind != tree.Scalar {
		return documents
	}
	return []*tree.Node{iniKeys(t)} // of Terraform
}

// mostDelays is how many delays a list of a scenario has.
const mostDelays = 20

func readCloudTasks(t *form.Text, r *form.Reading) {
	keys := cloudTasksKeys(t)
	least, most := cmpNode(first(keys, "minBackoff"), first(keys, "min_backoff_seconds")), cmpNode(first(keys, "maxBackoff"), first(keys, "max_backoff_seconds"))
	doublings := first(keys, "maxDoublings")
	if least == nil && most == nil && doublings == nil && first(keys, "maxAttempts") == nil && first(keys, "task_retry_limit") == nil {
		return
	}
	readDoublings(r, least, most, doublings)
	attempts := cmpNode(first(keys, "maxAttempts"), first(keys, "task_retry_limit"))
	if attempts != nil {
		r.Attempts(attempts, func(n int) bool { return n == -1 })
	} else {
		r.Assume("attempts", "100", "A queue that is made without a limit shows 100 attempts.")
	}
	r.Assume("retry-on", everything, "Every answer but a success is tried again.")
	if n := cmpNode(first(keys, "maxRetryDuration"), first(keys, "task_age_limit")); n != nil {
		limit, _ := attempts.Whole()
		switch d, ok := n.Duration(time.Second); {
		case ok && d == 0:
			n.Take()
		case limit == -1:
			r.Duration(n, "deadline", time.Second)
		default:
			r.Lose(n, "Cloud Tasks goes on until the attempts and this time are both used up; here each ends the request by itself.")
		}
	}
	restBeside(r, keys)
}

// readDoublings reads delays that double a number of times, then grow by the same time, up to a
// longest one.
func readDoublings(r *form.Reading, least, most, doublings *tree.Node) {
	base, ok := least.Duration(time.Second)
	if !ok {
		base = 100 * time.Millisecond
	}
	limit, ok := most.Duration(time.Second)
	if !ok {
		limit = time.Hour
	}
	count, ok := doublings.Whole()
	if !ok {
		count = 16
	}
	if count < 0 || float64(base)*math.Pow(2, float64(count)) >= float64(limit) {
		r.Strategy(cmpNode(least, most, doublings), "exponential", "The delay doubles until it is the longest, without jitter.")
		durationOr(r, least, "base", time.Second, "100ms", "")
		durationOr(r, most, "cap", time.Second, "1h", "")
		r.Assume("factor", "2", "")
		doublings.Take()
		return
	}
	r.Strategy(doublings, "list", fmt.Sprintf("The delay doubles %d times, then grows by the same time, without jitter.", count))
	var delays []string
	delay := base
	for k := 0; k < mostDelays; k++ {
		delays = append(delays, scenario.FormatDuration(min(delay, limit, scenario.Day)))
		if delay >= limit {
			break
		}
		if delay = base << min(k+1, count); k >= count {
			delay = (base << count) * time.Duration(k-count+2)
		}
	}
	r.Set(cmpNode(least, doublings), "delays", strings.Join(delays, ","), "")
	if delay < limit {
		r.Lose(most, fmt.Sprintf("After %d delays the last one is waited again here; there it grows on.", len(delays)))
	}
	least.Take()
	most.Take()
}

func writeCloudTasks(p form.Policy) (string, []string) {
	base, limit := p.Mean()
	base, limit = positive(base), max(time.Second, positive(limit).Round(time.Second))
	doublings := 0
	if p.Factor > 1 && limit > base {
		doublings = int(math.Ceil(math.Log2(float64(limit) / float64(base))))
	}
	attempts := p.Attempts
	if attempts >= library.Unlimited {
		attempts = -1
	}
	if p.Factor == 1 && base < limit {
		base = limit
	}
	text := fmt.Sprintf("gcloud tasks queues update your-queue \\\n  --max-attempts=%d \\\n  --min-backoff=%ss \\\n  --max-backoff=%ss \\\n  --max-doublings=%d", attempts, form.Seconds(base), form.Seconds(limit), doublings)
	if attempts == -1 && p.Deadline > 0 {
		text += fmt.Sprintf(" \\\n  --max-retry-duration=%ss", form.Seconds(p.Deadline))
	}
	return text + "\n", []string{"Name your queue. The longest delay is whole seconds."}
}
