"""The widgets. They show and propose values; the state is in `app.document`."""
