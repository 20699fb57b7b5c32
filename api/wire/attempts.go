package wire

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"time"

	"backofflab/sim"
)

// AttemptsAnswer is what GET /api/v1/attempts answers.
type AttemptsAnswer struct {
	Engine     string          `json:"engine"`
	Query      string          `json:"query"`
	Strategies []AttemptsTable `json:"strategies"`
}

// AttemptsTable are the attempts of one strategy in columns of the same length, in the
// order in which they were sent. What did not happen before the run stopped is null.
type AttemptsTable struct {
	Strategy   string     `json:"strategy"`
	Client     []uint32   `json:"client"`
	Attempt    []int      `json:"attempt"`
	BegunMS    []float64  `json:"begun_ms"` // its request
	SentMS     []float64  `json:"sent_ms"`
	ReachedMS  []*float64 `json:"reached_ms"`
	AnsweredMS []*float64 `json:"answered_ms"`
	Outcome    []*string  `json:"outcome"`
	Hedge      []int      `json:"hedge"` // which further copy of an attempt that had not been answered; 0: the first copy
}

// AttemptColumns are the columns of the same as CSV.
var AttemptColumns = []string{"strategy", "client", "attempt", "begun_ms", "sent_ms", "reached_ms", "answered_ms", "outcome", "hedge"}

// AttemptsWriter writes an AttemptsAnswer, table by table: one of 400,000 attempts has some
// 25 MB.
type AttemptsWriter struct {
	w      *bufio.Writer
	tables int
	number []byte
}

// NewAttemptsWriter begins the answer to a query of an engine.
func NewAttemptsWriter(w io.Writer, engine, query string) *AttemptsWriter {
	a := &AttemptsWriter{w: bufio.NewWriterSize(w, 32<<10)}
	a.write(`{"engine":`, quoted(engine), `,"query":`, quoted(query), `,"strategies":[`)
	return a
}

// Table writes the attempts of a strategy. The error is that of the writer.
func (a *AttemptsWriter) Table(strategy string, attempts []sim.Attempt) error {
	if a.tables++; a.tables > 1 {
		a.write(",")
	}
	a.write(`{"strategy":`, quoted(strategy))
	ms := func(at time.Duration) {
		if at == sim.Unknown {
			a.write("null")
			return
		}
		a.number = strconv.AppendFloat(a.number[:0], InMS(at), 'f', -1, 64)
		_, _ = a.w.Write(a.number)
	}
	whole := func(n int) {
		a.number = strconv.AppendInt(a.number[:0], int64(n), 10)
		_, _ = a.w.Write(a.number)
	}
	for _, column := range []struct {
		name  string
		write func(sim.Attempt)
	}{
		{"client", func(one sim.Attempt) { whole(int(one.Client)) }},
		{"attempt", func(one sim.Attempt) { whole(one.Number) }},
		{"begun_ms", func(one sim.Attempt) { ms(one.Begun) }},
		{"sent_ms", func(one sim.Attempt) { ms(one.Sent) }},
		{"reached_ms", func(one sim.Attempt) { ms(one.Reached) }},
		{"answered_ms", func(one sim.Attempt) { ms(one.Answered) }},
		{"outcome", func(one sim.Attempt) {
			if one.Answered == sim.Unknown {
				a.write("null")
				return
			}
			a.write(`"`, outcomeOf(one), `"`)
		}},
		{"hedge", func(one sim.Attempt) { whole(one.Hedge) }},
	} {
		a.write(`,"`, column.name, `":[`)
		for i, one := range attempts {
			if i > 0 {
				a.write(",")
			}
			column.write(one)
		}
		a.write("]")
	}
	a.write("}")
	return a.w.Flush()
}

// Close ends the answer. The error is that of the writer.
func (a *AttemptsWriter) Close() error {
	a.write("]}\n")
	return a.w.Flush()
}

// write writes texts. The buffer keeps an error until it is flushed.
func (a *AttemptsWriter) write(texts ...string) {
	for _, text := range texts {
		_, _ = a.w.WriteString(text)
	}
}

// quoted is a text as JSON.
func quoted(text string) string {
	b, err := Encode(text)
	if err != nil {
		return `""` // a text can always be written
	}
	return strings.TrimSuffix(string(b), "\n")
}

// AppendAttemptRecord appends a line of the CSV, of a strategy as it is written in a cell. What
// did not happen is empty.
func AppendAttemptRecord(b []byte, strategy string, a sim.Attempt) []byte {
	b = append(b, strategy...)
	for _, n := range []int{int(a.Client), a.Number} {
		b = strconv.AppendInt(append(b, ','), int64(n), 10)
	}
	for _, d := range []time.Duration{a.Begun, a.Sent, a.Reached, a.Answered} {
		if b = append(b, ','); d != sim.Unknown {
			b = strconv.AppendFloat(b, InMS(d), 'f', -1, 64)
		}
	}
	if b = append(b, ','); a.Answered != sim.Unknown {
		b = append(b, outcomeOf(a)...)
	}
	return append(strconv.AppendInt(append(b, ','), int64(a.Hedge), 10), "\r\n"...) // RFC 4180
}
