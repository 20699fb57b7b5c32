module backofflab/benchmarks/load

go 1.26.3

toolchain go1.26.11

require backofflab v0.0.0

replace backofflab => ../..
