"""Pairs: what happened twice and may become a pattern."""

from causeloop_desktop.engine.domain.sample.rhythms import on
from causeloop_desktop.engine.domain.sample.stories import Story, voices

GIFT_CARD = Story(
    name="Gift card balance zero after currency switch",
    team="payments",
    service="gift-cards",
    severity="p3",
    rhythm=on(19, 5),
    issues=(1, 1),
    voices=voices("""
=== zendesk team=care severity=p3
# Gift card shows zero after I switched to Swedish kronor
# Gift card balance gone after changing currency
{customer} has a gift card of {amount}. After switching the shop from euro to kronor the balance
reads 0,00 kr and the card is refused at checkout. Switching back to euro does not bring it back
until the next login.
"""),
)

GEOFENCE = Story(
    name="Parcel marked delivered at the depot",
    team="fulfilment",
    service="tracking",
    severity="p3",
    rhythm=on(24, 9),
    issues=(1, 1),
    voices=voices("""
=== jira
# Tracking shows "delivered" while parcel is still at the depot
# Courier geofence marks depot scan as delivery in {city}
The courier's geofence for {city} covers its own depot, so the arrival scan there comes to us as
delivered and we send the "enjoy your order" mail a day early. {parcels:9-40} parcels, {calls:3-12}
calls to care. Event has accuracy=450m, real deliveries have under 30.
"""),
)

VOICE_UMLAUT = Story(
    name="Voice search fails on umlauts",
    team="mobile",
    service="shop-app",
    severity="p4",
    rhythm=on(33, 14),
    issues=(1, 1),
    voices=voices("""
=== github severity=p4
# Voice search: UnicodeDecodeError for "Gießkanne"
# Spoken queries with umlauts end in an error page
Saying a word with an umlaut or ß opens the error page. The transcript comes as Latin-1 from the
speech service and is decoded as UTF-8.
| UnicodeDecodeError: 'utf-8' codec can't decode byte 0xdf in position {position:2-9}
Typing the same word works.
"""),
)

LOYALTY_POINTS = Story(
    name="Loyalty points expire a day early",
    team="identity",
    service="loyalty",
    severity="p3",
    rhythm=on(40, 10),
    issues=(1, 1),
    voices=voices("""
=== zendesk team=care severity=p3,p4
# Points expired one day before the date in the mail
# Loyalty points gone on the last day
The mail to {customer} says "your {points:300-2400} points are valid until the end of the month".
On the evening of the last day they were already gone. Looks like the expiry runs on UTC midnight
of the day itself and not at its end. Points restored by hand.
"""),
)

STORIES = (GIFT_CARD, GEOFENCE, VOICE_UMLAUT, LOYALTY_POINTS)
