"""One process of a run: writes down who it is, then becomes the command given.

`python -m cppcc.jobs.child PIDFILE COMMAND …`
"""

import os
import sys

from cppcc.jobs.processes import write_pid

if __name__ == "__main__":
    write_pid(sys.argv[1])
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 – the command of the caller, no shell
