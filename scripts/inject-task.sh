#!/bin/sh
# inject-task.sh <worker> <file>: gives a worker the text of a file, as its task.
exec node "$(dirname -- "$0")/../dist/main.js" inject "$@"
