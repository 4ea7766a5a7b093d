"""What a process that opens strangers' files takes from itself before it begins."""

from __future__ import annotations

import resource

from xforms.xlsform.limits import CHILD_CPU_SECONDS, CHILD_MEMORY_BYTES, MAX_WRITTEN_BYTES


def limit_ourselves() -> None:
    """Processor time, memory, no core dumps, little on disk."""
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_CPU_SECONDS, CHILD_CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY_BYTES, CHILD_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_WRITTEN_BYTES, MAX_WRITTEN_BYTES))
