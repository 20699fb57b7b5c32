package chart

import "strings"

// ownHomes are the tones of the own strategies, by key: no two share one.
var ownHomes = map[string]string{
	"immediate": "slate", "fixed": "vermillion", "linear": "pink", "exponential": "gold",
	"full": "green", "equal": "plum", "decorrelated": "blue", "decorrelated-aws": "sky",
	"proportional": "bronze", "additive": "leaf",
}

// libraryHomes are those of the libraries, by tone, without the "lib:" of their keys.
// Libraries that are compared with each other have different ones: the forms of one
// library, the SDKs of one company, those of the providers of language models, and as far
// as twelve tones reach, those of one language. The tones of the four strategies that a new
// page compares are not among them.
var libraryHomes = map[string]string{
	"brick":      "anthropic-python celery cenkalti cockatiel grpc-go-connection p-retry-ref spring-retry-ref",
	"violet":     "exponential-backoff-ref failsafe-go-ref gax-go openai-node resilience4j tenacity-exponential-jitter",
	"iris":       "aws-sdk-go-v2-standard axios-retry-exponential go-retry-full k8s-wait-ref kafka-java tenacity-exponential",
	"ocean":      "avast backoff-random cenkalti-ref cockatiel-full k8s-workqueue kafka-java-ref openai-python p-retry",
	"magenta":    "anthropic-typescript aws-sdk-go-v2-2026 cockatiel-half grpc-go-ref resilience4j-ref tenacity-random-exponential",
	"ash":        "async-retry botocore-standard go-retryablehttp got jpillora-ref",
	"bronze":     "avast-full botocore-legacy go-retry-percent kafkajs ky",
	"leaf":       "aws-sdk-js-v3 go-retry-additive google-api-core node-retry-ref resty-v2-ref urllib3-jitter",
	"slate":      "backoff envoy got-capped k8s-flowcontrol-ref resty-v3-ref",
	"pink":       "avast-ref go-retry-fibonacci kafkajs-ref stripe-node tenacity-random-exponential-min",
	"vermillion": "cockatiel-ref go-retry-full-then-cap go-retryablehttp-linear spring-framework-ref stamina undici",
	"sky":        "botocore-dynamodb failsafe-go-additive k8s-reflector ky-jitter polly-v8",
}

// homes are both, by key.
var homes = func() map[string]string {
	all := map[string]string{}
	for key, tone := range ownHomes {
		all[key] = tone
	}
	for tone, keys := range libraryHomes {
		for key := range strings.FieldsSeq(keys) {
			all["lib:"+key] = tone
		}
	}
	return all
}()
