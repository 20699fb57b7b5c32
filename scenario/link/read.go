package link

import (
	"net/url"
	"strings"
)

// Read reads what people paste where a scenario is asked for: a whole address of the lab,
// a query with or without its question mark, or the name of a preset. Nothing is the
// default scenario. What is wrong with it is said as [Parse] says it.
func Read(text string) (Link, error) { return Parse(Query(text)) }

// Query is the query in what people paste, as Read takes it. That of another page than the
// lab's may have fields of its own.
func Query(text string) string {
	text = strings.Trim(strings.TrimSpace(text), `"'<>`)
	if at := strings.IndexByte(text, '#'); at >= 0 {
		text = text[:at]
	}
	address, query, asked := strings.Cut(text, "?")
	switch {
	case asked:
		return query
	case strings.Contains(address, "://") || strings.HasPrefix(address, "/"): // the lab without a query
		return ""
	case address == "" || strings.Contains(address, "="):
		return address
	}
	return "preset=" + url.QueryEscape(address)
}
