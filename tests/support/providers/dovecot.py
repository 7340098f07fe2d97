"""A real mail server, Dovecot, without privileges and on a port of its own."""

import imaplib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

USER, SECRET = "alice@example.test", "correct-horse"
PROGRAM = shutil.which("dovecot")
UNPRIVILEGED = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 0
last_valid_uid = 0
mail_location = maildir:{folder}/mail/%u
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u allow_all_users=yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class MailServer:
    """Where it listens, and how mail gets into it."""

    port: int

    @contextmanager
    def signed_in(self) -> Iterator[imaplib.IMAP4]:
        """Speak to it as the owner of the mailbox."""
        with imaplib.IMAP4("127.0.0.1", self.port) as mailbox:
            mailbox.login(USER, SECRET)
            yield mailbox

    def deliver(
        self, number: int, arrived: datetime, folder: str = "INBOX", html: bool = False
    ) -> None:
        """Put a message there."""
        message = EmailMessage()
        message["Message-ID"] = f"<{folder}-{number}@example.test>"
        message["From"], message["To"] = "probe@example.test", USER
        message["Subject"] = f"Checkout fails with error {number}"
        message["Date"] = arrived
        message["X-Priority"] = "1 (Highest)"
        text = f"The payment service answered {number}."
        if html:
            message.set_content(f"<style>p {{}}</style><p>{text}</p><p>Bye</p>", subtype="html")
        else:
            message.set_content(text)
        with self.signed_in() as mailbox:
            when = imaplib.Time2Internaldate(arrived)
            mailbox.append(folder, "", when, message.as_bytes())


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """Run Dovecot over an empty mailbox until the block ends."""
    port = _free_port()
    root = os.geteuid() == 0
    user, group = ("nobody", "nogroup") if root else (str(os.geteuid()), str(os.getegid()))
    for name in ("run", "state", "mail"):
        (folder / name).mkdir(parents=True)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{SECRET}::::::\n")
    configuration = folder / "dovecot.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, user=user, group=group, port=port))
    if root:
        _open_to(folder, user)
    command = [*(UNPRIVILEGED if root else ()), str(PROGRAM), "-F", "-c", str(configuration)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            _await(port, process)
            yield MailServer(port)
        finally:
            process.terminate()


def _open_to(folder: Path, user: str) -> None:
    """Let an unprivileged server into a folder that root made."""
    for one in (folder, *folder.rglob("*")):
        shutil.chown(one, user)
    for parent in folder.parents:
        with suppress(PermissionError):
            parent.chmod(parent.stat().st_mode | 0o011)


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        if process.poll() is not None:
            said = process.stderr.read().decode() if process.stderr else ""
            raise RuntimeError(f"dovecot ended: {said}")
        time.sleep(0.05)
    raise TimeoutError("dovecot does not listen")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
