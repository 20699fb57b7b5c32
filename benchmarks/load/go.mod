module backofflab/benchmarks/load

go 1.26.3

require backofflab v0.0.0

replace backofflab => ../..
