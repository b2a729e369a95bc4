# `make` lists the commands. The project brings its own Node through npm; no other is used.
SHELL := /bin/bash
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
installed := node_modules/.package-lock.json

# A kubeconfig given to make itself (`make kind-test KUBECONFIG=…`) asks for its cluster; one that is
# exported for other work does not.
ifeq ($(origin KUBECONFIG),command line)
export CLUSTER ?= existing
endif

.DEFAULT_GOAL := help
.PHONY: help demo test bench speed-guard generate format cases image apiserver-test guide-clients grpc-interop kind-up kind-down kind-test conformance scenarios attacks fuzz soak ci clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(installed) ## Two echo backends and a gateway in this terminal; prints curl lines to try
	@exec node conformance/guide/demo.ts

test: $(installed) ## Types, lint, format and every test; ends with `N passed, N failed`
	@node .ci/run-tests.ts

bench: $(installed) ## The gateway beside nginx and HAProxy: rates, processor time, latency, memory (needs go)
	@node bench/bench.ts $(ARGS)

speed-guard: $(installed) ## Fail if a request costs much more than published, beside nginx in one run (needs go)
	@node .ci/run-tests.ts --config bench/ava.config.js

generate: $(installed) ## Types and schemas from the Gateway API's CRDs; deploy/rauta-*.yaml (needs go)
	@node tools/generate/generate.ts
	@node deploy/generate.ts

format: $(installed) ## Format and fix what the linter can fix
	@oxfmt . && oxlint --fix

cases: $(installed) ## Rewrite golden files and the guide's transcripts; read the diff before you commit
	@UPDATE_CASES=1 UPDATE_GUIDE=1 UPDATE_DOCS=1 ava

image: $(installed) ## The image of Rauta, one archive for Docker, podman, kind, k3s, containerd; no engine needed
	@node deploy/image/build-image.ts $(ARGS)

kind-up: $(installed) ## A cluster that stays, with Rauta and an example; prints a curl line to try
	@node kind/kind-up.ts

kind-down: $(installed) ## Take away what kind-up brought
	@node kind/kind-down.ts

kind-test: $(installed) ## The tests that start a Kubernetes cluster of their own (needs go, and Docker or podman)
	@node .ci/run-tests.ts --config kind/ava.config.js

apiserver-test: $(installed) ## The tests that start an API server of their own, with no node (needs go)
	@node tools/build-kubernetes.ts
	@node .ci/run-tests.ts --config src/cluster/ava.config.js

guide-clients: $(installed) ## The guide's lines for grpcurl, openssl and nc, by these programs (needs go)
	@node conformance/guide/clients/run-clients.ts

grpc-interop: $(installed) ## gRPC's own client and server through the gateway; h2spec against its HTTP/2 (needs go)
	@node .ci/run-tests.ts --config conformance/interop/ava.config.js

conformance: $(installed) ## The official suite against Rauta in a cluster; PROFILES=, TEST=, VERSION=, FLAGS=, RUNS=n, REPORT=1
	@exec node conformance/run.ts

scenarios: $(installed) ## What the suite does not reach, in a cluster: churn, rollouts, leader loss …; TEST='*WORD*'
	@node .ci/run-tests.ts --config conformance/cluster-scenarios/ava.config.js $(if $(TEST),--match '$(TEST)')

attacks: $(installed) ## Attacks on the gateway and on nginx, beside a well-behaved client; ARGS='--only TLS'
	@exec node conformance/attacks/run.ts $(ARGS)

fuzz: $(installed) ## Generated requests and answers through both ways of HTTP/1.1; ARGS='--seed N --runs N'
	@exec node conformance/differential/fuzz.ts $(ARGS)

soak: $(installed) ## Workers killed at random, then everything changes, under load; ARGS='--seconds N --requests N'
	@exec node conformance/soak/run.ts $(ARGS)

ci: $(installed) ## All that must pass before a change lands (Debian, root: installs podman)
	@node .ci/ci.ts

clean: ## Remove what was installed
	@rm -rf node_modules .cache

$(installed): package.json package-lock.json .npmrc
	@command -v npm >/dev/null || { echo 'npm is missing: install Node.js with npm (any version), then try again.' >&2; exit 2; }
	@echo 'installing dependencies…' >&2
	@npm ci --no-progress --loglevel=error >&2
	@touch $@
