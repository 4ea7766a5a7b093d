"""Our engine beside JavaRosa and Web Forms, on forms and expressions of our own."""
