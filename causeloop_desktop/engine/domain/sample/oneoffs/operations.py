"""What operations saw once."""

from causeloop_desktop.engine.domain.sample.stories import voices

ONEOFFS = voices("""
=== pagerduty team=platform service=dns severity=p2
# Resolver {ip} answers SERVFAIL for internal zone
One of three resolvers lost its zone transfer key after the reinstall. Lookups of the internal zone
fail on a third of all attempts. Taken out of rotation at {clock}.
=== servicenow team=fulfilment service=warehouse-wifi severity=p3
# No wireless in aisle 14 to 19
Hand scanners lose the network between aisle 14 and 19 since the new racks were put up. Metal, most
likely. Electrician ordered, pickers walk to aisle 13 to confirm.
=== opsgenie team=platform service=message-broker severity=p2
# Broker {node} out of file descriptors
Too many open files: limit 65536, used 65530. A test client opened a connection per message since
the morning. Client stopped, limit unchanged, client's author bought cake.
=== servicenow team=platform service=office severity=p4
# Meeting room panel shows yesterday
The panel of room Linden stands still since {day}. Unplugging helped in spring. Needs somebody with
a ladder and the long screwdriver.
=== pagerduty team=search service=redis-suggest severity=p2
# Replica of redis-suggest cannot sync, replication buffer too small
Full resync loops: client output buffer limit exceeded during RDB transfer. Dataset grew past the
buffer with the new languages. Raised to 1 GB, synced in {minutes:3-9} minutes.
=== servicenow team=care service=telephony severity=p2
# Hotline plays waiting music and never connects
Since the carrier's change at {clock} calls wait for ever. Agents are logged in and idle. Number
plan was missing the new trunk group. Back after {minutes:35-80} minutes, {calls:60-210} calls
lost.
=== opsgenie team=payments service=hsm severity=p1
# HSM {host} reports tamper switch open
The cleaning crew moved the rack door. Sealed, inspected by two people, log signed. No key material
was touched. Second HSM carried the load alone for {hours:2-6} hours.
=== servicenow team=fulfilment service=conveyor severity=p2
# Conveyor 2 stops every time a green tote passes
Light barrier does not see the new green totes against the green belt. Totes with a strip of tape
pass. Supplier sends other reflectors.
=== pagerduty team=platform service=object-store severity=p2
# Object store bucket policy denies image uploads
AccessDenied for PutObject since the policy review at {clock}: a condition on the source network
forgot the new subnet. Uploads of product photos fail, delivery of existing ones works.
=== database team=payments service=ledger severity=p3
# Column currency contains "EURO" in 3 rows
Domain check on ledger.currency failed: three rows with "EURO" from the manual correction of {day}.
Downstream report groups them apart. Rows corrected with a countersigned script.
=== custom_api team=platform service=status-page severity=p3
# Probe: status page certificate chain incomplete
External probe says the intermediate is missing on the status page only. Browsers cope, the
monitoring client of a trade customer does not. Chain file order was wrong.
=== servicenow team=identity service=directory severity=p3
# New starters cannot see the shared calendar
Group membership is copied nightly, and people who start on a Monday wait until Tuesday. HR asks
for an hourly run in the first week of the month.
=== opsgenie team=search service=vector-index severity=p3
# Vector index rebuild killed by maintenance reboot
Rebuild was at 84 % when {node} rebooted for its kernel. No checkpoint, so it starts from zero.
Drain first next time; calendar entry exists now.
=== slack team=platform service=cost severity=p4
# #finops: log ingestion bill doubled
{first}: log volume doubled on {day} and nobody got an alarm because the budget alert counts in
dollars and the bill in euro. One service logs each health check with its headers.
=== servicenow team=fulfilment service=printers severity=p4
# Delivery notes printed in landscape in {city}
After the driver update the tray selects landscape. Packers fold the notes, customers wonder.
Default set back at the print server.
=== pagerduty team=mobile service=notification-hub severity=p3
# Token feedback service deletes valid device tokens
The vendor returned "unregistered" for {tokens:2-9} thousand devices by mistake for an hour; we
believed them. Tokens come back when the app starts. Vendor's post mortem is linked.
=== jira team=platform service=time severity=p2
# Clock of {host} 94 seconds ahead
NTP daemon was masked after the image update on one host. Signed links from that host were "not
valid yet" for some partners. Unmasked and added to the image test.
=== servicenow team=care service=chat severity=p3
# Chat window greets everybody as "Jürgen"
A cached template kept the first visitor's name of the day. No other data involved. Cache key
lacked the session, hotfixed at {clock}.
=== opsgenie team=catalogue service=translation severity=p4
# Translation quota used up on the 9th
A loop in the preview translated each keystroke. {chars:6-14} million characters in two days. Quota
raised once, preview now waits for a pause in typing.
=== pagerduty team=fulfilment service=cold-chain severity=p2
# Temperature probe of bulb storage silent
No reading from probe T-{probe:3-9} for {minutes:31-55} minutes. Guard checked by hand: 5.2
degrees, all well. Battery replaced, spare ordered.
=== servicenow team=platform service=vpn severity=p3
# VPN drops home workers with IPv6 only lines
Employees on a new fibre provider lose the tunnel each hour. Provider gives no IPv4 address of its
own; the gateway's rekey goes out by the wrong path. Two people affected so far.
=== email team=platform service=domain severity=p2
# Domain renewal: payment method declined
Your domain marlow-tern.example renews in nine days and the stored card was declined. Please update
your payment details to avoid interruption. Sent to the address of the founder, forwarded by her.
=== database team=identity service=consents severity=p3
# Consent rows without a legal basis: 212
Check consent_has_basis failed after the import of the shop in Porto. 212 old newsletter consents
carry no source. Excluded from mailings until care has asked them again.
=== servicenow team=fulfilment service=forklift-terminals severity=p4
# Terminal on forklift 7 reboots on the ramp
Every time it drives over the ramp's edge the terminal restarts. Loose plug under the seat. Fixed
with a proper connector and a cable tie.
=== opsgenie team=payments service=fraud-scoring severity=p2
# Fraud model answers with the default score
All orders since {clock} scored 0.50. Feature store returned empty vectors after the schema change
and the model shrugged. Rolled back, {orders:70-420} orders reviewed by hand.
=== pagerduty team=platform service=kafka severity=p2
# Under-replicated partitions: {partitions:12-70}
Broker {node} was replaced with a smaller instance type by the autoscaler and cannot keep up. Type
pinned. Replication caught up after {hours:1-4} hours.
=== servicenow team=catalogue service=photo-studio severity=p4
# Studio upload folder shows files of another shoot
Two cameras share a serial number in the ingest tool because one was cloned for the trade fair.
Garden gnomes appeared among the bed linen.
=== slack team=fulfilment service=carriers severity=p3
# #fulfilment: strike at the sorting centre
{first}: the sorting centre near {city} is on strike until Wednesday. Parcels for that area are two
days late and there is nothing to fix. Banner for the help page, please?
=== jira team=platform service=backup severity=p3
# Restore test of wiki took eleven hours
Quarterly restore test passed, but eleven hours is not what we promised ourselves. Attachments are
restored one by one. Not urgent, worth a day.
=== custom_api team=search service=sitemap severity=p3
# Probe: sitemap has 0 entries
Sitemap was regenerated at {clock} with zero products because the export ran before the mount was
there. Search engines got an empty list for {hours:2-7} hours. Refuse to publish when it shrinks by
half.
=== pagerduty team=identity service=sms-gateway severity=p2
# SMS codes not delivered to one network in Portugal
Delivery receipts for one operator fell to 3 %. Sender name had to be registered by the first of
the month and was not. Fell back to voice calls. Registered, approved after two days.
=== servicenow team=care service=knowledge-base severity=p4
# Help article on moss shows article on taxes
Two articles got the same short link when the help centre was imported. Gardeners read about VAT.
Link corrected, redirects checked.
""")
