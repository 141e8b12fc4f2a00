# SPDX-License-Identifier: BSD-2-Clause
"""The few words of Hawser that stories wait for, in one place (white space does not matter).

Stories assert on the culprit (an address, a file, a line number), not on
whole sentences; these are the exceptions.
"""

# What stands before the reason when the boot, or its script, has failed.
FAILED = "The boot failed"
# After that, a key opens the shell, for a while.
OFFER = "any other key for the shell"


def guard(boot_file):
    """The loop guard names the file, the loader's own (boot_file), and where it came from."""
    return ["Loop guard", boot_file, "loaded from"]
