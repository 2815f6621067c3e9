# make run     build bin/sim and run the default scenario
# make test    everything that continuous integration checks
# The rest is listed by make help.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO          ?= go
STATICCHECK := v0.8.2
SIM         := bin/sim
PYTHON      := .venv/bin/python
# No cgo: one static file. GOAMD64=v1: no fused multiply-add, so the same bits on every machine.
BUILD        = CGO_ENABLED=0 GOAMD64=v1 $(GO) build -trimpath -ldflags='-s -w -X kirifuda/experiment.commit=$(COMMIT)'
# What tables say of their origin: the commit and, if files differ from it, a hash of the differences. Empty outside git.
COMMIT       = $(shell c=$$(git rev-parse HEAD 2>/dev/null) || exit 0; [ -z "$$(git status --porcelain)" ] || c=$$c+changes.$$(git diff HEAD | git hash-object --stdin | cut -c1-8); echo $$c)
# Packages whose code runs on several goroutines; found only when they are needed.
RACE         = $(shell GO="$(GO)" test/race-packages.sh)

.PHONY: help run build test check unit race examples interop notebooks recompute readme reference docs refresh bench fuzz soak clean
.DELETE_ON_ERROR:

help: ## list of targets
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

run: build ## run the scenario japan-sale-2025
	@$(SIM) run --seed 1 -o out/first-look -f

build: ## bin/sim
	@$(BUILD) -o $(SIM) ./cmd/sim

test: check unit race examples reference readme interop notebooks recompute docs ## everything that continuous integration checks
	@git diff --quiet -- docs || { echo 'make docs changed a page: commit it' >&2; git --no-pager diff --stat -- docs >&2; [ "$${CI:-}" != true ]; }
	@echo 'all passed'

check: .cache/bin/staticcheck-$(STATICCHECK) ## gofmt, go mod tidy, go vet, staticcheck, a line for each fuzz target
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$unformatted" ] || { echo "gofmt: $$unformatted" >&2; exit 1; }
	$(GO) mod tidy -diff
	$(GO) vet ./...
	$< ./...
	@GO="$(GO)" test/fuzz.sh check

.cache/bin/staticcheck-$(STATICCHECK):
	@GOBIN=$(CURDIR)/.cache/bin $(GO) install honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK)
	@mv .cache/bin/staticcheck $@

unit: ## unit tests
	$(GO) test -vet=off -timeout 20m ./...

race: ## unit tests of concurrent packages under the race detector
	@test/need.sh gcc
	CGO_ENABLED=1 $(GO) test -race -short -vet=off -timeout 20m $(RACE)

examples: ## tests of the example modules
	@for m in $$(git ls-files 'examples/*/go.mod' 'examples/go.mod'); do (cd "$$(dirname "$$m")" && $(GO) vet ./... && $(GO) test ./...); done

reference: .venv/installed ## an independent program gives the same prices
	$(GO) test -count=1 ./test/reference -python $(CURDIR)/$(PYTHON)

readme: build .venv/installed ## the README's commands and what they print
	$(PYTHON) test/readme.py

interop: build .venv/installed ## files that others wrote; every table in seven readers; writes docs/readers.md
	$(PYTHON) test/keys.py
	$(PYTHON) test/yamltypes.py
	$(PYTHON) test/interop/run.py

notebooks: build .venv/installed ## run the notebooks on fresh data
	$(PYTHON) test/notebooks.py

recompute: build .venv/installed ## the checks of docs/recompute.md, from files alone
	$(PYTHON) test/recompute.py

.venv/installed: test/requirements.txt
	@test/need.sh python3 venv
	@python3 -m venv .venv
	@.venv/bin/pip install -q --disable-pip-version-check --timeout 120 --retries 10 -r test/requirements.txt
	@touch $@

docs: build ## generated pages
	$(SIM) tables > docs/output-schema.md
	$(GO) run ./cmd/docgen

refresh: docs build .venv/installed ## after a change of results: the README's output and picture
	$(PYTHON) test/readme.py --rewrite
	@rm -rf out/figure
	$(SIM) mc japan-sale-2025 -n 50 --vs baseline --seed 1 --trace holdings -o out/figure -q > /dev/null
	$(SIM) figure out/figure -o docs/figures/sale.png -f
	@rm -rf out/figure

bench: ## benchmarks in the format of benchstat
	@$(GO) test -run '^$$' -bench . -benchmem -count 6 -timeout 30m ./... | grep -v -e 'no test files' -e '^ok' -e '^PASS'

fuzz: ## each fuzz target for ten seconds
	@GO="$(GO)" test/fuzz.sh 10s

soak: ## hours: kills, full and lying disks, coverage of intervals, ten million inputs of fuzzing
	$(GO) test -tags soak -count=1 -v -run '^TestSoak' -timeout 12h $$($(GO) list ./... | xargs $(GO) list -tags soak -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}')
	@GO="$(GO)" test/fuzz.sh all

clean: ## remove what make has made, but for installed tools
	rm -rf bin out
