"""What goes wrong between a full basket and a paid order."""

from causeloop_desktop.engine.domain.sample.rhythms import fading, quickening
from causeloop_desktop.engine.domain.sample.stories import Story, voices

ACQUIRER_TIMEOUT = Story(
    name="Acquirer times out under checkout load",
    team="payments",
    service="checkout-payments",
    severity="p1,p2,p2",
    rhythm=quickening(22.0, 0.9, newest=0.12),
    issues=(1, 3),
    voices=voices("""
=== pagerduty severity=p1,p1,p2
# checkout-payments: acquirer authorisation timeouts above 5 %
# [FIRING] AcquirerTimeoutRate checkout-payments {region}
# checkout-payments p99 authorisation latency {seconds:24-31} s
Authorisation calls to the acquirer time out. Timeout ratio {ratio:6-38} % over 5 minutes,
threshold 5 %. Connection pool {used:58-64}/64 in use.
| {stamp} ERROR AcquirerClient - POST /v2/authorise timed out after 30000 ms (order={order})
| {stamp} WARN  RetryPolicy - attempt 3 of 3 failed, giving up trace={trace}
Runbook: payments/acquirer-timeouts
--
Alert AcquirerTimeoutRate fired on {pod}. {failed:40-900} authorisations failed in the last ten
minutes, all with read timeout after 30 s. Checkout conversion is down {drop:4-31} points. Card
payments only; invoice and wallet are fine.
=== jira
# Payment gateway timeout on checkout during traffic peak
# Checkout fails: gateway timed out after 30 s
# Acquirer slow again, checkouts pile up behind 30 s timeout
Between {clock} and the end of the campaign mail peak the acquirer answered in {seconds:18-40} s
instead of 2. Our client waits 30 s and then retries twice, so every slow call holds a pool
connection for a minute and a half and healthy ones queue behind it.
| java.net.SocketTimeoutException: Read timed out
|   at shop.payments.acquirer.AcquirerClient.authorise(AcquirerClient.java:{line:180-214})
|   at shop.payments.checkout.PayStep.run(PayStep.java:77)
--
Same picture as the last peak. Traffic doubled at {clock}, acquirer latency went over the 30 s
client timeout, the retries tripled the load and the pool ran dry. {failed:60-700} authorisations
failed, about {share:20-60} % of those customers tried again. We should lower the timeout and cap
retries at one, as agreed in the review.
=== zendesk team=care severity=p2,p3
# Payment spins and then says "something went wrong"
# Could not pay, order {order}
# Card payment fails at the last step
Customer {customer} tried to pay {amount} by card three times. The page shows the spinner for half
a minute and then "something went wrong, you have not been charged". Basket is still there. Works
with PayPal. Customer is annoyed because the offer ended at midnight.
--
Hello, I wanted to order the garden bench and the payment never goes through, it loads and loads
and then there is an error. My bank says they see no request at all. Please keep the price for me.
My order number on the screen was {order}. Kind regards, {customer}
=== slack severity=p2,p3
# #payments: anyone else seeing gateway timeouts?
# #incidents: checkout slow, acquirer again?
{first}: checkout is crawling, Grafana shows acquirer p99 at {seconds:21-34} s and climbing,
{people:2-9} people from care report "payment spins forever". Pool on {pod} is at 64 of 64. Status
page of the acquirer is all green of course. Restarting one pod helps for about {minutes:3-9}
minutes.
"""),
)

DUPLICATE_REFUND = Story(
    name="Refund webhook handled twice",
    team="payments",
    service="refunds",
    severity="p2,p2,p3",
    rhythm=fading(10.0, 62.0),
    issues=(1, 2),
    voices=voices("""
=== jira
# Customers refunded twice when the provider repeats a webhook
# Duplicate refund booked for {order}
# refund.succeeded delivered twice, second one booked again
The provider delivered refund.succeeded for {order} twice, {seconds:2-11} s apart, because our
first answer took longer than their 5 s limit. Both deliveries passed the idempotency check since
the row is only written at the end of the transaction. {amount} went out two times.
| event_id={uuid} attempt=1 status=timeout
| event_id={uuid} attempt=2 status=200
--
Finance found {count:2-9} double refunds in yesterday's settlement file. All of them have two
webhook deliveries with the same event id in our log. The handler looks the event up, finds
nothing, and both workers insert. Needs a unique key on event id, not another if.
=== zendesk team=care severity=p3
# Refund received twice, how do I send it back?
# I got my money back two times
Honest customer: {customer} returned a lamp and received {amount} twice on the same card. Asks how
to pay one of them back. I told them we will get in touch. Order {order}. That makes {seen:3-6} of
these this month.
--
Good morning, on my statement there are two refunds of {amount} from Marlow & Tern, both from
{day}. I only sent one parcel back. I do not want trouble with my bank, please tell me what to do.
{customer}
=== database service=ledger severity=p2
# Ledger check: refund total exceeds captured amount
# ledger-reconcile: refunds > captures for {count:1-7} orders
Nightly reconciliation found orders whose refunds exceed the captured amount.
| order_id={order} captured={amount} refunds=2 provider_event={uuid}
| check=refund_le_capture result=violated rows={count:1-7}
Both refund rows carry the same provider event id and were inserted by different workers of refunds
within one second.
"""),
)

BLANK_CHALLENGE = Story(
    name="3-D Secure page stays blank on iOS",
    team="payments",
    service="storefront-web",
    severity="p2,p3",
    rhythm=quickening(12.0, 4.0, since=58.0, newest=0.9),
    issues=(1, 2),
    voices=voices("""
=== zendesk team=care severity=p2,p3
# White page instead of bank confirmation on iPhone
# Bank verification never appears (Safari)
# Order {order}: 3D Secure step is blank on my phone
{customer} wants to pay {amount}. After entering the card the page for the bank's confirmation
stays white, no text, nothing to tap. iPhone, Safari, tried twice. On a neighbour's Android phone
the same card works straight away.
--
Since the weekend I can't confirm payments with my banking app any more when I shop from the iPad.
The window opens but it is completely empty. Other shops work. I would like to have the raised bed
before my sister visits... {customer}, {city}
=== linear severity=p2
# 3DS challenge iframe blocked by Safari storage partitioning
# iOS: challenge frame renders blank, cookie never set
Reproduced on iOS {ios:17-18}.{minor:1-6}, Safari, with "prevent cross-site tracking" on. The
issuer's ACS sets its session cookie inside our iframe, the browser drops it, the challenge page
gets no session and renders nothing. Console: Refused to set cookie for acs.{hex}.example, third
party partitioned. Full-page redirect works.
=== jira
# Abandoned challenges on iOS doubled since release {release}
# Blank 3-D Secure challenge on iPhone, conversion drop
Share of challenges that are started and never answered went from 6 % to {share:13-29} % on iOS and
is unchanged elsewhere. Session replays show an empty white frame where the bank's page should be.
Started with the move of the challenge from redirect to iframe. Suggest redirect for WebKit.
"""),
)

STORIES = (ACQUIRER_TIMEOUT, DUPLICATE_REFUND, BLANK_CHALLENGE)
