"""APO programmes, nominations, review and obligations live here, from the next piece of work on."""
