"""Where a worker begins: what a broker has to load to start one, and nothing of what a worker loads."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection


def main(connection: Connection, status_path: str, scratch: str, parent: int) -> None:
    """In the new process."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing here multiplies matrices; numpy would start threads for it when it loads
    from evidence_desk.ingest.worker import main

    main(connection, status_path, scratch, parent)
