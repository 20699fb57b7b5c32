// Package mcp lets assistants use the lab: a server of the Model Context Protocol with five
// tools, over HTTP.
//
// Every call stands by itself: there are no sessions, and nothing is kept. A tool reads
// arguments, asks the functions that the lab's own pages ask, and answers with text: figures
// with their units, what was assumed, what limits them, and the link that shows the same. An
// answer has at most [MaxAnswer] bytes; what does not fit is left out, and it says so. What is
// wrong with arguments is an answer too, which names the field, the value and the limit.
//
// It is the only room that knows the protocol's library. A handler is safe for simultaneous
// use.
package mcp
