// Package middleware is what every request goes through before and after its handler: the
// log, recovery from panics, security headers, the refusal of whatever is no read,
// compression, and the address that counts as the client's.
//
// Its functions are middleware of Echo; besides package api it is the only room that knows
// Echo. They decide nothing about scenarios. What a request says of itself is believed only
// where a proxy that the operator named says it; no header is logged.
//
// Everything is safe for simultaneous use. Compressors are pooled, for each holds megabytes.
package middleware
