# make demo    try the program in a browser: PORT=8000 by default, RESET=1 starts over
# make test    every test, on SQLite, on PostgreSQL with Redis, and in a browser; REAL_FILES=folder adds real files
# make check   style, types, import direction, templates, migrations, production settings
# make bench   how fast it is beside its floors, with 10,000 and 100,000 customers: BENCH_SIZES=10000 for a quick run
# make soak    the tests that are too slow for every run
#
# Each needs git, make and Python 3.11 or newer (PYTHON=/path/to/python3 names another), makes .venv and installs
# what it needs into it.

PYTHON ?= python3
PORT ?= 8000
RESET ?= 0

VENV := .venv
BIN := $(VENV)/bin
MADE := $(VENV)/made
RUNTIME := $(VENV)/installed-requirements
DEV := $(VENV)/installed-requirements-dev

# What a shell says to a real installation must not reach what is started here.
unexport ALLOWED_HOSTS BEHIND_PROXY DATABASE_URL DEFAULT_FROM_EMAIL EMAIL_URL IMPORT_MAX_BYTES MAIL_FOLDER
unexport PROGRAM_COMPANY PROGRAM_TIME_ZONE PUBLIC_BASE_URL REDIS_URL SECRET_KEY
unexport PYTHONHOME PYTHONPATH PYTHONSAFEPATH VIRTUAL_ENV
export DEBUG := 1

# Settings such as production has them; the key is made for this one check.
PRODUCTION = DEBUG=0 SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	DATABASE_URL=postgresql://desk@127.0.0.1/desk REDIS_URL=redis://127.0.0.1:6379/0 \
	PUBLIC_BASE_URL=https://references.example.com ALLOWED_HOSTS=references.example.com \
	PROGRAM_TIME_ZONE=Europe/Berlin EMAIL_URL=smtp+tls://desk:secret@mail.example.com:587 \
	DEFAULT_FROM_EMAIL=references@example.com

.PHONY: demo test check bench soak
.DEFAULT_GOAL := demo
.DELETE_ON_ERROR:

demo: $(RUNTIME)
ifeq ($(RESET),1)
	rm -rf var
endif
	@exec $(BIN)/python manage.py demo --port $(PORT)

test: $(DEV)
	@$(BIN)/python -m tests

bench: $(DEV)
	@$(BIN)/python -m bench

soak: $(DEV)
	@$(BIN)/python -m tests --soak

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	find templates -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed: install it, or name it: make PYTHON=/path/to/python3." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is missing: install it (Debian and Ubuntu: apt-get install python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(RUNTIME): $(MADE) requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEV): $(RUNTIME) requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
