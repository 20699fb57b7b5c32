// Package settings builds what a scenario can be set to, as pages show it: controls from the
// fields of a scenario, the strip of those that matter most, the strategies and libraries to
// choose from, and the three questions that stand for a scenario.
//
// Left out on purpose: whatever a run shows, which package view builds.
package settings
