package observed_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"backofflab/calculator/observed"
)

func utf16Of(text string, big bool) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		if big {
			b.WriteByte(byte(unit >> 8))
			b.WriteByte(byte(unit))
			continue
		}
		b.WriteByte(byte(unit))
		b.WriteByte(byte(unit >> 8))
	}
	return b.String()
}

// strangeTexts are the texts of the table below.
func strangeTexts() []string {
	var texts []string
	for _, row := range refusals {
		if len(row.text) < 1000 {
			texts = append(texts, row.text)
		}
	}
	return texts
}

// refusals are texts that are not read, and what is said.
var refusals = []struct {
	text string
	line int
	says string
}{
	{"", 0, "There is no text. Paste delays, one a line, or lines of a log with times."},
	{" \n\t\n", 0, "There is no text. Paste delays, one a line, or lines of a log with times."},
	{"# nothing\n", 0, "There are comments in the text, and no delay and no time."},
	{"hello world\nand more\n", 1, "Line 1, “hello world”: there is no delay and no time in the text. Paste delays such as 1.52s, one a line, or lines of a log with times."},
	{"\n\n" + strings.Repeat("x", 100), 3, "Line 3, “" + strings.Repeat("x", 60) + "…”: there is no delay and no time in the text. Paste delays such as 1.52s, one a line, or lines of a log with times."},
	{"1.5\n2\x00\n", 2, "Line 2: Byte 6 is zero: this is no text, or it is UTF-16 without its mark. Save it as UTF-8."},
	{"1.5\nd\xe9lai\n", 2, "Line 2: Byte 6, 0xe9, is not UTF-8. Save the text as UTF-8."},
	{strings.Repeat("1.5\n", 10<<20/4), 0, "The text has 10 485 760 bytes, and at most 2 097 152 are read. Paste the part that has the retries."},
	{"2026-11-02T10:15:03Z POST /pay failed\n", 1, "Line 1: This is the only time in the text, and a delay is the difference of two. Paste the lines of the other attempts, too."},
	{"-5\n-6\n", 0, "There is no delay that can be read. Line 1: Left out, with the place of its retry: “-5”, since it is below 0."},
	{"2026-11-02T10:15:03Z x\n2026-11-02T10:15:02Z x\n", 0, "There are 2 times, and no two of one request of which the second is later. Line 2: Left out: the time goes back by 1\u00a0s from line 1."},
	{"{\"delays\": [1, 2\n", 1, "Line 1: The JSON ends too early: something that was opened is not closed. Paste the whole of it."},
	{"{\"delays\":\n [1, 2, x]}", 2, "Line 2: The JSON cannot be read: invalid character 'x' looking for beginning of value."},
	{strings.Repeat("[", 40), 1, "Line 1: The JSON cannot be read: it is nested more than 16 levels deep."},
	{"[]", 1, "Line 1, “[]”: there is no delay and no time in the text. Paste delays such as 1.52s, one a line, or lines of a log with times."},
	{"{\"level\":\"info\"}\n", 1, "Line 1, “{\"level\":\"info\"}”: there is no delay and no time in the text. Paste delays such as 1.52s, one a line, or lines of a log with times."},
	{"client,attempt,delay\na,1,x\n", 1, "Line 1, “client,attempt,delay”: there is no delay and no time in the text. Paste delays such as 1.52s, one a line, or lines of a log with times."},
	{"9e99\n", 0, "There is no delay that can be read. Line 1: A delay of more than a hundred years is left out."},
}

func TestRefusals(t *testing.T) {
	for _, row := range refusals {
		log, err := observed.Read([]byte(row.text), observed.Options{})
		var refusal *observed.Error
		if !errors.As(err, &refusal) {
			t.Errorf("%.60q is read: %+v", row.text, log)
			continue
		}
		if refusal.Line != row.line || refusal.Error() != row.says {
			t.Errorf("%.60q is refused at line %d:\n%s\nwant line %d:\n%s", row.text, refusal.Line, refusal, row.line, row.says)
		}
	}
	if _, err := observed.Read([]byte("1"), observed.Options{Unit: "fortnight"}); err == nil || err.Error() != "“fortnight” is no unit of time. Write s, ms, us, ns, m or h." {
		t.Error(err)
	}
}

// The same delays are read whatever the encoding and the ends of lines.
func TestEncodings(t *testing.T) {
	for name, text := range map[string]string{
		"CRLF": "1.5s\r\n3s\r\n", "CR": "1.5s\r3s\r", "mark": "\ufeff1.5s\n3s", "UTF-16LE": utf16Of("1.5s\n3s", false), "UTF-16BE": utf16Of("1.5s\n3s", true),
		"full width": "１．５s\n３s", "no break": "1.5\u00a0s\n3\u202fs", "fence": "```\n1.5s\n3s\n```\n", "no line end": "1.5s\n3s", "blanks": "\n\n  1.5s  \n\t3s\n\n",
	} {
		log, err := observed.Read([]byte(text), observed.Options{})
		if got := delaysOf(log); err != nil || got != "1.5s 3s" {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}
