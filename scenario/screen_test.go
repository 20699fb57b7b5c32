package scenario

import "testing"

func TestChoiceLabel(t *testing.T) {
	for key, want := range map[string]string{"token-bucket": "Token bucket", "aws-2026": "AWS 2026", "grpc": "gRPC", "timed-out": "Timeout", "rejected": "429 rejected"} {
		if got := ChoiceLabel(key); got != want {
			t.Errorf("%s reads %q, want %q", key, got, want)
		}
	}
}
