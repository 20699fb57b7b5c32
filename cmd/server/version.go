package main

import (
	"cmp"
	"fmt"
	"runtime/debug"
	"strings"

	"backofflab/sim"
)

// version is what a release is called, where the build cannot know it by itself: the
// image is built without the repository. It is set by -ldflags '-X main.version=0.1.0'.
var version string

// buildInfo says what this program was built from, a line each: a name, a space, what
// is known. What is not known has no line.
func buildInfo() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return describeBuild(version, info)
}

// programVersion is what pages call this program; "" where it is unknown.
func programVersion() string {
	_, rest, _ := strings.Cut(buildInfo(), " ")
	name, _, _ := strings.Cut(rest, "\n")
	if name == "unknown" || name == "(devel)" {
		return ""
	}
	return name
}

func describeBuild(given string, info *debug.BuildInfo) string {
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	var b strings.Builder
	for _, line := range []struct{ name, value string }{
		{"backofflab", cmp.Or(given, info.Main.Version, "unknown")},
		{"engine", sim.EngineVersion},
		{"go", strings.TrimPrefix(info.GoVersion, "go")},
		{"revision", settings["vcs.revision"]},
		{"committed", settings["vcs.time"]},
		{"modified", settings["vcs.modified"]},
	} {
		if line.value != "" {
			fmt.Fprintf(&b, "%s %s\n", line.name, line.value)
		}
	}
	return b.String()
}
