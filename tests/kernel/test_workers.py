"""Every kind of work has somebody who does it, in every process."""

import sys

from lms.kernel import jobs

OURS = ("lms.", "certificates.", "courses.", "cms.")


def test_every_kind_of_work_has_its_worker() -> None:
    modules = [module for name, module in list(sys.modules.items()) if name.startswith(OURS)]
    kinds = {each.name for module in modules for each in vars(module).values() if isinstance(each, jobs.Kind)}

    assert len(kinds) >= 6
    assert kinds - set(jobs._handlers) == set()
