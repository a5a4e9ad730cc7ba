"""The library: images and documents that authors use, in folders by branch, checked when they come in."""
