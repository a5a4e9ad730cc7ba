"""Every Wagtail page type and block, and the release of a course."""
