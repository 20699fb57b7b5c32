package observed

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"backofflab/internal/format"
)

// longestLine is how much of one line is looked at for times and sentences. Logs have traces and
// bodies behind them, and nothing of use so far to the right.
const longestLine = 8 << 10

// decode makes UTF-8 of a text, with lines that end with a line feed, and digits of ordinary
// width: wide is the line of the first one that was not, 0 where there is none.
func decode(raw []byte) (text string, wide int, err error) {
	if len(raw) > MaxPasted {
		return "", 0, refuse(0, "", "The text has %s bytes, and at most %s are read. Paste the part that has the retries.", format.Count(len(raw)), format.Count(MaxPasted))
	}
	text = strings.TrimPrefix(sixteen(raw), "\ufeff")
	if i := strings.IndexByte(text, 0); i >= 0 {
		return "", 0, refuse(lineAt(text, i), "", "Byte %s is zero: this is no text, or it is UTF-16 without its mark. Save it as UTF-8.", format.Count(i+1))
	}
	if i := invalid(text); i >= 0 {
		return "", 0, refuse(lineAt(text, i), "", "Byte %s, %#02x, is not UTF-8. Save the text as UTF-8.", format.Count(i+1), text[i])
	}
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	text, wide = narrow(text)
	return text, wide, nil
}

// sixteen reads UTF-16 that has its mark.
func sixteen(raw []byte) string {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	default:
		return string(raw)
	}
	units := make([]uint16, 0, len(raw)/2)
	for i := 2; i+1 < len(raw); i += 2 {
		units = append(units, order.Uint16(raw[i:]))
	}
	return string(utf16.Decode(units))
}

// invalid is where a text stops being UTF-8; -1: nowhere.
func invalid(text string) int {
	if utf8.ValidString(text) {
		return -1
	}
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd") {
			return i
		}
	}
	return -1
}

func lineAt(text string, i int) int { return 1 + strings.Count(text[:i], "\n") }

// narrow writes the digits of full width, which keyboards of East Asia have, as the others. It
// returns the line of the first one.
func narrow(text string) (string, int) {
	const from, to = '０', '９'
	first := strings.IndexFunc(text, func(r rune) bool { return r >= from && r <= to })
	if first < 0 {
		return text, 0
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= from && r <= to:
			return r - from + '0'
		case r == '．':
			return '.'
		case r == '，':
			return ','
		case r == '：':
			return ':'
		}
		return r
	}, text), lineAt(text, first)
}

// start is the part of a line that is looked at.
func start(line string) string {
	if len(line) <= longestLine {
		return line
	}
	return strings.ToValidUTF8(line[:longestLine], "")
}

func blank(line string) bool { return strings.TrimSpace(line) == "" }

// comment reports whether a line says nothing about delays because it begins with # or //.
func comment(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasPrefix(line, "//") || strings.HasPrefix(line, "#") && !(len(line) > 1 && line[1] >= '0' && line[1] <= '9')
}
