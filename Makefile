# What a person types. Each line calls one script; the scripts say what they do at their top.
.DEFAULT_GOAL := help
.PHONY: help run test test-postgresql demo bench simulate kill-test failover-test upgrade-test format lint openapi screenshots clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: ## build in release mode and start the hub (ARGS="--port 9000" adds flags of 'maru serve')
	@scripts/run.sh $(ARGS)

test: ## every test: Swift, then real clients and a real browser against a running hub
	@scripts/test.sh

test-postgresql: ## of 'make test' only what it runs on PostgreSQL: every suite that opens a hub (ARGS="SettlementTests" for one)
	@scripts/test-on-postgresql.sh $(ARGS)

demo: ## walk through all eighteen APIs against the running hub, or one started for it (ARGS=--faults: while banks fail)
	@scripts/demo.sh $(ARGS)

bench: ## measure against the yardsticks
	@scripts/bench.sh $(ARGS)

simulate: ## run SEEDS seeds (default 1000) of the deterministic simulation (ARGS="--plant BUG" and others)
	@scripts/simulate.sh --seeds $(or $(SEEDS),1000) $(ARGS)

kill-test: ## kill the hub, then hub and bank processes, under load ROUNDS times (default 100); check the books each time
	@scripts/end-to-end.sh --rounds $(or $(ROUNDS),100) -m kill

failover-test: ## lose hubs and the primary of a PostgreSQL pair under load (ARGS="--rounds 50"), one of each by default
	@scripts/failover-test.sh $(ARGS)

upgrade-test: ## upgrade hubs of an older version (FROM=REVISION) to this one under load, on PostgreSQL: no call fails
	@scripts/upgrade-test.sh $(or $(FROM),$(error say from which: make upgrade-test FROM=REVISION)) $(ARGS)

format: ## format all Swift code
	@swift format -i -p -r Package.swift Sources Tests Benchmarks

lint: ## check format, shell scripts and documents
	@scripts/lint.sh

openapi: ## write the documents of both APIs to docs/api
	@scripts/openapi.sh

screenshots: ## take the pictures of docs/pictures anew
	@scripts/end-to-end.sh --pictures docs/pictures -m pictures
	@scripts/end-to-end.sh --pictures docs/pictures/every -m "" -k "for_everybody or page_that_is_full or suspended or about_a_call"

clean: ## remove what was built; the data of 'make run' stays
	@rm -rf .build .build-* bench-results
