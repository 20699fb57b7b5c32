package conformance

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"backofflab/internal/format"
)

var update = flag.Bool("update", false, "write docs/conformance.md anew")

const document = "../../docs/conformance.md"

// head is what the document says before its cases.
const head = `<!-- Written by ` + "`go test ./testbed/conformance -run Document -update`" + `; edits are lost. -->
# Conformance: how a client retries

The suite judges any HTTP client by how it retries. Each of its %d cases starts a server of
its own on loopback, runs a command that makes a call to it, watches what arrives and when,
and says in words whether that was right.

` + "```sh" + `
go run ./cmd/backofflab check -- curl -sf --retry 3 {url}
go run ./cmd/backofflab check -case no-hint,cut-off -json -- ./my-client
go run ./cmd/backofflab check -strict -junit junit.xml -- node client.mjs
` + "```" + `

The exit status is 0 if no case failed, 1 if one did, and 2 if the suite could not be run.
` + "`-strict`" + ` lets warnings fail, too; ` + "`-list`" + ` names the cases; ` + "`-timeout 30s`" + ` gives each case at least
that time, for a client whose delays are long; ` + "`-parallel 1`" + ` runs one case at a time. The table
or the JSON is on standard output, progress on standard error.

## What a command is asked to do

It may be written in any language. It makes one logical call, retries as it sees fit, reads the
answer to its end, and exits with 0 if the call succeeded and with another status if not: with
%d if it cannot make such a call, as a client that has no PUT. ` + "`{url}`" + ` in its arguments is replaced; the rest is in
its environment:

| variable | meaning |
|---|---|
%s
For a server with TLS, ` + "`SSL_CERT_FILE`, `NODE_EXTRA_CA_CERTS`, `REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE`" + ` and
` + "`AWS_CA_BUNDLE`" + ` name a file with the authority to trust.

## How it is judged

| verdict | meaning |
|---|---|
| pass | as it should be |
| warn | allowed, but late, careless or wasteful |
| fail | against the standard, or harmful to the service or the caller |
| not tried | the client does not do what the case needs: it does not retry at all, say, or makes one call where 200 were asked for |

A delay is measured at the server, from the moment an attempt is answered to the moment the
next arrives: starting the command counts nowhere. A client that comes up to %s early is on
time; one that comes more than %s and a fifth of the wait late gets a warning: a fifth is what
jitter may add. Less than %s is no delay; nor is, after a field that nobody can read, less than a
twentieth of the delay before it and than 50 ms. What may be bad luck, such as a delay drawn close
to 0, is tried up to %s times before it counts. Calls in a crowd are made after all other cases, so
that they make none of them late.

## The report as JSON

Names are a promise. Times are in milliseconds, with their fractions.

| name | meaning |
|---|---|
| ` + "`command`, `began`, `took_ms`" + ` | the program and its arguments, when it began in UTC, and how long all of it took |
| ` + "`results`" + ` | a result for each case, in the order of the cases |
| ` + "`case`, `group`, `shows`, `source`" + ` | as below |
| ` + "`verdict`, `reason`" + ` | one of pass, warn, fail and not tried; and why, in words |
| ` + "`attempts`" + ` | what arrived, in its order; of a crowd, all calls in one list |
| ` + "`at_ms`, `answered_ms`" + ` | when an attempt arrived, and when its client was told of its fate; both from the first attempt on |
| ` + "`method`, `path`, `proto`, `header`" + ` | what was asked; of the header the fields that matter here, and never credentials |
| ` + "`body_bytes`, `body_sha256`" + ` | how much was sent, and the first 16 digits of its hash |
| ` + "`connection`" + ` | on which connection it came, counted from 1 |
| ` + "`status`, `retry_after`" + ` | what was answered; 0 for no answer at all |
| ` + "`delays_ms`" + ` | from each answer to the next attempt, where one call was made |
| ` + "`ended`, `exit`" + ` | whether the command ended by itself, and its exit status |
| ` + "`said`" + ` | the end of what it wrote to its standard error |
`

// Each name of the JSON is explained.
func TestNamesAreDocumented(t *testing.T) {
	for _, part := range []any{Report{}, Result{}, Made{}, Finding{}} {
		for i := range reflect.TypeOf(part).NumField() {
			name, _, _ := strings.Cut(reflect.TypeOf(part).Field(i).Tag.Get("json"), ",")
			if name != "" && !strings.Contains(head, "`"+name+"`") {
				t.Errorf("docs/conformance.md does not explain %s", name)
			}
		}
	}
}

// variables are the lines of the environment in the package's comment.
func variables(t *testing.T) string {
	source, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	for line := range strings.Lines(string(source)) {
		text, ok := strings.CutPrefix(line, "//\t")
		if !ok {
			continue
		}
		if name, meaning, found := strings.Cut(text, "  "); found && strings.HasPrefix(name, "BACKOFFLAB_") {
			fmt.Fprintf(&rows, "|\n| `%s` | %s ", name, strings.TrimSpace(meaning))
		} else {
			rows.WriteString(strings.TrimSpace(text) + " ")
		}
	}
	return strings.TrimPrefix(rows.String(), "|\n") + "|\n"
}

func page(t *testing.T) string {
	var b strings.Builder
	fmt.Fprintf(&b, head, len(Cases()), Cannot, variables(t), ms(Early), ms(Late), ms(AtOnce), format.Word(luck))
	group := ""
	for _, c := range Cases() {
		if c.Group != group {
			group = c.Group
			fmt.Fprintf(&b, "\n## %s\n", format.Capital(group))
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s\n\n- Judged: %s\n- Answers: %s.\n", c.Name, c.Shows, format.Lower(c.Judged), answers(&c))
		if asked := asks(&c.Call); asked != "" {
			fmt.Fprintf(&b, "- The command is told: %s.\n", asked)
		}
		fmt.Fprintf(&b, "- Source: %s.\n", c.Source)
	}
	return b.String()
}

func answers(c *Case) string {
	switch {
	case c.Answer != "":
		return c.Answer
	case c.Script != "":
		return "`" + c.Script + "`"
	}
	return "the service of `/?" + c.Scenario + "`"
}

// asks is what a command is told beside where to call.
func asks(c *Call) string {
	var told []string
	add := func(when bool, form string, args ...any) {
		if when {
			told = append(told, fmt.Sprintf(form, args...))
		}
	}
	add(c.Method != "", "%s", c.Method)
	add(c.Body > 0, "%s", format.Plural(c.Body, "byte"))
	add(c.Stream, "a stream that can be read once")
	add(c.Key != "", "a key")
	add(c.Deadline > 0, "a deadline of %s", format.Span(c.Deadline))
	add(c.Calls > 0, "%s at once", format.Plural(c.Calls, "call"))
	add(c.Connections > 0, "%s", format.Plural(c.Connections, "connection"))
	return format.List(told)
}

func TestDocument(t *testing.T) {
	want := page(t)
	if *update {
		if err := os.WriteFile(document, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(document)
	if err != nil || string(got) != want {
		t.Errorf("docs/conformance.md is not what the cases say (%v): run go test ./testbed/conformance -run Document -update", err)
	}
}
