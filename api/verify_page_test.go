package api

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"backofflab/calculator/observed"
)

// Whatever is pasted into the page comes back in its field, with what it fits or why not.
func TestVerifyPage(t *testing.T) {
	lab := startLab(t)
	form := func(text string, more ...string) url.Values {
		v := url.Values{"text": {text}, "policy": {"strategies=equal&attempts=4"}, "against": {"yes"}}
		for i := 0; i < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		return v
	}
	for shows, row := range map[string]struct {
		answer answer
		status int
		has    []string
		hasNot string
	}{
		"nothing pasted yet":                  {lab.get(t, "/calculator?strategies=equal"), http.StatusOK, []string{`id="verify-form"`, `name="policy" value="strategies=equal"`, `/calculator/verify?sample=log&amp;strategies=equal#verify`}, `id="verified-title"`},
		"a sample":                            {lab.get(t, "/calculator/verify?sample=csv&strategies=equal"), http.StatusOK, []string{"No known strategy makes these", `data-query="strategies=equal"`, "pod-1,1,"}, ""},
		"no such sample":                      {lab.get(t, "/calculator/verify?sample=none"), http.StatusOK, []string{`id="verify-form"`}, `id="verified-title"`},
		"a text":                              {lab.post(t, "/calculator/verify", form(doubling)), http.StatusOK, []string{`data-verdict="`, doubling + "</textarea>", "As configured, equal jitter does not fit", `data-query="strategies=equal&amp;attempts=4"`, `href="#line-1"`, `id="line-1"`}, ""},
		"not against it":                      {lab.post(t, "/calculator/verify", form(doubling, "against", "")), http.StatusOK, []string{`data-verdict="`}, "As configured"},
		"a unit":                              {lab.post(t, "/calculator/verify", form("1\n2\n4\n", "unit", "ms")), http.StatusOK, []string{`<option value="ms" selected>`, "whole milliseconds"}, ""},
		"a policy of what fits":               {lab.post(t, "/calculator/verify", form(doubling, "use", "strategies=exponential&base=1s")), http.StatusOK, []string{`data-query="strategies=exponential&amp;base=1s"`, doubling}, ""},
		"a wrong policy":                      {lab.post(t, "/calculator/verify", form(doubling, "policy", "base=soon")), http.StatusBadRequest, []string{"The policy above is not tested", doubling, "Enter a duration"}, "As configured"},
		"a file, which goes before the field": {lab.pasteFile(t, "/calculator/verify", doubling, map[string]string{"text": "other"}), http.StatusOK, []string{`data-verdict="`}, "other<"},
		"nonsense":                            {lab.post(t, "/calculator/verify", form("hello <b>\r\nthere")), http.StatusBadRequest, []string{"Line 1, “hello &lt;b&gt;”", "hello &lt;b&gt;\r\nthere</textarea>", `aria-invalid="true"`}, `id="verified-title"`},
		"too long":                            {lab.post(t, "/calculator/verify", form(strings.Repeat("1s\n", observed.MaxPasted/3+1))), http.StatusRequestEntityTooLarge, []string{"2\u202f097\u202f152 bytes", "1s\n1s\n"}, `id="verified-title"`},
		"ten megabytes":                       {lab.post(t, "/calculator/verify", form(strings.Repeat("1s\n", 10<<20/3))), http.StatusRequestEntityTooLarge, []string{"2\u202f097\u202f152 bytes", "go back to have it"}, `id="verified-title"`},
		"a file of ten":                       {lab.pasteFile(t, "/calculator/verify", strings.Repeat("1s\n", 10<<20/3), nil), http.StatusRequestEntityTooLarge, []string{"go back to have it"}, `id="verified-title"`},
		"a part of the page":                  {lab.post(t, "/fragment/calculator/verify", form(doubling)), http.StatusOK, []string{`data-verdict="`, "As configured"}, "<html"},
		"which is wrong":                      {lab.post(t, "/fragment/calculator/verify", form("hello")), http.StatusOK, []string{"there is no delay"}, "<html"},
		"nothing in it":                       {lab.post(t, "/fragment/calculator/verify", form(" ")), http.StatusOK, []string{`id="verify-problem" hidden`}, `id="verified-title"`},
		"too long a part":                     {lab.post(t, "/fragment/calculator/verify", form(strings.Repeat("1s\n", 10<<20/3))), http.StatusRequestEntityTooLarge, []string{"2\u202f097\u202f152 bytes"}, "<html"},
	} {
		if row.answer.status != row.status {
			t.Errorf("%s: answered %d", shows, row.answer.status)
		}
		for _, want := range row.has {
			if !strings.Contains(row.answer.body, want) {
				t.Errorf("%s: lacks %q", shows, want)
			}
		}
		if row.hasNot != "" && strings.Contains(row.answer.body, row.hasNot) {
			t.Errorf("%s: has %q", shows, row.hasNot)
		}
	}
}

// Where there is no turn for it, the page says so and keeps what was pasted.
func TestVerifyPageOfABusyLab(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunWait = time.Millisecond })
	defer hold(t, lab.pageClass.Slots)()
	a := lab.post(t, "/calculator/verify", url.Values{"text": {doubling}})
	if a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, "The lab is busy.") || !strings.Contains(a.body, doubling+"</textarea>") {
		t.Errorf("%d %.300s", a.status, a.body)
	}
}
