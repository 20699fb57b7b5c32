// Package kept keeps values by kind and key in a file, so that what was computed once is
// found again by whoever asks for the same, after a restart too. It is the one room with
// SQLite.
//
// A value is opaque bytes: a finished study, or the sample of one of its tasks. All of
// them can be computed again, so what is doubtful is never served. A value has a checksum
// over its kind, its key, the engine that made it and its bytes; one that does not match is
// set aside in the file and reported as not there. Values of other engines are not there
// either, and go when they expire.
//
// The file is bounded: what was used longest ago gives way to what comes, and SQLite itself
// is told how many pages there may be. One process at a time has a file; another is refused
// with [ErrBusy], and touches nothing. A file of an older version is brought to this one and
// keeps its values. One of a newer version is refused with [NewerError] and left as it is.
// One that cannot be read is renamed, never deleted, and a new one begun.
//
// Commits go to a log beside the file (WAL, synchronous=NORMAL). A killed process loses
// nothing that was acknowledged. A power cut may lose the last commits, never a part of one
// and never the file: a commit does not wait for the disk, a checkpoint does.
//
// Everything exported is safe for simultaneous use: one connection writes, some others read,
// and none waits for another kind. Times are those of Config.Now, in milliseconds.
//
// What is left out on purpose: what the bytes mean, when to expire and to back up, and
// sharing a file between processes.
package kept
