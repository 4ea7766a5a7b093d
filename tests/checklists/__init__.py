"""What the checklists hold and how they walk."""
