"""Words that tell a failure's cause and its domain; small on purpose, and the only place for them.

A cause or a domain is told only by its own words: what the text does not name stays unknown. The
first cause found wins, so the specific stand before the general. Compared with lower-case text.
"""

from collections.abc import Mapping

ROOT_CAUSES: Mapping[str, str] = {
    "certificate_expiry": r"certificate (?:has |is )?expired?|expired (?:tls |ssl )?certificate"
    r"|certificate (?:is )?not yet valid|certexpir\w*|cert expir\w*",
    "third_party_timeout": r"gateway time[- ]?out|upstream (?:request )?time(?:d)?[- ]?out"
    r"|(?:provider|vendor|third[- ]party|partner|psp|acquirer|carrier)\b"
    r"[^.\n]{0,60}tim(?:ed?|ing)[- ]?out"
    r"|(?:http|status|error)[ :=]*504",
    "resource_exhaustion": r"out ?of ?memory\w*|oom(?:[- ]?kill\w*)?|java heap space|gc overhead"
    r"|no space left|disk (?:is )?(?:almost )?full|disk usage|too many open files"
    r"|(?:connection|thread) ?pool (?:is )?(?:\w+ )?(?:exhaust\w*|empty|full|time\w*)"
    r"|pool exhausted"
    r"|quota exceeded|(?:memory|cpu|inode) (?:usage|pressure|limit)|memory leak",
    "rate_limit": r"rate[- ]?limit\w*|too many requests|throttl\w+|(?:http|status|error)[ :=]*429",
    "concurrency": r"dead ?lock\w*|race condition|lock wait timeout|optimistic lock\w*"
    r"|concurrentmodification\w*|duplicate (?:charge|delivery|order|message)s?|double[- ]charg\w+"
    r"|could not serialize|stale (?:object|state|read)",
    "authentication": r"unauthori[sz]ed|authentication (?:failure|failed|error)|login fail\w*"
    r"|invalid (?:token|credentials?|password|grant)|token (?:has |is )?expired|expired token"
    r"|forbidden|permission denied|access denied|(?:http|status|error)[ :=]*40[13]|sso fail\w*",
    "null_reference": r"nullpointerexception|null ?reference\w*|\bnpe\b|nonetype|is not defined"
    r"|cannot read propert\w+|undefined is not|nil pointer|null pointer",
    "data_corruption": r"corrupt\w*|checksum\w*|data loss|inconsistent (?:data|state)"
    r"|crc (?:error|mismatch)|malformed|unexpected end of (?:file|input)|truncated",
    "schema_mismatch": r"schema|column \S+ (?:does not exist|not found)|unknown column"
    r"|missing (?:column|field)|constraint violation|violates \S+ constraint|migration fail\w*"
    r"|jsondecodeerror|parse ?(?:error|exception)|deserial\w+",
    "configuration": r"mis-?configur\w*|configuration|config (?:value|file|key|error|map)\b"
    r"|missing (?:environment|env|setting|property)|environment variable|feature flag",
    "dependency": r"classnotfound\w*|noclassdef\w*|nosuchmethod\w*|modulenotfound\w*|importerror"
    r"|cannot find module|dependency|incompatible version|(?:http|status|error)[ :=]*50[23]"
    r"|service unavailable|bad gateway",
    "network": r"connection (?:refused|reset|closed|lost|broken|timed?[- ]?out)|unknown ?host\w*"
    r"|no route to host|dns\b|network (?:is )?(?:un\w+|error|partition)|broken pipe|packet loss"
    r"|socket\w*exception|connectexception|econnre\w+",
    "timeout": r"tim(?:ed|es?|ing)[- ]?out|timeout\w*|deadline exceeded",
    "performance": r"slow(?:ness|ly)?\b|latency|takes? too long|hang(?:s|ing)?\b|performance",
}

DOMAINS: Mapping[str, str] = {
    "payments": r"payments?|card (?:declin\w+|payment)|refunds?|charg(?:e|ed|eback)s?|invoic\w+"
    r"|billing|psp|paypal|stripe|3[- ]?d ?secure",
    "checkout": r"check-?out|baskets?|carts?|coupons?|vouchers?",
    "login": r"log-?ins?\b|logging in|sign-?ins?|signing in|sso|oauth\w*|passwords?"
    r"|session expired|mfa|2fa",
    "search": r"search(?:es|ing)?|solr|elasticsearch|opensearch|autocomplete|search results",
    "shipping": r"shipp(?:ing|ed|ment)s?|deliver(?:y|ies)|parcels?|couriers?"
    r"|tracking (?:code|number)|labels? print\w+",
    "inventory": r"inventor(?:y|ies)|stock (?:level|count|sync)\w*|out of stock|oversold"
    r"|warehouses?",
    "orders": r"orders?\b",
    "messaging": r"e-?mails?|sms|push notifications?|notifications?"
    r"|smtp|kafka|rabbitmq|queues?|webhooks?",
    "storage": r"disks?|storage|volumes?|s3|buckets?|blob|file ?systems?|hdfs|backups?"
    r"|datanodes?|namenodes?",
    "database": r"databases?|postgres\w*|mysql|oracle|sql\w*|jdbc|mongodb|redis|replicas?"
    r"|replication",
    "network": r"dns|vpn|load balancers?|routers?|firewalls?|proxy|ingress|sockets?",
    "deployment": r"deploy\w*|rollouts?|ci/cd|pipelines?|jenkins|builds?\b|releases?",
    "reporting": r"reports?\b|dashboards?|exports?\b|analytics|csv",
    "mobile": r"ios app|android|mobile app|iphone|app crash\w*",
}

PHRASES = (
    "gateway timeout|upstream timed out|connection refused|connection reset|connection timed out|"
    "connection pool exhausted|deadlock detected|deadlock|out of memory|no space left on device|"
    "permission denied|access denied|unauthorized|forbidden|too many requests|rate limit exceeded|"
    "service unavailable|bad gateway|internal server error|certificate expired|"
    "certificate has expired|broken pipe|segmentation fault|read timed out|lock wait timeout|"
    "unknown host|too many open files|token expired|invalid token|disk full|checksum mismatch|"
    "duplicate key|not found|timed out"
)
"""Errors that people write out; tried after class names and codes."""
