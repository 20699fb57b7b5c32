package observed

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"backofflab/internal/format"
)

// Bounds on what is read of JSON.
const (
	deepest   = 16      // levels
	mostNodes = 250_000 // values
	mostFalse = 10_000  // lines that are no JSON, among such that are
)

// node is a value of JSON.
type node struct {
	line int
	kind nodeKind
	text string   // of a scalar
	keys []string // of an object
	kids []*node  // of an object or an array
}

type nodeKind uint8

const (
	scalar  nodeKind = iota
	literal          // true, false, null
	array
	object
)

// nodes reads values of JSON one after another.
type nodes struct {
	text    string
	decoder *json.Decoder
	base    int // offset of what the decoder reads
	seen    int // offset up to which lines were counted
	line    int
	count   int
	failed  int // lines that are no JSON
}

func newNodes(text string) *nodes { return &nodes{text: text, line: 1} }

// from begins to decode at an offset.
func (s *nodes) from(offset int) {
	s.base = offset
	s.decoder = json.NewDecoder(strings.NewReader(s.text[offset:]))
	s.decoder.UseNumber()
}

// at is the line of an offset, which never falls.
func (s *nodes) at(offset int) int {
	if offset > s.seen {
		s.line += strings.Count(s.text[s.seen:offset], "\n")
		s.seen = offset
	}
	return s.line
}

var errDeep = fmt.Errorf("it is nested more than %d levels deep", deepest)

// next reads one value; io.EOF: there is no further one.
func (s *nodes) next(depth int) (*node, error) {
	token, err := s.decoder.Token()
	if err != nil {
		return nil, err
	}
	return s.value(token, depth)
}

func (s *nodes) value(token json.Token, depth int) (*node, error) {
	n := &node{line: s.at(s.base + int(s.decoder.InputOffset()))}
	if s.count++; s.count > mostNodes {
		return nil, fmt.Errorf("it has more than %s values", format.Count(mostNodes))
	}
	switch t := token.(type) {
	case json.Delim:
		if depth == deepest {
			return nil, errDeep
		}
		return s.inside(n, t, depth)
	case json.Number:
		n.text = t.String()
	case string:
		n.text = t
	default:
		n.kind, n.text = literal, fmt.Sprint(t)
	}
	return n, nil
}

// inside reads what an object or an array has.
func (s *nodes) inside(n *node, opened json.Delim, depth int) (*node, error) {
	n.kind = array
	if opened == '{' {
		n.kind = object
	}
	for {
		token, err := s.decoder.Token()
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		if token == json.Delim(']') || token == json.Delim('}') {
			return n, nil
		}
		if key, ok := token.(string); ok && n.kind == object {
			n.keys = append(n.keys, key)
			if token, err = s.decoder.Token(); err != nil {
				if errors.Is(err, io.EOF) {
					err = io.ErrUnexpectedEOF
				}
				return nil, err
			}
		}
		kid, err := s.value(token, depth+1)
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, kid)
	}
}

// broken says where and why JSON cannot be read.
func (s *nodes) broken(err error) error {
	offset := s.base + int(s.decoder.InputOffset())
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = s.base + int(syntax.Offset)
	}
	line := s.at(min(offset, len(s.text)))
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return refuse(line, "", "The JSON ends too early: something that was opened is not closed. Paste the whole of it.")
	}
	return refuse(line, "", "The JSON cannot be read: %s.", err)
}

// sequence reads all values of a text: one, or one after another, as a log has them. Lines
// between them that are no JSON are told of. The error is that of the first one, where there is
// no value.
func (r *reader) sequence(text string) ([]*node, error) {
	s := newNodes(text)
	s.from(0)
	var all []*node
	var wrong error
	for end := 0; ; {
		n, err := s.next(0)
		switch {
		case err == nil:
			all = append(all, n)
			end = s.base + int(s.decoder.InputOffset())
			continue
		case errors.Is(err, io.EOF):
		case s.count > mostNodes, errors.Is(err, errDeep):
			return nil, s.broken(err)
		default:
			if wrong == nil {
				wrong = s.broken(err)
			}
			if end = s.resume(r, end); end < len(text) {
				s.from(end)
				continue
			}
		}
		if len(all) == 0 {
			return nil, wrong
		}
		return all, nil
	}
}

// resume tells of what cannot be read from an offset on, and returns where the next line begins
// that may be an object: the end of the text where there is none.
func (s *nodes) resume(r *reader, offset int) int {
	skipped := len(s.text[offset:]) - len(strings.TrimLeft(s.text[offset:], " \t\n,"))
	begins := strings.Contains(s.text[offset:offset+skipped], ",")
	for offset += skipped; offset < len(s.text); begins = true {
		line, _, _ := strings.Cut(s.text[offset:], "\n")
		if begins && strings.HasPrefix(strings.TrimSpace(line), "{") {
			break
		}
		if s.failed++; s.failed > mostFalse {
			r.notes.add(s.at(offset), "The text is read up to here: more than %s lines are no JSON.", format.Count(mostFalse))
			return len(s.text)
		}
		if !blank(line) && !fence(line) {
			r.notes.add(s.at(offset), "Left out, since it is no JSON, as other lines are: “%s”.", clip(start(line)))
		}
		offset += len(line) + 1
	}
	if s.failed++; s.failed > mostFalse {
		return len(s.text)
	}
	return min(offset, len(s.text))
}
