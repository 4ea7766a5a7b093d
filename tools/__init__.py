"""What developers run: set-up, tests, migrations, translations."""
