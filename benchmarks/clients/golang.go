package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

	"backofflab/benchmarks/clients/drivers"
	"backofflab/testbed/compare"
	"backofflab/testbed/conformance"
)

// ofGo are the clients in this binary.
func ofGo() ([]subject, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return nil, fmt.Errorf("this binary was built without its modules' versions")
	}
	var all []subject
	for _, d := range drivers.All() {
		version, err := versionOf(build, d.Module)
		if err != nil {
			return nil, err
		}
		all = append(all, subject{
			Client:  compare.Client{Name: d.Name, Language: "Go", Version: version, Set: d.Set, Link: d.Link, Model: d.Model},
			command: conformance.Command{Path: self, Args: []string{"-client", d.Key}},
		})
	}
	return all, nil
}

// versionOf is the version of a module that was built in; the lab's own has none.
func versionOf(build *debug.BuildInfo, module string) (string, error) {
	switch module {
	case "":
		return runtime.Version(), nil
	case "backofflab":
		return "", nil
	}
	for _, m := range build.Deps {
		if m.Path == module {
			return m.Version, nil
		}
	}
	return "", fmt.Errorf("%s is not built in", module)
}
