package conformance

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// The parts of JUnit's XML that build servers read.
type (
	junitSuites struct {
		XMLName  xml.Name `xml:"testsuites"`
		Name     string   `xml:"name,attr"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Skipped  int      `xml:"skipped,attr"`
		Time     string   `xml:"time,attr"`
		Suites   []junitSuite
	}
	junitSuite struct {
		XMLName   xml.Name `xml:"testsuite"`
		Name      string   `xml:"name,attr"`
		Tests     int      `xml:"tests,attr"`
		Failures  int      `xml:"failures,attr"`
		Errors    int      `xml:"errors,attr"`
		Skipped   int      `xml:"skipped,attr"`
		Time      string   `xml:"time,attr"`
		Timestamp string   `xml:"timestamp,attr"`
		Cases     []junitCase
	}
	junitCase struct {
		XMLName   xml.Name   `xml:"testcase"`
		Name      string     `xml:"name,attr"`
		ClassName string     `xml:"classname,attr"`
		Time      string     `xml:"time,attr"`
		Failure   *junitNote `xml:"failure"`
		Skipped   *junitNote `xml:"skipped"`
		Out       string     `xml:"system-out,omitempty"`
		Err       string     `xml:"system-err,omitempty"`
	}
	junitNote struct {
		Message string `xml:"message,attr"`
	}
)

// WriteJUnit writes the report in the XML of JUnit. A warning is a case that passed,
// with its reason as output; with strict it is a failure.
func (r *Report) WriteJUnit(w io.Writer, strict bool) error {
	suites := junitSuites{Name: "backofflab check", Tests: len(r.Results), Time: seconds(r.Took)}
	for i := range r.Results {
		result := &r.Results[i]
		if n := len(suites.Suites); n == 0 || suites.Suites[n-1].Name != result.Group {
			suites.Suites = append(suites.Suites, junitSuite{Name: result.Group, Timestamp: r.Began.Format(time.RFC3339)})
		}
		suites.Suites[len(suites.Suites)-1].add(result, strict)
	}
	for i := range suites.Suites {
		s := &suites.Suites[i]
		suites.Failures += s.Failures
		suites.Skipped += s.Skipped
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(suites); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *junitSuite) add(r *Result, strict bool) {
	c := junitCase{
		Name: r.Case, ClassName: "backofflab." + strings.ReplaceAll(r.Group, " ", "-"),
		Time: seconds(r.Took), Out: r.Verdict.String() + ": " + r.Reason, Err: r.Said,
	}
	switch note := (&junitNote{r.Reason}); {
	case r.Verdict == NotTried:
		c.Skipped = note
		s.Skipped++
	case r.Verdict == Fail, r.Verdict == Warn && strict:
		c.Failure = note
		s.Failures++
	}
	took, _ := time.ParseDuration(s.Time + "s")
	s.Time = seconds(Millis(took) + r.Took)
	s.Tests++
	s.Cases = append(s.Cases, c)
}

func seconds(m Millis) string { return fmt.Sprintf("%.3f", time.Duration(m).Seconds()) }
