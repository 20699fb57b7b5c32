// Package screen writes tables, texts and what came of studies as terminals have them: nothing but
// links is wider than the screen.
package screen

import "io"

// Screen is where something is written.
type Screen struct {
	Out   io.Writer
	Width int // in columns; 0: it is no terminal, and lines are as long as they are
}

// LinkLine is where a page shows something.
func LinkLine(page, query string) string {
	if query == "" {
		return page
	}
	return page + "?" + query
}
