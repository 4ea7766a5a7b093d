"""Lists and zip files from strangers, looked at."""
