// Package source finds calls, composite literals, objects and annotations in code, with their
// arguments, for the readers of formats. It knows no language's grammar: it reads tolerantly
// what Go, Python, JavaScript, Java, C#, Rust and Ruby have in common, and what it cannot take
// apart stays text. Code is never executed; a name that the same text gives a literal value
// is that value.
//
// A reader of a format gets all calls in the order in which they begin, those within others
// too, as [tree.Node]s of kind Call; a method chain a.b(1).c(2) is the calls a.b and c.
package source
