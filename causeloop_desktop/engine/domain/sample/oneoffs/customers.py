"""What customers wrote about once."""

from causeloop_desktop.engine.domain.sample.stories import voices

ONEOFFS = voices("""
=== zendesk team=care service=storefront-web severity=p4
# Wrong photo for the copper watering can
The picture on the product page shows the zinc can, the text describes copper. {customer} received
copper, is happy with it, and only wanted to tell us so that nobody else is surprised.
=== zendesk team=care service=orders severity=p3
# Delivery address cannot hold a farm name
{customer} lives on a farm without street and number. The form insists on a house number and "0" is
refused by the courier. Asks for a second address line, or for somebody to write it on the label.
=== zendesk team=care service=newsletter severity=p4
# Unsubscribed in spring and the newsletter is back
I unsubscribed months ago and was glad. Since a week I get your newsletter again, addressed to
"Dear NULL". Please take me off for good. {customer}
=== zendesk team=care service=orders severity=p4
# Invoice shows company name of previous employer
{customer} changed jobs and the address book shows the new company everywhere, only the invoice PDF
of {order} still prints the old one. Tax office refuses it. Needs a corrected invoice.
=== zendesk team=care service=returns severity=p4
# QR code for return does not fit the ticket machine
The parcel machine in {city} could not read the return code from the phone because the screen dims
inside its hood. A printable version would have helped. Customer drove twice.
=== zendesk team=care service=storefront-web severity=p4
# Font too small on the size chart
Customer aged 81 cannot read the size chart for gardening gloves; pinching to zoom is blocked on
that page. Very kind letter, on paper. Scanned and attached.
=== zendesk team=care service=loyalty severity=p4
# Birthday voucher came twice
{customer} is celebrating twice this year, it seems: two birthday vouchers of 10 euro within a
month, one for each spelling of the surname. The customer wants to know which one to keep.
=== zendesk team=care service=orders severity=p3
# Cannot split delivery of a pre-order
The pre-ordered fire bowl ships in six weeks and now holds back the firewood in the same order. The
customer wants the wood before winter and there is no button for it. Split by hand.
=== zendesk team=care service=gift-cards severity=p4
# Gift message cut after 80 characters
"Dear Oma, all the best for your ninetieth birthday and many more happy summers in the gar". That
is what the card said. The form allowed 200 characters without complaint.
=== zendesk team=care service=checkout-payments severity=p3
# Invoice payment refused after name change
After the wedding {customer} can no longer buy on invoice, the credit check does not know the new
name. Twelve years a customer. Card works, but invoice is preferred.
=== zendesk team=care service=shop-app severity=p4
# App shows prices in pounds on holiday
On a trip to Scotland the app switched to pounds by itself and stayed with them at home. There is
no setting to change it back. Fixed by signing out and in again, says the customer.
=== zendesk team=care service=reviews severity=p4
# My review was rejected for the word "hoe"
I reviewed a garden hoe. Your filter tells me that my language is offensive. Please explain to your
computer what a hoe is. {customer}
=== zendesk team=care service=tracking severity=p4
# Map shows courier in the sea
Tracking map of {order} puts the courier two kilometres off the coast. {customer} asks whether the
parasol is being delivered by boat. It arrived on time, by van.
=== zendesk team=care service=returns severity=p3
# Refund for returned mattress lower than price paid
Paid {amount}, got back 15 % less. The agent on the phone spoke of a hygiene deduction that our
terms do not contain. Needs a decision by finance and an apology.
=== zendesk team=care service=orders severity=p4
# Please combine two orders
Ordered bulbs at noon and, at one o'clock, the pots for them. Two shipping fees. Could we send both
in one box and refund one fee? Both still open in the warehouse.
=== zendesk team=care service=storefront-web severity=p4
# Cookie banner covers the whole tablet screen
On an older tablet in portrait the banner is taller than the screen and "accept" is below the edge.
Landscape works. Model in the attachment.
=== zendesk team=care service=warranty severity=p4
# Warranty registration asks for a serial number that isn't there
The pruning shears have no serial number anywhere, the form does not let one continue without.
{customer} entered "none" and got a confirmation addressed to None.
=== zendesk team=care service=wishlist severity=p4
# Wish list visible to my husband
I shared one list with him and he sees all of them, including the one with his birthday present.
Now it is not a surprise any more. Please make it right, in {city} we take birthdays seriously.
=== zendesk team=care service=orders severity=p3
# Order confirmation in Dutch for a Danish customer
Danish customer, Danish account, Danish phone; the confirmation of {order} is in Dutch. She thought
of phishing and reported it to her bank. Language came from the payment provider's form?
=== zendesk team=care service=click-collect severity=p3
# Shop in Ghent closed at pick-up time
Pick-up slot was confirmed for the local holiday. {customer} stood before closed doors with a
trailer. Store hours for regional holidays are missing.
=== email team=care service=press severity=p4
# Question about your packaging
Dear Sir or Madam, I write for a consumer magazine and would like to know what share of your
parcels travels without plastic. Could someone in charge call me back before Thursday? {customer}
=== email team=care service=accessibility severity=p3
# Screen reader skips the delivery date
I am blind and use your shop with a screen reader. Since the new design the delivery date is read
as "group, empty". Everything else is good work, thank you for that. {customer}
=== email team=care service=marketplace severity=p4
# Seller answers in a language I do not speak
I bought a vase from one of the sellers on your marketplace. It came with a crack and the seller's
answers are automatic translations of nothing. Please help me as the host of this market.
{customer}
=== email team=care service=privacy severity=p3
# Request for a copy of my data
Under article 15 I request a copy of all data that you hold about me, in a common format, within a
month. I have been a customer since 2014 under two e-mail addresses. {customer}, {city}
=== email team=care service=loyalty severity=p4
# Points for a purchase in the store
The till in {city} was offline when I bought the hammock and the points could not be booked. The
lady said you would add them if I send the receipt. It is attached. {amount}
=== zendesk team=care service=subscriptions severity=p3
# Seed subscription paused itself
The monthly seed box paused after a holiday setting that ended in June. Two boxes missed, and it is
too late in the year for beans now. Customer accepts a credit.
=== zendesk team=care service=shop-app severity=p4
# Barcode scanner scans the cat
Feature praise, in truth: the scanner recognised the label on a bag that the cat sat on. {customer}
asks for a flashlight button because the cellar is dark.
=== zendesk team=care service=storefront-web severity=p3
# Delivery date jumps when I change the quantity
One pot: tomorrow. Two pots: in three weeks. Three pots: tomorrow again. {sku}. Ordered three and
gave one to the neighbour.
=== zendesk team=care service=reviews severity=p4
# Two-star review counted as five
Customer clicked two stars on the phone and the page shows five with his text "broke on the first
day". He fears people think he is sarcastic.
=== zendesk team=care service=trade-accounts severity=p3
# VAT number of a new member of the group refused
Trade customer from {city}: the number was issued last week and the official register answers "not
yet active". Our form treats that as invalid and blocks the account instead of asking again later.
=== zendesk team=care service=furniture severity=p4
# Assembly manual of another shelf in the box
Manual says nine screws, the bag has twelve, and the shelf in the drawing has doors. Sent the right
PDF. Worth a look into the batch of {sku}.
=== zendesk team=care service=orders severity=p4
# Coupon valid "until Sunday" ended Saturday
Customer in the Azores: her Sunday still had an hour left. Granted it, of course, but the fine
print has no time zone.
""")
