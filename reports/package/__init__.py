"""The portable review package: one file that anyone can check and read without this program."""
