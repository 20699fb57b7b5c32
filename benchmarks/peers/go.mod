module backofflab/benchmarks/peers

go 1.26.3

toolchain go1.26.11

require (
	backofflab v0.0.0
	github.com/coder/quartz v0.3.1
	gvisor.dev/gvisor v0.0.0-20260905035102-160fafc42237
)

require (
	golang.org/x/exp v0.0.0-20250711185948-6ae5c78190dc // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/time v0.16.0 // indirect
)

replace backofflab => ../..
