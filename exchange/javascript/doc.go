// Package javascript reads and writes how libraries for JavaScript and TypeScript say how something retries,
// a file for each. See package form for what a format is.
package javascript
