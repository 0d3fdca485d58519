"""Bytes, straight down: media -> volumes -> file systems -> entries. Runs in workers only."""
