"""The opened photos: the strip of them, the page when there are none, the dialog that exports them."""
