# Holdfast: `make demo` shows it, `make test` proves it. Everything else is for those who change or deploy it.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# The command without the AWS clients for --stack, which take as long to compile as all of ours.
HOLDFAST := go run -ldflags='-s -w' ./infra/holdfast/withoutaws

FUNCTIONS := $(notdir $(wildcard functions/*))
TOOLS     := $(CURDIR)/.tools

# How what runs on Lambda is built: static, without symbols, and without what our functions never use: the RPC of old runtimes, and
# HTTP/2, which is 0.4 MB: DynamoDB, SQS and Systems Manager speak HTTP/1.1, as does whatever a shop has tasks posted to. Inlining
# is for code that computes: what waits for the network or writes text does without. So does, in the census, what encrypts: the
# other functions start often, and a handshake costs them a millisecond more; the census starts once a night. Each has twelve million
# bytes to stay under.
WAITING := github.com/... net/... mime/... vendor/... \
           text/... html/... encoding/... log/... reflect regexp/... compress/... time os/... fmt
CENSUS  := crypto/... math/big
LAMBDA  := CGO_ENABLED=0 GOOS=linux go build -trimpath -buildvcs=false -ldflags=-s $(WAITING:%=-gcflags=%=-l) -tags lambda.norpc,nethttpomithttp2

.PHONY: help demo up test race lint fuzz bench build clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | column -t -s "$$(printf '\t')"

demo: ## a year of one shop, on this machine, nothing to install but Go
	@$(HOLDFAST) demo $(ARGS)

up: ## the whole system: webhooks at 127.0.0.1:8080, pages at :8081, state in .holdfast/
	@$(HOLDFAST) up $(ARGS)

test: build tools ## every test there is
	go test ./...
	@.ci/checks

race: ## the tests under the race detector
	go test -race ./...

lint: tools ## gofumpt, line widths, vet, staticcheck
	@.ci/lint

fuzz: ## every parser for a short while: FUZZTIME=5s
	@.ci/fuzz $(or $(FUZZTIME),5s)

bench: ## the benchmarks; each prints what it measures
	go test -run '^$$' -bench . -benchmem ./shared/... ./infra/... ./tests/...
	tests/emulator/run go test -tags emulator -run '^$$' -bench Start ./tests/runtime

build: $(FUNCTIONS:%=dist/amd64/%/bootstrap) $(FUNCTIONS:%=dist/arm64/%/bootstrap) ## Lambda binaries in dist/

dist/%/bootstrap: FORCE
	@mkdir -p $(@D)
	GOARCH=$(word 2,$(subst /, ,$@)) $(LAMBDA) $(if $(filter %/census/bootstrap,$@),$(CENSUS:%=-gcflags=%=-l)) -o $@ ./functions/$(word 3,$(subst /, ,$@))
	@cp -f "$$(go env GOROOT)/lib/time/zoneinfo.zip" $(@D)/ # Lambda's system has no time zones; ZONEINFO in template.yaml names this

.tools/bare/bootstrap: FORCE # what the start-up benchmark compares with: it answers, and does nothing else
	@mkdir -p $(@D)
	GOARCH=amd64 $(LAMBDA) -o $@ ./tests/runtime/bare
FORCE:

tools: ## linters into .tools/, pinned
	@.ci/tools

clean:
	rm -rf dist .tools .holdfast .aws-sam
