# Two commands do everything: `make deploy-local` and `make test`. Both install what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 4
# Unit tests do not wait: a worker for each core, and no more than there is work for.
UNIT_WORKERS := -n auto --maxprocesses 4
PROOF_WORKERS ?= 5
# Node 20 is past its end, and jsii says so at every start.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 18,20,22
# Containers set it. Every worker and every program would compile the library and its tests anew.
unexport PYTHONDONTWRITEBYTECODE
# The same on every base: models, handlers, the emulator, what is drawn.
BASELESS := config diagram failover lambda_handlers testing/emulator testing/local test_settings.py
ON_ANOTHER_BASE := $(UNIT_WORKERS) -q $(BASELESS:%=--ignore=tests/unit/%)
# Beside those that dev.lock installs.
OTHER_BINDINGS := 20.1.0 21.9.1
# What tests take from an environment of its own.
TOOLS := checkov docs policies release

PIP_FLAGS := --quiet --no-deps --require-hashes
# Of what tests alone use nothing is compiled before it is: all 1,500 modules of the bindings take a minute.
FOR_TESTS := $(PIP_FLAGS) --no-compile

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
	$(BIN)/python -m pip install $(PIP_FLAGS) --requirement requirements/dev.lock
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
	$(BIN)/python -m pip install $(FOR_TESTS) --target $(@D) --requirement $<
	@touch $@

# CDK Terrain, in a folder of its own too, with the constructs that it wants; `TAP_BASE=cdktn` takes it. AWS CDK is what
# benchmarks compare with.
.cache/cdktn/.installed .cache/cdk/.installed: .cache/%/.installed: requirements/%.lock $(VENV)/.installed
	rm -rf $(@D)
	$(BIN)/python -m pip install $(FOR_TESTS) --target $(@D) --requirement $<
	@touch $@

# They pin versions that the library does not want to be bound by.
$(TOOLS:%=.cache/%/.installed) .cache/audit/.installed: .cache/%/.installed: requirements/%.lock
	@PYTHON=$(PYTHON) scripts/prerequisites.sh python
	rm -rf $(@D)
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install $(FOR_TESTS) --requirement $<
	$(@D)/bin/python -m pip check
	@touch $@

# What users have: each Python with what the wheel and its extras need, and each Node. Where pyenv keeps several Pythons,
# PYENV_VERSION names one of them.
.cache/python/%/.installed: requirements/extras.lock
	@PYENV_VERSION=$* PYTHON=python$* scripts/prerequisites.sh python
	rm -rf $(@D)
	PYENV_VERSION=$* python$* -m venv $(@D)
	$(@D)/bin/python -m pip install $(FOR_TESTS) --requirement $<
	@touch $@

.cache/node/%/.installed: requirements/node-%.lock $(VENV)/.installed
	rm -rf $(@D)
	$(BIN)/python -m pip install $(FOR_TESTS) --target $(@D) --requirement $<
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

# Coverage is that of the unit tests: what it measures takes nearly twice the time. The others wait more than they work,
# so there are more workers than cores. Those of integration come first: they take longer than the many proofs, and of
# them the longest.
.PHONY: test
test: prerequisites venv node_modules/.installed other-bindings .cache/cdktn/.installed $(TOOLS:%=.cache/%/.installed) check
test: ## Runs all tests; the unit tests on CDKTF with the newest bindings
	$(BIN)/python -m pytest tests/unit $(UNIT_WORKERS) -q --cov --cov-report=term-missing:skip-covered
	$(BIN)/python -m pytest tests/integration tests/proofs -n $(WORKERS) --no-loadscope-reorder

# Not part of `make test`: it takes long. The results of the faults are the table of docs/faults.md.
.PHONY: proof
proof: prerequisites venv ## Searches for bad input that is told badly, cuts deployments off and breaks what they need
	$(BIN)/python -m pytest tests/fuzz -n $(WORKERS) -q
	env -u TAP_AWS_ENDPOINT $(BIN)/python -m pytest tests/faults -n $(PROOF_WORKERS) --dist loadgroup \
		--results benchmarks/results/faults.json
	$(BIN)/python -m scripts.reference

.PHONY: test-unit
test-unit: venv ## Runs the unit tests that start no programs: no Terraform, no emulator
	$(BIN)/python -m pytest tests/unit $(UNIT_WORKERS) -q -m "not slow"

.PHONY: test-bindings
test-bindings: $(OTHER_BINDINGS:%=test-bindings-%) ## Runs the unit tests that make stacks on the other bindings

test-bindings-%: venv .cache/bindings/%/.installed
	PYTHONPATH=$(CURDIR)/.cache/bindings/$* $(BIN)/python -m pytest tests/unit $(ON_ANOTHER_BASE)

