package main

import (
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
		text = with(text, strings.NewReplacer("&", "%26", "#", "%23").Replace(more))
	}
	return link.Read(text)
}

// with is a link in which a setting has another value.
func with(text, setting string) string {
	address, query, asks := strings.Cut(text, "?")
	switch {
	case asks:
		address += "?"
	case strings.Contains(text, "="):
		address, query = "", text
	case strings.Contains(text, "/"):
		address += "?"
	case text != "":
		address, query = "", "preset="+url.QueryEscape(text)
	}
	name, _, _ := strings.Cut(setting, "=")
	var pairs []string
	for pair := range strings.SplitSeq(query, "&") {
		if pair != "" && !strings.HasPrefix(pair, name+"=") {
			pairs = append(pairs, pair)
		}
	}
	return address + strings.Join(append(pairs, setting), "&")
}
