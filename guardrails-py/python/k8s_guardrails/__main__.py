"""The command `k8s-guardrails`."""

import signal
import sys

from ._native import run


def main() -> int:
    """Runs the command with the arguments of this process and gives its exit status."""
    # Python's own handler waits for Python code to run, and none does.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return run(["k8s-guardrails", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
