package chart

import (
	"slices"
	"strconv"
	"strings"
)

// hues are the tones of series by name, in pairs of one hue that differ in lightness. The
// themes say how they look; all of them stay apart, also for the colour-blind.
var hues = [][2]string{
	{"vermillion", "brick"}, {"gold", "bronze"}, {"plum", "violet"}, {"green", "leaf"},
	{"blue", "iris"}, {"sky", "ocean"}, {"pink", "magenta"}, {"slate", "ash"},
}

// tones are all of them, those of the own strategies last: who has to move takes another
// first.
var tones = func() []string {
	var first, second []string
	for _, hue := range hues {
		first, second = append(first, hue[0]), append(second, hue[1])
	}
	return append(second, first...)
}()

// Tones returns the tones of the series of one run, by their keys. A series has its home,
// unless one that comes before it has the same home: then it has the other tone of that
// hue, or when that is taken too, the first that is free. Own strategies have homes of
// their own, so they never move, whatever else is compared.
func Tones(keys []string) []string {
	out := make([]string, len(keys))
	for i, key := range keys {
		if tone := Home(key); !slices.Contains(out, tone) {
			out[i] = tone
		}
	}
	for i, key := range keys {
		if out[i] == "" {
			out[i] = free(out, Home(key))
		}
	}
	return out
}

// free is a tone for a series whose home is taken: its home itself when all are.
func free(taken []string, home string) string {
	for _, tone := range append([]string{sibling(home)}, tones...) {
		if !slices.Contains(taken, tone) {
			return tone
		}
	}
	return home
}

// sibling is the other tone of the same hue.
func sibling(tone string) string {
	for _, hue := range hues {
		switch tone {
		case hue[0]:
			return hue[1]
		case hue[1]:
			return hue[0]
		}
	}
	return tone
}

// Home is the tone that belongs to a strategy, a library or a mix for ever: in every chart,
// table and picture. A whole client has that of its delays. A mix has the other tone of the hue of its largest part,
// and layers that of the outermost.
func Home(key string) string {
	if strings.Contains(key, "@") {
		return sibling(Home(largest(key)))
	}
	if outermost, _, layers := strings.Cut(key, ">"); layers {
		return sibling(Home(outermost))
	}
	key, _, _ = strings.Cut(key, "(") // its own settings
	if name, whole := strings.CutPrefix(key, "client:"); whole {
		key = "lib:" + name
	}
	if tone, ok := homes[key]; ok {
		return tone
	}
	return tones[0]
}

// largest is the key of the first of a mix's parts that no other is larger than.
func largest(mix string) string {
	key, most := "", -1
	for part := range strings.SplitSeq(mix, "/") {
		name, share, _ := strings.Cut(part, "@")
		if n, err := strconv.Atoi(share); err == nil && n > most {
			key, most = name, n
		}
	}
	return key
}

// ownHomes are the tones of the own strategies, by key: no two share one.
var ownHomes = map[string]string{
	"immediate": "slate", "fixed": "vermillion", "linear": "pink", "exponential": "gold",
	"full": "green", "equal": "plum", "decorrelated": "blue", "decorrelated-aws": "sky",
	"proportional": "bronze", "additive": "leaf", "polynomial": "brick", "list": "ash", "upward": "iris",
}

// libraryHomes are those of the libraries, by tone, without the "lib:" of their keys.
// Libraries that are compared with each other have different ones: the forms of one
// library, the SDKs of one company, those of the providers of language models, and as far
// as twelve tones reach, those of one language. The tones of the four strategies that a new
// page compares are not among them.
var libraryHomes = map[string]string{
	"brick":      "anthropic-python botocore-2026 celery cenkalti cockatiel grpc-go-connection k8s-crash-loop p-retry-ref spring-retry-ref",
	"violet":     "backon exponential-backoff-ref failsafe-go-ref gax-go openai-node resilience4j tenacity-exponential-jitter",
	"iris":       "aws-sdk-go-v2-standard axios-retry-exponential go-retry-full k8s-wait-ref kafka-java tenacity-exponential",
	"ocean":      "avast backoff-random cenkalti-ref cockatiel-full k8s-workqueue kafka-java-ref openai-python p-retry",
	"magenta":    "anthropic-typescript aws-sdk-go-v2-2026 cockatiel-half grpc-go-ref istio resilience4j-ref tenacity-random-exponential",
	"ash":        "async-retry botocore-standard go-retryablehttp got jpillora-ref",
	"bronze":     "avast-full botocore-legacy go-retry-percent k8s-retry kafkajs ky sidekiq",
	"leaf":       "aws-sdk-js-v3 azure-go go-retry-additive google-api-core node-retry-ref resty-v2-ref spring-retry urllib3-jitter",
	"slate":      "aws-sdk-java-v2 backoff envoy fetch-proposed got-capped k8s-flowcontrol-ref resty-v3-ref tenacity-documented",
	"pink":       "avast-ref failsafe-go go-retry-fibonacci kafkajs-ref stripe-node tenacity-random-exponential-min",
	"vermillion": "aws-sdk-js-v3-legacy cockatiel-ref go-retry-full-then-cap go-retryablehttp-linear spring-framework-ref stamina temporal undici",
	"sky":        "botocore-dynamodb failsafe-go-additive k8s-reflector ky-jitter polly-v8 urllib3",
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
