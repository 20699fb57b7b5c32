package compare

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/testbed/conformance"
)

// lab is where links lead: what make run serves.
const lab = "http://127.0.0.1:8080/?"

const head = `<!-- Written by %s and %s; edits are lost. -->
# What real clients do

The suite of [conformance.md](conformance.md) over %s, made on %s with %s. A cell has the
verdict, the attempts where they are not two, and the delay before the last one. Versions
are those that were built or installed; a link opens a simulation of that client in the lab
that %s serves.

✓ pass, ! warn, ✗ fail, – not tried: the client does not do what the case needs, such as
to retry that status at all.

## The clients

| client | version | ✓ | ! | ✗ | – | in the lab |
|---|---|---:|---:|---:|---:|---|
`

// WriteMarkdown writes a comparison as a document of the lab.
func (c *Comparison) WriteMarkdown(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, head, "`make clients`", "`make clients-npm`", format.Plural(len(c.Clients), "client"), c.Made, c.Platform, "`make run`")
	for i := range c.Clients {
		c.Clients[i].row(&b)
	}
	c.setups(&b)
	for from := 0; from < len(c.Cases); {
		to := from + 1
		for to < len(c.Cases) && c.Cases[to].Group == c.Cases[from].Group {
			to++
		}
		c.group(&b, from, to)
		from = to
	}
	c.reasons(&b)
	_, err := b.WriteTo(w)
	return err
}

func (c *Client) row(b *bytes.Buffer) {
	version, link := c.Version, "[its delays]("+lab+c.Link+")"
	if version == "" {
		version = "this tree"
	}
	if c.Model != "" {
		link = "[" + c.Model + "](" + lab + c.Link + ")"
	}
	fmt.Fprintf(b, "| %s | %s | %d | %d | %d | %d | %s |\n", c.Name, version, c.count(conformance.Pass),
		c.count(conformance.Warn), c.count(conformance.Fail), c.count(conformance.NotTried), link)
}

// setups says what is not a default.
func (c *Comparison) setups(b *bytes.Buffer) {
	b.WriteString("\nHow they are set up, where not with their defaults:\n\n")
	for _, client := range c.Clients {
		if client.Set != "" {
			fmt.Fprintf(b, "- %s: %s.\n", client.Name, client.Set)
		}
	}
}

// group writes the table of the cases from one to another.
func (c *Comparison) group(b *bytes.Buffer, from, to int) {
	cases := c.Cases[from:to]
	fmt.Fprintf(b, "\n## %s\n\n", format.Capital(cases[0].Group))
	for _, one := range cases {
		fmt.Fprintf(b, "- `%s`: %s\n", one.Name, one.Shows)
	}
	b.WriteString("\n| client |")
	for _, one := range cases {
		fmt.Fprintf(b, " %s |", one.Name)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(cases)) + "\n")
	for _, client := range c.Clients {
		fmt.Fprintf(b, "| %s |", client.Name)
		for _, mark := range client.Results[from:to] {
			fmt.Fprintf(b, " %s |", mark.cell())
		}
		b.WriteString("\n")
	}
}

var signs = map[conformance.Verdict]string{
	conformance.Pass: "✓", conformance.Warn: "!", conformance.Fail: "✗", conformance.NotTried: "–",
}

func (m *Mark) cell() string {
	words := []string{signs[m.Verdict]}
	if m.Attempts != 2 && m.Verdict != conformance.NotTried {
		words = append(words, format.Count(m.Attempts)+"×")
	}
	if m.Delay != nil {
		words = append(words, format.Count(time.Duration(*m.Delay).Milliseconds())+" ms")
	}
	return strings.Join(words, " ")
}

// reasons says in words what each client fails and is warned of.
func (c *Comparison) reasons(b *bytes.Buffer) {
	b.WriteString("\n## In words\n\nWhat each of them fails, and what it is warned of.\n")
	for _, client := range c.Clients {
		fmt.Fprintf(b, "\n### %s\n\n", client.Name)
		none := true
		for i, mark := range client.Results {
			if mark.Verdict == conformance.Fail || mark.Verdict == conformance.Warn {
				fmt.Fprintf(b, "- %s `%s`: %s.\n", signs[mark.Verdict], c.Cases[i].Name, mark.Reason)
				none = false
			}
		}
		if none {
			b.WriteString("Nothing.\n")
		}
	}
}
