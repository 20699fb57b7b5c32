// Package exchange reads how other programs say that something retries, and writes it for them:
// configurations that people paste become scenarios, and a scenario's policy becomes the code of
// a library.
//
//	reading, err := exchange.Read(text, "")       // the format is recognised
//	written, err := exchange.Write(s, "full", "tenacity")
//
// A [form.Reading] has a note for each line, and names what a scenario cannot say. A [Text] names
// what its library cannot say: that is no list kept by hand, but what is different after the text
// was read again.
//
// Nothing is simulated and nothing that was pasted is executed. Everything here is a function of
// its arguments and safe for simultaneous use.
package exchange
