# Thin targets over one script; bare `make` explains them.
PYTHON ?= python3

help:
	@$(PYTHON) scripts/dev help

run test bench lock:
	@$(PYTHON) scripts/dev $@

.PHONY: help run test bench lock
