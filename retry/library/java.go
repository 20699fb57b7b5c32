package library

import "time"

// javaLibraries are delays of libraries for Java. Versions are those that were
// measured; a commit stands for what was read alone.
var javaLibraries = []preset{
	{
		"resilience4j", "Resilience4j exponential random backoff, defaults", "2.4.0", "resilience4j, resilience4j-core, IntervalFunction.java",
		Library{base: 500 * ms, factor: 1.5, round: down, jitter: scaled(0.5, 1.5)},
	}, {
		"resilience4j-ref", "Resilience4j exponential random backoff, 100 ms to 10 s", "2.4.0", "resilience4j, resilience4j-core, IntervalFunction.java",
		Library{base: refBase, factor: 2, cap: refCap, clips: after, round: down, jitter: scaled(0.5, 1.5)},
	}, {
		"aws-sdk-java-v2", "AWS SDK for Java v2, standard", "25787b38", "aws/aws-sdk-java-v2, core/retries, DefaultRetryStrategy.java",
		Library{base: 100 * ms, rejectedBase: time.Second, factor: 2, cap: 20 * time.Second, clips: before, round: down, jitter: scaled(0, 1)},
	}, {
		"kafka-java", "Apache Kafka clients, defaults", "4.0.0-SNAPSHOT", "apache/kafka, clients, ExponentialBackoff.java",
		Library{base: 100 * ms, factor: 2, cap: time.Second, clips: before | after, round: down, jitter: scaled(0.8, 1.2)},
	}, {
		"kafka-java-ref", "Apache Kafka clients, jitter 0.5, 100 ms to 10 s", "4.0.0-SNAPSHOT", "apache/kafka, clients, ExponentialBackoff.java",
		Library{base: refBase, factor: 2, cap: refCap, clips: before | after, round: down, jitter: scaled(0.5, 1.5)},
	}, {
		"spring-framework-ref", "Spring Framework ExponentialBackOff, jitter 50 ms, 100 ms to 10 s", "7.1.0-SNAPSHOT", "spring-projects/spring-framework, ExponentialBackOff.java",
		Library{base: refBase, factor: 2, cap: refCap, clips: before, jitter: windowed(50*ms, refBase, refCap)},
	}, {
		"spring-retry", "Spring Retry @Retryable, defaults", "2.0.13-SNAPSHOT", "spring-projects/spring-retry, annotation/Backoff.java: a fixed delay",
		Library{base: time.Second, factor: 1},
	}, {
		"spring-retry-ref", "Spring Retry ExponentialRandomBackOffPolicy, 100 ms to 10 s", "2.0.13-SNAPSHOT", "spring-projects/spring-retry, ExponentialRandomBackOffPolicy.java",
		Library{base: refBase, factor: 2, cap: refCap, clips: before | after, round: down, jitter: scaled(1, 2)},
	},
}
