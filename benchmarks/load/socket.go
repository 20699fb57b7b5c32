package main

import (
	"net/netip"
	"syscall"
)

// addressOf is the address of viewer i, one of 127.1.0.0/16. Every address of 127.0.0.0/8 is
// this machine.
func addressOf(i int) netip.Addr {
	return netip.AddrFrom4([4]byte{127, 1, byte(i / 250), byte(i%250 + 1)})
}

// Those who are not viewers.
var (
	attacker  = netip.AddrFrom4([4]byte{127, 0, 0, 2})
	neighbour = netip.AddrFrom4([4]byte{127, 0, 0, 3})
)

// receiveBuffer sets how much the kernel takes for a reader that does not read; it must be set
// before the connection is there.
func receiveBuffer(size int) func(string, string, syscall.RawConn) error {
	return func(_, _ string, raw syscall.RawConn) error {
		if size == 0 {
			return nil
		}
		var failed error
		err := raw.Control(func(fd uintptr) {
			failed = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, size)
		})
		if err != nil {
			return err
		}
		return failed
	}
}

// raiseFiles lets this process, and the servers it starts, have as many descriptors as the
// system allows.
func raiseFiles() error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	limit.Cur = limit.Max
	return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
}

// ownCPU is what the generator has taken so far.
func ownCPU() int64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Utime.Nano() + u.Stime.Nano()
}
