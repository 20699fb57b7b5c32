// Package others reads and writes how libraries for Java, C#, Rust and Ruby say how something retries,
// a file for each. See package form for what a format is.
package others
