"""What the worker does. Each is a command too: `send_mails`, `send_digests`."""

from __future__ import annotations

from procrastinate.contrib.django import app

from committees.keeping import clock
from workplan.services import mail as letters
from workplan.services import sending

MORNING = 8  # o'clock in Hong Kong
LOOK = "look_after_mail"


@app.task(name=letters.TASK, queue=letters.QUEUE)
def send_mail(mail: int) -> None:
    sending.send_mail(mail=mail)


# Asked often and answered by the one clock: a demonstration's morning is not the world's, and a worker that was
# down at eight catches up.
@app.periodic(cron="*/10 * * * *")
@app.task(name=LOOK, queue=LOOK, queueing_lock=LOOK)
def look_after_mail(timestamp: int) -> None:
    look_after()


def look_after() -> None:
    """Settle what a killed worker left; from eight in the morning, queue the digests of the day."""
    sending.recover()
    now = clock.now()
    if now.hour >= MORNING:
        letters.queue_digests(today=clock.day_of(now))
