"""XLSForm in and out."""
