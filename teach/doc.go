// Package teach has the lessons of the lab, and its guide: texts in Markdown with labs,
// questions and exercises in them, which are read, held against the runs that they speak of,
// and handed to pages.
//
// docs/lessons.md is the form of such a text. A number in it that comes from a run is an
// [Expression] over that run, so it is filled in and never typed; a sentence that a run could
// contradict has a condition beside it, which [Check] asks.
//
// Nothing here simulates: whoever shows a lesson hands the runs in. Everything is safe for
// simultaneous use.
package teach
