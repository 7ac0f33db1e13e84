"""The pytest plugin of participants."""
