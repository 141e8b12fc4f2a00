# SPDX-License-Identifier: BSD-2-Clause
"""What a client read of a file in parts, by the web server's access log (servers.NGINX).

The server counts what it gave to its kernel. Of a connection that the client gives up, since others
were faster, that is more than arrived; on a busy machine by megabytes. So it is told apart
which bytes were sent at all, and how many were in all.
"""

import re

from .story import check

SPARE = 1.3     # times what is needed may be read
TWICE = 2       # times it may be sent


def check_read(log, name, needed):
    """Of (name), (log) tells, parts were read and little more than the (needed) bytes."""
    sent = re.findall(r'"GET /%s HTTP/1.1" 206 (\d+) .*?range="bytes=(\d+)-' % re.escape(name), log)
    check(sent and '"GET /%s HTTP/1.1" 200' % name not in log, "not in parts")
    total, distinct, end = 0, 0, 0
    for first, size in sorted((int(first), int(size)) for size, first in sent):
        total += size
        distinct += max(0, first + size - max(first, end))
        end = max(end, first + size)
    check(distinct <= SPARE * needed, "%d bytes were read for %d" % (distinct, needed))
    check(total <= TWICE * needed, "%d bytes were sent for %d" % (total, needed))
