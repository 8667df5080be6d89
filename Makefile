# Two commands to know: `make demo` shows it running, `make test` passes the tests.
# Only Python >= 3.11 and make are needed; everything else goes into .venv. All paths are relative: any folder will do.

VENV := .venv
RUN := $(VENV)/bin/python
WORKERS ?= 2
ARGS ?=
PIP := $(RUN) -m pip --disable-pip-version-check --no-input install --quiet

.PHONY: demo demo-reset install test sure bench soak lock clean

demo: install
	@$(VENV)/bin/xiaohao demo

demo-reset: install
	@$(VENV)/bin/xiaohao demo --reset

install: $(VENV)/.installed

# Every test that can run here; at its end it says which were left out and why.
test: $(VENV)/.testable
	@$(RUN) -m pytest -n $(WORKERS) $(ARGS)

# What a change must pass before it is handed in.
sure: $(VENV)/.testable
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports
	$(RUN) -m coverage erase
	$(RUN) -m coverage run -m pytest -n $(WORKERS) $(ARGS)
	$(RUN) -m coverage combine --quiet
	$(RUN) -m coverage report

# Figures of this machine, each beside the bare work it is to be compared with.
bench: $(VENV)/.testable
	@$(RUN) -m bench $(ARGS)

# Ten minutes under load (ARGS="--minutes 30"): memory, open files and errors must stay flat.
soak: $(VENV)/.testable
	@$(RUN) -m bench.soak $(ARGS)

# Choose versions anew within the bounds of pyproject.toml (needs uv); see CONTRIBUTING.md.
LOCK := uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url pyproject.toml --group build
lock:
	$(LOCK) -o requirements.lock
	$(LOCK) --group test -c requirements.lock -o requirements-test.lock

# Removes what was built; the data under var/ stays (`make demo-reset` starts over).
clean:
	rm -rf $(VENV) build *.egg-info .coverage* .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find server workflows tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# The first Python that is new enough and can make an environment with pip in it.
$(RUN):
	@for python in python3.13 python3.12 python3.11 python3; do \
		$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		echo "建立 $(VENV) / making $(VENV) with $$($$python --version)"; \
		exec $$python -m venv $(VENV); \
	done; \
	echo "需要 Python >= 3.11 及其 venv 模块 (Debian/Ubuntu: apt-get install python3-venv)" >&2; \
	echo "Python >= 3.11 with its venv module is needed" >&2; exit 1

$(VENV)/.installed: requirements.lock pyproject.toml | $(RUN)
	@echo "安装依赖, 约半分钟 / installing, about half a minute"
	@$(PIP) --require-hashes --only-binary :all: -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.testable: requirements-test.lock $(VENV)/.installed
	@echo "安装测试工具 / installing the test tools"
	@$(PIP) --require-hashes --only-binary :all: -r requirements-test.lock
	@touch $@
