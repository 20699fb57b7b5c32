package files

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
	"backofflab/scenario"
)

// nginx is proxy_next_upstream and what belongs to it, of gRPC, FastCGI and the others too: a
// failed try goes to the next server at once.
var nginx = form.Format{
	Key: "nginx", Name: "nginx", Language: "nginx", File: "nginx.conf",
	Version: "1.31", Source: "nginx/nginx, src/http/ngx_http_upstream.c and modules/ngx_http_proxy_module.c",
	Sample: `location / {
    proxy_pass http://catalog;
    proxy_next_upstream error timeout http_503 non_idempotent;
    proxy_next_upstream_tries 3;
    proxy_next_upstream_timeout 10s;
    proxy_read_timeout 2s;
}
`,
	Recognise: func(t *form.Text) bool { return nginxRetries.MatchString(t.Raw) },
	Read:      readNginx,
	Write:     writeNginx,
}

var (
	nginxRetries   = regexp.MustCompile(`(?m)(?:^|[{;])\s*(proxy|grpc|fastcgi|uwsgi|scgi)_next_upstream(_tries|_timeout)?\s`)
	nginxDirective = regexp.MustCompile(`([A-Za-z_][A-Za-z0-9_]*)(?:[ \t]+([^;{}\n]*))?[;{]`)
)

// nginxDirectives are the directives of a text, by what is common to those of all modules:
// proxy_read_timeout and grpc_read_timeout are read_timeout.
func nginxDirectives(text string) (all []*tree.Node) {
	line := 0
	for row := range strings.SplitSeq(text, "\n") {
		line++
		row, _, _ = strings.Cut(row, "#")
		for _, found := range nginxDirective.FindAllStringSubmatch(row, -1) {
			name := found[1]
			for _, module := range []string{"proxy_", "grpc_", "fastcgi_", "uwsgi_", "scgi_"} {
				name = strings.TrimPrefix(name, module)
			}
			all = append(all, &tree.Node{Name: name, Line: line, Text: strings.TrimSpace(found[2])})
		}
	}
	return all
}

func readNginx(t *form.Text, r *form.Reading) {
	all := nginxDirectives(t.Raw)
	next := first(all, "next_upstream")
	r.Strategy(next, "immediate", "A failed try goes to the next server at once.")
	readNginxTries(r, all, next)
	readNginxConditions(r, next)
	if n := first(all, "next_upstream_timeout"); n != nil {
		if d, ok := n.Duration(time.Second); !ok || d > 0 {
			r.Duration(n, "deadline", time.Second)
		}
		n.Take()
	}
	read := first(all, "read_timeout")
	if d, ok := read.Duration(time.Second); ok && d > scenario.Day {
		r.Tell(read, "A timeout as long as that is none here.")
	} else {
		durationOr(r, read, "timeout", time.Second, "1m", "Without proxy_read_timeout a try is given up after 60 s of silence.")
	}
	for _, server := range tree.Find(all, "server") {
		if strings.Contains(server.Text, "max_fails") || strings.Contains(server.Text, "fail_timeout") {
			r.Lose(server, "max_fails and fail_timeout leave a server out for a time; here the service is one.")
		}
	}
	restBeside(r, all)
}

// readNginxTries sets the attempts: those that are allowed, or as many as there are servers.
func readNginxTries(r *form.Reading, all []*tree.Node, next *tree.Node) {
	servers := 0
	for _, n := range tree.Find(all, "server") {
		if n.Text != "" { // not the block of that name
			servers++
		}
	}
	tries := first(all, "next_upstream_tries")
	most, ok := tries.Whole()
	switch {
	case next != nil && next.Text == "off":
		r.Set(next, "attempts", "1", "off: no other server is tried.")
		tries.Take()
	case ok && most > 0 && servers > 0 && servers < most:
		r.Set(tries, "attempts", fmt.Sprint(servers), fmt.Sprintf("%d servers are tried once each, the first included.", servers))
	case tries != nil && (!ok || most != 0):
		r.Attempts(tries, nil)
	case servers > 0:
		r.Assume("attempts", fmt.Sprint(servers), fmt.Sprintf("%d servers are tried once each, the first included.", servers))
		tries.Take()
	default:
		r.Assume("attempts", "2", "Each server is tried once. How many there are the text does not say: 2 are taken.")
		tries.Take()
	}
}

func readNginxConditions(r *form.Reading, next *tree.Node) {
	if next == nil {
		r.Assume("retry-on", "unavailable,timed-out", "By default another server is tried after an error or a timeout.")
		return
	}
	var outcomes []string
	idempotent := true
	for _, word := range strings.Fields(next.Text) {
		switch status := strings.TrimPrefix(word, "http_"); {
		case word == "error" || word == "invalid_header":
			outcomes = append(outcomes, "unavailable")
		case word == "timeout":
			outcomes = append(outcomes, "timed-out")
		case word == "non_idempotent":
			idempotent = false
		case word == "off" || word == "updating":
		case status != word && statusOutcome(status) == "other":
			r.Lose(&tree.Node{Line: next.Line}, "The status "+status+" does not happen here.")
		case status != word && statusOutcome(status) != "":
			outcomes = append(outcomes, statusOutcome(status))
		default:
			r.Lose(&tree.Node{Line: next.Line}, word+" is no condition of nginx.")
		}
	}
	if len(outcomes) > 0 {
		r.RetryOn(next, "", outcomes...)
		if idempotent {
			r.Lose(&tree.Node{Line: next.Line}, "Without non_idempotent a POST that was sent is not tried again; here all requests are alike.")
		}
	}
}

func writeNginx(p form.Policy) (string, []string) {
	if p.Attempts == 1 {
		return "proxy_next_upstream off;\n" + nginxTimeout(p), nil
	}
	words := []string{"error"}
	if p.Retried("timed-out") {
		words = append(words, "timeout")
	}
	if p.Retried("unavailable") {
		words = append(words, "http_503")
	}
	if p.Retried("rejected") {
		words = append(words, "http_429")
	}
	text := fmt.Sprintf("proxy_next_upstream %s non_idempotent;\nproxy_next_upstream_tries %d;\n", strings.Join(words, " "), p.Attempts)
	if p.Deadline > 0 {
		text += fmt.Sprintf("proxy_next_upstream_timeout %sms;\n", form.Milliseconds(p.Deadline))
	}
	return text + nginxTimeout(p), []string{
		fmt.Sprintf("nginx tries each server once: the upstream needs %d of them.", p.Attempts),
		"non_idempotent sends a POST again, too: leave it out if yours must not be.",
	}
}

// nginxTimeout is that of one try; 365 days where the policy has none.
func nginxTimeout(p form.Policy) string {
	if p.Timeout == 0 {
		return "proxy_read_timeout 365d;\n"
	}
	return fmt.Sprintf("proxy_read_timeout %sms;\n", form.Milliseconds(p.Timeout))
}
