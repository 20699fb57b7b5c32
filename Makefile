# Every target works in a fresh checkout: whatever it needs beyond Go and make,
# it installs or says how to. `make help` lists them.

ADDR     ?= 127.0.0.1:8080
FUZZTIME ?= 60s
GO       ?= go

# What gofmt and the like look at: our files, not the generated ones.
SOURCES = find . -name '*.go' ! -name '*_templ.go'

.DEFAULT_GOAL := help
.PHONY: help run build test lint check current format bench bench-all bench-peers bench-retry clients clients-npm exports exports-scripts fuzz schemas validate measure pictures a11y load types generate module chromium cluster

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## build the lab and serve it; ADDR=127.0.0.1:8080
	@mkdir -p bin
	$(GO) run ./web/pack
	$(GO) run ./cmd/server -addr $(ADDR) -store bin/lab.db

build: ## build static binaries: bin/backofflab-server, and bin/backofflab for the terminal
	$(GO) run ./web/pack
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/backofflab-server ./cmd/server
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/backofflab ./cmd/backofflab

# The tests in a browser come first: they take longest, and wait more than they work. With
# -short some tests take a sample of what they take in make check; each says so. Vet was in lint.
test: chromium lint ## look at what lint does, and run all tests, those in a browser too
	$(GO) test -shuffle=on -short -vet=off -timeout 10m ./e2e ./...

lint: ## the part of the gate that takes seconds: format, vet, generated files, modules
	sh scripts/format.sh
	$(GO) vet ./...
	$(GO) tool templ generate -check -log-level warn
	$(GO) mod tidy -diff

# The race detector takes a sample of the sentences of claims, which are checked in full without it.
check: chromium lint types ## the whole gate: lint, staticcheck, types of the scripts, tests with the race detector
	$(GO) tool staticcheck ./...
	$(GO) test -race -timeout 40m -shuffle=on ./e2e ./...
	$(GO) test -shuffle=on ./claims
	cd benchmarks/exports && $(GO) run . -check -samples=300

format: ## format Go and templ files in place
	gofmt -w $$($(SOURCES))
	$(GO) tool templ fmt -prettier-command '' .
	$(GO) tool templ generate -log-level warn

cluster: ## share a sweep between machines, one of them cut off; needs root and iproute2
	$(GO) test -tags netns -run '^TestThreeMachines' -count=1 -v ./cmd/server

bench: ## measure the engine, and write docs/performance.md
	$(GO) test -run '^$$' -bench '^BenchmarkPerformance$$' -benchtime 1x -timeout 60m ./sim -update

bench-all: ## run every small benchmark of the engine and the server
	$(GO) test -run '^$$' -bench . -skip 'Browser|Performance' -benchmem ./...

bench-peers: ## run one job on the lab's engine and on others; ARGS=-markdown, -bound, -runs, -python, -cxx, -node
	cd benchmarks/peers && $(GO) run . $(ARGS)

validate: ## reproduce the published results in full, and write docs/validation.md; ARGS=-only=V12 that one
	$(GO) test -run '^TestValidate$$' -count=1 -timeout 20m -v ./experiment/validation -full -update $(ARGS)

measure: chromium ## measure the page in a browser, and write docs/reaches.md
	$(GO) test -run '^$$' -bench Browser -skip Reaches -benchtime 30x ./e2e
	$(GO) test -run '^$$' -bench Reaches -benchtime 1x -timeout 20m ./e2e -update

load: ## put the server under load, and write docs/load.md; ARGS=-only=viewers, -scale=0.1, -server=old,new, -soak=30m
	cd benchmarks/load && $(GO) run . $(ARGS)

pictures: chromium ## take the pictures of docs/images anew
	$(GO) test -tags pictures -run '^TestPicture' -count=1 ./e2e

a11y: chromium ## check every page with axe-core, by day and night, wide and narrow
	axe=$$(sh scripts/axe.sh) && AXE=$$axe $(GO) test -tags a11y -run '^TestAccessible$$' -count=1 ./e2e

types: ## check the types of the scripts in web/static; needs node and npm
	tsc=$$(sh scripts/tsc.sh) && node $$tsc --allowJs --checkJs --strict --noEmit --target es2023 --module es2022 --lib es2023,dom,dom.iterable web/static/*.js

bench-retry: ## measure what a call costs that retries, beside other libraries, and write docs/retry-benchmarks.md
	cd benchmarks/clients && $(GO) run ./bench

clients: ## run the suite of conformance over real clients for Go, and write docs/clients.md; ARGS=-only=stripe-go
	cd benchmarks/clients && $(GO) run . $(ARGS)

clients-npm: ## the same with clients for JavaScript; needs node 22 and npm
	cd benchmarks/clients/npm && npm install --no-package-lock --ignore-scripts --no-audit --no-fund
	cd benchmarks/clients && $(GO) run . -npm $(ARGS)

exports: ## compile and run what is exported as Go, with its libraries, and write docs/exports.md; ARGS=-check, -only=cenkalti
	cd benchmarks/exports && $(GO) run . $(ARGS)

exports-scripts: ## check what is exported as JavaScript and Python, and run it with its libraries; needs node, npm and python3
	cd benchmarks/scripts && npm install --no-package-lock --ignore-scripts --no-audit --no-fund
	$(GO) test -tags scripts -run '^TestExportedScripts' -count=1 -timeout 30m -v ./exchange

schemas: ## hold the files that are written against the schemas that gRPC, Envoy, Istio and Kubernetes publish
	cd benchmarks/schemas && $(GO) test ./...

current: ## look whether go.mod names the latest patch release of Go; asks the module mirror
	sh scripts/current.sh

fuzz: ## fuzz each target for FUZZTIME=60s
	FUZZTIME=$(FUZZTIME) sh scripts/fuzz.sh

generate: ## write the *_templ.go files anew
	$(GO) tool templ generate -log-level warn

module: ## rename the module for where you host it; NAME=example.org/you/backofflab
	@sh scripts/module.sh $(NAME)
	@$(MAKE) --no-print-directory format

chromium:
	@sh scripts/chromium.sh
