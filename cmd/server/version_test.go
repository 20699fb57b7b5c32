package main

import (
	"bytes"
	"context"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"backofflab/sim"
)

func TestDescribeBuild(t *testing.T) {
	stamped := []debug.BuildSetting{
		{Key: "-trimpath", Value: "true"}, {Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "6476588abc"},
		{Key: "vcs.time", Value: "2026-11-26T20:00:00Z"}, {Key: "vcs.modified", Value: "true"},
	}
	const engine = "engine " + sim.EngineVersion + "\n"
	for _, row := range []struct {
		name, given string
		info        debug.BuildInfo
		want        string
	}{
		{"a checkout knows its revision", "", debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v0.1.1-0.20261126200000-6476588abc+dirty"}, Settings: stamped},
			"backofflab v0.1.1-0.20261126200000-6476588abc+dirty\n" + engine + "go 1.26.8\nrevision 6476588abc\ncommitted 2026-11-26T20:00:00Z\nmodified true\n"},
		{"an installed module knows its version", "", debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v0.1.0"}},
			"backofflab v0.1.0\n" + engine + "go 1.26.8\n"},
		{"what the image was told goes before what Go says of a folder without a repository", "0.1.0", debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "(devel)"}},
			"backofflab 0.1.0\n" + engine + "go 1.26.8\n"},
		{"nothing is known", "", debug.BuildInfo{}, "backofflab unknown\n" + engine},
	} {
		if got := describeBuild(row.given, &row.info); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}

// The flag and the address /healthz say the same.
func TestVersion(t *testing.T) {
	var out bytes.Buffer
	if err := run(context.Background(), []string{"-version"}, none, &out); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"backofflab ", "engine " + sim.EngineVersion + "\n", "go " + strings.TrimPrefix(runtime.Version(), "go") + "\n"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("-version says %q, without %q", out.String(), line)
		}
	}
	if _, body := get(t, startLab(t).base+"/healthz"); body != "ok\n"+out.String() {
		t.Errorf("healthz says %q, -version %q", body, out.String())
	}
}
