package others

import "backofflab/exchange/form"

// Formats returns the formats of this package, in the order in which they are tried: one that
// others could be taken for comes after these. The caller owns the slice.
func Formats() []form.Format {
	return []form.Format{resilience4j, awsJava, springFramework, springRetry, failsafe, polly, polly7, backon, backoffRS, tokioRetry, sidekiq}
}
