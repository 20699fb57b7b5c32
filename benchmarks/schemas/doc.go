// Package schemas holds what the lab writes of files against what their programs publish of
// them: gRPC's parser of service configs, Envoy's and Istio's protocol buffers with their rules,
// and the types of Kubernetes. It is a module of its own, so that the lab needs none of them.
//
// resilience4j, Spring, Temporal's TypeScript, the AWS shared config, nginx, systemd and Kafka
// publish no schema of their files that a Go program could load; tests of exchange/files read
// those again.
package schemas
