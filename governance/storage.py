"""Static files under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Scripts that import each other do so by those names too: a page never mixes two versions of them."""

    support_js_module_import_aggregation = True
