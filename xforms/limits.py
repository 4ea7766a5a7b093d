"""Named limits: a form is hostile input, and each cap says why it has its size."""

from __future__ import annotations

from typing import Final

MAX_XML_BYTES: Final = 24 * 1024 * 1024
"""The largest field form known (WHO verbal autopsy, two languages) has 1.6 MB."""

MAX_MEDIA_BYTES: Final = 32 * 1024 * 1024
"""One attached list; 2 MB of wards of a whole country is the largest seen in the field."""

MAX_NODES: Final = 20_000
"""Questions, groups and calculations together: the largest field form has about 1,200."""

MAX_DEPTH: Final = 64
"""Nesting of elements; field forms stay under 12. Also bounds every recursion over the tree."""

MAX_EXPRESSION_CHARS: Final = 32_768
"""One expression. Generated relevance of the WHO form reaches 3,000 characters."""

MAX_EXPRESSION_DEPTH: Final = 90
"""Nesting inside one expression; Python refuses source nested more than 200 deep."""

MAX_EXPRESSION_TOKENS: Final = 8_000
"""Keeps the compile time of one expression under a tenth of a second."""

MAX_GENERATION_STEPS: Final = 50_000
"""Work spent on one expression: nested predicates are looked at more than once."""

MAX_TOTAL_EXPRESSION_CHARS: Final = 6 * 1024 * 1024
"""All expressions of one form together, so that compilation stays in seconds."""

MAX_CHOICES: Final = 200_000
"""Items of all secondary instances together: about 100 MB of memory."""

MAX_INSTANCES: Final = 1_000
"""Instances of one repeat under one parent; a counted repeat stops growing there."""

MAX_FRAMES: Final = 20_000
"""Repeat instances of a whole run, nested ones included: bounds memory at about 20 MB."""

MAX_EVALUATIONS: Final = 400_000
"""Expressions evaluated for one answer; a loop in a form ends here instead of never."""

MAX_ACTION_ROUNDS: Final = 50
"""Chains of actions that set values that trigger actions."""

MAX_VALUE_CHARS: Final = 65_536
"""One stored answer; a message of the largest chat channel has 4,096 characters."""

MAX_TEXT_RESULT: Final = 1_048_576
"""The longest text that an expression may build by concatenation."""

MAX_PATTERN_CHARS: Final = 1_000
"""A regular expression in a form; the longest seen in the field has 120."""

MAX_PATTERN_STATES: Final = 12_000
"""States of a compiled regular expression after its counted parts are written out."""

MAX_PATTERN_STEPS: Final = 400_000
"""Steps of one match (about a fifth of a second); a value that needs more does not match."""

MAX_PATTERN_MEMORY: Final = 10_000
"""States and moves that one regular expression remembers: under a megabyte."""

MAX_PATTERN_DEPTH: Final = 50
"""Groups inside groups of a regular expression."""

MAX_NUMBER_CACHE: Final = 8_192
"""Texts whose numeric value is remembered, for the whole process."""

MAX_REPEAT_LEVELS: Final = 12
"""Repeats inside repeats; field forms use at most 3."""

MAX_LANGUAGES: Final = 60
"""Translations of one form."""

MAX_MESSAGES: Final = 100
"""Faults reported for one form; more are of no help to the person who mends it."""
