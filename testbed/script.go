package testbed

import (
	"strconv"
	"strings"
	"time"
)

// Script is answers that a testbed gives first, whatever its service would say: one an attempt,
// in the order in which attempts reach it. After the last the service answers. The zero value is
// empty.
type Script struct{ Steps []Step }

// Step is an answer of a script, or several alike.
type Step struct {
	Status int           // of HTTP; 0: no answer, see End
	Times  int           // how many attempts get it, at least 1
	Header []Field       // in their order; a name may be there twice
	Body   int64         // bytes of the body; 0: the family's own
	Delay  time.Duration // before the answer, or before the end where there is none
	End    Ending
}

// Field is a line of the header. A value with a time in it is as it was written: "date+3s".
type Field struct{ Name, Value string }

// Ending is how an answer ends.
type Ending uint8

// The endings.
const (
	Whole             Ending = iota // as it should
	Close                           // and the connection is closed
	ResetBefore                     // the connection is reset before anything is sent
	ResetAfterHeaders               // after the headers, before the body
	ResetAfter                      // after the body
	Cut                             // the connection is closed in the middle of the body
	Hang                            // nothing is sent; the connection is closed when the delay is over
)

var endings = [...]string{
	Whole: "", Close: "close", ResetBefore: "reset-before", ResetAfterHeaders: "reset-after-headers",
	ResetAfter: "reset-after", Cut: "cut", Hang: "hang",
}

// String returns the word of scripts, "" for Whole.
func (e Ending) String() string { return endings[e] }

// Bounds of scripts.
const (
	maxScript = 4000 // bytes
	maxSteps  = 200
	maxTimes  = 1_000_000
	maxValue  = 200
	maxBody   = 8 << 20
	maxFields = 16
)

// String returns a script that ParseScript reads.
func (s Script) String() string {
	steps := make([]string, len(s.Steps))
	for i := range s.Steps {
		steps[i] = s.Steps[i].String()
	}
	return strings.Join(steps, ", ")
}

// Len returns how many attempts the script answers.
func (s Script) Len() int {
	n := 0
	for i := range s.Steps {
		n += s.Steps[i].Times
	}
	return n
}

// String returns the step as ParseScript reads it.
func (s *Step) String() string {
	var words []string
	if s.Status > 0 {
		words = append(words, strconv.Itoa(s.Status))
	}
	if s.End != Whole {
		words = append(words, s.End.String())
	}
	for _, f := range s.Header {
		words = append(words, f.Name+"="+quoted(f.Value))
	}
	if s.Body > 0 {
		words = append(words, "body="+strconv.FormatInt(s.Body, 10))
	}
	if s.Delay > 0 {
		words = append(words, "delay="+s.Delay.String())
	}
	if s.Times > 1 {
		words = append(words, "x"+strconv.Itoa(s.Times))
	}
	return strings.Join(words, " ")
}

// quoted puts a value in quotes where a script would take it apart.
func quoted(value string) string {
	switch {
	case strings.Contains(value, `"`):
		return "'" + value + "'"
	case value == "", strings.ContainsAny(value, " ,;='"), strings.Contains(value, "->"):
		return `"` + value + `"`
	}
	return value
}
