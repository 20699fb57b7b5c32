package service

import (
	"time"

	"backofflab/limit"
)

// Room is how much a limiter would still admit at a moment, whole requests and tokens.
type Room struct {
	Requests, Tokens int
	Known            bool // the limiter can tell
}

// Room returns how much the limiter would admit now, which is not before any arrival.
func (s *Service) Room(now time.Duration) Room {
	switch l := s.limiter.(type) {
	case *limit.LLM:
		requests, tokens := l.Room(now)
		return Room{Requests: int(requests), Tokens: int(tokens), Known: true}
	case limit.Roomy:
		if s.lock == nil {
			return Room{Requests: max(0, int(l.Room(now))), Known: true}
		}
	}
	return Room{}
}
