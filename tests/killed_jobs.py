"""The job of the tests that kill workers: tell one post one thing, as every real job does."""

from celery import shared_task

from cppcc.accounts.models import Post
from cppcc.jobs.recording import RecordedTask
from cppcc.notices.sending import Message, send


@shared_task(base=RecordedTask)
def tell(post_id):
    """Tell the post of its matter; run twice, it is told once."""
    post = Post.objects.get(pk=post_id)
    send([Message(post=post, kind="test", key="matter", title=f"第{post_id}件", body="请办理")])
