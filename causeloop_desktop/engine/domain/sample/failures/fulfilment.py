"""What goes wrong between the shelf and the doorbell."""

from causeloop_desktop.engine.domain.sample.rhythms import every, weekly
from causeloop_desktop.engine.domain.sample.stories import Story, voices

LABEL_503 = Story(
    name="Carrier label service refuses on Friday afternoons",
    team="fulfilment",
    service="shipping-labels",
    severity="p2,p2,p3",
    rhythm=weekly(4, 15, kept=0.5),
    issues=(1, 2),
    voices=voices("""
=== servicenow severity=p2,p3
# Shipping labels cannot be printed in {city}
# Label printing stopped, carrier returns 503
# Packing station: no labels from carrier
Packing stations {from:1-4} to {to:9-16} get no labels since {clock}. Screen says "carrier
temporarily unavailable". {parcels:140-900} parcels packed and unlabelled. Carrier hotline: many
customers on Friday, try again later. Truck leaves at 18:00.
--
No shipping labels. Restarted the label printer and the station as instructed, no change. The other
carrier works. Staff put the parcels aside by hand and we need to find them again on Monday.
Reported by {customer}, shift lead.
=== jira
# Label API of carrier answers 503 under Friday volume, no backoff
# shipping-labels hammers carrier while it is overloaded
The carrier limits us to 10 requests a second and answers 503 with Retry-After beyond that. On
Friday afternoon we send {rate:22-60} a second and retry at once without looking at the header,
which keeps us above the limit. {failed:900-6000} failed label requests for {parcels:140-900}
parcels.
| {stamp} ERROR LabelClient - 503 Service Unavailable retry-after={wait:20-120} shipment={uuid}
=== slack severity=p3
# #warehouse: no labels again, it's Friday
# #fulfilment: carrier 503s, parcels piling up
{first}: station {station:1-16} has no labels, carrier says 503. Anyone from fulfilment around?
Switching to the second carrier costs us {cents:40-95} cents a parcel, but the truck is not
waiting.
=== zendesk team=care severity=p3,p4
# Tracking says "label requested" and nothing else
{customer} from {city} asks about the express parcel that was promised for today. Tracking says
"label requested" and nothing after that. Order {order}. Warehouse confirms that it is packed and
stands in the aisle without a label.
"""),
)

NEGATIVE_STOCK = Story(
    name="Stock goes negative after warehouse sync",
    team="fulfilment",
    service="stock-sync",
    severity="p2,p3,p3",
    rhythm=every(15.0),
    issues=(1, 2),
    voices=voices("""
=== database severity=p3
# Check stock_non_negative violated: {rows:3-64} rows
# stock_level below zero for {sku}
Hourly data check found articles with negative available stock.
| sku={sku} location={city} available=-{minus:1-14} reserved={reserved:2-30} last_sync={stamp}
| check=stock_non_negative rows={rows:3-64}
All rows changed in the last run of stock-sync. Reservations made during the run were subtracted
twice.
=== jira
# Oversold after stock sync: reservations subtracted twice
# stock-sync ignores reservations made while it runs
# Negative availability for {sku} after warehouse sync
The sync reads the warehouse's count, which already lacks the picked items, and then subtracts our
open reservations, which still contain them. For orders picked during the {minutes:6-20} minutes of
the run the stock goes down twice. {orders:4-40} orders sold that we cannot deliver.
--
{sku} shows -{minus:1-14} available. Sequence: reservation at {clock}, pick a minute later, sync
snapshot in between. We need the snapshot's timestamp from the warehouse, or a reservation id in
the pick message, to tell the two apart.
=== slack severity=p4,p3
# #fulfilment: minus {minus:1-14} on {sku}?
# #care: cancelled {orders:3-30} orders, out of stock after payment
{first}: I had to cancel {orders:3-30} orders for {sku}, shop said available, shelf in {city} is
empty. The stock screen shows a negative number, which I did not know was a thing.
=== zendesk team=care severity=p3
# Order {order} cancelled although it was in stock
{customer} bought the last two chairs and got a cancellation a day later. "If it says two in stock,
I expect two in stock." Offered a voucher of {amount}. System shows a negative stock for the
article since the sync.
"""),
)

STORIES = (LABEL_503, NEGATIVE_STOCK)
