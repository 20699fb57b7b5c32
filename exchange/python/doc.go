// Package python reads and writes how libraries for Python say how something retries,
// a file for each. See package form for what a format is.
package python
