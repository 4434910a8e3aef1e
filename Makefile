# SPDX-License-Identifier: GPL-2.0-only
#
# Everything is built inside a Debian tool tree that lab/setup makes below the
# cache (RSTMEM_CACHE, by default ~/.cache/rstmem), so that the machine itself
# needs only apt and root. Kbuild uses the file Kbuild, not this one.

KERNEL ?= $(shell lab/kernel --print list --role main)

.PHONY: help demo desktop check test test-full setup build modules userspace ta \
	bench dkms-install dkms-remove clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' \
		$(MAKEFILE_LIST)
	@echo 'KERNEL=7.3 (or another of lab/config/kernels) chooses the kernel.'

demo: ## build everything and play an encrypted film in the guest
	@scripts/demo --kernel $(KERNEL)

desktop: ## build everything and play it in a window of a desktop, in the guest
	@scripts/desktop --kernel $(KERNEL)

check: ## for every commit: five minutes, the main kernel, one guest
	@tests/run --tier check

test: ## what CI runs: all on the main kernel, what differs on the next
	@tests/run

test-full: ## for a release: all kernels, debug kernels, xtest, weaknesses
	@tests/run --tier full $(if $(FROM),--from $(FROM))

setup: ## download and build what the laboratory needs
	@lab/setup

build: setup ## modules, trusted applications, user space, tests
	@scripts/build $(KERNEL)

modules: setup ## the kernel modules alone
	@lab/tree -- scripts/build-modules $(KERNEL)

userspace: setup ## library, tools and GStreamer plugin for the guest
	@lab/tree -- scripts/build-userspace

ta: setup ## the trusted applications alone
	@lab/tree -- scripts/build-ta

bench: build ## compare the range allocator with genalloc (a reading, no test)
	@tests/books-model/allocator-bench

dkms-install: ## install modules and udev rule on this machine (LAB=1: all)
	@scripts/dkms-install $(if $(LAB),--lab)

dkms-remove: ## remove them; the kernel's own modules are back
	@scripts/dkms-install --remove

clean: ## remove build/ (the cache stays)
	rm -rf build
