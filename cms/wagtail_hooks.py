"""What Wagtail's admin asks of us; the code is in `backoffice.py`."""

from wagtail import hooks

from cms import backoffice, helping
from cms.editing import backoffice as editing
from cms.editing import desk
from cms.library import backoffice as library
from cms.records import backoffice as records
from cms.release import backoffice as release
from cms.translation import backoffice as translation
from cms.versions import backoffice as versions

hooks.register("register_admin_urls", lambda: [*release.urls, *editing.urls])
hooks.register("register_page_header_buttons", editing.header_buttons)
hooks.register("register_log_actions", editing.log_actions)
hooks.register("register_page_header_buttons", release.header_buttons)
hooks.register("register_admin_urls", lambda: translation.urls)
hooks.register("register_page_header_buttons", translation.header_buttons)
hooks.register("register_admin_urls", lambda: versions.urls)
hooks.register("register_page_header_buttons", versions.header_buttons)
hooks.register("register_admin_menu_item", backoffice.language_menu_item)
hooks.register("register_admin_menu_item", helping.guide_item)
hooks.register("construct_homepage_panels", helping.add_help_panel)
hooks.register("construct_homepage_panels", desk.on_the_front_page)
hooks.register("register_admin_urls", lambda: records.urls)
hooks.register("register_admin_menu_item", records.menu_item)
hooks.register("construct_help_menu", helping.only_what_is_ours)
hooks.register("register_admin_urls", lambda: library.urls)
hooks.register("construct_media_chooser_queryset", library.choosable)
hooks.register("construct_admin_api", library.of_the_api, order=100)  # after Wagtail's own, which they replace
hooks.register("construct_page_chooser_queryset", library.choosable_pages)
hooks.register("before_serve_document", library.before_serving)
hooks.register("construct_reports_menu", library.only_own_reports)
hooks.register("construct_homepage_panels", library.only_own_panels)
library.hide_tags()
