"""The rules of `committees/keeping` on every table they concern."""

from django.db import migrations

from committees.keeping import guards

TRACKED = (
    "source",
    "body",
    "committee",
    "side",
    "seat",
    "liaisonoffice",
    "meeting",
    "cochair",
    "decision",
    "membership",
)


class Migration(migrations.Migration):
    dependencies = [("committees", "0001_people_and_meetings")]

    operations = [
        guards.functions(),
        *(operation for model in TRACKED for operation in guards.tracked("committees", model)),
        guards.never_deleted("committees_user"),
        guards.together(
            "committees_seat",
            "side_id, committee_id",
            "committees_side",
            "id, committee_id",
            "seat_side_of_its_committee",
        ),
    ]
