#!/bin/sh
# prompt-worker.sh <worker> <text>: says something to a worker.
exec node "$(dirname -- "$0")/../dist/main.js" nudge "$@"
