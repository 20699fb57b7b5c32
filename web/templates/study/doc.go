// Package study has the pages of studies of many runs: a form, the state of what is under way,
// and what is known of it so far.
//
// [View] is the frame that all kinds share: where a study stands, what ends it and what begins it
// again. A stream replaces the [Fragments] of a [Shown] in it. What a kind asks for and shows are
// components of its own: of sweeps those whose names begin so.
//
// Charts are in data space: a viewBox counts what is drawn, and the page decides how large that
// is. Whatever is shown was put into words and shares by package web/view/studied.
package study
