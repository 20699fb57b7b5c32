package stream

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"backofflab/web/templates/chart"
)

func TestRequestsThatAreTaken(t *testing.T) {
	for _, row := range []struct {
		message string
		want    request
	}{
		{`{"type":"run","query":""}`, request{}},
		{`{"type":"run","run":7,"query":"clients=5","from":12}`, request{run: 7, query: "clients=5", from: 12}},
		{`{"type":"run","query":"","axis_ms":72000,"near_ms":1.5e4,"axis_top":640.5}`, request{kept: chart.Kept{Time: 72 * time.Second, Near: 15 * time.Second, Top: 640.5}}},
		{`{"type":"run","query":"","panels":"2w8kq1"}`, request{panels: "2w8kq1"}},
		{`{"type":"stop","run":7}`, request{stop: true, run: 7}},
		{`{"run":0,"type":"stop"}`, request{stop: true}},
		{`{"type":"stop"}`, request{stop: true}},
		{`{"type":"study","kind":"sweep","run":8,"query":"x=cap:1s"}`, request{study: true, kind: "sweep", run: 8, query: "x=cap:1s"}},
		{` { "from" : 2147483647 , "query":"\u0061", "run":9007199254740991, "type":"run" } `, request{run: maxRunID, query: "a", from: maxFrom}},
	} {
		if got, err := parseRequest([]byte(row.message)); err != nil || got != row.want {
			t.Errorf("%s: %+v, %v", row.message, got, err)
		}
	}
}

// malformed are messages that are no request.
var malformed = []string{
	``, ` `, `null`, `1`, `"run"`, `[]`, `{`, `{}`, `{"type":"run"}`, `{"query":""}`, `{"type":"run","query":""`,
	`{"type":"run","query":""}{}`, `{"type":"run","query":""} x`, `{"type":"run","query":"",}`,
	`{"type":"study","query":""}`, `{"type":"study","kind":"","query":""}`, `{"type":"study","kind":1,"query":""}`, `{"type":"study","kind":"sweep"}`, `{"type":"run","kind":"sweep","query":""}`, `{"type":"stop","kind":"sweep"}`,
	`{"type":"stop","query":""}`, `{"query":"","type":"stop"}`, `{"type":"stop","run":7,"from":0}`, `{"type":"stop","run":-1}`,
	`{"type":"run","query":"","panels":7}`, `{"type":"run","query":"","only":"completion"}`, `{"type":"run","query":"","only":true}`, `{"type":"stop","only":"load"}`, `{"type":"run","query":"","panels":"123456789012345678901"}`, `{"type":"stop","panels":""}`,
	`{"type":"stop","axis_ms":1}`, `{"type":"run","query":"","axis_ms":0}`, `{"type":"run","query":"","axis_top":-1}`, `{"type":"run","query":"","near_ms":"9"}`,
	`{"type":"stop","run":7,"run":7}`, `{"type":"stop","type":"run","query":""}`, `{"type":"Stop"}`, `{"type":"pause"}`, `{"type":"stop","now":true}`,
	`{"run":7}`, `{"type":1,"query":""}`, `{"type":null,"query":""}`, `{"type":"run","query":null}`,
	`{"type":"run","query":1}`, `{"type":"run","query":["a"]}`, `{"type":"run","query":{"a":1}}`,
	`{"type":"run","query":"","query":"a"}`, `{"type":"run","type":"run","query":""}`,
	`{"Type":"run","query":""}`, `{"type":"run","query":"","speed":2}`, `{"type":"run","query":"","":2}`,
	`{"type":"run","query":"","run":-1}`, `{"type":"run","query":"","run":1.5}`, `{"type":"run","query":"","run":1e3}`,
	`{"type":"run","query":"","run":"1"}`, `{"type":"run","query":"","run":9007199254740992}`, `{"type":"run","query":"","run":1e999}`,
	`{"type":"run","query":"","from":18446744073709551615}`, `{"type":"run","query":"","from":18446744073709551616}`,
	`{"type":"run","query":"","from":2147483648}`, `{"type":"run","query":"","from":-0}`, `{"type":"run","query":"","run":01}`,
	`{"type":"run","query":"","from":NaN}`, "{\"type\":\"run\",\"query\":\"\xff\"}", "{\"type\":\"run\",\"query\":\"\n\"}",
	strings.Repeat(`[`, 4000), `{"type":` + strings.Repeat(`{"a":`, 800), `{"type":"run","query":"",` + strings.Repeat(`"a":1,`, 500) + `"b":1}`,
	"\xef\xbb\xbf" + `{"type":"run","query":""}`, `{'type':'run'}`, `// {"type":"run","query":""}`,
}

func TestRequestsThatAreRefused(t *testing.T) {
	for _, message := range malformed {
		got, err := parseRequest([]byte(message))
		if err == nil {
			t.Errorf("%.60q is taken as %+v", message, got)
			continue
		}
		if reason := err.Error(); len(reason) > 100 || !utf8.ValidString(reason) {
			t.Errorf("%.60q: the reason does not fit a close frame: %q", message, reason)
		}
	}
}

func FuzzRequest(f *testing.F) {
	f.Add([]byte(`{"type":"run","run":7,"query":"clients=5","from":12}`))
	f.Add([]byte(`{"type":"run","query":"\ud800"}`))
	f.Add([]byte(`{"type":"stop","run":7}`))
	for _, message := range malformed {
		f.Add([]byte(message))
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		r, err := parseRequest(message)
		if err != nil {
			if reason := err.Error(); len(reason) > 100 || !utf8.ValidString(reason) {
				t.Errorf("the reason does not fit a close frame: %q", reason)
			}
			return
		}
		if r.beforeStart || r.stop && r != (request{stop: true, run: r.run}) {
			t.Errorf("a stop with more than a run: %+v", r)
		}
		if r.run > maxRunID || r.from < 0 || r.from > maxFrom || !utf8.ValidString(r.query) {
			t.Errorf("taken out of range: %+v", r)
		}
	})
}
