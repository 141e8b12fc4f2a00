# SPDX-License-Identifier: BSD-2-Clause
"""QEMU's machine protocol: commands to a running machine."""

import json
import time

from .console import connect
from .story import check

LOOK = 0.02


class Qmp:
    def __init__(self, path):
        self.file = connect(path).makefile("rw")
        json.loads(self.file.readline())
        self.run("qmp_capabilities")

    def run(self, command, **arguments):
        json.dump({"execute": command, "arguments": arguments}, self.file)
        self.file.flush()
        while True:
            answer = json.loads(self.file.readline() or '{"error": "QEMU is gone"}')
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise RuntimeError("qmp %s: %s" % (command, answer["error"]))

    def job(self, command, **arguments):
        """Run (command), one of those that go on in the background, to its end."""
        self.run(command, **{"job-id": "job"}, **arguments)
        while True:
            job = next(j for j in self.run("query-jobs") if j["id"] == "job")
            if job["status"] == "concluded":
                break
            time.sleep(LOOK)
        self.run("job-dismiss", id="job")
        check("error" not in job, "%s: %s" % (command, job.get("error")))

    def migrated(self):
        """Wait until the state of the machine is written, or read."""
        status = None
        while status != "completed":
            time.sleep(LOOK)
            status = self.run("query-migrate").get("status")
            check(status != "failed", "the state of the machine could not be written, or read")
