"""Issued completion notices, and the readers on the list."""

from proposals.models import Bulletin, BulletinReader


def issued_bulletins(sessions):
    """Return the notices issued for `sessions` (those the post may see), newest day first."""
    bulletins = Bulletin.objects.standing().filter(plenary_session__in=sessions.order_by().values("pk"))
    return bulletins.select_related("plenary_session__policy")


def bulletins_for(reader):
    """Return the notices a reader on the list may read."""
    return Bulletin.objects.standing().filter(plenary_session=reader.plenary_session_id)


def reader_of(token):
    """Return the reader on the list whose token it is, or None."""
    return BulletinReader.objects.select_related("plenary_session").filter(token=token, ended_on=None).first()


def readers_of(session):
    """Return everybody who is or was on the list of a session."""
    return BulletinReader.objects.filter(plenary_session=session)
