// Package e2e drives the lab in a real browser: Debian's Chromium, by chromedp, against
// a server of this process or one of its own.
//
// Its tests wait for states of the page (data-state="done"), never for time to pass.
// There is no code here but tests; a browser that is missing fails them.
package e2e