.PHONY: test-cdktn
test-cdktn: venv .cache/cdktn/.installed ## Runs the unit tests that make stacks on CDK Terrain
	TAP_BASE=cdktn PYTHONPATH=$(CURDIR)/.cache/cdktn $(BIN)/python -m pytest tests/unit $(ON_ANOTHER_BASE)

.PHONY: test-provider6
test-provider6: prerequisites venv ## Deploys the slice with the 6.x provider that Terraform finds (registry or mirror)
	TAP_TEST_PROVIDER=">= 6.0.0, < 7.0.0" $(BIN)/python -m pytest tests/integration/test_slice.py -q

# Every Python and Node that README promises; `make test` runs on those that are there.
PYTHONS := 3.11 3.12 3.13
NODES := 20 22
.PHONY: test-versions
test-versions: venv .cache/release/.installed $(PYTHONS:%=.cache/python/%/.installed) $(NODES:%=.cache/node/%/.installed)
test-versions: ## Installs the wheel on every supported Python and runs it on every supported Node
	$(BIN)/python -m pytest tests/versions -q

.PHONY: release
release: venv .cache/release/.installed ## Makes the release of the tag that is checked out in dist/
	@scripts/prerequisites.sh node
	$(BIN)/python -m scripts.release

.PHONY: other-bindings
other-bindings: $(OTHER_BINDINGS:%=.cache/bindings/%/.installed)

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

# No part of the tests: what is published tomorrow must not fail a tree that has not changed. A package that cannot be
# looked up is a failure, so that no answer is never taken for a good one.
.PHONY: audit
audit: .cache/audit/.installed ## Looks for published vulnerabilities in all that is locked (needs PyPI and npm's own registry)
	@failed=0; for lock in requirements/*.lock; do echo $$lock; .cache/audit/bin/pip-audit --requirement $$lock \
		--require-hashes --disable-pip --strict --progress-spinner off || failed=1; done; \
	npm audit || failed=1; exit $$failed

.PHONY: bench
bench: venv .cache/cdktn/.installed .cache/cdk/.installed ## Measures synthesis, peers, guards, and what more environments cost
	$(BIN)/python -m benchmarks.bench_bindings --output benchmarks/results/bindings.json
	$(BIN)/python -m benchmarks.bench_peers --output benchmarks/results/peers.json
	$(BIN)/python -m benchmarks.bench_guards --output benchmarks/results/guards.json
	$(BIN)/python -m benchmarks.bench_stack --output benchmarks/results/stack.json
	$(BIN)/python -m benchmarks.bench_deploy_path --output benchmarks/results/deploy_path.json

# That of CDK Terrain goes before the environment of dev.lock: all but constructs, whose ranges differ, is the same.
# What users get is in the versions that it was tested in.
.PHONY: lock
lock: ## Resolves the locks anew (needs uv)
	uv pip compile pyproject.toml --extra dev $(LOCK_FLAGS) --output-file requirements/dev.lock
	uv pip compile pyproject.toml --constraint requirements/dev.lock $(LOCK_FLAGS) --output-file requirements/runtime.lock
	uv pip compile pyproject.toml --extra testing --extra diagram --constraint requirements/dev.lock \
		$(LOCK_FLAGS) --output-file requirements/extras.lock
	sed '/^[a-z]/!d; /^constructs==/d; s/ \\$$//' requirements/dev.lock | uv pip compile pyproject.toml --extra cdktn \
		--constraint /dev/stdin --no-emit-package cdktf --no-emit-package cdktf-cdktf-provider-aws \
		$(LOCK_FLAGS) --output-file requirements/cdktn.lock
	uv pip compile requirements/cdk.in --constraint requirements/dev.lock $(LOCK_FLAGS) --output-file requirements/cdk.lock
	uv pip compile requirements/checkov.in $(LOCK_FLAGS) --output-file requirements/checkov.lock
	uv pip compile requirements/docs.in $(LOCK_FLAGS) --output-file requirements/docs.lock
	uv pip compile requirements/audit.in $(LOCK_FLAGS) --output-file requirements/audit.lock
	uv pip compile requirements/policies.in $(LOCK_FLAGS) --output-file requirements/policies.lock
	uv pip compile requirements/release.in $(LOCK_FLAGS) --output-file requirements/release.lock
	uv pip compile requirements/node-20.in $(LOCK_FLAGS) --output-file requirements/node-20.lock
	uv pip compile requirements/node-22.in $(LOCK_FLAGS) --output-file requirements/node-22.lock

LOCK_FLAGS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --no-annotate --quiet

.PHONY: clean
clean: ## Removes what the other targets made, but for the environments
	rm -rf cdktf.out cfn-outputs build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .coverage*
