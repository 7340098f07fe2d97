"""What goes wrong in people's pockets."""

from causeloop_desktop.engine.domain.sample.rhythms import after_releases, every
from causeloop_desktop.engine.domain.sample.stories import Story, voices

EMPTY_BASKET = Story(
    name="App crashes on an empty basket",
    team="mobile",
    service="shop-app",
    severity="p2,p3,p3",
    rhythm=after_releases(0.85),
    issues=(1, 2),
    voices=voices("""
=== github
# NullPointerException in BasketFragment when basket is empty
# Crash: BasketSummary.total on null (Android)
# Opening a shared basket link with no items crashes the app
Crash-free sessions fell to {free:96-98}.{part:0-9} % with {release}. Happens when the basket is
opened from a push or a deep link before it was loaded.
| java.lang.NullPointerException: Attempt to invoke virtual method
|   'Money Basket.getTotal()' on a null object reference
|   at shop.app.basket.BasketFragment.onResume(BasketFragment.kt:{line:88-120})
|   at androidx.fragment.app.Fragment.performResume(Fragment.java:3180)
--
{crashes:140-2600} events from {users:90-1800} users in 24 h, all in BasketFragment.onResume.
Basket is null after process death: the view model is restored, the basket is not. Regression test
exists but only covers a basket with items.
=== zendesk team=care severity=p3,p4
# App closes when I tap the basket
# Basket cannot be opened, app just shuts
Customer {customer}: since the last update the app closes at once when tapping on the basket
symbol. Reinstalled, same. Phone is a {model:6-9} year old Samsung. Basket is empty as far as the
customer remembers.
--
Every time I open the basket your app disappears!! First I thought my phone is broken. I had
nothing in it yet. One star until fixed. {customer}
=== jira
# Empty basket crash back in {release}
# App: crash on basket tab without items after update
Store reviews mention crashes when opening the basket. Dashboard confirms: top crash of this
version, null basket in BasketFragment. Hotfix went out {hours:5-30} hours later. We fix the place
each time; the nullable basket itself is the problem.
"""),
)

LATE_PUSH = Story(
    name="Push notifications delivered hours late",
    team="mobile",
    service="notification-hub",
    severity="p3,p4",
    rhythm=every(16.0),
    issues=(1, 2),
    voices=voices("""
=== zendesk team=care severity=p4,p3
# Push "your parcel arrives today" came at night
# Notifications from the app arrive hours too late
{customer} complains that the message "your parcel arrives in the next hour" was shown {hours:4-11}
hours after the parcel. Woke the baby. Wants to know how to switch that off; I explained the
settings.
=== linear severity=p3
# Delivery pushes stuck behind campaign pushes
# notification-hub: queue age {minutes:90-420} min during campaign
One FIFO for everything: the campaign of {day} put {queued:300-900}k pushes in front of the
delivery updates. Oldest message {minutes:90-420} minutes. Workers are healthy, the gateway's quota
is the limit. Needs priorities, and an expiry so that an old "arrives in an hour" is dropped.
=== opsgenie severity=p3
# notification-hub: oldest message {minutes:90-420} minutes
# PushQueueAge above 30 minutes
Queue push-outbound: {queued:200-900}k messages, oldest {minutes:90-420} minutes, drain rate
{rate:700-1400} per second. Gateway answers 429 QUOTA_EXCEEDED for {share:11-46} % of requests.
"""),
)

STORIES = (EMPTY_BASKET, LATE_PUSH)
