# SPDX-License-Identifier: Apache-2.0
# Thin: each target sets up what it needs, says what it does, and does nothing twice. The work is in scripts/ and in Maven.
.DEFAULT_GOAL := help
.PHONY: help setup build dist test soak run stop bench reference format clean

# Maven and all programs run on the JDK 25 that is found here.
MVN = JAVA_HOME="$$(scripts/find-jdk.sh)" MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow" mvn --batch-mode

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z0-9%-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Bring packages and a JDK 25 onto this machine
	@scripts/setup.sh

build: setup ## Compile everything, with all checks
	@echo "compiling and checking (minutes, the first time)"
	@$(MVN) --quiet -DskipTests verify -pl '!dist,!e2e'

dist: setup ## Make the distribution folder dist/target/aurae-<version>
	@echo "building the distribution (minutes, the first time)"
	@$(MVN) --quiet -Pfast -Ddist.train=true -DskipTests package -pl dist -am

test: setup ## Check formats, sizes and layers, then run all tests (as root: all of them)
	@scripts/test.sh

soak: setup ## The long loops that `make test` has no time for: kills under load, thousands of the same, death at every failpoint
	@$(MVN) verify -Pfast -Ddist.train=true -Daurae.soak=true -pl e2e -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test="**/*SoakIT,**/FailpointsIT" -Dfailsafe.failIfNoSpecifiedTests=false

run: dist ## From nothing to a page served from a pod
	@scripts/run.sh

stop: ## Stop what `make run` started
	@scripts/run.sh --stop

e2e-%: setup ## Run the end-to-end tests of one topic, such as e2e-cells
	@$(MVN) verify -Pfast -Ddist.train=true -pl e2e -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test="**/$*/*IT" -Dfailsafe.failIfNoSpecifiedTests=false

bench: dist ## Measure against containerd + runc; prints a table, writes bench.json
	@scripts/bench.sh

reference: setup ## Write docs/reference/library.md anew from the proto files
	@$(MVN) --quiet -Pfast test -pl build -am -Dtest=LibraryReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -DargLine="-Daurae.reference.write=true"

format: setup ## Lay out all Java files as the checks want them
	@$(MVN) --quiet spotless:apply

clean: ## Remove what builds made
	@$(MVN) --quiet clean
