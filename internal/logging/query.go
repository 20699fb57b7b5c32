package logging

import (
	"net/url"
	"slices"
	"strings"
)

// personal are the fields of a query whose values people wrote: the title and the note of a
// link, and a text that belongs into the body of a request.
var personal = []string{"title", "note", "text"}

// hidden stands in place of what is left out.
const hidden = "..."

// deepest is how many queries may lie within another's value before the whole value is left
// out. A link has two: its own, and that of the scenario it is compared with.
const deepest = 3

// Query returns a query, without the question mark, as it may stand in the log: without the
// values of the fields that people wrote, also of those within the value of another field. It
// need not be one that the lab understands.
func Query(raw string) string { return without(raw, "&", deepest) }

// without hides the values of personal fields of a query whose fields are separated by any of
// some characters. What is nested has two of them, and a text may hold either; so whatever
// follows there is hidden too.
func without(raw, separators string, depth int) string {
	var b strings.Builder
	for len(raw) > 0 {
		pair, separator := raw, ""
		if i := strings.IndexAny(raw, separators); i >= 0 {
			pair, separator = raw[:i], raw[i:i+1]
		}
		raw = raw[len(pair)+len(separator):]
		name, value, valued := strings.Cut(pair, "=")
		switch {
		case !valued:
			b.WriteString(nested(name, depth)) // its = may be encoded
		case value == "" || !isPersonal(name):
			b.WriteString(name + "=" + nested(value, depth))
		default:
			b.WriteString(name + "=" + hidden)
			if len(separators) > 1 {
				return b.String()
			}
		}
		b.WriteString(separator)
	}
	return b.String()
}

// nested is the value of a field, which may be a query of its own, encoded or as it is.
func nested(value string, depth int) string {
	plain, err := url.QueryUnescape(value)
	switch {
	case err == nil && !strings.ContainsAny(plain, "=%"):
		return value
	case err != nil || depth == 0:
		return hidden
	}
	if safe := without(plain, "&;", depth-1); safe != plain {
		return url.QueryEscape(safe)
	}
	return value
}

func isPersonal(name string) bool {
	for range deepest {
		plain, err := url.QueryUnescape(name)
		if err != nil || plain == name {
			break
		}
		name = plain
	}
	// A query may follow a path, and the name of its first field then has that before it.
	name = name[strings.LastIndexByte(name, '?')+1:]
	return slices.Contains(personal, strings.ToLower(strings.TrimSpace(name)))
}
