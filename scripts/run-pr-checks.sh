#!/bin/sh
# run-pr-checks.sh <number>: runs the checks of a pull request at exactly what merging it now would make; merges nothing.
exec node "$(dirname -- "$0")/../dist/main.js" pr check "$@"
