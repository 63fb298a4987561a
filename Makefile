# Two commands do everything: `make deploy-local` and `make test`. Both install what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 3
PROOF_WORKERS ?= 5
# Node 20 is past its end, and jsii says so at every start.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 18,20,22

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## Lists the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "  %-18s %s\n", $$1, $$2 }'

.PHONY: venv
venv: $(VENV)/.installed ## Makes .venv from the hashed lock

# Locks are whole, so pip resolves nothing: it would look for the newest of what a package asks for with an extra, find it
# in no lock, and stop. `pip check` tells what a lock lacks.
$(VENV)/.installed: requirements/dev.lock pyproject.toml
	@PYTHON=$(PYTHON) scripts/prerequisites.sh python
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement requirements/dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check
	@touch $@

node_modules/.installed: package-lock.json
	@scripts/prerequisites.sh node
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# The other bindings that are supported, each in a folder of its own, put before the installed ones on PYTHONPATH.
.cache/bindings/%/.installed: requirements/bindings-%.lock $(VENV)/.installed
	rm -rf $(@D)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --target $(@D) --requirement $<
	@touch $@

# CDK Terrain, in a folder of its own too, with the constructs that it wants; `TAP_BASE=cdktn` takes it.
.cache/cdktn/.installed: requirements/cdktn.lock $(VENV)/.installed
	rm -rf $(@D)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --target $(@D) --requirement $<
	@touch $@

# Checkov, and what makes the site, pin versions that the library does not want to be bound by.
.cache/checkov/.installed .cache/docs/.installed: .cache/%/.installed: requirements/%.lock
	@PYTHON=$(PYTHON) scripts/prerequisites.sh python
	rm -rf $(@D)
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --no-deps --require-hashes --requirement $<
	$(@D)/bin/python -m pip check
	@touch $@

.PHONY: prerequisites
prerequisites:
	@PYTHON=$(PYTHON) scripts/prerequisites.sh python node terraform

.PHONY: deploy-local
deploy-local: prerequisites venv node_modules/.installed ## Deploys everything to an AWS emulator on this machine
	@$(BIN)/python -m lib.testing.local deploy

.PHONY: destroy-local
destroy-local: prerequisites venv node_modules/.installed ## Destroys it again and stops the emulator
	@$(BIN)/python -m lib.testing.local destroy

# The longest first: they wait more than they work, so there are more workers than cores.
.PHONY: test
test: prerequisites venv node_modules/.installed other-bindings .cache/cdktn/.installed .cache/checkov/.installed \
		.cache/docs/.installed check ## Runs all tests
	$(BIN)/python -m pytest tests/integration tests/proofs tests/unit -n $(WORKERS) --dist loadgroup \
		--cov --cov-report=term-missing:skip-covered

# Not part of `make test`: it takes long. The results are the table of docs/faults.md.
.PHONY: proof
proof: prerequisites venv ## Cuts deployments off and breaks what they need, and writes what happened
	env -u TAP_AWS_ENDPOINT $(BIN)/python -m pytest tests/faults -n $(PROOF_WORKERS) --dist loadgroup \
		--results benchmarks/results/faults.json
	$(BIN)/python -m scripts.reference

.PHONY: test-unit
test-unit: venv ## Runs the unit tests alone: no Terraform, no emulator
	$(BIN)/python -m pytest tests/unit -n $(WORKERS) -q

.PHONY: test-cdktn
test-cdktn: venv .cache/cdktn/.installed ## Runs the unit tests on CDK Terrain
	TAP_BASE=cdktn PYTHONPATH=$(CURDIR)/.cache/cdktn $(BIN)/python -m pytest tests/unit -n $(WORKERS) -q

.PHONY: test-provider6
test-provider6: prerequisites venv ## Deploys the slice with the 6.x provider that Terraform finds (registry or mirror)
	TAP_TEST_PROVIDER=">= 6.0.0, < 7.0.0" $(BIN)/python -m pytest tests/integration/test_slice.py -q

.PHONY: other-bindings
other-bindings: .cache/bindings/20.1.0/.installed .cache/bindings/21.9.1/.installed

.PHONY: check
check: venv ## Checks style, types and that generated pages are current
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m scripts.reference --check

.PHONY: docs
docs: venv ## Generates the reference from the models and docstrings
	$(BIN)/python -m scripts.reference

.PHONY: docs-site
docs-site: .cache/docs/.installed ## Builds the documentation as a site, every link and anchor checked
	NO_MKDOCS_2_WARNING=1 .cache/docs/bin/python -m mkdocs build --strict --quiet

.PHONY: bench
bench: venv ## Measures synthesis, stock against this library, what the guards add, and what more environments cost
	$(BIN)/python -m benchmarks.bench_bindings --output benchmarks/results/bindings.json
	$(BIN)/python -m benchmarks.bench_guards --output benchmarks/results/guards.json
	$(BIN)/python -m benchmarks.bench_stack --output benchmarks/results/stack.json
	$(BIN)/python -m benchmarks.bench_deploy_path --output benchmarks/results/deploy_path.json

# That of CDK Terrain goes before the environment of dev.lock: all but constructs, whose ranges differ, is the same.
.PHONY: lock
lock: ## Resolves the locks anew (needs uv)
	uv pip compile pyproject.toml --extra dev $(LOCK_FLAGS) --output-file requirements/dev.lock
	sed '/^[a-z]/!d; /^constructs==/d; s/ \\$$//' requirements/dev.lock | uv pip compile pyproject.toml --extra cdktn \
		--constraint /dev/stdin --no-emit-package cdktf --no-emit-package cdktf-cdktf-provider-aws \
		$(LOCK_FLAGS) --output-file requirements/cdktn.lock
	uv pip compile requirements/checkov.in $(LOCK_FLAGS) --output-file requirements/checkov.lock
	uv pip compile requirements/docs.in $(LOCK_FLAGS) --output-file requirements/docs.lock

LOCK_FLAGS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --no-annotate --quiet

.PHONY: clean
clean: ## Removes what the other targets made, but for the environments
	rm -rf cdktf.out cfn-outputs build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .coverage*
