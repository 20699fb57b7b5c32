package service

import (
	"time"

	"backofflab/limit"
)

// Room is how much a limiter would still admit at a moment, requests and tokens, and tokens of
// answers where they are counted apart, each with the part of the next.
type Room struct {
	Requests, Tokens, Output float64
	Known                    bool // the limiter can tell
}

// Room returns how much the limiter would admit now, which is not before any arrival.
func (s *Service) Room(now time.Duration) Room {
	switch l := s.limiter.(type) {
	case *limit.LLM:
		requests, tokens, output := l.Room(now)
		return Room{Requests: requests, Tokens: tokens, Output: output, Known: true}
	case limit.Roomy:
		if s.lock == nil {
			return Room{Requests: max(0, l.Room(now)), Known: true}
		}
	}
	return Room{}
}
