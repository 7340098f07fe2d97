"""What developers filed once."""

from causeloop_desktop.engine.domain.sample.stories import voices

ONEOFFS = voices("""
=== github team=platform service=design-tokens severity=p4
# Focus ring invisible on the dark footer
Contrast of the focus ring against the footer is 1.3 : 1. Everywhere else it is fine. Needs the
inverted token, and a visual test for the footer in both themes.
=== jira team=search service=search-api severity=p4
# "Did you mean" suggests a competitor's brand
Typing "terracota" suggests a brand that we do not sell. The dictionary was built from all queries,
so what people fail to find becomes what we propose. Filter by what has results.
=== github team=mobile service=shop-app severity=p3
# Dark mode: barcode of the loyalty card cannot be scanned
The card's barcode is drawn white on black in dark mode and most tills cannot read it. Always draw
it black on white and raise the brightness while it is shown.
=== linear team=mobile service=shop-app severity=p4
# Swipe to delete also triggers pull to refresh
A diagonal swipe on the first row deletes it and refreshes the list, and for a second the row is
back. Looks like a ghost. Gesture arena needs a winner.
=== jira team=payments service=invoices severity=p3
# Rounding of mixed VAT rates differs by one cent from ledger
An invoice with 9 % and 21 % lines rounds per line, the ledger per rate. {order}: one cent. Auditor
found it, nobody else would have. Decide for one and document it.
=== github team=identity service=login severity=p4
# Passkey prompt hides behind the cookie banner
On first visit both compete for the focus. With keyboard only the passkey dialog cannot be reached
until the banner is gone. Order of mounting in App.tsx.
=== jira team=catalogue service=pim severity=p4
# Care instructions lost when a product is duplicated
Duplicate takes name, price and pictures but leaves the care symbols. Thirteen linen articles went
live without washing instructions. Copy list is hard coded.
=== github team=platform service=build-tools severity=p4
# Incremental build does not notice renamed translations
Renaming a .po file leaves the compiled one in place and the old texts appear. Clean build is fine.
The glob is evaluated once at start.
=== jira team=fulfilment service=route-planner severity=p3
# Tours planned over the ferry that does not run in winter
Route planner still uses the summer timetable for two islands. Drivers noticed at the pier.
Calendar for ferries ends in September and has no owner.
=== github team=search service=suggest severity=p4
# Suggest returns 400 for an emoji
Searching for a cactus emoji gives HTTP 400 from suggest. Regular search treats it as no text and
shows bestsellers. Both should show cacti, honestly.
=== linear team=mobile service=shop-app severity=p3
# Accessibility: price announced twice, old price never
TalkBack reads the sale price twice and skips the crossed out one. Semantics of the two texts were
merged with the wrong label.
=== jira team=identity service=trade-accounts severity=p3
# Deleted sub-user still receives approval mails
A purchaser who was removed in March is still in the approval chain of one company, because chains
store the address and not the user. No data shown beyond the order number.
=== github team=payments service=checkout-payments severity=p4
# Storybook for the card form shows real BIN table
Not a leak, the table is public, but 3 MB of JSON in the bundle of a story. Replace with ten
made-up entries.
=== jira team=platform service=feature-flags severity=p3
# Flag evaluated differently on server and client for 1 % rollouts
The server hashes the account id, the client the device id, so a visitor may see half of the new
header. Only visible below 5 %. Use the account id on both sides.
=== github team=platform service=ci severity=p3
# Test order matters: calendar suite fails after 23:00
Three tests build "tomorrow" by adding a day to the hour. On the build host in another zone they
fail for one hour each night. Inject the clock.
=== jira team=catalogue service=image-proxy severity=p3
# Transparent PNG turns black in thumbnail
Thumbnails of {sku} have a black background since the switch to the faster encoder. Flatten onto
white before encoding, the old one did that silently.
=== github team=fulfilment service=packing-ui severity=p3
# Scanner input arrives twice when the field regains focus
The hand scanner types into the field and the field re-submits on blur. Packing one item counts two
when the operator touches the screen in between. Debounce is not the answer, a key event is.
=== slack team=platform service=wiki severity=p4
# #dev: who owns the old wiki?
{first}: the old wiki sends an update mail every night to four hundred people, two of which still
work here. I would switch it off on Friday unless somebody stops me.
=== jira team=search service=recommendations severity=p4
# Recommends snow shovels to customers in Lisbon
Similar-items ignores the shipping region since the model was retrained without that feature.
Harmless, slightly funny, seen by the board.
=== github team=identity service=admin-ui severity=p3
# Role picker saves the previous choice
Choosing a role and pressing enter quickly saves the role that was selected before. State update
and submit race in the same tick. Found by an auditor, no wrong rights given so far as the log
tells.
=== jira team=payments service=payouts severity=p2
# Payout file of {day} used last year's bank holiday calendar
The calendar file was copied with the year changed in its name only. Payouts to {sellers:60-240}
sellers came a day late. Load it from the central bank's feed.
=== linear team=mobile service=shop-app severity=p4
# Lottie animation of the delivery van drives backwards
Right-to-left layout mirrors the van but not the direction of travel. Our Arabic test user laughed.
Exclude it from mirroring.
=== github team=platform service=api-gateway severity=p3
# Gateway adds a second Content-Encoding header
Responses that are already brotli get "gzip" appended when they pass the canary. Some HTTP clients
decode twice and fail. Only in the canary configuration.
=== jira team=catalogue service=pim severity=p4
# Sorting by colour puts "petrol" between red and orange
Colour sort uses the name's hash for shades without a hue. Designers are unhappy. A table with
twenty hues would do.
=== github team=platform service=observability severity=p4
# Dashboard link in runbook points to a deleted folder
Four runbooks link to dashboards in a folder that was cleaned up in summer. Add a link check to the
docs build.
=== jira team=fulfilment service=pick-lists severity=p3
# Pick list prints article name in the supplier's language
Pickers got Polish names for one supplier's articles. They managed, with drawings. The list takes
the first translation instead of the site's language.
=== github team=search service=synonyms severity=p4
# Synonym file with a trailing comma matches everything
A trailing comma in the synonyms makes the empty word a synonym for "shears". For {minutes:12-50}
minutes all queries found shears. Validate on upload.
=== jira team=identity service=audit-log severity=p3
# Audit entries of {day} carry the proxy's address
After the load balancer moved, the audit log recorded {ip} for everyone. Forwarded header is
trusted only from the old range. Entries cannot be corrected, only annotated.
=== github team=mobile service=shop-app severity=p3
# Downgrade leaves the local database unreadable
Testers who went back from the beta get "unknown schema 41" and an empty wish list. We never
supported downgrades, but a clear message would be kind.
=== linear team=mobile service=shop-app severity=p4
# Haptics on every keystroke in the address form
Somebody liked the new vibration very much. Address form buzzes on each letter. Remove it from text
fields.
=== jira team=platform service=data-lake severity=p3
# Late events counted for the wrong day in the funnel
Events that arrive after midnight are counted on arrival. Conversions of {day} look like a miracle.
Use event time with a watermark of six hours.
=== github team=payments service=vouchers severity=p3
# Voucher codes with O and 0 rejected at the till
Print shop's font shows both alike. Cashiers type what they see. New codes should avoid them, and
old ones be compared with both folded.
=== jira team=search service=category-pages severity=p4
# Page 2 of "sale" repeats the last item of page 1
Ties in the discount have no second key, so the order between pages is luck. Add the article number
as the last sort key.
=== github team=platform service=cdn severity=p3
# Stale manifest served after purge in one location
Purge returned 200 but the location in {city} kept the old manifest for {hours:2-9} hours and asked
for chunks that no longer exist. Vendor confirmed a bug on their side, ticket {hex}.
=== jira team=identity service=login severity=p3
# Captcha shown to our own monitoring
Synthetic login from the office gets a captcha after the reputation list was renewed. Allow-list
the probe by token, not by address.
""")
