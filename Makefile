# Each target is a module, so that it reads the same on every machine; `make help` says what there is.
.PHONY: help run test lint look bench anywhere lock clean

help: ## what there is
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | sort

run: ## serve http://127.0.0.1:8000 with the demonstration; PORT=8001 make run
	@python3 -m workplan.laptop.run

test: ## the whole suite; make test ARGS="tests/look -x"
	@python3 -m workplan.laptop.test $(ARGS)

lint: ## style, format, types, templates
	@python3 -m workplan.laptop.lint

look: ## every page and every file as its people see it, into .local/look; ARGS="plan item files" for some
	@python3 -m workplan.laptop.look $(ARGS)

bench: ## what pages cost beside the least possible; ARGS=growth, ARGS=--quick, ARGS="list item"
	@python3 -m benchmarks $(ARGS)

anywhere: ## start it as other people would: users, Pythons, after kill -9; ARGS="/path/to/python3.13"
	@python3 -m workplan.laptop.anywhere $(ARGS)

lock: ## compile requirements*.txt from pyproject.toml; ARGS=--upgrade for newer versions
	@python3 -m workplan.laptop.lock $(ARGS)

clean: ## forget data, password and packages
	@python3 -m workplan.laptop.clean
