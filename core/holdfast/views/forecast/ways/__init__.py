"""Ways to say what customers bring: as those of a year ago did, by a model, and as those who came of late."""
