"""The bundled network weights and their manifest."""
