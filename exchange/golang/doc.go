// Package golang reads and writes how libraries for Go say how something retries,
// a file for each. See package form for what a format is.
package golang
