package export

import (
	"fmt"
	"strings"

	"backofflab/retry"
)

// awsDelays is what the SDKs whose delays are known wait in standard mode.
const awsDelays = "The SDKs for Python, Go and JavaScript wait full jitter up to 20\u00a0s, the first at most 1\u00a0s, 2\u00a0s and 50\u00a0ms."

// writeAWS writes the two variables that all AWS SDKs read. They choose the rest themselves.
func writeAWS(p Policy) (string, []string) {
	kind := p.kind()
	mode, flag := awsMode(p.key())
	if kind.Library && mode == "" {
		return "", []string{libraryOf(kind) + " is no AWS SDK: these variables do not reach it."}
	}
	var without []string
	if !kind.Library {
		mode = "standard"
		without = awsChooses(p, kind)
	}
	if p.Throttle == "aws-adaptive" && mode == "standard" {
		mode, p.Throttle = "adaptive", ""
	}
	if mode != "legacy" {
		if strings.HasPrefix(p.Budget, "aws") {
			p.Budget = "" // it is what the mode has
		} else {
			without = append(without, "The SDKs add a quota that is not simulated: a client that fails often runs out of retries.")
		}
	}
	without = append(without, "Which errors are retried is the SDK's choice: throttling, 500 to 504 and lost connections.")
	if _, own, has := strings.Cut(strings.TrimSuffix(p.Strategy, ")"), "("); has {
		without = append(without, fmt.Sprintf("Its own %s is set where the client is made.", own))
	}
	if p.Timeout > 0 {
		without = append(without, fmt.Sprintf("The timeout of %s for one attempt is set where the client is made.", span(p.Timeout)))
	}
	if p.Deadline > 0 {
		without = append(without, fmt.Sprintf("The deadline of %s is not set here: the SDKs have none.", span(p.Deadline)))
	}
	code := fmt.Sprintf("# %s\nAWS_MAX_ATTEMPTS=%d\nAWS_RETRY_MODE=%s\n%s", p.attempts(), p.Attempts, mode, flag)
	return code, append(without, p.shared()...)
}

// awsChooses says what of a strategy of our own the variables do not set.
func awsChooses(p Policy, kind retry.Kind) []string {
	var without []string
	switch takes := laws[p.Strategy]; {
	case p.Strategy == "immediate":
	case takes.cap:
		without = append(without, fmt.Sprintf("The AWS SDKs choose base and cap themselves: %s and %s are not set here.", span(p.Params.Base), span(p.Params.Cap)))
	default:
		without = append(without, fmt.Sprintf("The AWS SDKs choose the delay themselves: %s is not set here.", span(p.Params.Base)))
	}
	if p.Strategy != "full" {
		without = append(without, kind.Name+" cannot be chosen here.")
	}
	return append(without, awsDelays)
}

// awsMode is the mode of the SDK that a library strategy is, and what else must be set; ""
// for any other.
func awsMode(strategy string) (mode, flag string) {
	switch strategy {
	case "lib:botocore-standard", "lib:aws-sdk-go-v2-standard", "lib:aws-sdk-go-v2-2026", "lib:aws-sdk-js-v3", "lib:aws-sdk-js-v3-legacy", "lib:aws-sdk-java-v2":
		return "standard", ""
	case "lib:botocore-legacy", "lib:botocore-dynamodb":
		return "legacy", ""
	case "lib:botocore-2026":
		return "standard", "AWS_NEW_RETRIES_2026=true\n"
	}
	return "", ""
}
