// Package export writes a retry policy as text that works somewhere else: JSON of our own,
// Go, Python, JavaScript, and environment variables of the AWS SDKs.
//
// A text says what the simulation did, or it says what it leaves out: [Text.Without] has a
// plain sentence for each. Delays of the lab's own strategies are exact in all languages.
// How a published library is called is written for the language that it is made for.
//
// A text holds numbers and keys of the policy and nothing that anybody typed. Attempts
// include the first one: 3 attempts are 2 retries. Everything here is a pure function of
// its arguments and safe for simultaneous use.
package export
