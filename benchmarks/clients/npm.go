package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"backofflab/testbed/compare"
	"backofflab/testbed/conformance"
)

// packages are the clients of npm/driver.mjs, by the name that it takes.
var packages = []struct {
	key, name, pkg   string
	set, link, model string
}{
	{"openai", "openai", "openai", "", "strategies=lib:openai-node&attempts=3&retry-after=seconds&honour=honour", ""},
	{"anthropic", "@anthropic-ai/sdk", "@anthropic-ai/sdk", "", "strategies=lib:anthropic-typescript&attempts=3&retry-after=seconds&honour=honour", ""},
	{"got", "got", "got", "", "strategies=lib:got&attempts=3&retry-after=seconds&honour=honour", ""},
	{"ky", "ky", "ky", "", "strategies=lib:ky&attempts=3&retry-after=seconds&honour=honour", ""},
	{"axios-retry", "axios-retry", "axios-retry", "with exponentialDelay, also after 429", "strategies=lib:axios-retry-exponential&attempts=4&retry-after=seconds&honour=max", ""},
	{"undici", "undici RetryAgent", "undici", "", "strategies=lib:undici&attempts=6&retry-after=seconds&honour=honour", ""},
	{"p-retry", "p-retry", "p-retry", "around fetch, with 3 retries, not after 4xx but 429", "strategies=lib:p-retry&attempts=4&honour=ignore", ""},
	{"stripe", "stripe", "stripe", "", "strategies=lib:stripe-node&attempts=3&honour=ignore", ""},
	{"fetch", "fetch", "", "", "strategies=immediate&attempts=1", "one attempt"},
}

// ofNPM are the clients that npm has installed, with the versions that it has.
func ofNPM() ([]subject, error) {
	var all []subject
	for _, p := range packages {
		version, err := installed(p.pkg)
		if err != nil {
			return nil, fmt.Errorf("%w: run make clients-npm", err)
		}
		all = append(all, subject{
			Client:  compare.Client{Name: p.name, Language: "JavaScript", Version: version, Set: p.set, Link: p.link, Model: p.model},
			command: conformance.Command{Path: "node", Args: []string{"npm/driver.mjs", p.key}},
		})
	}
	return all, nil
}

// installed is the version of a package that npm has installed, or of node itself.
func installed(pkg string) (string, error) {
	if pkg == "" {
		out, err := exec.Command("node", "--version").Output()
		return "node " + strings.TrimSpace(string(out)), err
	}
	text, err := os.ReadFile(filepath.Join("npm", "node_modules", filepath.FromSlash(pkg), "package.json"))
	if err != nil {
		return "", err
	}
	var says struct{ Version string }
	err = json.Unmarshal(text, &says)
	return says.Version, err
}
