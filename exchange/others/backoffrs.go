package others

import (
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// backoffRS is the crate backoff, whose delays are those of cenkalti/backoff.
var backoffRS = form.Format{
	Key: "backoff-rs", Name: "backoff for Rust", Language: "Rust", File: "retry.rs",
	Version: "0.4.0", Source: "ihrwein/backoff src/exponential.rs, src/default.rs",
	Sample: `let backoff = ExponentialBackoff {
    initial_interval: Duration::from_millis(200),
    randomization_factor: 0.3,
    multiplier: 2.0,
    max_interval: Duration::from_secs(20),
    max_elapsed_time: Some(Duration::from_secs(120)),
    ..ExponentialBackoff::default()
};
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("randomization_factor", "max_elapsed_time", "initial_interval", "backoff::future", "backoff::ExponentialBackoff") && t.Has("Backoff")
	},
	Read: readBackoffRS,
}

func readBackoffRS(t *form.Text, r *form.Reading) {
	code := t.Code(source.Rust)
	literals := tree.FindCalls(code, "ExponentialBackoff")
	var at *tree.Node
	if len(literals) > 0 {
		at = literals[0]
	}
	builders := chains(code, "ExponentialBackoffBuilder::new", "ExponentialBackoffBuilder::default")
	get := func(name string) *tree.Node {
		if len(builders) > 0 {
			return builders[0].arg("with_" + name)
		}
		return at.Get(name)
	}
	if len(builders) > 0 {
		at = builders[0][0]
	}
	r.Strategy(at, "lib:cenkalti", "An exponential backoff with ± jitter.")
	r.Assume("attempts", "1000", "It has no limit of attempts: 1\u202f000 here.")
	retried(r)
	r.Duration(get("initial_interval"), "base", time.Second)
	r.Number(get("randomization_factor"), "jitter")
	r.Number(get("multiplier"), "factor")
	r.Duration(get("max_interval"), "cap", time.Second)
	elapsed := get("max_elapsed_time")
	switch {
	case elapsed == nil:
		r.Assume("deadline", "15m", "Without max_elapsed_time it is 15 minutes.")
	case elapsed.Text == "None":
		r.Set(elapsed, "deadline", "0s", "")
	case elapsed.Calls("Some"):
		r.Duration(elapsed.Arg(0, ""), "deadline", time.Second)
		elapsed.Take()
	default:
		r.Duration(elapsed, "deadline", time.Second)
	}
	if t.Has("retry_after(") {
		r.Assume("honour", "honour", "An error of retry_after says how long to wait, in place of the backoff.")
	}
	at.Get("current_interval").Mark()
	if len(builders) > 0 {
		builders[0].rest(r)
		return
	}
	for _, kid := range kids(at) {
		if kid.Name != "" {
			r.Rest(kid)
		}
	}
}

func kids(n *tree.Node) []*tree.Node {
	if n == nil {
		return nil
	}
	return n.Kids
}
