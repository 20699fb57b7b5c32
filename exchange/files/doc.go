// Package files reads and writes how files of configuration: YAML, JSON, INI and environment variables say how something retries,
// a file for each. See package form for what a format is.
package files
