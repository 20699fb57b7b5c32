package form

import (
	"encoding/binary"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"backofflab/exchange/source"
	"backofflab/exchange/tree"
	"backofflab/internal/format"
)

// refusal is an error that people read as it is: sentences.
type refusal string

// Error returns the sentences.
func (r refusal) Error() string { return string(r) }

func refuse(format string, values ...any) error { return refusal(fmt.Sprintf(format, values...)) }

// MaxTextBytes bounds a text that is read.
const MaxTextBytes = 256 << 10

// Text is what somebody pasted, and what it is once taken apart: each only when asked for.
type Text struct {
	Raw string // UTF-8, lines end with a line feed

	tight string // Raw without spaces around some marks; made by Has

	yaml    []*tree.Node
	yamlErr error
	isYAML  bool // yaml has been tried
	ini     *tree.Node
	code    map[source.Language][]*tree.Node
}

// NewText returns a text of UTF-8, or of UTF-16 with its mark. Fences of Markdown around it are
// left out. It is an error if it is empty, too long, or no text.
func NewText(raw string) (*Text, error) {
	if len(raw) > MaxTextBytes {
		return nil, refuse("The text has %s bytes; at most %s are read. Paste the part that is about retries.", format.Count(len(raw)), format.Count(MaxTextBytes))
	}
	text, err := decode(raw)
	if err != nil {
		return nil, err
	}
	text = unfenced(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"))
	if strings.TrimSpace(text) == "" {
		return nil, refuse("There is no text. Paste a configuration, a piece of code, or a link of the lab.")
	}
	return &Text{Raw: text, code: map[source.Language][]*tree.Node{}}, nil
}

func decode(raw string) (string, error) {
	if strings.HasPrefix(raw, "\xff\xfe") || strings.HasPrefix(raw, "\xfe\xff") {
		order := binary.ByteOrder(binary.LittleEndian)
		if raw[0] == 0xfe {
			order = binary.BigEndian
		}
		var units []uint16
		for i := 2; i+1 < len(raw); i += 2 {
			units = append(units, order.Uint16([]byte(raw[i:i+2])))
		}
		raw = string(utf16.Decode(units))
	}
	raw = strings.TrimPrefix(raw, "\ufeff")
	if i := strings.IndexByte(raw, 0); i >= 0 {
		return "", refuse("Byte %d is zero: this is no text, or it is in UTF-16 without a mark. Save it as UTF-8.", i+1)
	}
	if !utf8.ValidString(raw) {
		for i, r := range raw {
			if r == utf8.RuneError && !strings.HasPrefix(raw[i:], "\ufffd") {
				return "", refuse("Byte %d is not UTF-8. Save the text as UTF-8.", i+1)
			}
		}
	}
	return raw, nil
}

var fence = regexp.MustCompile("(?m)^[ \t]*(```|~~~)[a-zA-Z0-9+#-]*[ \t]*$")

// unfenced keeps the lines, so that their numbers stay those that people see.
func unfenced(text string) string { return fence.ReplaceAllString(text, "") }

// Documents returns the documents of a text of YAML or JSON, nil where it is neither.
func (t *Text) Documents() []*tree.Node {
	if !t.isYAML {
		t.yaml, t.yamlErr = tree.YAML(t.Raw)
		t.isYAML = true
	}
	return t.yaml
}

// Wrong says why the text is no YAML; nil where it is.
func (t *Text) Wrong() error {
	t.Documents()
	return t.yamlErr
}

// INI returns the text as sections of keys and values.
func (t *Text) INI() *tree.Node {
	if t.ini == nil {
		t.ini = tree.INI(t.Raw)
	}
	return t.ini
}

// Code returns the calls and literals of the text as code of a language, in their order.
func (t *Text) Code(language source.Language) []*tree.Node {
	if _, ok := t.code[language]; !ok {
		code := t.Raw
		if language == source.Go {
			code = unaliased(code)
		}
		t.code[language] = source.Parse(code, language)
	}
	return t.code[language]
}

// imported finds imports of Go under another name, of packages whose names readers look at.
var imported = regexp.MustCompile(`(?m)(\w+)[ \t]+"[\w./-]*?/(?:go-)?(backoff|retry|wait|workqueue|retrypolicy|circuitbreaker|timeout|ratelimit|retryablehttp|gax|resty|codes)(?:-go)?(?:/v\d+)?"`)

// unaliased gives packages of Go that a text imports under another name their own; lines stay.
func unaliased(code string) string {
	for _, found := range imported.FindAllStringSubmatch(code, 8) {
		if found[1] != "import" && found[1] != found[2] {
			code = regexp.MustCompile(`\b`+found[1]+`\.`).ReplaceAllString(code, found[2]+".")
		}
	}
	return code
}

// Has reports whether the text has one of some words, as they are written but for spaces
// around = : ( and commas.
func (t *Text) Has(words ...string) bool {
	if t.tight == "" {
		t.tight = tighten(t.Raw)
	}
	for _, word := range words {
		if strings.Contains(t.Raw, word) || strings.Contains(t.tight, tighten(word)) {
			return true
		}
	}
	return false
}

var spaced = regexp.MustCompile(`[ \t]*([=:(,])[ \t]*`)

// tighten drops the spaces that people write around some marks, or do not.
func tighten(text string) string { return spaced.ReplaceAllString(text, "$1") }
