package main

import (
	"io"
	"maps"
	"net/url"
	"os"
	"strings"

	"backofflab/scenario/link"
)

// maxLink bounds what is read of a link from the input.
const maxLink = 64 << 10

// readLink reads a link and the settings that follow it.
func (p *program) readLink(args []string) (link.Link, error) {
	text, err := p.linkText(args)
	if err != nil {
		return link.Link{}, err
	}
	return link.Read(text)
}

// linkText is a link with the settings that follow it put in.
func (p *program) linkText(args []string) (string, error) {
	if len(args) == 0 {
		return "", nil
	}
	text := args[0]
	if text == "-" {
		read, err := io.ReadAll(io.LimitReader(p.in, maxLink))
		if err != nil {
			return "", wrong(err)
		}
		text = string(read)
	}
	if err := noLink(strings.TrimSpace(text)); err != nil {
		return "", err
	}
	for _, more := range args[1:] {
		if !strings.Contains(more, "=") {
			return "", wrongf("%q follows the link and is no setting; write field=value, and quote a link that has & in it", more)
		}
		text = with(text, strings.NewReplacer("&", "%26", "#", "%23").Replace(more))
	}
	return text, nil
}

// noLink says of what is certainly no link what to do instead. An empty one is rather a variable
// that was not set than the default scenario.
func noLink(text string) error {
	if text == "" {
		return wrongf("the link is empty; leave it out, or write %s, for the scenario that the lab opens with", link.Standard)
	}
	if file, err := os.Stat(text); err == nil && !file.IsDir() {
		return wrongf("%s is a file and no link; 'backofflab import %s' reads it", text, text)
	}
	if strings.Contains(text, "/") && !strings.ContainsAny(text, "=?:") {
		return wrongf("%s is no link: write a query, the address of a lab with one, or the name of a scenario", text)
	}
	return nil
}

// studyLink reads the link of a study: a scenario, and fields of the study's own, which flags
// replace. It returns both as one query again.
func (p *program) studyLink(args, names []string, flags map[string]string) (query string, err error) {
	text, err := p.linkText(args)
	if err != nil {
		return "", err
	}
	own, rest, problems := link.Split(link.Query(text), names...)
	l, err := link.Parse(rest)
	if problems = problems.And(err); len(problems) > 0 {
		return "", problems
	}
	maps.Copy(own, flags)
	pairs := []string{l.Scenario.Query()}
	for _, name := range names {
		if own[name] != "" {
			pairs = append(pairs, name+"="+url.QueryEscape(own[name]))
		}
	}
	return strings.Trim(strings.Join(pairs, "&"), "&"), nil
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
