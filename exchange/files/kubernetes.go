package files

import (
	"fmt"
	"math"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
)

// kubernetes is a Job or a CronJob, and a pod whose container starts again and again.
var kubernetes = form.Format{
	Key: "kubernetes", Name: "Kubernetes Job", Language: "YAML", File: "job.yaml",
	Version: "1.36", Source: "kubernetes/kubernetes, pkg/controller/job/backoff_utils.go and pkg/kubelet/kubelet.go; batch/v1 defaults.go",
	Sample: `apiVersion: batch/v1
kind: Job
metadata: {name: import}
spec:
  backoffLimit: 4
  activeDeadlineSeconds: 600
  template:
    spec:
      restartPolicy: Never
      containers: [{name: import, image: registry.example/import}]
`,
	Recognise: func(t *form.Text) bool {
		return keyed(t, "backoffLimit", "backoffLimitPerIndex", "restartPolicy", "activeDeadlineSeconds") ||
			t.Has("kind: Job", "kind: CronJob", "kind: Pod", "kind: Deployment", "kind: StatefulSet", "kind: DaemonSet")
	},
	Read:  readKubernetes,
	Write: writeKubernetes,
}

func readKubernetes(t *form.Text, r *form.Reading) {
	documents := t.Documents()
	if len(documents) == 0 {
		return
	}
	policy := first(documents, "restartPolicy")
	limit, each := first(documents, "backoffLimit"), first(documents, "backoffLimitPerIndex")
	job := limit != nil || t.Has("kind: Job", "kind: CronJob", "backoffLimitPerIndex") || first(documents, "jobTemplate") != nil
	word := "Always"
	if policy != nil {
		word = policy.Text
	}
	switch {
	case job && word == "OnFailure":
		r.Strategy(policy, "client:k8s-crash-loop", "The kubelet starts the container again in its pod: at once, then after 10 s, 20 s and so on up to 5 min.")
		readBackoffLimit(r, limit, each)
	case job:
		r.Strategy(cmpNode(limit, policy), "exponential", "The Job makes a new pod 10 s after the first failure, then after twice as long each time.")
		r.Assume("base", "10s", "Nothing sets the delays of a Job: 10 s × 2 up to 10 min, without jitter.")
		r.Assume("factor", "2", "")
		r.Assume("cap", "10m", "")
		r.Assume("retry-on", "rejected,unavailable,timed-out,failed", "Whatever a pod fails of, there is another.")
		readBackoffLimit(r, limit, each)
	case word == "Never":
		r.Strategy(policy, "immediate", "With restartPolicy Never nothing starts the container again.")
		r.Assume("attempts", "1", "")
	default:
		r.Strategy(policy, "client:k8s-crash-loop", "A container that ends starts again: at once, then after 10 s, 20 s and so on up to 5 min, without jitter and without end.")
		r.Lose(nil, "After 10 min of health the delays begin anew; here they only grow.")
	}
	if word != "Always" && word != "OnFailure" && word != "Never" {
		r.Lose(policy, word+" is no restartPolicy.")
	}
	policy.Take()
	readKubernetesDeadlines(r, documents, job, word)
	tellKubernetesRest(r, documents)
}

// readBackoffLimit reads how many retries a Job has, or one index of it has by itself: without a
// backoffLimit the Job then has no limit of its own.
func readBackoffLimit(r *form.Reading, limit, each *tree.Node) {
	if each != nil {
		r.Retries(each, nil)
		if limit != nil {
			r.Lose(limit, limit.String()+" is of the whole Job: here one index of it retries.")
		}
		return
	}
	if limit == nil {
		r.Assume("attempts", "7", "Without backoffLimit there are 6 retries, 7 attempts with the first.")
		return
	}
	r.Retries(limit, nil)
}

func tellKubernetesRest(r *form.Reading, documents []*tree.Node) {
	for _, key := range [][2]string{
		{"maxFailedIndexes", "Indexes have no counterpart here."},
		{"podFailurePolicy", "podFailurePolicy tells failures apart by exit codes and conditions: leave failed out of “Retry on” for those that end the Job."},
		{"successPolicy", "successPolicy has no counterpart here."},
		{"startingDeadlineSeconds", "A CronJob that starts late has no counterpart here."},
	} {
		for _, n := range tree.Find(documents, key[0]) {
			r.Lose(n, key[1])
		}
	}
	restBeside(r, documents)
}

// readKubernetesDeadlines reads the limit of time of a Job, and that of its pods: a pod that is
// never started again is one attempt.
func readKubernetesDeadlines(r *form.Reading, documents []*tree.Node, job bool, policy string) {
	for _, n := range tree.Find(documents, "activeDeadlineSeconds") {
		switch pod := enclosing(documents, n).Get("containers") != nil; {
		case pod && job && policy == "Never":
			r.Duration(n, "timeout", time.Second)
		case pod && job:
			r.Lose(n, n.String()+" is of one pod, in which its container starts several times.")
		default:
			r.Duration(n, "total-timeout", time.Second)
		}
	}
}

// first is the first node of a name at any depth; nil where there is none.
func first(trees []*tree.Node, name string) *tree.Node {
	if found := tree.Find(trees, name); len(found) > 0 {
		return found[0]
	}
	return nil
}

func writeKubernetes(p form.Policy) (string, []string) {
	restart := "Never"
	if p.Is("client:k8s-crash-loop", "lib:k8s-crash-loop") {
		restart = "OnFailure"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: your-job\nspec:\n  backoffLimit: %d # retries\n", p.Retries())
	if p.Total > 0 {
		fmt.Fprintf(&b, "  activeDeadlineSeconds: %.0f\n", math.Ceil(p.Total.Seconds()))
	}
	fmt.Fprintf(&b, "  template:\n    spec:\n      restartPolicy: %s\n      containers:\n      - name: main\n        image: your-image\n", restart)
	return b.String(), []string{"Name your Job and its image. A Job has no field for its delays."}
}
