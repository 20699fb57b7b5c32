package main

import (
	"fmt"
	"io"
	"net/url"
	"strings"

	"backofflab/scenario/link"
)

// maxLink bounds what is read of a link from the input.
const maxLink = 64 << 10

// readLink reads a link and the settings that follow it.
func (p *program) readLink(args []string) (link.Link, error) {
	if len(args) == 0 {
		return link.Parse("")
	}
	text := args[0]
	if text == "-" {
		read, err := io.ReadAll(io.LimitReader(p.in, maxLink))
		if err != nil {
			return link.Link{}, wrong(err)
		}
		text = strings.TrimSpace(string(read))
	}
	for _, more := range args[1:] {
		if !strings.Contains(more, "=") {
			return link.Link{}, wrongf("%q follows the link and is no setting; write field=value, and quote a link that has & in it", more)
		}
		switch {
		case strings.Contains(text, "="):
			text += "&"
		case strings.Contains(text, "/"):
			text = strings.TrimSuffix(text, "?") + "?"
		case text != "":
			text = "preset=" + url.QueryEscape(text) + "&"
		}
		text += strings.NewReplacer("&", "%26", "#", "%23").Replace(more)
	}
	l, err := link.Read(text)
	if err != nil {
		return l, fmt.Errorf("%w", err)
	}
	return l, nil
}
