# due: make demo | test | test-engines | lint | bench | install PREFIX=/usr/local DESTDIR=
PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
COMMANDS := $(notdir $(wildcard Sources/Commands/due-*))
RELEASE := .build/release
# Beside the commands, `make install` puts the Swift runtime into a private directory.
RELEASE_FLAGS := -c release -Xlinker -rpath='$$ORIGIN/../lib/due'
# Crash tests kill every writer this often; `make test KILLS=2000` for a long night.
KILLS ?= 200

.PHONY: all build demo test test-unit test-peers test-engines test-crash lint bench install setup clean update

all: build

build:
	$(SWIFT) build $(RELEASE_FLAGS)

# Debian packages that building, running and testing need; asks for root only when one is missing.
setup:
	@scripts/install-dependencies

demo: setup build
	@samples/demo/run $(RELEASE)

test: setup test-unit test-peers test-crash

test-unit:
	@scripts/test-python >/dev/null
	$(SWIFT) build --build-tests
	@SWIFT="$(SWIFT)" scripts/test-unit

# Against real programs and models on this machine; Python's come from PyPI.
test-peers:
	@DUE_BIN=$(CURDIR)/.build/debug Tests/Peers/run

# Spark too, which wants Java 17 and minutes; `test-peers` asks the other engines.
test-engines:
	@DUE_BIN=$(CURDIR)/.build/debug Tests/Engines/run

test-crash:
	@KILLS=$(KILLS) DUE_BIN=$(CURDIR)/.build/debug Tests/Crash/run

# Rewrites golden scripts, completions and README's table: the diff is the review.
update:
	DUE_UPDATE=1 $(SWIFT) test --filter 'GoldenTests|ManualTests'

lint: setup
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift
	$(SWIFT) package dump-package >/dev/null
	$(SWIFT) build --explicit-target-dependency-import-check error
	mandoc -T lint -W warning man/*.[157]
	shellcheck -S warning $$(git ls-files ':!completions' | while read -r file; do \
	  head -c 11 "$$file" | grep -qaE '^#!/bin/(ba)?sh' && echo "$$file"; done)

bench: build
	@bench/run

install: build
	scripts/install "$(DESTDIR)$(PREFIX)" $(COMMANDS)

clean:
	rm -rf .build
