"""What installations have in Wagtail's own image and document tables moves into ours, with ids, files and tags."""

from django.core.files.storage import storages
from django.core.management.color import no_style
from django.db import migrations

NEW_NAME = {"root": "Toàn bộ thư viện", "shared": "Thư viện chung"}
MOVED = (
    ("wagtailimages", "Image", "LibraryImage"),
    ("wagtailimages", "Rendition", "LibraryRendition"),
    ("wagtaildocs", "Document", "LibraryDocument"),
)
# (model, field) that name a content type and the id of one of its rows.
NAMING = (
    ("taggit.TaggedItem", "content_type"),
    ("wagtailcore.ReferenceIndex", "to_content_type"),
    ("wagtailcore.ReferenceIndex", "content_type"),
    ("wagtailcore.ReferenceIndex", "base_content_type"),
    ("wagtailcore.ModelLogEntry", "content_type"),
    ("wagtailcore.UploadedFile", "for_content_type"),
    ("wagtailsearch.IndexEntry", "content_type"),
)


def _copy(old, new):
    """Rows alone: nothing listens, nothing is indexed or sent."""
    names = [field.attname for field in old._meta.concrete_fields]
    rows = list(old.objects.order_by("pk"))
    new.objects.bulk_create(
        [new(**{name: getattr(row, name) for name in names} | {"file": row.file.name}) for row in rows], batch_size=500
    )
    if "created_at" in names:  # it writes itself on creation
        for row in rows:
            new.objects.filter(pk=row.pk).update(created_at=row.created_at)


def _rename_kind(apps, app, old, new):
    """Tags, references and log lines name the new kind."""
    kinds = apps.get_model("contenttypes.ContentType").objects
    known = kinds.filter(app_label=app, model=old.lower()).first()
    if known is None:
        return
    ours, _ = kinds.get_or_create(app_label="cms", model=new.lower())
    for model, field in NAMING:
        apps.get_model(model).objects.filter(**{field: known}).update(**{field: ours})


def _hide(documents):
    """Documents' files go where nothing is served by address alone."""
    public, private = storages["default"], storages["private"]
    for document in documents.order_by("pk").iterator(500):
        name = document.file.name
        if public.exists(name):
            with public.open(name) as opened:
                kept = private.save(name, opened)
            documents.filter(pk=document.pk).update(file=kept)
            public.delete(name)


def _shared_folder(apps):
    """The folder that all authors share stands below the root, since permissions go down the tree."""
    collections = apps.get_model("wagtailcore.Collection").objects
    root = collections.filter(depth=1).first()
    if root is None:
        return
    collections.filter(pk=root.pk, name=NEW_NAME["shared"]).update(name=NEW_NAME["root"])
    last = collections.filter(depth=2).order_by("-path").first()
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    number = int(last.path[-4:], 36) + 1 if last else 1
    step = ""
    for _ in range(4):
        number, digit = divmod(number, 36)
        step = digits[digit] + step
    shared = collections.create(path=root.path + step, depth=2, numchild=0, name=NEW_NAME["shared"])
    collections.filter(pk=root.pk).update(numchild=root.numchild + 1)
    for label in ("LibraryImage", "LibraryDocument"):
        apps.get_model("cms", label).objects.filter(collection_id=root.pk).update(collection_id=shared.pk)


def move(apps, schema_editor):
    for app, old, new in MOVED:
        _copy(apps.get_model(app, old), apps.get_model("cms", new))
        _rename_kind(apps, app, old, new)
    for app, old, _new in MOVED:
        apps.get_model(app, old).objects.all().delete()  # rows alone: these models know no signals
    _hide(apps.get_model("cms.LibraryDocument").objects)
    _shared_folder(apps)
    models = [apps.get_model("cms", new) for _app, _old, new in MOVED]
    for statement in schema_editor.connection.ops.sequence_reset_sql(no_style(), models):
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0005_library'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailimages', '0027_image_description'),
        ('wagtailsearch', '0010_add_text_fields'),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
