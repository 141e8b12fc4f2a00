# SPDX-License-Identifier: BSD-2-Clause
"""What a test story is: a function with a docstring, a time limit and its needs.

    @story(timeout=120)
    def test_name(w):
        \"\"\"One sentence saying what the administrator sees.\"\"\"

(w) is a world.World: a private network with servers and machines. A story
fails by raising; it skips itself by raising Skip. It runs on UEFI, and on the
BIOS machines named by bios=, each time under a name of its own, such as
"first.menu_to_linux[bios-pcnet]".
"""

import importlib.util
import os

from . import platforms


class Skip(Exception):
    """The story cannot be told here; the text says why."""


class Failure(AssertionError):
    """What the story expected did not happen."""


def story(timeout=120, any_loader=False, host_net=False, weight=None, waits=False, efi=True,
          bios=(), more_bios=(), sizes=False, only_full=False):
    """Mark a test. (any_loader): meaningful with a stand-in loader too.
    (host_net): runs in the host's network, for `make run`. (weight): rough
    seconds, so that long stories start first; default half of the timeout.
    (waits): it mostly waits and needs little of the processor. (efi): runs on
    UEFI, or on how much memory. (bios): one or several BIOS machines, see platforms.py.
    (more_bios): those of --full. (sizes): in full length it is told on machines of 1, 3 and 8 GiB
    each. (only_full): it is told with --full and not at all without."""
    texts = [text for machines in (bios, more_bios if full() else ())
             for text in ((machines,) if isinstance(machines, str) else machines)]
    variants = [platforms.NATIVE] * (efi is True) + [platforms.bios(text) for text in texts]
    if isinstance(efi, str):
        variants.insert(0, platforms.efi(efi))
    if sizes and full():
        variants += platforms.sizes(variants)
    if only_full and not full():
        variants = []

    def mark(func):
        func.story = {"timeout": timeout, "any_loader": any_loader, "host_net": host_net,
                      "weight": weight or timeout / 2, "waits": waits, "variants": variants}
        return func
    return mark


def full():
    """Whether the stories are to be told in full length, `tests/boot/run --full`."""
    return os.environ.get("TEST_FULL") == "1"


def check(condition, message):
    if not condition:
        raise Failure(message)


def load(path):
    """Import one test file; returns its stories as a list of (name, function, variant)."""
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [("%s.%s[%s]" % (name[len("test_"):], fname[len("test_"):], variant.label),
             func, variant)
            for fname, func in vars(module).items()
            if fname.startswith("test_") and hasattr(func, "story")
            for variant in func.story["variants"]]


def discover(folder):
    stories = []
    for entry in sorted(os.listdir(folder)):
        if entry.startswith("test_") and entry.endswith(".py"):
            stories.extend(load(os.path.join(folder, entry)))
    return stories
