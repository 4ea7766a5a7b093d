"""All wording, buttons and pictures: values in, screens out; the only place with gettext."""
