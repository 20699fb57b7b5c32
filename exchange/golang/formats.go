package golang

import "backofflab/exchange/form"

// Formats returns the formats of this package, in the order in which they are tried: one that
// others could be taken for comes after these. The caller owns the slice.
func Formats() []form.Format {
	return []form.Format{backofflab, cenkalti, failsafe, retryablehttp, goRetry, avast, clientGo, awsGo, gaxGo, resty}
}
