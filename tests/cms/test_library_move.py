"""Installations that have images and documents in Wagtail's own tables keep them: ids, files, tags, times."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from taggit.models import Tag, TaggedItem
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, ReferenceIndex

from cms.library import folders
from cms.models import LibraryDocument, LibraryImage

pytestmark = pytest.mark.django_db
moving = import_module("cms.migrations.0006_library_rows")
OLD = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'


class _Editor:
    def __init__(self):
        self.connection = connection

    def execute(self, statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture
def before(settings, tmp_path):
    """An image with a tag and a document at the root, as Wagtail kept them."""
    settings.MEDIA_ROOT = tmp_path / "media"
    root = folders.root()
    image = Image.objects.create(
        pk=71, title="Bến cảng", file=ContentFile(OLD, "ben-cang.svg"), width=4, height=3, collection=root
    )
    document = Document.objects.create(
        pk=72, title="Biểu mẫu", file=ContentFile(b"5S", "bieu-mau.txt"), collection=root
    )
    kind = ContentType.objects.get_for_model(Image)
    TaggedItem.objects.create(tag=Tag.objects.create(name="cảng"), object_id=image.pk, content_type=kind)
    Collection.objects.filter(name=folders.SHARED).delete()
    Collection.objects.filter(pk=root.pk).update(name=folders.SHARED, numchild=0)
    return image, document


def test_rows_files_tags_and_references_move_and_nothing_stays_behind(before):
    image, document = before

    moving.move(apps, _Editor())

    kept = LibraryImage.objects.get(pk=71)
    assert (kept.title, kept.file.name, kept.created_at) == (image.title, image.file.name, image.created_at)
    assert [tag.name for tag in kept.tags.all()] == ["cảng"]
    assert (Image.objects.count(), Document.objects.count()) == (0, 0)
    assert LibraryDocument.objects.get(pk=72).file.read() == b"5S"
    assert not ReferenceIndex.objects.filter(to_content_type=ContentType.objects.get_for_model(Image)).exists()


def test_documents_are_no_longer_where_an_address_alone_opens_them(before):
    _image, document = before
    assert storages["default"].exists(document.file.name)

    moving.move(apps, _Editor())

    assert not storages["default"].exists(document.file.name)
    assert storages["private"].exists(LibraryDocument.objects.get(pk=72).file.name)


def test_what_stood_at_the_root_stands_in_the_shared_folder(before):
    moving.move(apps, _Editor())

    assert Collection.get_first_root_node().name == folders.ROOT
    assert Collection.find_problems() == ([], [], [], [], [])
    assert LibraryImage.objects.get(pk=71).collection == folders.shared() == LibraryDocument.objects.get().collection
    assert folders.shared().depth == 2
