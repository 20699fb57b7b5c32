package conformance

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"reflect"
	"strings"
	"testing"
	"time"
)

func sample() Report {
	results := []Result{
		{Case: "a", Group: "one", Finding: Finding{Verdict: Pass, Reason: "came back after 2,003 ms"}, Ended: true, Took: Millis(2 * time.Second),
			Made: []Made{{Method: "GET", Status: 429}, {At: Millis(2003 * time.Millisecond), Method: "GET", Status: 200}}, Delays: []Millis{Millis(2003 * time.Millisecond)}},
		{Case: "b", Group: "one", Finding: Finding{Verdict: Warn, Reason: "late"}},
		{Case: "c", Group: "two", Finding: Finding{Verdict: Fail, Reason: "a <torn> & \"bad\" answer"}, Said: "panic: \x00 no", Took: Millis(time.Second)},
		{Case: "d", Group: "two", Finding: Finding{Verdict: NotTried, Reason: "does not retry 429"}},
	}
	return Report{Command: []string{"client", "{url}"}, Began: time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC), Results: results}
}

func TestJSONKeepsTheReport(t *testing.T) {
	want := sample()
	var text bytes.Buffer
	if err := want.WriteJSON(&text); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		`"command"`, `"took_ms"`, `"case": "a"`, `"verdict": "not tried"`, `"reason"`, `"delays_ms": [`, `"at_ms": 2003.000`,
		`"status": 429`, `"body_bytes"`, `"connection"`,
	} {
		if !strings.Contains(text.String(), name) {
			t.Errorf("the report has no %s", name)
		}
	}
	for i := range want.Results { // null and empty are the same list
		if want.Results[i].Made == nil {
			want.Results[i].Made = nil
		}
	}
	var got Report
	if err := json.Unmarshal(text.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v\nof    %+v", got, want)
	}
}

func TestJUnitIsXML(t *testing.T) {
	for _, strict := range []bool{false, true} {
		r := sample()
		var text bytes.Buffer
		if err := r.WriteJUnit(&text, strict); err != nil {
			t.Fatal(err)
		}
		var got struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Skipped  int `xml:"skipped,attr"`
			Suites   []struct {
				Name     string `xml:"name,attr"`
				Tests    int    `xml:"tests,attr"`
				Failures int    `xml:"failures,attr"`
				Time     string `xml:"time,attr"`
				Cases    []struct {
					Name    string `xml:"name,attr"`
					Failure *struct {
						Message string `xml:"message,attr"`
					} `xml:"failure"`
				} `xml:"testcase"`
			} `xml:"testsuite"`
		}
		if err := xml.Unmarshal(text.Bytes(), &got); err != nil {
			t.Fatalf("%v\n%s", err, text.String())
		}
		failures := 1
		if strict {
			failures = 2
		}
		if got.Tests != 4 || got.Failures != failures || got.Skipped != 1 || len(got.Suites) != 2 {
			t.Errorf("strict %v: %+v", strict, got)
		}
		if s := got.Suites[1]; s.Tests != 2 || s.Failures != 1 || s.Time != "1.000" ||
			s.Cases[0].Failure == nil || s.Cases[0].Failure.Message != `a <torn> & "bad" answer` {
			t.Errorf("the second suite is %+v", s)
		}
	}
}

func TestTableIsAligned(t *testing.T) {
	r := sample()
	var text bytes.Buffer
	if err := r.WriteTable(&text); err != nil {
		t.Fatal(err)
	}
	want := `verdict    case  attempts

One
pass       a         2  came back after 2,003 ms
warn       b         0  late

Two
fail       c         0  a <torn> & "bad" answer
not tried  d         0  does not retry 429

4 cases: 1 pass, 1 warn, 1 fail, 1 not tried
`
	if text.String() != want {
		t.Errorf("got\n%s\nwant\n%s", text.String(), want)
	}
}

// A case is a promise: its parts are there, and its name is one.
func TestCasesAreComplete(t *testing.T) {
	names := map[string]bool{}
	for _, c := range Cases() {
		if names[c.Name] || c.Name == "" || strings.ContainsAny(c.Name, " ,_") {
			t.Errorf("name %q", c.Name)
		}
		names[c.Name] = true
		if (c.Script+c.Scenario == "") == (c.Answer == "") {
			t.Errorf("%s: script %q, scenario %q, in words %q", c.Name, c.Script, c.Scenario, c.Answer)
		}
		for _, sentence := range []string{c.Shows, c.Judged} {
			if !strings.HasSuffix(sentence, ".") {
				t.Errorf("%s: %q is no sentence", c.Name, sentence)
			}
		}
		if c.Source == "" || c.Group == "" || c.judge == nil {
			t.Errorf("%s: source %q, group %q", c.Name, c.Source, c.Group)
		}
	}
	if _, ok := Find("no-such-case"); ok {
		t.Error("found a case that is not there")
	}
}

func TestCredentialsAreNotKept(t *testing.T) {
	for _, name := range kept {
		for _, secret := range []string{"Authorization", "Cookie", "Api-Key", "Token", "Proxy"} {
			if strings.Contains(name, secret) {
				t.Errorf("%s is kept", name)
			}
		}
	}
}
