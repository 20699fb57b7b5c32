package files

import (
	"strings"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
)

// exceptionOutcomes is what exceptions of Java mean here, by the last part of their names.
var exceptionOutcomes = map[string][]string{
	"TooManyRequests": {"rejected"}, "TooManyRequestsException": {"rejected"}, "RequestNotPermitted": {"rejected"},
	"HttpServerErrorException": {"unavailable"}, "ServiceUnavailable": {"unavailable"}, "FeignServerException": {"unavailable"}, "ConnectException": {"unavailable"},
	"TimeoutException": {"timed-out"}, "SocketTimeoutException": {"timed-out"}, "HttpTimeoutException": {"timed-out"}, "ReadTimeoutException": {"timed-out"},
	"IOException": {"unavailable", "timed-out"}, "ResourceAccessException": {"unavailable", "timed-out"}, "RetryableException": {"unavailable", "timed-out"}, "WebClientRequestException": {"unavailable", "timed-out"},
	"RestClientException": {"rejected", "unavailable", "timed-out"}, "FeignException": {"rejected", "unavailable", "timed-out"}, "WebClientResponseException": {"rejected", "unavailable"}, "HttpStatusCodeException": {"rejected", "unavailable"},
	"HttpClientErrorException": {"rejected"}, "InternalServerError": {"unavailable"}, "BadGateway": {"unavailable"}, "GatewayTimeout": {"unavailable"}, "SocketException": {"unavailable"}, "UnknownHostException": {"unavailable"},
	"CallNotPermittedException": {"not-sent"},
	"Exception":                 {"rejected", "unavailable", "timed-out", "not-sent"}, "Throwable": {"rejected", "unavailable", "timed-out", "not-sent"}, "RuntimeException": {"rejected", "unavailable", "timed-out", "not-sent"},
}

// exceptions are the outcomes that classes of exceptions stand for. Those of a program itself
// are told of.
func exceptions(r *form.Reading, n *tree.Node) (outcomes []string) {
	for _, class := range words(n) {
		class = strings.TrimSuffix(class, ".class")
		found, known := exceptionOutcomes[class[strings.LastIndexAny(class, ".$")+1:]]
		if !known {
			r.Lose(&tree.Node{Line: n.Line}, class+" is of your code: which outcome it stands for, set by hand in “Retry on”.")
		}
		outcomes = append(outcomes, found...)
	}
	return outcomes
}
