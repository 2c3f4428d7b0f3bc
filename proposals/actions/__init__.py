"""What people do: one function a thing done, each one transaction.

`how` in a signature stands for the keywords of `workflows.perform.perform`: by (the post), at (the day it
happened), note (意见) and provenance (代录). A rule that does not hold raises PermissionDenied, a step that
is not open MoveRefused, a value that cannot be right ValidationError; then nothing is stored.
"""
