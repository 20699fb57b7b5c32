package tree

import (
	"regexp"
	"strings"
)

// Values that a program or a tool fills in before the file is read: ${TRIES:3} of Spring,
// ${TRIES:-3} of a shell and of Compose, {{ .Values.tries | default 3 }} of Helm.

var (
	placeholder = regexp.MustCompile(`^\$\{[^{}:]+:-?([^{}]*)\}$`)
	piped       = regexp.MustCompile(`^\{\{-?[^{}]*\|\s*default\s+["']?([^\s"'{}|]+)["']?[^{}]*\}\}$`)
	called      = regexp.MustCompile(`^\{\{-?\s*default\s+["']?([^\s"'{}|]+)["']?[^{}]*\}\}$`)
	template    = regexp.MustCompile(`\{\{[^{}]*\}\}`)
)

// Filled is the value that holds where nothing fills a placeholder in; ok is false where the
// node is none, or has no such value.
func (n *Node) Filled() (text string, ok bool) {
	if n == nil || n.Kind != Scalar || !strings.Contains(n.Text, "{") {
		return "", false
	}
	for _, form := range []*regexp.Regexp{placeholder, piped, called} {
		if found := form.FindStringSubmatch(strings.TrimSpace(n.Text)); found != nil {
			return found[1], true
		}
	}
	return "", false
}

// untemplated makes YAML of a template of Helm: its values stand in quotes, and lines that only
// direct it are empty. Lines keep their numbers.
func untemplated(text string) string {
	if !template.MatchString(text) {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.TrimSpace(template.ReplaceAllString(line, "")) == "" && strings.Contains(line, "{{") {
			lines[i] = ""
			continue
		}
		lines[i] = quotedTemplates(line)
	}
	return strings.Join(lines, "\n")
}

func quotedTemplates(line string) string {
	var b strings.Builder
	last := 0
	for _, place := range template.FindAllStringIndex(line, -1) {
		before, found, after := line[:place[0]], line[place[0]:place[1]], strings.TrimSpace(line[place[1]:])
		b.WriteString(line[last:place[0]])
		last = place[1]
		bare := template.ReplaceAllString(before, "")
		switch {
		case strings.Count(bare, `"`)%2 == 1 || strings.Count(bare, "'")%2 == 1: // within quotes
			b.WriteString(found)
		case strings.HasSuffix(strings.TrimSpace(before), ":") && (after == "" || strings.ContainsAny(after[:1], ",}]#")):
			b.WriteString("'" + strings.ReplaceAll(found, "'", "''") + "'")
		default: // a part of a value
			b.WriteString("<" + strings.Trim(found, "{}") + ">")
		}
	}
	b.WriteString(line[last:])
	return b.String()
}
