package observed

import (
	"strings"
)

// readKeys reads key=value, and key: value of names and numbers.
func (e *event) readKeys(line string) {
	for i := 0; i < len(line); i++ {
		if line[i] != '=' && line[i] != ':' {
			continue
		}
		from := i
		for from > 0 && i-from < 40 && (alphanumeric(line[from-1]) || strings.IndexByte("_-.@", line[from-1]) >= 0) {
			from--
		}
		if from == i || i-from >= 40 || digits(line[from:from+1]) == 1 || strings.HasPrefix(line[i:], "://") {
			continue
		}
		value, n := keyed(line[i+1:], line[i] == ':')
		if value == "" {
			continue
		}
		c := columnOf(line[from:i])
		switch {
		case c.role == ofLeft, strings.EqualFold(c.name, "total") && strings.HasSuffix(strings.ToLower(line[:from]), "retry("): // of urllib3
			_ = e.setCounter(ofLeft, value)
		case c.role == ofAttempt && e.counter.role == other, c.role == ofRetry && e.counter.role == other:
			_ = e.setCounter(c.role, value)
		case c.role == ofClient && (line[i] == '=' || strings.Contains(strings.ToLower(c.name), "id")):
			e.named(ident{rank: c.rank, kind: c.name, name: value})
		case c.role == ofDelay && !e.delayed:
			_ = e.setDelay(c, value)
		}
		i += n
	}
}

// keyed is the value behind a key, and how far it reaches; "" where none is there.
func keyed(s string, spaced bool) (string, int) {
	skip := 0
	if spaced && strings.HasPrefix(s, " ") {
		skip = 1
	}
	s = s[skip:]
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		end := strings.IndexByte(s[1:min(len(s), 200)], s[0])
		if end < 0 {
			return "", 0
		}
		return s[1 : 1+end], skip + end + 1
	}
	end := strings.IndexAny(s[:min(len(s), 200)], " \t,;()]}|\"")
	if end < 0 {
		end = min(len(s), 200)
	}
	return s[:end], skip
}

// The ranks of names that no key gives.
const (
	rankUUID   = 100
	rankAccess = 200
)

// readUUID takes the first UUID of a line as the name of its client.
func (e *event) readUUID(line string) {
	for i := 8; i+28 <= len(line); i++ {
		k := strings.IndexByte(line[i:], '-')
		if k < 0 {
			return
		}
		i += k
		if i >= 8 && i+28 <= len(line) && uuid(line[i-8:i+28]) {
			e.named(ident{rank: rankUUID, kind: "UUID", name: line[i-8 : i+28]})
			return
		}
	}
}

func uuid(s string) bool {
	for i := range len(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (s[i] == '-') || !dash && !(s[i] >= '0' && s[i] <= '9' || s[i]|' ' >= 'a' && s[i]|' ' <= 'f') {
			return false
		}
	}
	return true
}

// readAccess takes the lines that servers write of requests: the address of the client and what
// it asks for name it, and an answer below 400 ends the request.
func (e *event) readAccess(line string) {
	http := strings.Index(line, ` HTTP/`)
	if http < 0 {
		return
	}
	open := strings.LastIndexByte(line[:http], '"')
	shut := strings.IndexByte(line[http:], '"')
	if open < 0 || shut < 0 {
		return
	}
	rest := line[http+shut+1:]
	if len(rest) < 4 || rest[0] != ' ' || !three(rest[1:]) {
		return
	}
	address, _, _ := strings.Cut(line, " ")
	e.named(ident{rank: rankAccess, kind: "address and request", name: strings.TrimLeft(address+" "+line[open+1:http], "[]- ")})
	e.ends = e.ends || rest[1] < '4'
}
