#!/bin/sh
# assign-bonus-task.sh <worker>: gives a worker the best ready task that it may take.
exec node "$(dirname -- "$0")/../dist/main.js" assign --next "$@"
