"""An XForm document to its schema: model, binds, body, texts, secondary instances."""
