"""Pages and bulk work that gather several subjects: home's corner, my learning, arrival, the visitors' cache."""
