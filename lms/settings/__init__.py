"""base: what never changes · local: the embedded default · production: from the environment · test."""
