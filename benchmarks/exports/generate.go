package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"backofflab/benchmarks/exports/measure"
)

// module is the path of this module, whatever whoever hosts a copy calls it.
var module = strings.TrimSuffix(reflect.TypeFor[measure.Case]().PkgPath(), "/measure")

// wrap is what stands around the texts of a format, so that they call attempt.
type wrap struct {
	imports       string // beside those of the text
	before, after string // statements
	replace       []string
}

// wraps are those of all formats, by key.
var wraps = map[string]wrap{
	"cenkalti": {before: "call := func(ctx context.Context) (Result, error) { return Result{}, attempt(ctx) }\n", after: "_ = result\nreturn err\n"},
	"failsafe-go": {before: "call := attempt\n_ = call\n", after: "return err\n",
		replace: []string{"http.DefaultTransport", "transport(attempt)"}},
	"go-retryablehttp": {after: "client.Logger = nil\nclient.HTTPClient.Transport = transport(attempt)\nrequest, err := retryablehttp.NewRequestWithContext(ctx, \"GET\", \"http://shop.test/\", nil)\nif err != nil {\nreturn err\n}\nresponse, err := client.Do(request)\nif err == nil {\nresponse.Body.Close()\n}\nreturn err\n"},
	"go-retry":         {before: "call := attempt\n", after: "return err\n"},
	"avast":            {before: "call := attempt\n", after: "return err\n"},
	"client-go":        {before: "call := conflicting(attempt)\nretriable := func(error) bool { return true }\n_ = retriable\n", after: "return err\n"},
	"aws-sdk-go-v2":    {after: "if err != nil {\nreturn err\n}\nreturn withAWS(ctx, cfg, attempt)\n"},
	"gax-go":           {before: "call := coded(attempt)\n", after: "return err\n"},
	"resty":            {after: "client.SetTransport(transport(attempt))\n_, err := client.R().SetContext(ctx).Get(\"http://shop.test/\")\nreturn err\n"},
	"backofflab-go":    {before: "call := func(ctx context.Context) (Result, error) { return Result{}, classified(attempt(ctx)) }\n", after: "_ = result\nreturn err\n"},
}

var importLine = regexp.MustCompile(`(?m)^// import (.*)$`)

// standard are packages of the standard library by what names them in a text.
var standard = map[string]*regexp.Regexp{
	"errors": regexp.MustCompile(`\berrors\.`), "time": regexp.MustCompile(`\btime\.`), "math": regexp.MustCompile(`\bmath\.`), "net/http": regexp.MustCompile(`\bhttp\.`),
}

// generate writes the texts as functions of one package, but for those that are a package.
func generate(dir string, texts []text, samples int) error {
	var table strings.Builder
	imports := fmt.Sprintf("\"testing\"\n\n\"%s/measure\"\n", module)
	for i, t := range texts {
		name := fmt.Sprintf("run%03d", i)
		if t.Format.Key == "go" {
			if err := write(filepath.Join(dir, name, "retry.go"), t.Code); err != nil {
				return err
			}
			imports += fmt.Sprintf("%s \"%s/%s/%[1]s\"\n", name, module, filepath.Base(dir))
			if err := write(filepath.Join(dir, name+".go"), fmt.Sprintf("package generated\n\nimport (\n\"context\"\nretry \"%s/%s/%s\"\n)\n\nfunc %[3]s(ctx context.Context, attempt func(context.Context) error) error {\nreturn retry.Retry(ctx, attempt, func(error) bool { return true })\n}\n", module, filepath.Base(dir), name)); err != nil {
				return err
			}
			imports = strings.TrimSuffix(imports, fmt.Sprintf("%s \"%s/%s/%[1]s\"\n", name, module, filepath.Base(dir)))
		} else if err := write(filepath.Join(dir, name+".go"), function(name, t)); err != nil {
			return err
		}
		shorter := t.Format.Key == "failsafe-go" || t.Format.Key == "go-retry"
		slow := slices.Contains([]string{"backofflab-go", "aws-sdk-go-v2", "grpc"}, t.Format.Key) // they read their configuration anew
		fmt.Fprintf(&table, "{Name: %q, Own: %q, Meant: %q, Hangs: %v, Slow: %v, Rejects: %v, Shorter: %v, Run: %s},\n", t.name(), t.Strategy, t.Meant, t.Hangs, slow, t.Rejects, shorter, name)
	}
	test := fmt.Sprintf("package generated\n\nimport (\n%s)\n\nfunc TestExports(t *testing.T) {\nmeasure.Samples = %d\nmeasure.Run(t, []measure.Case{\n%s})\n}\n", imports, samples, table.String())
	if err := write(filepath.Join(dir, "all_test.go"), test); err != nil {
		return err
	}
	for _, name := range []string{"help.go", "grpc.go"} {
		help, err := os.ReadFile(filepath.Join("help", name))
		if err != nil {
			return err
		}
		if err := write(filepath.Join(dir, name), strings.Replace(string(help), "package help", "package generated", 1)); err != nil {
			return err
		}
	}
	return nil
}

