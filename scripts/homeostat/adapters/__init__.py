"""The outside world behind the Protocols of `world.py`. No step is imported here."""
