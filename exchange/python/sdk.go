package python

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// sdk is the client of a service that retries by itself. max_retries does not count the first
// attempt; timeout is of one attempt, in seconds.
type sdk struct {
	key, name, module string
	classes           []string
}

var sdks = []sdk{
	{"client:openai-python", "OpenAI SDK for Python", "openai", []string{"OpenAI", "AsyncOpenAI", "AzureOpenAI", "AsyncAzureOpenAI"}},
	{"client:anthropic-python", "Anthropic SDK for Python", "anthropic", []string{"Anthropic", "AsyncAnthropic", "AnthropicBedrock", "AsyncAnthropicBedrock", "AnthropicVertex", "AsyncAnthropicVertex"}},
}

var openai = sdks[0].format("3.3.1", "openai/openai-python src/openai/_constants.py, _base_client.py")
var anthropic = sdks[1].format("0.121.0", "anthropics/anthropic-sdk-python src/anthropic/_constants.py, _base_client.py")

func (s sdk) format(version, source string) form.Format {
	return form.Format{
		Key: strings.TrimPrefix(s.key, "client:"), Name: s.name, Language: "Python", File: "client.py", Version: version, Source: source,
		Sample:    fmt.Sprintf("client = %s(max_retries=5, timeout=30)\n", s.classes[0]),
		Recognise: s.recognise, Read: s.readText, Write: s.write,
	}
}

func (s sdk) recognise(t *form.Text) bool {
	if t.Has("maxRetries", "new "+s.classes[0]) {
		return false // the same class of JavaScript
	}
	for _, class := range s.classes {
		if t.Has(class + "(") {
			return true
		}
	}
	return t.Has("import "+s.module, "from "+s.module+" ", s.module+".")
}

func (s sdk) readText(t *form.Text, r *form.Reading) {
	code := t.Code(source.Python)
	if !s.read(r, code) && t.Has(s.module) {
		r.Strategy(nil, s.key, "The text uses the "+s.name+", with its defaults.")
	}
	requestTimeout(r, code)
}

// readSDKs adds the SDK that a text uses as a layer below what was read.
func readSDKs(r *form.Reading, code []*tree.Node) {
	for _, s := range sdks {
		if s.read(r, code) {
			return
		}
	}
}

// read reads a client of the SDK, and reports whether there is one.
func (s sdk) read(r *form.Reading, code []*tree.Node) bool {
	calls := tree.FindCalls(code, s.classes...)
	if len(calls) == 0 {
		return false
	}
	call := first(r, calls, "max_retries", "timeout")
	options := tree.FindCalls(code, "with_options", "copy")
	set := func(name string) *tree.Node {
		for _, option := range options {
			if n := option.Get(name); n != nil {
				option.Take()
				if own := call.Get(name); own != nil {
					r.Tell(own, "A call with options of its own has another "+name+", which is taken; all others have this.")
				}
				return n
			}
		}
		return call.Get(name)
	}
	r.Strategy(call, s.key, "The "+s.name+" retries by itself.")
	if n := set("max_retries"); n != nil {
		r.Retries(n, nil)
		call.Get("max_retries").Mark()
	} else {
		r.Assume("attempts", "3", "Its default is 2 retries: 3 attempts.")
	}
	if n := set("timeout"); n != nil {
		s.readTimeout(r, n)
		call.Get("timeout").Mark()
	} else {
		r.Assume("timeout", "10m", "Its default is 10 minutes for one attempt.")
	}
	r.Beside(beside(call, "api_key", "base_url", "organization", "project", "http_client", "default_headers", "default_query", "api_version", "azure_endpoint", "auth_token", "azure_deployment")...)
	r.Rest(call)
	return true
}

// readTimeout reads seconds, None, or an httpx.Timeout of which the time to read counts.
func (s sdk) readTimeout(r *form.Reading, n *tree.Node) {
	switch {
	case isNone(n):
		r.Set(n, "timeout", "0s", "No timeout.")
	case n.Calls("Timeout"):
		read := n.Get("read")
		if read == nil {
			read = n.Arg(0, "timeout")
		}
		n.Take()
		r.Duration(read, "timeout", time.Second)
		if len(n.Kids) > 1 {
			r.Lose(n, "Connecting and reading have timeouts of their own there: the one to read is taken for the attempt.")
		}
	default:
		r.Duration(n, "timeout", time.Second)
	}
}

func (s sdk) write(p form.Policy) (string, []string) {
	timeout := "None"
	if p.Timeout > 0 {
		timeout = form.Seconds(p.Timeout)
	}
	return fmt.Sprintf("from %s import %s\n\nclient = %[2]s(max_retries=%d, timeout=%s)\n", s.module, s.classes[0], p.Retries(), timeout),
		[]string{"The SDK has delays and rules of its own: of a policy it takes the number of retries and the timeout. For another, set max_retries=0 and retry around it."}
}
