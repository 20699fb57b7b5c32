package conformance

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Report is what the suite found out about one command. Its JSON is what the comments
// of the fields and their tags say; times are in milliseconds, with their fractions.
type Report struct {
	Command []string  `json:"command"` // the program and its arguments
	Began   time.Time `json:"began"`   // in UTC
	Took    Millis    `json:"took_ms"` // all cases, some of them at the same time
	Results []Result  `json:"results"` // in the order of the cases
}

// Result is one case of a report.
type Result struct {
	Case    string `json:"case"`
	Group   string `json:"group"`
	Shows   string `json:"shows"`
	Source  string `json:"source"`
	Finding        // "verdict", one of pass, warn, fail and "not tried"; and "reason"
	// Made are the attempts as they arrived. Of 200 calls at once, those of the first
	// wave and the retries are in one list.
	Made   []Made   `json:"attempts"`
	Delays []Millis `json:"delays_ms,omitempty"` // from each answer to the next attempt; none where several calls were made at once
	Ended  bool     `json:"ended"`               // by itself, before the case was over
	Exit   int      `json:"exit"`                // its exit status; -1 if it was ended
	Took   Millis   `json:"took_ms"`             // from the first attempt to the end of the command or the case
	Said   string   `json:"said,omitempty"`      // the end of what the command wrote to its standard error
}

// Made is one attempt in a report.
type Made struct {
	At         Millis            `json:"at_ms"`       // when it arrived, from the first attempt on
	Answered   Millis            `json:"answered_ms"` // when its client was told of its fate
	Method     string            `json:"method,omitempty"`
	Path       string            `json:"path,omitempty"`
	Proto      string            `json:"proto,omitempty"`
	Header     map[string]string `json:"header,omitempty"` // the fields that matter; never credentials
	Body       int64             `json:"body_bytes"`
	Hash       string            `json:"body_sha256,omitempty"` // its first 16 digits
	Conn       int               `json:"connection"`            // counted from 1
	Status     int               `json:"status"`                // of the answer; 0 if there was none
	RetryAfter string            `json:"retry_after,omitempty"` // of the answer; two fields have a comma between them
}

// Millis is a time that JSON has in milliseconds, to a thousandth of one.
type Millis time.Duration

// MarshalJSON writes milliseconds.
func (m Millis) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "%.3f", float64(m)/float64(time.Millisecond)), nil
}

// UnmarshalJSON reads milliseconds.
func (m *Millis) UnmarshalJSON(text []byte) error {
	var n float64
	err := json.Unmarshal(text, &n)
	*m = Millis(n * float64(time.Millisecond))
	return err
}

func resultOf(c *Case, s *Seen, f Finding, said string) Result {
	r := Result{
		Case: c.Name, Group: c.Group, Shows: c.Shows, Source: c.Source, Finding: f,
		Made: make([]Made, len(s.Attempts)), Ended: s.Ended, Exit: s.Exit, Took: Millis(s.Took), Said: said,
	}
	for i, a := range s.Attempts {
		r.Made[i] = Made{
			Millis(a.At), Millis(a.Answered), a.Method, a.Path, a.Proto, a.Header, a.Body, a.Hash, a.Conn, a.Status, a.RetryAfter,
		}
	}
	for _, d := range s.delays() {
		r.Delays = append(r.Delays, Millis(d))
	}
	return r
}

// Count is how many results have the verdict.
func (r *Report) Count(v Verdict) int {
	n := 0
	for i := range r.Results {
		if r.Results[i].Verdict == v {
			n++
		}
	}
	return n
}

// WriteJSON writes the report as JSON, indented by two spaces.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}
