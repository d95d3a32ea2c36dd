# SPDX-License-Identifier: Apache-2.0
#
# Every command of the project. `make` or `make help` lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help build run demo test e2e fuzz bench soak volume outage tsan profile lint format docs clean verifier

BINARY := .build/release/isartor
SOURCES := Sources Tests Package.swift

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build the release binary (.build/release/isartor, Swift's libraries linked in)
	@scripts/build.sh

run: build ## build and start the gateway (isartor up)
	@$(BINARY) up

demo: build ## install what the build needs, build, and show the layers at work; needs no key
	@scripts/weights.sh optional
	@$(BINARY) demo

test: ## everything that must hold: format, house rules, build, tests, README commands, short end-to-end set
	@scripts/requirements.sh test
	@scripts/test.sh

e2e: ## the full end-to-end set with real clients (SDKs and a coding agent)
	@scripts/requirements.sh test
	swift build --product isartor
	@scripts/e2e.sh full

fuzz: ## feed made-up input to the parsers for a minute
	@scripts/requirements.sh build
	@scripts/fuzz.sh

bench: ## measure the gateway beside others, and check the limits
	@scripts/requirements.sh test
	@scripts/bench.sh

soak: build ## keep 300 streams open for half an hour and watch memory, descriptors and throughput
	@scripts/requirements.sh test
	@scripts/soak.sh

volume: build ## send 100,000 mixed faults beside 10,000 idle connections
	@scripts/requirements.sh test
	@scripts/volume.sh

tsan: ## the tests that use several threads, under Thread Sanitizer
	@scripts/requirements.sh build
	@scripts/tsan.sh

profile: ## count anew what the program does at work; the release build is optimised by it
	@scripts/requirements.sh test
	@scripts/profile.sh

outage: build ## let a provider fail in seven ways under 200 clients, with a healthy fallback
	@scripts/requirements.sh test
	@scripts/outage.sh

verifier: ## train the verifier's model anew from the committed data and compare it with the program
	@scripts/requirements.sh build
	@scripts/verifier.sh train

lint: ## format, layering, file sizes, house rules and links; builds nothing
	@scripts/requirements.sh test
	@scripts/lint.sh

format: ## rewrite the sources in the project's format
	swift format -i -p -r $(SOURCES)

docs: ## write docs/configuration.md and docs/reference/cli.md anew from the program
	swift build --product isartor
	@scripts/docs.sh write

clean: ## remove everything that was built
	rm -rf .build .build-*
