package javascript

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// ky is the option retry of Ky. limit does not count the first attempt; without delay the first
// is 300 ms. jitter: true draws from 0, and backoffLimit cuts after that. It does not retry its
// own timeouts, of which the default is 10 s, unless retryOnTimeout is true.
var ky = form.Format{
	Key: "ky", Name: "Ky", Language: "JavaScript", File: "client.mjs",
	Version: "2.1.0", Source: "sindresorhus/ky source/utils/normalize.ts, source/core/Ky.ts",
	Sample: `const client = ky.create({
  retry: { limit: 5, backoffLimit: 20_000, statusCodes: [429, 503], maxRetryAfter: 30_000 },
  timeout: 8000,
});
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("from 'ky'", `from "ky"`, "ky.create(", "ky.extend(", "ky(", "ky.get(", "ky.post(")
	},
	Read:  readKy,
	Write: writeKy,
}

func readKy(t *form.Text, r *form.Reading) {
	code := t.Code(source.JavaScript)
	call, object := options(r, code, []string{"create", "extend", "ky", "get", "post", "put", "delete"}, "retry", "timeout")
	if call == nil {
		return
	}
	retry := object.Get("retry")
	readKyDelay(r, call, retry)
	if retry != nil && retry.Kind == tree.Scalar {
		retries(r, retry, "limit", 2)
	} else {
		retries(r, retry.Get("limit"), "limit", 2)
	}
	again, _ := retry.Get("retryOnTimeout").Yes()
	retry.Get("retryOnTimeout").Mark()
	readStatuses(r, retry, again)
	if n := retry.Get("shouldRetry"); n != nil {
		condition(r, n, nil)
	}
	if n := object.Get("timeout"); isWord(n, "false") {
		r.Set(n, "timeout", "0s", "No timeout.")
	} else {
		delay(r, n, "timeout", "timeout", 10*time.Second)
	}
	r.Duration(object.Get("totalTimeout"), "total-timeout", time.Millisecond)
	if n := retry.Get("maxRetryAfter"); n != nil && !isWord(n, "Infinity", "undefined") {
		r.Duration(n, "honour-limit", time.Millisecond)
		r.Set(n, "honour-over", "clamp", "A longer Retry-After is obeyed as far as that.")
	} else {
		n.Mark()
	}
	if n := retry.Get("afterStatusCodes"); n != nil {
		if len(n.Kids) == 0 {
			r.Set(n, "honour", "ignore", "No status has a Retry-After that counts.")
		} else {
			n.Mark()
			r.Assume("honour", "honour", "")
		}
	}
	r.Beside(beside(retry, "methods")...)
	retry.Take()
	r.Rest(retry)
	if object != nil {
		r.Beside(slices.DeleteFunc(slices.Clone(object.Kids), func(kid *tree.Node) bool {
			return slices.Contains([]string{"retry", "timeout", "totalTimeout"}, kid.Name)
		})...)
	}
}

// readKyDelay reads ky's own delays, or those that delay and jitter calculate.
func readKyDelay(r *form.Reading, call, retry *tree.Node) {
	delays, jitter, limit := retry.Get("delay"), retry.Get("jitter"), retry.Get("backoffLimit")
	drawn, plain := jitter.Yes()
	if delays == nil && (jitter == nil || plain) {
		of := retry
		if of == nil || of.Kind == tree.Scalar {
			of = call
		}
		if drawn {
			r.Strategy(of, "lib:ky-jitter", "A random time up to 300 ms, 600 ms and so on; backoffLimit cuts after that.")
			r.Assume("honour", "honour", "A Retry-After is obeyed.")
		} else {
			r.Strategy(of, "client:ky", "300 ms, 600 ms and so on, without jitter.")
		}
		jitter.Mark()
		if drawn {
			delay(r, limit, "cap", "backoffLimit", longest)
		} else {
			uncapped(r, limit, "backoffLimit")
		}
		return
	}
	n := delays
	if n == nil {
		n = jitter
	}
	if listed := delays != nil && jitter == nil && limit == nil && readListed(r, delays); !listed && !kyCalculated(r, n, delays, jitter, drawn, limit) {
		r.Strategy(n, "client:ky", "300 ms, 600 ms and so on, without jitter.")
		r.Lose(n, "These delays are the code's own: those of ky are taken.")
		uncapped(r, limit, "backoffLimit")
	} else {
		r.Assume("honour", "honour", "A Retry-After is obeyed.")
	}
	for _, n := range []*tree.Node{delays, jitter, limit} {
		n.Mark()
	}
}

// kyCalculated reads the jitter of a delay, cut at the limit.
func kyCalculated(r *form.Reading, n, delays, jitter *tree.Node, drawn bool, limit *tree.Node) bool {
	backoff, ok := closureOf(delays)
	if delays == nil {
		backoff, ok = closureOf(&tree.Node{Kind: tree.Raw, Text: "(n) => 300 * 2 ** (n - 1)"})
	}
	draw, has := closureOf(jitter)
	if !ok || jitter != nil && !has && jitter.Kind != tree.Scalar {
		return false
	}
	most, bounded := limit.Number()
	return r.Calculated(n, time.Millisecond, func(k int, u float64) (float64, bool) {
		d, ok := backoff.at(u, func(word string) (float64, bool) { return float64(k), word == backoff.parameters[0] })
		switch {
		case has:
			e := d
			var known bool
			d, known = draw.at(u, func(word string) (float64, bool) { return e, word == draw.parameters[0] })
			ok = ok && known
		case drawn:
			d *= u
		}
		if bounded {
			d = min(d, most)
		}
		return d, ok
	})
}

func writeKy(p form.Policy) (string, []string) {
	lines := []string{fmt.Sprintf("limit: %d", p.Retries()), "methods: ['get', 'post', 'put', 'patch', 'delete', 'head']", "statusCodes: " + statuses(p)}
	if p.Retried("timed-out") {
		lines = append(lines, "retryOnTimeout: true")
	}
	switch {
	case p.Is("lib:ky"):
	case p.Is("lib:ky-jitter"):
		lines = append(lines, "jitter: true")
	default:
		lines = append(lines, "delay: (n) => "+formula(p, "n"))
	}
	if p.Is("lib:ky", "lib:ky-jitter") && p.HighCap <= longest {
		lines = append(lines, "backoffLimit: "+form.Milliseconds(p.HighCap))
	}
	switch {
	case p.RetryAfter == "":
		lines = append(lines, "afterStatusCodes: []")
	case p.Scenario.HonourLimit > 0:
		lines = append(lines, "maxRetryAfter: "+form.Milliseconds(p.Scenario.HonourLimit))
	}
	timeout := "false"
	if p.Timeout > 0 {
		timeout = form.Milliseconds(p.Timeout)
	}
	total := ""
	if p.Total > 0 {
		total = fmt.Sprintf("  totalTimeout: %s,\n", form.Milliseconds(p.Total))
	}
	return fmt.Sprintf("import ky from 'ky';\n\nexport const client = ky.create({\n  retry: {\n    %s,\n  },\n  timeout: %s,\n%s});\n", strings.Join(lines, ",\n    "), timeout, total),
		[]string{"methods has post and patch, which ky does not retry by itself: leave them out where a call must not be made twice."}
}
