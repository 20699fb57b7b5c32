package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"backofflab/testbed/conformance"
)

// TestMain makes the test binary a command that can be judged: it makes one POST to
// where its argument says, with a client that never retries.
func TestMain(m *testing.M) {
	if mode := os.Getenv("BACKOFFLAB_COMMAND"); mode != "" {
		os.Exit(command(mode, os.Args[1]))
	}
	os.Exit(m.Run())
}

func TestCheck(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	junit := filepath.Join(t.TempDir(), "junit.xml")
	for _, row := range []struct {
		what   string
		mode   string
		args   string
		status int
		stdout string
	}{
		{"a pass", "once", "-case bad-request", good, "pass       bad-request         1  made one attempt"},
		{"not tried is no failure", "once", "-case no-hint", good, "not tried  no-hint"},
		{"as JSON", "once", "-json -case bad-request", good, `"verdict": "pass"`},
		{"as JUnit", "once", "-junit " + junit + " -case bad-request", good, "1 case: 1 pass"},
		{"two cases", "once", "-case bad-request,not-found -parallel 2", good, "2 cases: 2 pass"},
		{"a warning", "thrice", "-case not-implemented", good, "1 warn"},
		{"a warning is a failure if strict", "thrice", "-strict -case not-implemented", bad, "1 warn"},
	} {
		t.Setenv("BACKOFFLAB_COMMAND", row.mode)
		var out, errs bytes.Buffer
		args := append(append([]string{"check"}, strings.Fields(row.args)...), "--", self, "{url}")
		if status := run(context.Background(), args, &out, &errs); status != row.status || !strings.Contains(out.String(), row.stdout) {
			t.Errorf("%s: status %d\n%s%s", row.what, status, out.String(), errs.String())
		}
		if !strings.Contains(errs.String(), "1/") {
			t.Errorf("%s: the progress is %q", row.what, errs.String())
		}
	}
	text, err := os.ReadFile(junit)
	if err == nil {
		err = xml.Unmarshal(text, new(struct{ XMLName xml.Name }))
	}
	if err != nil {
		t.Error(err)
	}
}

func TestCheckFails(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("BACKOFFLAB_COMMAND", "thrice")
	var out, errs bytes.Buffer
	if status := run(context.Background(), []string{"check", "-json", "-case", "bad-request", "--", self, "{url}"}, &out, &errs); status != bad {
		t.Errorf("status %d\n%s", status, errs.String())
	}
	var report conformance.Report
	if err := json.Unmarshal(out.Bytes(), &report); err != nil || report.Count(conformance.Fail) != 1 {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestMisuse(t *testing.T) {
	for _, args := range []string{
		"", "judge", "check", "check -nonsense -- true", "check -case nobody -- true", "check -parallel 0 -- true",
		"check -timeout -1s -- true", "check -case bad-request -- /no/such/command",
		"check -case bad-request -junit /no/such/folder/junit.xml -- true",
	} {
		var out, errs bytes.Buffer
		if status := run(context.Background(), strings.Fields(args), &out, &errs); status != misuse || errs.Len() == 0 {
			t.Errorf("%q: status %d, %q", args, status, errs.String())
		}
	}
}

// A case whose name was mistyped is suggested; for what is no case at all, none is.
func TestMistypedCases(t *testing.T) {
	for typed, want := range map[string]string{
		"cutoff": "cut-off", "no-hnit": "no-hint", "goawayy": "goaway", "GOAWAY2": "goaway", "retry_after_90": "retry-after-90", "body-thrown": "large-body-thrown-away", "nobody": "",
	} {
		var out, errs bytes.Buffer
		run(context.Background(), []string{"check", "-case", typed, "--", "true"}, &out, &errs)
		if want != "" && !strings.Contains(errs.String(), "(did you mean "+want+"?)") || want == "" && strings.Contains(errs.String(), "mean") {
			t.Errorf("%q: %s", typed, errs.String())
		}
	}
}

func TestListNamesAllCases(t *testing.T) {
	var out, errs bytes.Buffer
	if status := run(context.Background(), []string{"check", "-list"}, &out, &errs); status != good {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	for _, c := range conformance.Cases() {
		if !strings.Contains(out.String(), c.Name) || !strings.Contains(out.String(), c.Shows) {
			t.Errorf("-list does not tell of %s", c.Name)
		}
	}
}
