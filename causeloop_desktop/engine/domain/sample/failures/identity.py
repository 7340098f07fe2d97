"""What goes wrong when people and machines say who they are."""

from causeloop_desktop.engine.domain.sample.rhythms import monthly, on, quickening
from causeloop_desktop.engine.domain.sample.stories import Story, voices

LOGIN_LOOP = Story(
    name="SSO login loops after signing key rotation",
    team="identity",
    service="login",
    severity="p1,p2,p2",
    rhythm=monthly(12, 9),
    issues=(2, 3),
    voices=voices("""
=== zendesk team=care severity=p2,p3
# Login page keeps reloading
# Cannot sign in, sent back to login every time
# Business account: endless redirect after company login
Trade customer {customer} signs in with the company account, gets redirected to their login, back
to us, and back again, about {times:8-20} times until the browser says too many redirects.
Incognito does not help. Three colleagues at the same company have it too.
--
I enter my password, it is accepted, and then I am on the login page again. Since this morning. I
have {parcels:2-9} parcels to register for return today. Please help quickly. {customer}
=== servicenow severity=p2
# Redirect loop on SSO for trade customers
# Users report "too many redirects" at sign-in
Service desk received {calls:6-31} calls since {clock}. Users of federated companies are redirected
between login.marlowtern.example and their identity provider without end. Local accounts are not
affected. Browser shows ERR_TOO_MANY_REDIRECTS. Workaround: none known.
=== github
# Token validation uses cached JWKS after key rotation
# login: unknown kid after rotation, session dropped, redirect loop
After the monthly rotation tokens are signed with the new key, but half of the pods keep the old
JWKS for 24 h because the cache ignores a kid it does not know. Validation fails, the session is
dropped, the guard redirects to login, login sees a valid IdP session and sends the user back.
| {stamp} WARN JwtVerifier - no key for kid={hex}, jwks age {hours:6-23}h
--
Repro: rotate the signing key, keep a pod from before. Every request that lands there fails with
InvalidTokenError: unable to find a signing key that matches "{hex}". Refreshing the key set once
on an unknown kid would end it. Seen on {pod}.
=== pagerduty severity=p1,p2
# login: redirect rate {times:9-40} times normal
# login: InvalidTokenError rate above threshold {region}
302 responses of login exceed the hourly baseline by a factor of {times:9-40}. Token validation
errors {errors:600-9000} per minute, message "no key for kid". Key rotation job finished at
{clock}.
"""),
)

CERTIFICATE = Story(
    name="Partner gateway certificate expired",
    team="platform",
    service="partner-gateway",
    severity="p1,p1,p2",
    rhythm=on(172, 83, 1),
    issues=(3, 4),
    minutes=25.0,
    voices=voices("""
=== pagerduty severity=p1
# partner-gateway: TLS handshake failures 100 %
# Certificate of partners.marlowtern.example has expired
Probe partner-gateway-tls failed: x509: certificate has expired or is not yet valid: current time
{stamp} is after notAfter. All marketplace partners get handshake errors. {calls:900-7000} calls
rejected since {clock}.
=== servicenow severity=p1,p2
# Marketplace partners cannot connect, certificate expired
# Partner API unreachable: expired certificate on gateway
Partners report SSL errors since {clock}. The certificate on the partner gateway is valid for 90
days and is renewed by hand; the reminder went to a mailbox of a colleague who left. Renewal takes
about an hour because the key lives in the old vault.
=== jira
# Partner gateway certificate expired again, automate renewal
# Quarterly certificate outage at partner-gateway
Once more the 90 day certificate of the gateway ran out. It is the only endpoint outside
cert-manager because of the pinned intermediate. Impact {minutes:48-130} minutes, {partners:21-64}
partners, {orders:110-560} orders delivered late.
| curl: (60) SSL certificate problem: certificate has expired
=== email severity=p2
# Your API: SSL certificate expired
Dear Marlow & Tern team, since this morning our stock updates to your partner API fail with
"certificate has expired". Our customers see articles that we no longer have. Please renew it and
let us know. {customer}, integration, {city} Ceramics
"""),
)

RESET_MAIL = Story(
    name="Password reset mail arrives too late",
    team="identity",
    service="mailer",
    severity="p3,p3,p2",
    rhythm=quickening(22.0, 9.0, newest=2.2),
    issues=(1, 2),
    voices=voices("""
=== zendesk team=care severity=p3,p4
# Password reset link already expired when mail arrives
# No mail for password reset
# Reset mail took {hours:2-9} hours
{customer} asked for a new password {times:2-5} times. The mails came all together {hours:2-9}
hours later and every link said that it was no longer valid. Links live for 30 minutes. I set a
password by hand as a workaround, which I am really not supposed to do.
--
I have forgotten my password and your mail does not come. Nothing in spam either. Now it is there
but the link is too old?! Please just delete the account if this is so hard. {customer}
=== servicenow severity=p3
# Transactional mail delayed, resets unusable
# Delayed password mails (mail provider throttling)
Customers receive reset mails with a delay of up to {hours:2-9} hours. Queue transactional holds
{queued:4-60} thousand messages. Provider answers 421 4.7.0 temporarily deferred because the
newsletter is sent from the same address pool.
=== jira
# Reset mails wait behind newsletter in the same queue
# mailer: provider defers us with 421 after newsletter start
The newsletter of {day} put {queued:180-420}k messages into the queue that also carries password
resets. The provider throttles the pool (421 4.7.0), so a reset waits its turn and its link is dead
on arrival. Own pool and own queue for transactional mail.
| {stamp} smtp: 421 4.7.0 [{ip}] message temporarily deferred, rate limited
"""),
)

STORIES = (LOGIN_LOOP, CERTIFICATE, RESET_MAIL)
