package library

import "time"

// pythonLibraries are delays of libraries for Python. Versions are those that
// were measured; the SDKs of OpenAI and Anthropic were read.
var pythonLibraries = []preset{
	{
		"tenacity-exponential", "tenacity wait_exponential, 100 ms to 10 s", "9.1.4", "jd/tenacity, tenacity/wait.py",
		Library{base: refBase, factor: 2, cap: refCap, clips: before},
	}, {
		"tenacity-random-exponential", "tenacity wait_random_exponential, 100 ms to 10 s", "9.1.4", "jd/tenacity, tenacity/wait.py",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, jitter: scaled(0, 1)},
	}, {
		"tenacity-random-exponential-min", "tenacity wait_random_exponential(min=1), 100 ms to 10 s", "9.1.4", "jd/tenacity, tenacity/wait.py",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, jitter: from(time.Second)},
	}, {
		"tenacity-exponential-jitter", "tenacity wait_exponential_jitter, 100 ms to 10 s", "9.1.4", "jd/tenacity, tenacity/wait.py",
		Library{base: refBase, factor: 2, cap: refCap, clips: after, jitter: added(0, time.Second)},
	}, {
		// tenacity has no jitter, and no wait, unless one asks for it.
		"tenacity-documented", "tenacity as documented, 1 s to 60 s", "9.1.4", "jd/tenacity, doc/source/index.rst: wait_random_exponential(multiplier=1, max=60)",
		Library{base: time.Second, factor: 2, cap: 60 * time.Second, clips: before, jitter: scaled(0, 1)},
	}, {
		"urllib3", "urllib3, defaults", "2.7.0", "urllib3, src/urllib3/util/retry.py: it waits nothing",
		Library{factor: 2, cap: 120 * time.Second, clips: after, firstAtOnce: true},
	}, {
		"backoff", "backoff (litl), defaults", "2.2.1", "litl/backoff, backoff/_jitter.py",
		Library{base: time.Second, factor: 2, jitter: scaled(0, 1)},
	}, {
		"backoff-random", "backoff (litl) random_jitter, 100 ms to 10 s", "2.2.1", "litl/backoff, backoff/_jitter.py",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, jitter: added(0, time.Second)},
	}, {
		"urllib3-jitter", "urllib3 with backoff_jitter 1, 100 ms to 10 s", "2.7.0", "urllib3, src/urllib3/util/retry.py",
		Library{base: refBase, factor: 2, cap: refCap, clips: after, firstAtOnce: true, jitter: added(0, time.Second)},
	}, {
		"botocore-standard", "botocore, standard", "1.43.11", "boto/botocore, botocore/retries/standard.py",
		Library{base: time.Second, factor: 2, cap: 20 * time.Second, clips: before, jitter: scaled(0, 1)},
	}, {
		"botocore-2026", "botocore, standard 2026", "1.43.11", "boto/botocore, botocore/retries/standard.py (AWS_NEW_RETRIES_2026=true)",
		Library{base: 50 * ms, rejectedBase: time.Second, factor: 2, cap: 20 * time.Second, clips: before, jitter: scaled(0, 1)},
	}, {
		"botocore-legacy", "botocore, legacy (its default)", "1.43.11", "boto/botocore, botocore/retryhandler.py",
		Library{base: time.Second, factor: 2, jitter: scaled(0, 1)},
	}, {
		"botocore-dynamodb", "botocore, legacy for DynamoDB", "1.43.11", "boto/botocore, botocore/data/_retry.json",
		Library{base: 50 * ms, factor: 2},
	}, {
		"stamina", "stamina, defaults", "26.1.0", "hynek/stamina, src/stamina/_core.py",
		Library{base: 100 * ms, factor: 2, cap: 5 * time.Second, clips: after, jitter: added(0, time.Second)},
	}, {
		"google-api-core", "google-api-core, defaults", "2.29.1", "googleapis/python-api-core, google/api_core/retry/retry_base.py",
		Library{base: time.Second, factor: 2, cap: 60 * time.Second, clips: before, jitter: scaled(0, 1)},
	}, {
		"celery", "Celery retry_backoff, defaults", "5.6.2", "celery/celery, celery/utils/time.py",
		Library{base: time.Second, factor: 2, cap: 600 * time.Second, clips: before, jitter: wholeSeconds()},
	}, {
		"openai-python", "OpenAI SDK for Python, defaults", "3.3.1", "openai/openai-python, src/openai/_base_client.py",
		Library{base: 500 * ms, factor: 2, cap: 8 * time.Second, clips: before, jitter: scaled(0.75, 1)},
	}, {
		"anthropic-python", "Anthropic SDK for Python, defaults", "0.121.0", "anthropics/anthropic-sdk-python, src/anthropic/_base_client.py",
		Library{base: 500 * ms, factor: 2, cap: 8 * time.Second, clips: before, jitter: scaled(0.75, 1)},
	},
}
