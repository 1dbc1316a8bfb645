"""What is open: `document` holds the photo that is shown and its history, `library` all the others."""
