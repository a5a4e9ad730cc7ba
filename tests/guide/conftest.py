import pytest


@pytest.fixture
def cms_roots(db: None) -> None:
    """The site's own pages: home and catalogue."""
    from cms.actions import ensure_site
    from lms.kernel.actors import SYSTEM

    ensure_site(by=SYSTEM)
