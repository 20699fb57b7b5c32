// Package tree holds what people paste, once it is taken apart: a [Node] for each key of a
// file and for each argument of a call in code. The readers of formats look for nodes by
// name and mark those that they have understood, so that what nobody understood can be told.
//
// YAML, JSON and INI are read here; code is read by package source. Nothing is executed, no
// alias is followed more than once for each place that it stands at, and [MaxNodes] and
// [MaxDepth] bound what a text may become. A tree belongs to one reader at a time.
package tree
