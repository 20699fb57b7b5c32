package tree_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/exchange/tree"
)

func TestYAML(t *testing.T) {
	for _, tt := range []struct {
		shows, text string
		want        string // the documents, a line each
		err         string
	}{
		{"a map", "a: 1\nb: [x, 'y']\n", "{a: 1, b: [x, y]}", ""},
		{"JSON", `{"a": {"b": "0.1s"}}`, "{a: {b: 0.1s}}", ""},
		{"documents", "a: 1\n---\nb: 2\n", "{a: 1}\n{b: 2}", ""},
		{"an empty document", "a: 1\n---\n", "{a: 1}", ""},
		{"an alias", "a: &x {b: 1}\nc: *x\n", "{a: {b: 1}, c: {b: 1}}", ""},
		{"keys that another map has", "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  b: 3\ne: {<<: [*x, {f: 4, c: 5}]}\n", "{a: {b: 1, c: 2}, d: {b: 3, c: 2}, e: {b: 1, c: 2, f: 4}}", ""},
		{"a template of Helm", "a: {{ .Values.a | default 4 }}\n{{- with .b }}\nb: {{ include \"x\" . }}-y\n{{- end }}\nc: \"{{ .c }}\"\nd: {\"e\": {{ .e }}, f: 1}\n", "{a: {{ .Values.a | default 4 }}, b: < include \"x\" . >-y, c: {{ .c }}, d: {e: {{ .e }}, f: 1}}", ""},
		{"a bomb", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n", "", "more than 20000 values"},
		{"an alias of itself", "a: &a [*a]\n", "", "a"},
		{"deep brackets", strings.Repeat("[", 100_000), "", "nested deeper than 100"},
		{"deep dashes", strings.Repeat("- ", 10_000) + "x", "", "nested"},
		{"deep indents", deepIndents(2000), "", "nested"},
		{"an open bracket", "a: [1, 2\nb: 3\n", "", "line"},
		{"a tab", "a:\n\tb: 1\n", "", "line 2"},
		{"a key twice", "a: 1\na: 2\n", "{a: 1, a: 2}", ""},
	} {
		documents, err := tree.YAML(tt.text)
		var lines []string
		for _, d := range documents {
			lines = append(lines, d.String())
		}
		if got := strings.Join(lines, "\n"); tt.err == "" && (err != nil || got != tt.want) || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%s: %s, %v; want %s %s", tt.shows, got, err, tt.want, tt.err)
		}
	}
}

func deepIndents(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestINI(t *testing.T) {
	ini := tree.INI("max = 1 # one\n[profile batch]\nretry_mode = standard\n; no\nexport AWS_MAX_ATTEMPTS=\"5\"\nnothing\na b = c\n")
	if got, want := ini.String(), "{{max: 1}, profile batch: {retry_mode: standard, AWS_MAX_ATTEMPTS: 5}}"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if line := ini.Get("profile batch", "AWS_MAX_ATTEMPTS").Line; line != 5 {
		t.Errorf("line %d", line)
	}
}

func TestValues(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"0.1s": 100 * time.Millisecond, "100ms": 100 * time.Millisecond, "1m30s": 90 * time.Second, "PT0.5S": 500 * time.Millisecond, "PT1M": time.Minute, "2 minutes": 2 * time.Minute,
		"5": 5 * time.Second, "1_000ms": -1, "1.5h": 90 * time.Minute, "soon": -1, "": -1, "-5s": -1, "10 parsecs": -1, "1e30s": -1, "NaN": -1, "infinity": -1, "5 5": -1, "0x10": -1,
		"${WAIT:3}": 3 * time.Second, "${WAIT:-250ms}": 250 * time.Millisecond, "${WAIT}": -1, "{{ .Values.wait | default 2 }}": 2 * time.Second,
		`{{ default "3s" .Values.wait | quote }}`: 3 * time.Second, "{{ .Values.wait }}": -1,
		"2d": 48 * time.Hour, "250µs": 250 * time.Microsecond,
	} {
		got, ok := (&tree.Node{Text: text}).Duration(time.Second)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%q: %v, %v; want %v", text, got, ok, want)
		}
	}
}

// What is understood is marked with what it is calculated from; the rest is left, by its
// highest node.
func TestLeft(t *testing.T) {
	documents, _ := tree.YAML("a:\n  b: 1\n  c: {d: 2, e: 3}\nf: [4]\n")
	root := documents[0]
	seconds, _ := tree.YAML("{seconds: 2, nanos: 500000000}")
	if d, ok := seconds[0].Duration(time.Minute); !ok || d != 2500*time.Millisecond {
		t.Errorf("%v, %v", d, ok)
	}
	root.Get("a").Take()
	root.Get("a", "b").Take()
	var left []string
	for _, n := range root.Left() {
		left = append(left, n.String())
	}
	if want := []string{"c: {d: 2, e: 3}", "f: [4]"}; !slices.Equal(left, want) {
		t.Errorf("%q, want %q", left, want)
	}
	if root.Get("A") == nil || root.Get("no", "where") != nil || (*tree.Node)(nil).Get("x") != nil {
		t.Error("names are compared without case, and of nothing there is nothing")
	}
}

func FuzzTree(f *testing.F) {
	for _, text := range []string{"a: &a [*a]", "a: 1\n---\nb: {c: [1, 2]}", "[x]\na=b", "? {a: b}\n: c", "\"\\x", "a: !!binary x", "<<: *a", "%YAML 9.9\n---\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		documents, _ := tree.YAML(text)
		for _, d := range append(documents, tree.INI(text), tree.Properties(text)) {
			d = d.Nested()
			d.Walk(func(n *tree.Node) bool { n.Duration(time.Second); n.Yes(); return true })
			_ = d.String()
			d.Left()
		}
	})
}

func TestProperties(t *testing.T) {
	text := "# no\na.b.max-attempts = 4\na.b.on[0]=x\na.b.on[1]=y\n! no\na.[c.d].e=\\\n  1\nnothing\n.=2\n"
	root := tree.Properties(text)
	if got, want := root.String(), "{a: {b: {max-attempts: 4, on: [x, y]}, c.d: {e: 1}}, .: 2}"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if n := root.Get("a", "b", "maxAttempts"); n == nil || n.Line != 2 {
		t.Errorf("%v", n)
	}
	documents, _ := tree.YAML("a.b:\n  c: 1\na.b.d: [2]\ne: 3\n")
	before := documents[0].String()
	if got, want := documents[0].Nested().String(), "{a: {b: {c: 1, d: [2]}}, e: 3}"; got != want || documents[0].String() != before {
		t.Errorf("%s, want %s", got, want)
	}
}
