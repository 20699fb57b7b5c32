package scenario

import "testing"

func TestChoiceLabel(t *testing.T) {
	for key, want := range map[string]string{"token-bucket": "Token bucket", "leaky-bucket": "Leaky bucket (queue)", "aws-2026": "AWS 2026", "grpc": "gRPC", "timed-out": "Timeout", "rejected": "429 rejected"} {
		if got := ChoiceLabel(key); got != want {
			t.Errorf("%s reads %q, want %q", key, got, want)
		}
	}
}

// What a whole client brings matters in a scenario where others are.
func TestRulesOfWholeClientsAreUnmet(t *testing.T) {
	for strategies, want := range map[string]bool{"client:got": false, "client:got@50/client:ky@50": false, "client:got,full": true, "full@50/client:got@50": true, "lib:got": true} {
		s, err := ParseQuery("strategies=" + strategies)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"attempts", "retry-on", "deadline", "honour"} {
			if f, _ := FieldNamed(name); f.Met(s) != want {
				t.Errorf("%s: %s matters: %t", strategies, name, !want)
			}
		}
	}
}
