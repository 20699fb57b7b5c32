package mcp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"backofflab/api/problem"
	"backofflab/experiment"
	"backofflab/scenario"
)

// Path is where the lab speaks the protocol.
const Path = "/mcp"

// MaxBody is how many bytes a request has at most: the longest text that is imported, as JSON.
// The caller bounds it.
const MaxBody = 1 << 20

// callTime is how long a call takes at most.
const callTime = 20 * time.Second

// Lab is what the tools need of the lab.
type Lab struct {
	// Simulate runs a scenario within the bounds of the HTTP API.
	Simulate func(context.Context, scenario.Scenario) (experiment.Outcome, error)
	// Site is scheme and host under which whoever sent a request reaches the lab; "" where
	// nobody can tell.
	Site func(*http.Request) string

	Version string // of the program
	Logger  *slog.Logger
}

const instructions = "Backoff Lab simulates clients that retry against a service with limits and faults. " +
	"Begin with find_scenarios, or with simulate and no arguments: every field has a default. " +
	"Figures are of a simulation, so say what was assumed and give the link that each answer ends with."

// New returns the handler of [Path]. It answers POST; the caller refuses requests that pages
// of other sites send.
func New(lab Lab) http.Handler {
	server := sdk.NewServer(&sdk.Implementation{Name: "backoff-lab", Title: "Backoff Lab", Version: lab.Version},
		&sdk.ServerOptions{Instructions: instructions, Capabilities: &sdk.ServerCapabilities{}})
	for _, t := range tools() {
		server.AddTool(&sdk.Tool{
			Name: t.name, Title: t.title, Description: t.description, InputSchema: t.schema,
			Annotations: &sdk.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: new(false)},
		}, lab.handler(t))
	}
	handler := sdk.NewStreamableHTTPHandler(func(*http.Request) *sdk.Server { return server }, &sdk.StreamableHTTPOptions{
		Stateless: true, JSONResponse: true, MaxRequestBodyBytes: MaxBody, PropagateRequestCancellation: true,
		// The check of Host protects what only the own machine may see. Nothing here is secret,
		// and it would refuse what a proxy on the same machine passes on.
		DisableLocalhostProtection: true,
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), siteKey{}, lab.Site(r))))
	})
}

// siteKey is the key of the site in the context of a call.
type siteKey struct{}

func siteOf(ctx context.Context) string {
	site, _ := ctx.Value(siteKey{}).(string)
	return site
}

// handler calls a tool. The library runs it on a goroutine of its own, where a panic would end
// the program.
func (lab Lab) handler(t tool) sdk.ToolHandler {
	return func(ctx context.Context, r *sdk.CallToolRequest) (result *sdk.CallToolResult, err error) {
		ctx, cancel := context.WithTimeout(ctx, callTime)
		defer cancel()
		defer func() {
			if p := recover(); p != nil {
				lab.Logger.Error("tool panicked", "tool", t.name, "panic", p, "stack", string(debug.Stack()))
				result, err = failed(fmt.Errorf("tool panicked: %v", p)), nil
			}
		}()
		said, err := t.call(ctx, lab, r.Params.Arguments)
		if err != nil {
			if problem.Of(err).Status == http.StatusInternalServerError && !errors.Is(err, context.DeadlineExceeded) {
				lab.Logger.Error("tool failed", "tool", t.name, "error", err)
			}
			return failed(err), nil
		}
		return textual(said.text(), false), nil
	}
}

// failed is an error as an answer, so that the assistant reads it and tries again.
func failed(err error) *sdk.CallToolResult {
	var a answer
	p := problem.Of(err)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		a.line("Too slow: the call took longer than " + callTime.String() + ". Try fewer clients, attempts or runs.")
	case p.Fields != nil:
		var wrong []string
		for _, f := range p.Fields {
			wrong = append(wrong, f.Error())
		}
		a.add(&block{head: p.Title + ":", lines: wrong, noun: "problem", least: 1})
	default:
		a.line(p.Title + ": " + p.Detail)
	}
	return textual(a.text(), true)
}

func textual(text string, wrong bool) *sdk.CallToolResult {
	return &sdk.CallToolResult{Content: []sdk.Content{&sdk.TextContent{Text: text}}, IsError: wrong}
}
