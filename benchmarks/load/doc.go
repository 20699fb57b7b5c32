// Command load puts a server of the lab under load, and writes docs/load.md with what it
// saw beside what is asked for. It is a module of its own, so that the lab holds no load
// generator. It runs from its own folder:
//
//	go run .                           all rows, a few minutes
//	go run . -only=viewers -scale=0.1  one of them, with a tenth of the viewers
//	go run . -server=old,new           each row with both programs, in turns
//	go run . -soak=30m                 mixed load with faults, and nothing else
//
// Each row has a server of its own, a child process on a free port of 127.0.0.1, with its
// log in a file. Nothing is ever sent elsewhere: there is no flag for a host. Clients are told
// apart by their address, so each viewer has one of 127.1.0.0/16. CPU, memory and descriptors of
// the server are those of /proc, so this runs on Linux alone.
//
// The generator shares the machine with the server, and must be cheap: it reads frames
// without decoding them. Its own CPU is told beside that of the server.
package main
