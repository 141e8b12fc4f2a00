# SPDX-License-Identifier: BSD-2-Clause
"""Library of the boot tests: virtual machines, networks and servers, one subject per file."""
