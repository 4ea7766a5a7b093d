"""What of XLSForm the engine carries: small probes, run as tests and printed as a matrix."""
