# The only door. `make` alone prints the targets. Set-up is scripts/setup; each target does the part that it needs.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory --no-builtin-rules

export PATH := $(CURDIR)/.tools/bin:$(PATH):$(HOME)/.cargo/bin

LISTEN   ?= 127.0.0.1:8080
DATA_DIR ?= portico-data
STEP     := scripts/step
TARGET   := $(or $(CARGO_TARGET_DIR),target)
PORTICO  := $(TARGET)/release/portico

.PHONY: help
help: ## Print this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: up
up: ## Build all in release and serve the demo at http://demo.localhost:8080
	@scripts/setup up
	@$(MAKE) release
	@exec $(PORTICO) demo --data-dir $(DATA_DIR) --listen $(LISTEN)

.PHONY: dev
dev: ## Portal with live reload on port 8081, the API restarting on change on port 8080
	@scripts/setup up
	@exec scripts/dev

.PHONY: test
test: ## Run every test: Rust on SQLite and PostgreSQL, then the browser
	@scripts/setup test
	@$(MAKE) front
	@tests/run

.PHONY: bench
bench: ## Measure the speed budgets (QUICK=1: without the millions of rows)
	@scripts/setup bench
	@$(MAKE) front
	@$(STEP) "portico and its reference (release)" cargo build --quiet --release --locked -p portico -p portico-reference
	@$(STEP) "how fast documents are made (release)" cargo build --quiet --release --locked -p portico-documents --example speed
	@scripts/with-postgres node tests/bench/bench.js $(TARGET)/release

.PHONY: lint
lint: ## Check format, lints, documentation, licences and generated files
	@scripts/setup lint
	@scripts/lint

.PHONY: build
build: ## Build all in release, without serving
	@scripts/setup up
	@$(MAKE) release

.PHONY: clean
clean: ## Remove what was built; .tools/ and portico-data/ stay
	@cargo clean --quiet
	@rm -rf dist dist-console tests/test-results

# ---- what is built, when its sources are newer -----------------------------------------------------------------------

.PHONY: front release
front: dist/index.html dist-console/index.html
release: front
	@$(STEP) "portico (release)" cargo build --quiet --release --locked -p portico

# Trunk has no check of its own for what is up to date. Folders are listed with their files: removing one changes them.
SHARED_SOURCES := Cargo.toml Cargo.lock rust-toolchain.toml .tools/wasm.env .cargo/config.toml \
  scripts/compress scripts/styles $(shell find crates/shared crates/ui locales)

dist/index.html: Trunk.toml scripts/documents $(SHARED_SOURCES) $(shell find crates/web -path crates/web/generated -prune -o -print)
	@$(STEP) "portal (WASM, release)" scripts/wasm trunk --quiet build --release
	@touch $@

dist-console/index.html: crates/console/Trunk.toml $(SHARED_SOURCES) $(shell find crates/console -path crates/console/generated -prune -o -print)
	@$(STEP) "console (WASM, release)" scripts/wasm trunk --quiet build --release --config crates/console/Trunk.toml
	@touch $@

