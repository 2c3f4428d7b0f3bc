"""First passwords: handed out on a slip, good for nothing but to be changed."""

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH = 12
_ROUNDS = 20_000


def hand_out_password(user):
    """Give `user` (not saved here) a first password and return it; none of its letters look alike on paper.

    The hash takes fewer rounds than Django's own, so that a whole roster can be enrolled at once: twelve random
    letters need no more, and Django hashes anew with its own number when the person signs in.
    """
    password = "".join(secrets.choice(_LETTERS) for _letter in range(_LENGTH))
    hasher = PBKDF2PasswordHasher()
    user.password = hasher.encode(password, hasher.salt(), iterations=_ROUNDS)
    user.must_change_password = True
    return password
