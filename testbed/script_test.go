package testbed

import (
	"strings"
	"testing"
)

// Scripts as people write them, and as they are written back.
func TestParseScript(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"", ""},
		{"503, 503, reset, 200", "503, 503, reset-before, 200"},
		{"503,503,200", "503, 503, 200"},
		{" 503 ;\n 200\n\n", "503, 200"},
		{"503 -> reset → 200 => 200", "503, reset-before, 200, 200"},
		{"503 x3, 2x 200, 503x2, 500*4, 503 × 2, 429 x 5", "503 x3, 200 x2, 503 x2, 500 x4, 503 x2, 429 x5"},
		{"503 times=7, status=504", "503 x7, 504"},
		{"429 retry-after=2", "429 retry-after=2"},
		{"429 Retry-After: 2, 429 retry-after:3", "429 retry-after=2, 429 retry-after=3"},
		{"429 retry-after=1,3, 200", `429 retry-after="1,3", 200`},
		{"429 retry-after=1,503", "429 retry-after=1, 503"},
		{`429 retry-after="1, 3"`, `429 retry-after="1, 3"`},
		{"429 retry-after=1 retry-after=3", "429 retry-after=1 retry-after=3"},
		{"429 retry-after=date+3s, 429 retry-after=past, 429 retry-after=-5", "429 retry-after=date+3s, 429 retry-after=past, 429 retry-after=-5"},
		{"429 retry-after=99999999999 x-should-retry=true retry-after-ms=1500", "429 retry-after=99999999999 x-should-retry=true retry-after-ms=1500"},
		{`429 ratelimit='"requests";r=0;t=2', 200`, `429 ratelimit='"requests";r=0;t=2', 200`},
		{"503 reset-before, 503 reset-after-headers, 503 reset-after, 200 cut", "503 reset-before, 503 reset-after-headers, 503 reset-after, 200 cut"},
		{"RESET, Cut, hang, close, ok", "reset-before, 200 cut, hang, 200 close, 200"},
		{"hang 5s, hang=500ms, hang 2", "hang delay=5s, hang delay=500ms, hang delay=2s"},
		{"200 delay=2, 200 after=100ms", "200 delay=2s, 200 delay=100ms"},
		{"200 body=1MB, 503 body=64kb, 200 size=100", "200 body=1048576, 503 body=65536, 200 body=100"},
		{"Two-Values", "429 retry-after=1 retry-after=3, 200"},
	} {
		s, err := ParseScript(row.text)
		if err != nil || s.String() != row.want {
			t.Errorf("%q: %q, %v, want %q", row.text, s, err, row.want)
		}
		if again, err := ParseScript(s.String()); err != nil || again.String() != s.String() {
			t.Errorf("%q: written back as %q, which is read as %q, %v", row.text, s, again, err)
		}
	}
}

// An error names the step and what to write.
func TestScriptErrors(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"503, 999", `step 2, "999": 999 is no status`},
		{"200, teapot", `step 2, "teapot": "teapot" is not known`},
		{"retry-after=2", `step 1, "retry-after=2": it has no status`},
		{"503 429", "put a comma between two steps"},
		{"503 set-cookie=a", "a script may send Retry-After"},
		{"503 location=x", "a script may send Retry-After"},
		{"503 access-control-allow-origin=*", "a script may send Retry-After"},
		{"503 x0", "repeat a step 1 to 1000000 times"},
		{"503 x9999999", "repeat a step 1 to 1000000 times"},
		{"503 x1000 x1000 x1000", "repeat a step at most"},
		{"200 body=1GB", "write 1 to 8388608 bytes"},
		{"200 body=-1", "write 1 to 8388608 bytes"},
		{"hang 3h", "write at most 1h0m0s"},
		{"200 delay=soon", "write a time, for example delay=2s"},
		{"503 cut reset", "it ends in two ways"},
		{`429 retry-after="1`, "a quote is not closed"},
		{"429 retry-after=\x01", "printable"},
		{"429 retry-after=é", "printable"},
		{strings.Repeat("503 ", 1001), "too long"},
		{strings.Repeat("503,", 201), "201 steps"},
		{"429" + strings.Repeat(" retry-after=1", 17), "too many fields"},
		{"429 retry-after=" + strings.Repeat("1", 201), "at most 200"},
	} {
		if _, err := ParseScript(row.text); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%q: %v, want %q", row.text, err, row.want)
		}
	}
}

// Every preset is a script, and no step is called as one.
func TestScriptPresets(t *testing.T) {
	for _, p := range ScriptPresets() {
		if p.Script().Len() < 2 || p.Name == "" || p.About == "" {
			t.Errorf("%+v", p)
		}
		if _, ok := endingOf(p.Key); ok {
			t.Errorf("%s is a step, too", p.Key)
		}
	}
}

func FuzzParseScript(f *testing.F) {
	for _, p := range ScriptPresets() {
		f.Add(p.Text)
	}
	f.Add("503x3 -> 429 Retry-After: 1,3; hang 5s\n200 body=1kb delay='2' ×2")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseScript(text)
		if err != nil {
			return
		}
		again, err := ParseScript(s.String())
		if err != nil || again.String() != s.String() || again.Len() != s.Len() {
			t.Errorf("%q is written %q, which is read %q, %v", text, s, again, err)
		}
		for _, step := range s.Steps {
			for _, field := range step.Header {
				if !scripted(field.Name) || strings.ContainsAny(field.Value, "\r\n") {
					t.Errorf("%q sends %q: %q", text, field.Name, field.Value)
				}
			}
		}
	})
}
