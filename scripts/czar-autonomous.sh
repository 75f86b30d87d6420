#!/bin/sh
# czar-autonomous.sh: runs czar in this terminal until it is stopped.
exec node "$(dirname -- "$0")/../dist/main.js" start --foreground "$@"
