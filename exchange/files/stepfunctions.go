package files

import (
	"encoding/json"
	"math"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
	"backofflab/scenario"
)

// stepFunctions is Retry of a state of AWS Step Functions, in the Amazon States Language.
// MaxAttempts does not count the first attempt.
var stepFunctions = form.Format{
	Key: "step-functions", Name: "AWS Step Functions", Language: "JSON", File: "state.asl.json",
	Version: "2026", Source: "AWS Step Functions Developer Guide, error handling in workflows; Amazon States Language specification, retriers",
	Sample: `{
  "Type": "Task",
  "Resource": "arn:aws:states:::lambda:invoke",
  "TimeoutSeconds": 30,
  "Retry": [{
    "ErrorEquals": ["States.TaskFailed", "States.Timeout"],
    "IntervalSeconds": 2,
    "MaxAttempts": 5,
    "BackoffRate": 2,
    "MaxDelaySeconds": 60,
    "JitterStrategy": "FULL"
  }],
  "End": true
}
`,
	Recognise: func(t *form.Text) bool {
		return keyed(t, "ErrorEquals") || keyed(t, "BackoffRate") && keyed(t, "IntervalSeconds")
	},
	Read:  readStepFunctions,
	Write: writeStepFunctions,
}

// stateErrors is what names of errors mean here. States.TaskFailed is every error but a timeout.
var stateErrors = map[string][]string{
	"States.ALL": {"rejected", "unavailable", "timed-out", "failed"}, "States.TaskFailed": {"rejected", "unavailable", "failed"}, "States.Timeout": {"timed-out"}, "States.HeartbeatTimeout": {"timed-out"},
	"Lambda.TooManyRequestsException": {"rejected"}, "Lambda.ServiceException": {"unavailable"}, "Lambda.AWSLambdaException": {"unavailable"}, "Lambda.SdkClientException": {"unavailable"}, "Lambda.ClientExecutionTimeoutException": {"timed-out"},
}

func readStepFunctions(t *form.Text, r *form.Reading) {
	documents := t.Documents()
	retriers := append(holders(documents, "ErrorEquals"), holders(documents, "BackoffRate")...)
	var retrier *tree.Node
	for _, n := range retriers {
		switch {
		case n.Get("Next") != nil: // of Catch
		case retrier == nil:
			retrier = n
		case n != retrier:
			r.Lose(n, "A second retrier, with a count of its own, is not read: paste it by itself.")
		}
	}
	if retrier == nil {
		return
	}
	if jitter := retrier.Get("JitterStrategy"); jitter != nil && jitter.Text == "FULL" {
		r.Strategy(jitter, "full", "Full jitter.")
	} else {
		r.Strategy(retrier, "exponential", "Without JitterStrategy FULL there is no jitter: all that failed together come back together.")
		jitter.Take()
	}
	durationOr(r, retrier.Get("IntervalSeconds"), "base", time.Second, "1s", "")
	numberOr(r, retrier.Get("BackoffRate"), "factor", "2", "")
	durationOr(r, retrier.Get("MaxDelaySeconds"), "cap", time.Second, "24h", "Without MaxDelaySeconds the delays grow without an end: a day here.")
	if n := retrier.Get("MaxAttempts"); n != nil {
		r.Retries(n, nil)
	} else {
		r.Assume("attempts", "4", "Without MaxAttempts there are 3 retries.")
	}
	readStateErrors(r, retrier.Get("ErrorEquals"))
	if n := first(documents, "TimeoutSeconds"); n != nil {
		r.Duration(n, "timeout", time.Second)
	}
	if n := first(documents, "HeartbeatSeconds"); n != nil {
		r.Lose(n, "Heartbeats have no counterpart here: "+n.String()+".")
	}
	retrier.Take()
	r.Rest(retrier)
	restBeside(r, documents)
}

func readStateErrors(r *form.Reading, names *tree.Node) {
	if names == nil {
		return
	}
	var outcomes []string
	for _, name := range names.All() {
		found, known := stateErrors[name.Text]
		if !known {
			r.Lose(name, name.Text+" is of your code, or of another service: which outcome it stands for, set by hand in “Retry on”.")
		}
		name.Take()
		outcomes = append(outcomes, found...)
	}
	if len(outcomes) > 0 {
		r.RetryOn(names, "", outcomes...)
	}
	names.Take()
}

// state has the keys of a state in the order in which people write them.
type state struct {
	Type           string
	Resource       string
	TimeoutSeconds int `json:",omitempty"`
	Retry          []stateRetrier
	End            bool
}

type stateRetrier struct {
	ErrorEquals     []string
	IntervalSeconds int
	MaxAttempts     int
	BackoffRate     float64
	MaxDelaySeconds int `json:",omitempty"`
	JitterStrategy  string
}

func writeStepFunctions(p form.Policy) (string, []string) {
	base, limit, jitter := time.Duration(0), time.Duration(0), "NONE"
	if base, limit = p.Mean(); p.Full() {
		base, limit = p.Most()
		jitter = "FULL"
	}
	seconds := func(d time.Duration) int { return max(1, int(math.Round(min(d, 366*scenario.Day).Seconds()))) }
	retrier := stateRetrier{ErrorEquals: stateErrorsOf(p), IntervalSeconds: seconds(base), MaxAttempts: p.Retries(), BackoffRate: p.Factor, JitterStrategy: jitter}
	if limit = max(limit, base); limit < scenario.Day {
		retrier.MaxDelaySeconds = max(seconds(limit), retrier.IntervalSeconds+1)
	}
	notes := []string{"Put your state's Resource. Intervals are whole seconds, 1 at least."}
	if p.Factor == 1 {
		retrier.MaxDelaySeconds = 0
	}
	s := state{Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Retry: []stateRetrier{retrier}, End: true}
	if p.Timeout > 0 {
		s.TimeoutSeconds = seconds(p.Timeout)
	}
	text, _ := json.MarshalIndent(s, "", "  ") // nothing in it can fail
	return string(text) + "\n", notes
}

// stateErrorsOf are names of errors for what a policy retries, as few as there can be.
func stateErrorsOf(p form.Policy) (names []string) {
	switch {
	case p.Retried("failed") && p.Retried("rejected") && p.Retried("unavailable"):
		names = append(names, "States.TaskFailed")
	default:
		if p.Retried("rejected") {
			names = append(names, "Lambda.TooManyRequestsException")
		}
		if p.Retried("unavailable") {
			names = append(names, "Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException")
		}
	}
	if p.Retried("timed-out") {
		names = append(names, "States.Timeout")
	}
	if len(names) == 0 {
		names = append(names, "States.ALL")
	}
	return names
}
