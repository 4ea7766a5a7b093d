"""The form engine beside its peers: ODK's own engines as oracle and as the measure of speed."""
