package help

// The libraries that texts import, so that go.mod has their versions.
import (
	_ "github.com/avast/retry-go/v5"
	_ "github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	_ "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	_ "github.com/aws/aws-sdk-go-v2/config"
	_ "github.com/cenkalti/backoff/v5"
	_ "github.com/failsafe-go/failsafe-go"
	_ "github.com/failsafe-go/failsafe-go/budget"
	_ "github.com/failsafe-go/failsafe-go/circuitbreaker"
	_ "github.com/failsafe-go/failsafe-go/failsafehttp"
	_ "github.com/failsafe-go/failsafe-go/retrypolicy"
	_ "github.com/failsafe-go/failsafe-go/timeout"
	_ "github.com/go-resty/resty/v2"
	_ "github.com/googleapis/gax-go/v2"
	_ "github.com/hashicorp/go-retryablehttp"
	_ "github.com/sethvargo/go-retry"
	_ "golang.org/x/time/rate"
	_ "k8s.io/apimachinery/pkg/util/wait"
	_ "k8s.io/client-go/util/retry"
	_ "k8s.io/client-go/util/workqueue"
)
