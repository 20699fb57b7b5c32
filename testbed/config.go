package testbed

import (
	"errors"
	"fmt"
	"strings"

	"backofflab/scenario"
)

// Config says what a testbed is like. The zero Config has no scenario, so it is not valid;
// of the rest every zero is.
type Config struct {
	Scenario scenario.Scenario // what the service is like; how clients retry in it is theirs to know
	Family   Family            // of the headers and bodies; "": plain
	Script   Script            // the answers that come first; empty: none
	Tell     Tell              // how clients are told apart; the zero value: by their address
	Owner    string            // who started it, for Limits.PerOwner: an address, say
}

// validate reports what is wrong with a config.
func (c *Config) validate() error {
	if err := c.Scenario.Validate(); err != nil {
		return err
	}
	if _, ok := c.Family.find(); !ok {
		return fmt.Errorf("family %q: there is none of that name. Use one of %s", clip(string(c.Family)), strings.Join(familyNames(), ", "))
	}
	return c.Tell.validate()
}

// Tell says how clients are told apart.
type Tell struct {
	By   TellBy
	Name string // of the header or of the query's parameter
}

// TellBy is what tells clients apart.
type TellBy uint8

// What tells clients apart.
const (
	ByAddress TellBy = iota // the address of the connection
	ByHeader                // a header
	ByQuery                 // a parameter of the query
)

var tellWords = [...]string{ByAddress: "address", ByHeader: "header", ByQuery: "query"}

// maxTellName is the longest name of a header or parameter.
const maxTellName = 40

// ParseTell reads "address", "header NAME" and "query NAME". Nothing means the address.
func ParseTell(text string) (Tell, error) {
	words := strings.Fields(strings.ReplaceAll(text, ":", " "))
	if len(words) == 0 {
		return Tell{}, nil
	}
	for by, word := range tellWords {
		if !strings.EqualFold(words[0], word) {
			continue
		}
		t := Tell{By: TellBy(by), Name: strings.Join(words[1:], " ")}
		return t, t.validate()
	}
	return Tell{}, fmt.Errorf("clients told apart by %q: write address, header NAME or query NAME, for example header X-Client", clip(text))
}

// String returns what ParseTell reads.
func (t Tell) String() string {
	if t.By == ByAddress {
		return tellWords[ByAddress]
	}
	return tellWords[t.By] + " " + t.Name
}

func (t Tell) validate() error {
	switch {
	case int(t.By) >= len(tellWords):
		return errors.New("clients are told apart by their address, a header or a parameter of the query")
	case t.By == ByAddress && t.Name != "":
		return fmt.Errorf("clients told apart by their address need no name: leave out %q", clip(t.Name))
	case t.By != ByAddress && !isToken(t.Name, maxTellName):
		return fmt.Errorf("clients told apart by %s %q: a name has letters, digits, - and _, at most %d", tellWords[t.By], clip(t.Name), maxTellName)
	}
	return nil
}

// secret reports whether what tells clients apart may be a secret, so that it must not be shown.
func (t Tell) secret() bool {
	name := strings.ToLower(t.Name)
	for _, part := range []string{"auth", "key", "token", "secret", "cookie", "password", "signature", "session", "credential"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// isToken reports whether a text is the name of a header, of 1 to most bytes.
func isToken(text string, most int) bool {
	if text == "" || len(text) > most {
		return false
	}
	for _, c := range []byte(text) {
		if c != '-' && c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// clip shortens what somebody typed for an error.
func clip(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
