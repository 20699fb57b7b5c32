package javascript

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// sdk is the client of a service that retries by itself. maxRetries does not count the first
// attempt; timeout is of one attempt, in milliseconds.
type sdk struct {
	key, name, module string
	classes           []string
}

var sdks = []sdk{
	{"client:openai-node", "OpenAI SDK for Node.js", "openai", []string{"OpenAI", "AzureOpenAI"}},
	{"client:anthropic-typescript", "Anthropic SDK for TypeScript", "@anthropic-ai/sdk", []string{"Anthropic", "AnthropicBedrock", "AnthropicVertex"}},
}

var openai = sdks[0].format("7.57.0", "openai/openai-node src/client.ts")
var anthropic = sdks[1].format("1.12.0", "anthropics/anthropic-sdk-typescript src/client.ts")

func (s sdk) format(version, source string) form.Format {
	return form.Format{
		Key: strings.TrimPrefix(s.key, "client:"), Name: s.name, Language: "JavaScript", File: "client.mjs", Version: version, Source: source,
		Sample:    fmt.Sprintf("const client = new %s({ maxRetries: 5, timeout: 30_000 });\n", s.classes[0]),
		Recognise: s.recognise, Read: s.readText, Write: s.write,
	}
}

func (s sdk) recognise(t *form.Text) bool {
	for _, class := range s.classes {
		if t.Has("new "+class+"(") || t.Has(class+"(") && t.Has("maxRetries") {
			return true
		}
	}
	return t.Has("from '"+s.module+"'", `from "`+s.module+`"`)
}

func (s sdk) readText(t *form.Text, r *form.Reading) {
	if !s.read(r, t.Code(source.JavaScript)) && t.Has(s.module) {
		r.Strategy(nil, s.key, "The text uses the "+s.name+", with its defaults.")
	}
}

// readSDKs adds the SDK that a text uses as a layer below what was read.
func readSDKs(r *form.Reading, code []*tree.Node) {
	for _, s := range sdks {
		if s.read(r, code) {
			return
		}
	}
}

// read reads a client of the SDK, and reports whether there is one. Options of a call hold in
// place of the client's.
func (s sdk) read(r *form.Reading, code []*tree.Node) bool {
	call, object := options(r, code, s.classes, "maxRetries", "timeout")
	if call == nil {
		return false
	}
	_, own := options(r, code, []string{"create", "parse", "stream", "withOptions"}, "maxRetries", "timeout")
	set := func(name string) *tree.Node {
		if n := own.Get(name); n != nil {
			object.Get(name).Mark()
			return n
		}
		return object.Get(name)
	}
	n := object
	if n == nil {
		n = call
	}
	r.Strategy(n, s.key, "The "+s.name+" retries by itself.")
	retries(r, set("maxRetries"), "maxRetries", 2)
	delay(r, set("timeout"), "timeout", "timeout", 10*time.Minute)
	r.Beside(beside(object, "apiKey", "baseURL", "organization", "project", "fetch", "fetchOptions", "defaultHeaders", "defaultQuery", "logLevel", "dangerouslyAllowBrowser", "authToken")...)
	r.Rest(object)
	return true
}

func (s sdk) write(p form.Policy) (string, []string) {
	timeout := "2 ** 31 - 1"
	if p.Timeout > 0 {
		timeout = form.Milliseconds(p.Timeout)
	}
	return fmt.Sprintf("import %s from '%s';\n\nexport const client = new %[1]s({ maxRetries: %[3]d, timeout: %[4]s });\n", s.classes[0], s.module, p.Retries(), timeout),
		[]string{"The SDK has delays and rules of its own: of a policy it takes the number of retries and the timeout. For another, set maxRetries: 0 and retry around it."}
}
