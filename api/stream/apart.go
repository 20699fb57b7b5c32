package stream

import (
	"fmt"
	"runtime/debug"
)

// panicked is a panic of another goroutine, with its stack.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("%v\n%s", p.value, p.stack) }

// apart calls f on a goroutine of its own, and waits for it. What f needs of a stack, tens of
// KB, is given back at its end; a session would keep it for as long as it lasts. A panic becomes
// one of the caller, a *panicked.
func apart(f func()) {
	done := make(chan *panicked, 1)
	go func() {
		defer func() {
			var p *panicked
			if value := recover(); value != nil {
				p = &panicked{value, debug.Stack()}
			}
			done <- p
		}()
		f()
	}()
	if p := <-done; p != nil {
		panic(p)
	}
}
