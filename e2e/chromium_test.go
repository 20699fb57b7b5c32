package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// browserNames are where Chromium is looked for in PATH, after CHROME. The headless shell is
// the same engine without windows and profiles: a tab takes half as much work in it.
var browserNames = []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"}

// browser is the one browser process of this test process. It starts with the
// first tab.
var browser struct {
	once  sync.Once
	ctx   context.Context
	err   error
	close []func()
}

func TestMain(m *testing.M) {
	if os.Getenv(serveInstead) != "" {
		if err := serve(context.Background(), os.Args[1:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	for _, f := range browser.close {
		f()
	}
	if shared.stop != nil {
		if err := shared.stop(); err != nil {
			fmt.Fprintln(os.Stderr, "the shared server ended with", err)
			code = 1
		}
	}
	os.Exit(code)
}

// startedBrowser returns the context of the browser. Without a browser the test
// fails: a gate that skips what it cannot run is no gate.
func startedBrowser(tb testing.TB) context.Context {
	tb.Helper()
	browser.once.Do(func() { browser.ctx, browser.err = startBrowser() })
	if browser.err != nil {
		tb.Fatal(browser.err)
	}
	return browser.ctx
}

func startBrowser() (context.Context, error) {
	path, err := browserPath()
	if err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp("", "backofflab-browser-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.WindowSize(1280, 900),
		// Containers have neither the rights for the sandbox nor a GPU; the other
		// two keep the browser from talking to anyone but the page's server.
		chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	browser.close = []func(){cancel, stop, func() { os.RemoveAll(profile) }}
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	return ctx, nil
}

func browserPath() (string, error) {
	if path := os.Getenv("CHROME"); path != "" {
		return exec.LookPath(path)
	}
	for _, name := range browserNames {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("the browser tests need Chromium: run make test, which installs it on Debian, or set CHROME to its path")
}
