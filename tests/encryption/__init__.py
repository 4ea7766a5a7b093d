"""Encryption of records: opened again by other code than ours."""
