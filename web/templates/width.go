package templates

import (
	"strings"
	"unicode"
)

// textWidth estimates how wide a text is in bold, in pixels: what is drawn outside a
// browser is set in one of many fonts, so a little more than in most of them.
func textWidth(text string, size float64) float64 {
	ems := 0.0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		case r >= 0x2e80: // as wide as high, where a font has it
			ems++
		case strings.ContainsRune("iljtfrI.,:;|'!()[] ·\u2009\u00a0", r):
			ems += 0.33
		case strings.ContainsRune("mwMW@%—…", r):
			ems += 0.88
		case unicode.IsUpper(r):
			ems += 0.65
		default:
			ems += 0.555
		}
	}
	return ems * size
}

// cut is as much of a text as fits on a line, with an ellipsis where some is left out.
func cut(text string, size, room float64) string {
	if textWidth(text, size) <= room {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && textWidth(string(letters)+"…", size) > room {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimRight(string(letters), " ") + "…"
}

// lines breaks a text into at most two lines, the second one cut.
func lines(text string, size, room float64) []string {
	if textWidth(text, size) <= room {
		return []string{text}
	}
	best := 0
	for i, r := range text {
		if r == ' ' && textWidth(text[:i], size) <= room {
			best = i
		}
	}
	if halves := fit(text); len(halves) == 2 && textWidth(halves[0], size) <= room && textWidth(halves[1], size) <= room {
		return halves // of about the same length
	}
	if best == 0 {
		return []string{cut(text, size, room)}
	}
	return []string{text[:best], cut(strings.TrimSpace(text[best:]), size, room)}
}
