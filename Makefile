# Two commands matter to a newcomer: `make demo` and `make test`. Each installs what it needs and says what it does.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:

# One optimised profile serves the demo, the tests, the simulator and the browser tests (see scripts/test-all).
export CARGO_TARGET_DIR ?= $(CURDIR)/target
BUILT := $(CARGO_TARGET_DIR)/demo
CARGO_DEMO := --locked --profile demo

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## build and start a prison's day:  make demo ARGS="--people 1200 --speed 60"   (Ctrl-C stops it)
	@scripts/setup demo
	@scripts/assets
	@cargo build $(CARGO_DEMO) -p gatelodge
	@exec "$(BUILT)/gatelodge" demo $(ARGS)

.PHONY: test
test: ## install what the tests need and run all of them
	@scripts/setup test
	@scripts/test-all

.PHONY: simulate
simulate: ## the simulator as in make test: 1,000 seeds, and 50 over a disk that loses what was not synced
	@$(MAKE) soak SEEDS=1000 FIRST_SEED=1
	@$(MAKE) soak SEEDS=50 FIRST_SEED=1 LOSSY=--lossy

SEEDS ?= 10000
FIRST_SEED ?= 1
.PHONY: soak
soak: ## more seeds:  make soak SEEDS=10000 FIRST_SEED=1   (LOSSY=--lossy cuts the power)
	@scripts/setup demo
	@scripts/assets
	@cargo build $(CARGO_DEMO) --workspace --bin simulate
	@"$(BUILT)/simulate" --seeds $(SEEDS) --first-seed $(FIRST_SEED) $(LOSSY)

.PHONY: bench
bench: ## figures and ratios from the release build:  make bench ARGS="..."   (never fails on time)
	@scripts/setup demo
	@scripts/assets
	@cargo build --locked --release -p gatelodge
	@exec "$(CARGO_TARGET_DIR)/release/gatelodge" bench $(ARGS)

.PHONY: audit
audit: ## licences, bans, sources and, where there is a network, known weaknesses of every dependency
	@scripts/audit

.PHONY: assets
assets: ## fetch nhsuk-frontend and healthicons and lay out what the screens use, as plain cargo commands need it
	@scripts/setup demo
	@scripts/assets

.PHONY: fmt
fmt: ## format the Rust code
	@cargo fmt --all

.PHONY: clean
clean: ## remove everything that was built or fetched
	@cargo clean
	@rm -rf crates/web/assets/dist crates/web/node_modules e2e/node_modules e2e/screenshots
	@rm -rf peers/node_modules peers/venv locales/measure/node_modules
