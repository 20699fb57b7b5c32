package observed

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"backofflab/internal/format"
)

// Error says why a text was not read: what is wrong, where, and what to do.
type Error struct {
	Line    int    // of the text, from 1; 0: it is the text as a whole
	Value   string // what is wrong there, clipped and printable; "" where nothing can be shown
	Message string // sentences, that name a limit where there is one
}

// Error puts line and value before the message.
func (e *Error) Error() string {
	switch {
	case e.Line > 0 && e.Value != "":
		return fmt.Sprintf("Line %s, “%s”: %s", format.Count(e.Line), e.Value, e.Message)
	case e.Line > 0:
		return fmt.Sprintf("Line %s: %s", format.Count(e.Line), e.Message)
	}
	return e.Message
}

func refuse(line int, value, message string, values ...any) error {
	return &Error{Line: line, Value: clip(value), Message: fmt.Sprintf(message, values...)}
}

// clip makes a part of a text fit for a sentence: at most 60 characters, all of them printable.
func clip(text string) string {
	const longest = 60
	var b strings.Builder
	n := 0
	for _, r := range strings.TrimSpace(text) {
		if n++; n > longest {
			b.WriteString("…")
			break
		}
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case r == utf8.RuneError || !strconv.IsPrint(r):
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
