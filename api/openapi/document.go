package openapi

import (
	"encoding/json"
	"strings"
	"sync"

	"github.com/google/jsonschema-go/jsonschema"
)

// Path is where the lab answers with the document.
const Path = "/api/v1/openapi.json"

// Document returns the document as JSON. Nobody may change the bytes.
var Document = sync.OnceValue(func() []byte {
	text, err := json.Marshal(described())
	if err != nil {
		panic("openapi: " + err.Error()) // it depends on nothing but the program
	}
	return append(text, '\n')
})

// The objects of OpenAPI 3.1 that the document needs, by their names there.
// Source: https://spec.openapis.org/oas/v3.1.0
type (
	root struct {
		OpenAPI      string          `json:"openapi"`
		Info         info            `json:"info"`
		Servers      []server        `json:"servers"`
		Paths        map[string]path `json:"paths"`
		Components   components      `json:"components"`
		ExternalDocs externalDocs    `json:"externalDocs"`
	}
	info struct {
		Title       string `json:"title"`
		Version     string `json:"version"`
		Description string `json:"description"`
	}
	server struct {
		URL string `json:"url"`
	}
	externalDocs struct {
		URL string `json:"url"`
	}
	path       map[string]*operation // by method, in small letters
	components struct {
		Schemas    map[string]*jsonschema.Schema `json:"schemas"`
		Parameters map[string]parameter          `json:"parameters"`
		Responses  map[string]response           `json:"responses"`
	}
	operation struct {
		ID          string              `json:"operationId"`
		Summary     string              `json:"summary"`
		Description string              `json:"description,omitempty"`
		Parameters  []parameter         `json:"parameters,omitempty"`
		RequestBody *body               `json:"requestBody,omitempty"`
		Responses   map[string]response `json:"responses"`
	}
	parameter struct {
		Ref         string             `json:"$ref,omitempty"`
		Name        string             `json:"name,omitempty"`
		In          string             `json:"in,omitempty"`
		Description string             `json:"description,omitempty"`
		Required    bool               `json:"required,omitempty"`
		Style       string             `json:"style,omitempty"`
		Explode     *bool              `json:"explode,omitempty"`
		Schema      *jsonschema.Schema `json:"schema,omitempty"`
	}
	body struct {
		Description string           `json:"description,omitempty"`
		Required    bool             `json:"required"`
		Content     map[string]media `json:"content"`
	}
	response struct {
		Ref         string           `json:"$ref,omitempty"`
		Description string           `json:"description,omitempty"`
		Content     map[string]media `json:"content,omitempty"`
	}
	media struct {
		Schema *jsonschema.Schema `json:"schema,omitempty"`
	}
)

const about = "Simulates how clients that retry meet a service with limits and faults. " +
	"A scenario is the query: every parameter has a default, and an address without any is the default scenario. " +
	"Parameters are described in the one form in which the lab writes them; it reads what people type as well, such as rate=100/min. " +
	"An answer follows from the address and the version of the engine alone, so equal requests have equal answers. " +
	"Every GET answers HEAD, too. Errors are problems (RFC 9457) that name the field, the value and the limit."

func described() root {
	d := root{
		OpenAPI: "3.1.0",
		Info:    info{Title: "Backoff Lab", Version: "1", Description: about},
		Servers: []server{{URL: "/"}}, ExternalDocs: externalDocs{URL: "/docs/addresses"},
		Paths:      map[string]path{},
		Components: components{Schemas: schemas(), Parameters: parameters(), Responses: problems()},
	}
	for _, o := range operations() {
		at := addressed(o.path)
		if d.Paths[at] == nil {
			d.Paths[at] = path{}
		}
		d.Paths[at][strings.ToLower(o.method)] = o.described()
	}
	return d
}

// addressed writes a route's path as OpenAPI does: "/testbed/{key}".
func addressed(route string) string {
	parts := strings.Split(route, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}
