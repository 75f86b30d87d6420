#!/bin/sh
# check-ready-prs.sh: lists the pull requests that can be merged.
exec node "$(dirname -- "$0")/../dist/main.js" pr list --ready "$@"
