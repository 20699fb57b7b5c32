package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/terminal.md anew")

// The recording of docs/terminal.md is what the commands in it write. They are run in the
// folder testdata, in a terminal of a hundred columns.
func TestRecordingIsTrue(t *testing.T) {
	const document = "../../docs/terminal.md"
	page, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("testdata")
	now := recorded(t, string(page))
	if now == string(page) {
		return
	}
	if !*update {
		t.Fatalf("docs/terminal.md shows what the commands do not write; go test ./cmd/backofflab -run Recording -update writes it. It would be\n%s", now)
	}
	if err := os.WriteFile("../"+document, []byte(now), 0o644); err != nil {
		t.Fatal(err)
	}
}

// recorded is the document with the output of each command below it.
func recorded(t *testing.T, page string) string {
	var b strings.Builder
	inside, status, commands := false, 0, 0
	for line := range strings.Lines(page) {
		command, asked := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "$ ")
		switch {
		case line == "```console\n":
			inside = true
		case inside && line == "```\n":
			inside = false
		case inside && command == "echo $?":
			b.WriteString(line + strconv.Itoa(status) + "\n")
			continue
		case inside && asked:
			var out string
			out, status = shell(command)
			b.WriteString(line + out)
			commands++
			continue
		case inside: // what it wrote before
			continue
		}
		b.WriteString(line)
	}
	if commands < 10 {
		t.Errorf("only %d commands are recorded", commands)
	}
	return b.String()
}

// shell runs commands of the program with a pipe between each two, as a shell does.
func shell(line string) (out string, status int) {
	var screen bytes.Buffer
	input := ""
	parts := strings.Split(line, " | ")
	for i, part := range parts {
		part, silent := strings.CutSuffix(part, " 2>/dev/null")
		var piped, dropped bytes.Buffer
		p := &program{in: strings.NewReader(input), out: &screen, err: &screen, env: func(string) string { return "" }, width: 100, height: 24}
		if i < len(parts)-1 {
			p.out, p.width = &piped, 0
		}
		if silent {
			p.err = &dropped
		}
		status = p.run(context.Background(), words(part)[1:])
		input = piped.String()
	}
	return screen.String(), status
}

// words splits a command at blanks, but not between quotes.
func words(command string) (all []string) {
	for i, part := range strings.Split(command, "'") {
		if i%2 == 1 {
			all = append(all, part)
			continue
		}
		all = append(all, strings.Fields(part)...)
	}
	return all
}
