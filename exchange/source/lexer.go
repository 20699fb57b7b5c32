package source

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	end tokenKind = iota
	word
	number
	text // a string literal; its quotes are not in the token's text
	mark // one operator or bracket
)

type token struct {
	kind      tokenKind
	text      string
	line      int
	from, to  int  // where it stands, in bytes
	lineBreak bool // it is the first of its line
}

// hashComments are the languages in which # begins a comment.
func (l Language) hashComments() bool { return l == Python || l == Ruby }

// marks of more than one letter, the longest first.
var marks = []string{"...", "**=", "<<=", "=>", "->", ":=", "::", "==", "!=", "<=", ">=", "&&", "||", "**", "<<", "+=", "-=", "*=", "/=", "?.", "??"}

// lex takes a text apart into tokens, without comments. What is in no language is a mark.
func lex(code string, language Language) (tokens []token) {
	line, fresh := 1, true
	for i := 0; i < len(code); {
		c := code[i]
		rest := code[i:]
		switch {
		case c == '\n':
			line++
			fresh = true
			i++
			continue
		case c == ' ' || c == '\t' || c == '\f' || c == '\\' && strings.HasPrefix(rest, "\\\n"):
			i++
			continue
		case c == '#' && language.hashComments(), strings.HasPrefix(rest, "//") && language != Python && language != Ruby:
			i += lineEnd(rest)
			continue
		case strings.HasPrefix(rest, "/*") && language != Python && language != Ruby:
			n := len(rest)
			if stop := strings.Index(rest[2:], "*/"); stop >= 0 {
				n = stop + 4
			}
			line += strings.Count(rest[:n], "\n")
			i += n
			continue
		}
		t := next(rest, language)
		t.line, t.from, t.to, t.lineBreak = line, i, i+t.to, fresh
		fresh = false
		line += strings.Count(code[t.from:t.to], "\n")
		i = t.to
		tokens = append(tokens, t)
	}
	return tokens
}

func lineEnd(rest string) int {
	if n := strings.IndexByte(rest, '\n'); n >= 0 {
		return n
	}
	return len(rest)
}

// next is the first token of a text that begins with one; its to is its length.
func next(rest string, language Language) token {
	c := rest[0]
	switch {
	case c >= '0' && c <= '9' || c == '.' && len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9':
		n := numberEnd(rest)
		return token{kind: number, text: rest[:n], to: n}
	case c == '"' || c == '`' || c == '\'' && !lifetime(rest, language):
		return quotedToken(rest, 0)
	case (c == 'f' || c == 'r' || c == 'b' || c == '@' || c == '$') && len(rest) > 1 && (rest[1] == '"' || rest[1] == '\'' && c != '@'):
		return quotedToken(rest, 1)
	}
	r, size := utf8.DecodeRuneInString(rest)
	if r == '_' || unicode.IsLetter(r) {
		n := size
		for n < len(rest) {
			r, size := utf8.DecodeRuneInString(rest[n:])
			if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				break
			}
			n += size
		}
		return token{kind: word, text: rest[:n], to: n}
	}
	for _, m := range marks {
		if strings.HasPrefix(rest, m) {
			return token{kind: mark, text: m, to: len(m)}
		}
	}
	return token{kind: mark, text: rest[:size], to: size}
}

// lifetime reports whether a ' begins one of Rust, and no letter.
func lifetime(rest string, language Language) bool {
	return language == Rust && len(rest) > 2 && rest[2] != '\'' && rest[1] != '\\'
}

func numberEnd(rest string) int {
	n := 0
	for n < len(rest) {
		c := rest[n]
		digit := c >= '0' && c <= '9' || c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		point := c == '.' && n+1 < len(rest) && rest[n+1] >= '0' && rest[n+1] <= '9' && !strings.Contains(rest[:n], ".")
		sign := (c == '+' || c == '-') && n > 0 && (rest[n-1] == 'e' || rest[n-1] == 'E') && !strings.HasPrefix(rest, "0x")
		if !digit && !point && !sign {
			break
		}
		n++
	}
	return max(n, 1)
}

// quotedToken reads a string literal behind a prefix of some bytes. One that does not end
// ends with its line, or with the text where its quotes may have several.
func quotedToken(rest string, prefix int) token {
	body := rest[prefix:]
	quote := body[:1]
	if strings.HasPrefix(body, `"""`) || strings.HasPrefix(body, `'''`) {
		quote = body[:3]
	}
	i := len(quote)
	for i < len(body) && !strings.HasPrefix(body[i:], quote) {
		if body[i] == '\n' && len(quote) == 1 && quote != "`" {
			return token{kind: text, text: body[len(quote):i], to: prefix + i}
		}
		if body[i] == '\\' && quote != "`" {
			i++
		}
		i++
	}
	i = min(i, len(body))
	return token{kind: text, text: body[len(quote):i], to: prefix + min(i+len(quote), len(body))}
}
