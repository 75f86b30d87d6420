#!/bin/sh
# auto-review-prs.sh: runs the checks of every open pull request, as run-pr-checks.sh does for one.
exec node "$(dirname -- "$0")/../dist/main.js" pr check "$@"
