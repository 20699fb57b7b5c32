package httpretry

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
)

// A service that does not come to shake hands has not seen the request, so even a POST may go
// again.
func TestHandshakeTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network, met := newMemory(), new(atomic.Int32)
		go func() {
			for {
				c, err := network.Accept()
				if err != nil {
					return
				}
				met.Add(1)
				go func() { // reads, and says nothing
					for b := make([]byte, 1024); ; {
						if _, err := c.Read(b); err != nil {
							return
						}
					}
				}()
			}
		}()
		base := &http.Transport{DialContext: network.Dial, TLSHandshakeTimeout: time.Second}
		client := &http.Client{Transport: &Transport{Base: base, Client: tenth()}}
		_, err := client.Post("https://service/", "text/plain", strings.NewReader("a body"))
		if e, _ := errors.AsType[*retry.Error](err); verdict(e) != retry.GiveUpAttempts || met.Load() != 3 {
			t.Errorf("%v after %d attempts", err, met.Load())
		}
		network.Close()
	})
}

// A 503 stands among the statuses of an untouched request where the user says so, and 429
// does always.
func TestUntouched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &script{begin: time.Now(), steps: []step{says(503), says(429)}}
		base := serve(t, service.ServeHTTP)
		client := &http.Client{Transport: &Transport{Base: base, Client: tenth(), Untouched: []int{503}}}
		resp, err := client.Post("http://service/", "text/plain", strings.NewReader("a body"))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 200 || !slices.Equal(service.bodies, []string{"a body", "a body", "a body"}) {
			t.Errorf("%d after %q", resp.StatusCode, service.bodies)
		}
	})
}
