"""XPath as forms use it: text to tree (`parser`), tree to Python source (`codegen`)."""
