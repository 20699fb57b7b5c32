// Package compare puts what the suite found out about several clients side by side, as
// one document with its figures beside it.
package compare

import (
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"backofflab/testbed/conformance"
)

// Comparison is the suite over several clients.
type Comparison struct {
	Made     string   `json:"made"`     // the day, in UTC
	Platform string   `json:"platform"` // "go1.26.8, linux/amd64"
	Cases    []Column `json:"cases"`
	Clients  []Client `json:"clients"`
}

// Column is a case.
type Column struct {
	Name  string `json:"name"`
	Group string `json:"group"`
	Shows string `json:"shows"`
}

// Client is a client, and how it did.
type Client struct {
	Name     string `json:"name"`
	Language string `json:"language"`        // "Go", "JavaScript"
	Version  string `json:"version"`         // as its build or its package says; empty: of this tree
	Set      string `json:"set,omitempty"`   // how it is set up where not with its defaults; a clause
	Link     string `json:"link"`            // the query of the lab that simulates it
	Model    string `json:"model,omitempty"` // what that is where it is not the client's own; a clause
	Results  []Mark `json:"results"`         // in the order of the cases
}

// Mark is how a client did in a case.
type Mark struct {
	conformance.Finding
	Attempts int                 `json:"attempts"`
	Delay    *conformance.Millis `json:"delay_ms,omitempty"` // before the last attempt, where one call was made
}

// Columns are the cases of the suite.
func Columns() []Column {
	var all []Column
	for _, c := range conformance.Cases() {
		all = append(all, Column{c.Name, c.Group, c.Shows})
	}
	return all
}

// Add adds a client with the report of all cases, in the place of one of that name and
// language.
func (c *Comparison) Add(client Client, report *conformance.Report) {
	for i := range report.Results {
		r := &report.Results[i]
		mark := Mark{Finding: r.Finding, Attempts: len(r.Made)}
		if n := len(r.Delays); n > 0 {
			last := conformance.Millis(time.Duration(r.Delays[n-1]).Round(time.Millisecond))
			mark.Delay = &last
		}
		client.Results = append(client.Results, mark)
	}
	for i, known := range c.Clients {
		if known.Name == client.Name && known.Language == client.Language {
			c.Clients[i] = client
			return
		}
	}
	c.Clients = append(c.Clients, client)
}

// Drop drops the clients of a language.
func (c *Comparison) Drop(language string) {
	c.Clients = slices.DeleteFunc(c.Clients, func(client Client) bool { return client.Language == language })
}

// Sort sorts the clients by language, and keeps the order within one.
func (c *Comparison) Sort() {
	slices.SortStableFunc(c.Clients, func(a, b Client) int { return strings.Compare(a.Language, b.Language) })
}

// Read reads a comparison as WriteJSON writes it.
func Read(r io.Reader) (*Comparison, error) {
	var c Comparison
	return &c, json.NewDecoder(r).Decode(&c)
}

// WriteJSON writes a comparison as JSON, indented by a tab.
func (c *Comparison) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	return e.Encode(c)
}

// count is how many results of a client have the verdict.
func (c *Client) count(v conformance.Verdict) int {
	n := 0
	for _, mark := range c.Results {
		if mark.Verdict == v {
			n++
		}
	}
	return n
}
