# The common errands; every one does the set-up that it needs. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests build demo test check format bench golden coverage asan fuzz install clean

export JOBS ?= $(shell nproc)
DATA ?=
PREFIX ?= /usr/local

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## install what is missing (Debian packages, DuckDB, the charting library)
	@tools/setup

setup-tests: # the same, and a browser for the tests that look at a rendered report
	@tools/setup --chromium

build: setup ## the release program, build/aots
	@tools/build release
	@ln -sfn release/aots build/aots

demo: build ## import, backtest, report; DATA=DIR uses your files instead of a synthetic market
	@DATA='$(DATA)' tools/demo

test: setup-tests ## build with tests and run all of them
	@tools/build dev
	@tools/run-tests build/dev

check: setup ## format, lint of what changed, layering, house rules, links
	@tools/check

format: setup ## put every C++ file into the format of .clang-format
	@git ls-files -co --exclude-standard -- '*.cpp' '*.hpp' | xargs -r clang-format-14 -i

bench: setup ## run every benchmark; results in build/bench/results
	@tools/build bench
	@tools/bench

golden: setup-tests ## write the expected figures of the golden runs anew, and show what changed
	@tools/golden

coverage: setup-tests ## run the tests with line counts and hold them against the floors
	@tools/build coverage
	@tools/coverage

asan: setup-tests ## run the tests under the address and undefined-behaviour sanitizers
	@tools/build asan
	@tools/run-tests build/asan

fuzz: ## search every parser of outside bytes for faults, FUZZ_SECONDS (60) each
	@tools/setup --fuzz
	@tools/build fuzz aots_fuzz
	@tools/fuzz

install: build ## install below PREFIX (default /usr/local)
	@cmake --install build/release --prefix '$(PREFIX)'

clean: ## remove everything that was built (what setup fetched stays)
	@rm -rf build
