"""What goes wrong when customers look for things."""

from causeloop_desktop.engine.domain.sample.rhythms import after_releases, monthly, weekly
from causeloop_desktop.engine.domain.sample.stories import Story, voices

INDEX_LAG = Story(
    name="Search index lags behind the catalogue import",
    team="search",
    service="search-indexer",
    severity="p2,p3,p3",
    rhythm=weekly(0, 7, kept=0.6),
    issues=(1, 2),
    voices=voices("""
=== opsgenie severity=p3
# search-indexer: consumer lag {lag:180-940}k on catalogue.changes
# IndexFreshness: newest document {minutes:70-260} minutes old
Index freshness SLO broken. Consumer group search-indexer is {lag:180-940}k messages behind on
topic catalogue.changes, partition {partition:0-11}. Started with the weekly full import. Bulk
queue of the cluster rejects {rejected:12-44} % of requests.
| {stamp} WARN BulkProcessor - es_rejected_execution_exception queue capacity 1000
--
Freshness of index products-v{version:31-38} above 60 minutes since {clock}. Full catalogue import
is running on {host}, {done:15-80} % done. Price and stock updates wait behind it in the same
topic.
=== jira
# Search results stale on Monday morning, indexer behind full import
# Search index lags {hours:2-5} hours behind catalogue import
# Monday import starves price updates in search
The weekly full import writes {millions:2-4} million documents into the same topic as the live
price and stock updates. The indexer works strictly in order, so until about noon customers see
Friday's prices. {lag:200-900}k messages lag at {clock}. Separate topic or throttled
import, please.
--
Again Monday: catalogue import started at 03:00, the bulk queue filled up, lag stands at
{lag:210-880}k and will not drain before noon. Merchandising changes the front page campaign at
08:30 and nobody will find it for {hours:2-4} hours. Nothing crashes, everything is just late.
=== slack severity=p3,p4
# #search: index lag alarm, Monday edition
# #merchandising: new prices not visible in search
{first}: the campaign products are live on their pages but search still shows the old price. Is the
import still running? Last week it took until lunch. Category pages are fine, only search and
suggestions are behind.
"""),
)

FACET_MEMORY = Story(
    name="Facet query exhausts search heap",
    team="search",
    service="search-api",
    severity="p1,p2",
    rhythm=after_releases(0.5),
    issues=(1, 2),
    voices=voices("""
=== pagerduty severity=p1,p2
# search-api OOMKilled ({restarts:3-14} restarts in 10 minutes)
# [FIRING] SearchHeapUsage {host} {heap:93-99} %
Container search-api in {pod} was OOMKilled, exit code 137. Heap {heap:93-99} % before the kill,
old generation does not shrink after full GC. Request rate normal. Dominant query: facet
aggregation on attribute.colour with size=10000.
--
Circuit breaker tripped on {node}: [parent] data too large, aggregation on field attributes.keyword
would be {gb:13-19}.{part:1-9} gb, limit is 12.8 gb. Suggestions and category pages answer 503.
=== github
# search-api: OutOfMemoryError in TermsFacet with unlimited size
# Heap exhaustion when all filters are opened at once
# Facet aggregation loads whole attribute field into heap
Opening "all filters" on a category with many attributes asks for every value of every facet. In
{release} the limit got lost again when the query builder was refactored.
| java.lang.OutOfMemoryError: Java heap space
|   at shop.search.facets.TermsFacet.collect(TermsFacet.java:{line:96-131})
|   at shop.search.facets.FacetBuilder.build(FacetBuilder.java:58)
|   at shop.search.api.CategoryResource.filters(CategoryResource.java:142)
--
Heap dump from {pod}: {gb:9-12} GB of global ordinals for attributes.keyword, held by TermsFacet.
size defaults to Integer.MAX_VALUE when the client sends no limit, and the new filter drawer sends
none. A default of 200 would do for every category we have.
=== jira
# Search down for {minutes:6-28} minutes after release {release}
# Filters on category pages kill search nodes
After the release the search pods restarted one after the other with out of memory. Each one that
came back got the whole traffic and died in turn. Rolled back at {clock}. Cause is the facet query
without a limit; {count:300-4100} requests answered 503.
"""),
)

SUPPLIER_FEED = Story(
    name="Supplier price feed rejected for decimal commas",
    team="catalogue",
    service="feed-importer",
    severity="p3,p3,p4",
    rhythm=monthly(3, 6),
    issues=(1, 3),
    voices=voices("""
=== email severity=p3,p4
# Price list {day} could not be imported
# Import report: {rows:800-5200} rows rejected
Your file pricelist_{hex}.csv was received but {rows:800-5200} rows were rejected. First reason:
column net_price, value "{euros:4-189},{cents:10-99}" is not a number. Please correct the file and
send it again. This message was created automatically by feed-importer.
--
Dear catalogue team, we sent our monthly price list as always and got an error back that our prices
are not numbers. We have written prices with a comma for thirty years. Could you please load it by
hand again? Regards, {customer}, Gartenbau {city}
=== jira
# feed-importer rejects supplier prices with decimal comma
# Monthly price list fails: "12,90" is not a number
The parser takes the locale of the container (C) and not the one of the supplier's profile.
{rows:900-5000} rows of this month's list rejected, old prices stay live, margin on about
{skus:40-300} articles is negative until somebody fixes the file in a spreadsheet.
| NumberFormatException: For input string: "{euros:4-189},{cents:10-99}"
|   at shop.feeds.PriceColumn.parse(PriceColumn.java:41)
=== slack severity=p4
# #catalogue: price list of the month bounced again
{first}: the {city} nursery's price list was refused again because of the commas. I replaced them
by hand last month. Can we not teach the importer to read "12,90"? {rows:900-5000} rows, deadline
is tonight.
"""),
)

STORIES = (INDEX_LAG, FACET_MEMORY, SUPPLIER_FEED)
