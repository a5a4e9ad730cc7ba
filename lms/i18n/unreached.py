"""Catalogues that packages bring and nobody here can meet, each with the reason. The gate asks about every new one."""

NOT_INSTALLED = "not installed"

UNREACHED = {
    "django.contrib.admin": f"{NOT_INSTALLED}: the back office is Wagtail's admin",
    "django.contrib.admindocs": f"{NOT_INSTALLED}: belongs to Django's admin",
    "django.contrib.flatpages": f"{NOT_INSTALLED}: pages are Wagtail's",
    "django.contrib.gis": f"{NOT_INSTALLED}: nothing here is on a map",
    "django.contrib.postgres": f"{NOT_INSTALLED}: no field of it is in a form",
    "django.contrib.redirects": f"{NOT_INSTALLED}: redirects are Wagtail's",
    "django.contrib.sites": f"{NOT_INSTALLED}: sites are Wagtail's",
    "rest_framework": f"{NOT_INSTALLED}: Wagtail's explorer reads its API by script; no page shows its words",
    "treebeard": f"{NOT_INSTALLED}: its own admin is not used",
    "wagtail.contrib.forms": f"{NOT_INSTALLED}: no page is a form that authors build",
    "wagtail.contrib.search_promotions": f"{NOT_INSTALLED}: search is the catalogue's own",
    "wagtail.contrib.settings": f"{NOT_INSTALLED}: settings come from the environment",
    "wagtail.contrib.simple_translation": f"{NOT_INSTALLED}: translation of pages comes with their editor",
    "wagtail.contrib.styleguide": f"{NOT_INSTALLED}: for those who develop Wagtail",
    "wagtail.contrib.table_block": f"{NOT_INSTALLED}: tables are typed tables",
    "wagtail.locales": f"{NOT_INSTALLED}: the two languages are settings",
    "wagtail.snippets": f"{NOT_INSTALLED}: nothing is a snippet",
}

# Files of covered catalogues: a string that stands only in these is met by nobody.
UNREACHED_FILES = {
    "django.conf": {
        "conf/global_settings.py": "names of languages that are not offered; the two that are have theirs from us",
        "contrib/": "names of apps, for Django's own admin",
        "views/generic/": "no page is one of Django's archives or lists",
        "views/static.py": "folders are never listed",
        "views/templates/": "pages for those who develop, shown in debug mode only",
        "views/csrf.py": "the page is our own (403_csrf.html)",
    },
}


def unreached(package: str, files: list[str]) -> bool:
    """Whether a string that stands in these files is met by nobody."""
    listed = tuple(UNREACHED_FILES.get(package, ()))
    return bool(files) and all(name.startswith(listed) for name in files) if listed else False