// name tells texts apart in figures.
func (t text) name() string { return t.Format.Key + " from " + t.From + " " + t.Query }

// function is a text as a function of a file.
func function(name string, t text) string {
	if t.Format.Key == "grpc" {
		return file(name, map[string]bool{"\"context\"": true}, fmt.Sprintf("return overGRPC(ctx, %q, attempt)\n", t.Code))
	}
	w := wraps[t.Format.Key]
	code := t.Code
	imports := map[string]bool{"\"context\"": true}
	for _, found := range importLine.FindAllStringSubmatch(code, -1) {
		imports[found[1]] = true
	}
	code = importLine.ReplaceAllString(code, "")
	after := w.after
	if strings.Contains(code, "failsafehttp.") {
		after = "request, err := http.NewRequestWithContext(ctx, \"GET\", \"http://shop.test/\", nil)\nif err != nil {\nreturn err\n}\nresponse, err := client.Do(request)\nif err == nil {\nresponse.Body.Close()\n}\nreturn err\n"
	}
	if strings.Contains(code, "workqueue.") {
		return queued(name, code, imports)
	}
	if t.Format.Key == "client-go" && !strings.Contains(code, "RetryOnConflict") {
		w.before = strings.Replace(w.before, "conflicting(attempt)", "attempt", 1)
	}
	if len(w.replace) > 0 {
		code = strings.NewReplacer(w.replace...).Replace(code)
	}
	if strings.Contains(code, "request, err :=") && t.Format.Key == "go-retryablehttp" { // the text makes its own
		code = strings.Replace(code, "url", "\"http://shop.test/\"", 1)
		after = strings.Replace(after, "request, err := retryablehttp.NewRequestWithContext(ctx, \"GET\", \"http://shop.test/\", nil)\n", "", 1)
	}
	return file(name, imports, w.before+code+after)
}

// queued is a text of a work queue: what it does with an item that has failed is behind its
// comment.
func queued(name, code string, imports map[string]bool) string {
	setup, failed, _ := strings.Cut(code, "// where an item has failed:\n")
	imports["\"golang.org/x/time/rate\""] = strings.Contains(code, "rate.")
	return file(name, imports, setup+"return work(ctx, queue, func(item string) {\n"+failed+"}, attempt)\n")
}

func file(name string, imports map[string]bool, body string) string {
	for path, use := range standard {
		if use.MatchString(body) {
			imports["\""+path+"\""] = true
		}
	}
	var lines strings.Builder
	for line, used := range imports {
		if used {
			lines.WriteString(line + "\n")
		}
	}
	return fmt.Sprintf("package generated\n\nimport (\n%s)\n\nfunc %s(ctx context.Context, attempt func(context.Context) error) error {\n%s}\n", lines.String(), name, body)
}

func write(path, code string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if tidy, err := format.Source([]byte(code)); err == nil {
		code = string(tidy)
	}
	return os.WriteFile(path, []byte(code), 0o644)
}

// run compiles and runs texts, and returns their figures by name.
func run(texts []text, samples int, keep bool) (map[string]measure.Figure, error) {
	dir, err := os.MkdirTemp(".", "generated")
	if err != nil {
		return nil, err
	}
	if !keep {
		defer os.RemoveAll(dir)
	}
	if err := generate(dir, texts, samples); err != nil {
		return nil, err
	}
	command := exec.Command("go", "test", "-count=1", "-v", "./"+filepath.Base(dir))
	command.Env = append(os.Environ(), "AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull, "AWS_REGION=eu-west-1")
	out, err := command.CombinedOutput()
	figures := map[string]measure.Figure{}
	for line := range bytes.Lines(out) {
		if found, ok := bytes.CutPrefix(line, []byte("figure ")); ok {
			var f measure.Figure
			if err := json.Unmarshal(found, &f); err != nil {
				return nil, err
			}
			figures[f.Name] = f
		}
	}
	if err != nil {
		return figures, errors.New(string(out))
	}
	if len(figures) != len(texts) {
		return figures, fmt.Errorf("%d of %d texts were measured", len(figures), len(texts))
	}
	return figures, nil
}
