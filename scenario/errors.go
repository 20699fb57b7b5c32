package scenario

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// FieldError is one thing that is wrong with a scenario or a link.
type FieldError struct {
	Field   string `json:"field"`   // name of the field in links
	Value   string `json:"value"`   // what was given, clipped and printable
	Message string `json:"message"` // what to write instead, with the limit: sentences
}

// NewFieldError returns an error about a value that may be anything: what is shown of
// it is short and printable.
func NewFieldError(field, value, message string) FieldError {
	return FieldError{field, clip(value), message}
}

// Error writes field, value and message in one line.
func (e FieldError) Error() string {
	return fmt.Sprintf("%s=%s: %s", e.Field, e.Value, e.Message)
}

// What is wrong with any text.
const (
	BrokenPercent = "Mend the percent sequence, which is broken."
	NotUTF8       = "Write it in UTF-8."
	HasControl    = "Remove the control character."
)

// FieldErrors are all things that are wrong, in the order of the fields.
type FieldErrors []FieldError

// Error joins the errors of all fields.
func (e FieldErrors) Error() string {
	lines := make([]string, len(e))
	for i, problem := range e {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, " ")
}

// And adds an error: a FieldError, FieldErrors, or nil, which adds none. Any other is one of
// the whole query.
func (e FieldErrors) And(err error) FieldErrors {
	switch err := err.(type) {
	case nil:
		return e
	case FieldError:
		return append(e, err)
	case FieldErrors:
		return append(e, err...)
	default:
		return append(e, NewFieldError("query", "", err.Error()))
	}
}

// clip makes a value fit for an error message: at most 40 characters, nothing
// that a terminal, a log or a page could take for more than text.
func clip(value string) string {
	const longest = 40
	var b strings.Builder
	n := 0
	for _, r := range value {
		if n == longest {
			b.WriteString("…")
			break
		}
		n++
		if r == utf8.RuneError || !strconv.IsPrint(r) {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
