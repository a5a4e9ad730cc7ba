"""Releasing a course: its live pages are frozen into a version that learners can be enrolled on.

Publishing a page is an editor's permission; releasing asks `may_release`. `planning` says what a release would do,
`drafting` does it.
"""

from cms.release.drafting import Changed, branch_of, draft_of, may_release_page, release, story_of
from cms.release.planning import Plan, plan

__all__ = ["Changed", "Plan", "branch_of", "draft_of", "may_release_page", "plan", "release", "story_of"]
