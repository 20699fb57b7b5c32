// Package scenariotest has the scenarios that tests of several rooms share: the job that
// speeds are compared by, one with every feature, and random ones. What it makes is a
// function of its arguments. It is for tests: a mistake in them is a panic or ends the
// test.
package scenariotest
