package javascript

import "backofflab/exchange/form"

// Formats returns the formats of this package, in the order in which they are tried: one that
// others could be taken for comes after these. The caller owns the slice.
func Formats() []form.Format {
	return []form.Format{pRetry, cockatiel, axios, undici, ky, got, exponentialBackoff, asyncRetry, openai, anthropic}
}
