"""What goes wrong below the services."""

from causeloop_desktop.engine.domain.sample.rhythms import every, monthly, on, weekly
from causeloop_desktop.engine.domain.sample.stories import Story, voices

DISK_FULL = Story(
    name="Report worker runs out of disk",
    team="platform",
    service="report-worker",
    severity="p3,p3,p2",
    rhythm=every(15.0),
    issues=(1, 2),
    voices=voices("""
=== opsgenie severity=p3
# DiskUsage /var/reports {used:95-99} % on {host}
# report-worker: no space left on device
Filesystem /var/reports on {host} is {used:95-99} % full ({free:80-900} MB left of 100 GB). Growth
{growth:1-4} GB per hour. Largest files: /var/reports/spool/export-{hex}.xlsx.part
--
Disk alarm on {host}. Temporary export files of failed runs are not deleted.
| {stamp} ERROR ReportJob - write failed: [Errno 28] No space left on device
| {stamp} ERROR ReportJob - job {uuid} aborted, temporary files kept
=== servicenow severity=p3,p2
# Monthly revenue report missing, worker disk full
# Reports not delivered: no space on report worker
Controlling did not get the {clock} report. The worker stopped with "no space left on device".
Deleted {files:300-2400} temporary files older than a week from /var/reports/spool by hand and
restarted the job. Please add a clean-up, this is routine work by now.
=== jira
# Failed exports leave temporary files until disk is full
# report-worker out of disk space, {host}
When an export fails halfway its .part file stays. Failing exports are retried every 15 minutes,
each retry leaves {mb:200-900} MB, and after a day or two the volume is full and good exports fail
as well. Delete in a finally block, and put a quota on tmp.
"""),
)

CART_STORM = Story(
    name="Node memory pressure evicts cart pods",
    team="platform",
    service="cart",
    severity="p2,p2,p3",
    rhythm=on(151, 97, 46, 12),
    issues=(6, 10),
    minutes=3.0,
    voices=voices("""
=== opsgenie severity=p2,p3
# Pod {pod} evicted: memory pressure on {node}
# KubeNodeMemoryPressure {node}
# cart: pod evicted, low on resource memory
The node was low on resource: memory. Threshold quantity: 500Mi, available: {free:90-480}Mi.
Container cart was using {used:2100-3900}Mi, request is 1536Mi. Pod {pod} on {node} was evicted.
--
Node {node} reports MemoryPressure=True since {stamp}. Kubelet evicts pods of namespace shop in
order of usage over request. {evicted:2-11} pods evicted so far. Image cache warm-up is running on
the same node.
=== pagerduty severity=p2
# cart availability {percent:71-94} %: pods evicted
# CartErrorRate above 2 % in {region}
Cart answers 503 for {share:3-28} % of requests. Ready replicas {ready:3-7} of 12. Pods are evicted
for memory pressure and rescheduled onto nodes that come under pressure in turn.
"""),
)

MIGRATION_LOCK = Story(
    name="Schema migration waits for a table lock",
    team="platform",
    service="order-db",
    severity="p2,p3",
    rhythm=weekly(1, 13, kept=0.55),
    issues=(1, 2),
    voices=voices("""
=== github
# Deploy blocked: migration {number:412-498} hits lock_timeout on orders
# Migration cannot get ACCESS EXCLUSIVE on orders
# deploy: canceling statement due to lock timeout
Pipeline {run:80000-99999} stopped in step migrate. The ALTER TABLE needs an exclusive lock on
orders and gives up after 5 s because an analytics query has been reading it for {minutes:9-55}
minutes.
| psycopg.errors.LockNotAvailable: canceling statement due to lock timeout
| LINE 1: ALTER TABLE orders ADD COLUMN {hex} ...
Retry usually helps at the third attempt.
--
Release {release} is stuck. pg_stat_activity shows pid {pid:1000-32000} from bi_reader holding an
AccessShareLock on orders for {minutes:12-70} min, and our migration queues behind it. Worse, every
insert then queues behind the migration. Reports should read from the replica.
=== slack severity=p3
# #deploys: migrate step red again, lock timeout
# #deploys: who is reading orders? migration can't lock it
{first}: deploy of {release} failed in migrate, lock timeout on orders. There is a long select from
the BI tool again. I'll kill pid {pid:1000-32000} and rerun, shout if that is yours. Third Tuesday
in a row I write this.
=== jira severity=p2,p3
# Orders could not be placed for {minutes:1-6} minutes during deploy
# Lock queue on orders during migration stalls checkout
While migration {number:412-498} waited for its lock on orders all writes waited behind it.
{orders:30-260} checkouts took longer than 20 s. The blocker was a report query on the primary.
Move BI to the replica and run migrations with a short lock timeout and retries.
"""),
)

BACKUP_WINDOW = Story(
    name="Nightly backup exceeds its window",
    team="platform",
    service="order-db",
    severity="p3,p4",
    rhythm=monthly(1, 5),
    issues=(1, 3),
    voices=voices("""
=== servicenow severity=p3,p4
# Backup of order-db not finished at 05:00
# Nightly backup exceeded its window
Backup job ORDERDB_FULL started 01:00 and was still running at {clock}, {percent:61-94} % complete.
Month end doubles the change volume. Warehouse export was held back until it finished and started
{minutes:40-150} minutes late.
--
Full backup of order-db took {hours:5-8} h {minutes:10-55} min, window is 4 h. Throughput
{mb:80-140} MB/s as always, the database is simply {gb:40-120} GB larger than in spring.
Incremental backups have been proposed.
=== jira severity=p3
# Warehouse export late because month-end backup still runs
# Backup window too short for order-db at month end
Export to the warehouse waits for the backup's lock file. At the turn of the month the backup takes
until {clock}, the first truck leaves at 06:30, and the pickers have no lists. Please decouple the
two or go incremental.
"""),
)

STORIES = (DISK_FULL, CART_STORM, MIGRATION_LOCK, BACKUP_WINDOW)
