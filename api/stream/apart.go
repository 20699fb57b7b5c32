package stream

// apart calls f on a goroutine of its own, and waits for it. What f needs of a stack is tens of
// KB, and given back at its end; a session would keep it for as long as it lasts. A panic is that of the caller.
func apart(f func()) {
	panicked := make(chan any, 1)
	go func() {
		defer func() { panicked <- recover() }()
		f()
	}()
	if p := <-panicked; p != nil {
		panic(p)
	}
}
