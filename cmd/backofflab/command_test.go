package main

import (
	"net/http"
	"strings"
)

// command calls url once, or three times whatever the answer is.
func command(mode, url string) int {
	times := map[string]int{"once": 1, "thrice": 3}[mode]
	for range times {
		answer, err := http.Post(url, "text/plain", strings.NewReader("body"))
		if err != nil {
			return 1
		}
		answer.Body.Close()
		if answer.StatusCode/100 == 2 {
			return 0
		}
	}
	return 1
}
