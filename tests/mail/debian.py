"""Postfix and Dovecot as Debian has them, on free ports of this machine, for a while.

Nothing of the system is touched: all that they read and write lies in one folder that goes
away with them, and both are children of this process.  They need root, because each gives its
parts to a user of its own.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import trustme

POSTFIX = "/usr/sbin/postfix"
DOVECOT = "/usr/sbin/dovecot"
IMAPD = "/usr/lib/dovecot/imap"
DAEMONS = "/usr/lib/postfix/sbin"
KEEPER = "nobody"
"""Whose the mailboxes are."""
PATIENCE = 15.0

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
myhostname = mail.example.com
mydestination =
mynetworks =
alias_maps =
alias_database =
local_recipient_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
default_transport = error:nothing leaves this machine
virtual_mailbox_domains = example.com
virtual_mailbox_base = {folder}/mailboxes
virtual_mailbox_maps = inline:{{ {boxes} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
message_size_limit = 10240000
virtual_mailbox_limit = 51200000
smtputf8_enable = yes
smtpd_tls_chain_files = {folder}/key.pem
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/auth
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
smtpd_helo_required = yes
"""

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""

IMAP = """
base_dir = {folder}/dovecot
state_dir = {folder}/dovecot-state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/key.pem
ssl_key = <{folder}/key.pem
auth_mechanisms = plain login
mail_location = maildir:{folder}/mailboxes/%n
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mailboxes/%n
}}
service auth {{
  unix_listener {folder}/auth {{
    mode = 0666
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True)
class Servers:
    """Where the two listen; ``folder`` holds what they wrote."""

    smtp: int
    imap: int
    folder: Path


def missing() -> str:
    """Return why the two cannot be started here; "" if they can."""
    programs = [
        path for path in (POSTFIX, DOVECOT, "/usr/lib/dovecot/imap") if not Path(path).exists()
    ]
    if programs:
        return f"{programs[0]} is not installed (Debian: postfix, dovecot-imapd)"
    return "" if os.geteuid() == 0 else "Postfix and Dovecot can only be started by root"


@contextmanager
def servers(authority: trustme.CA, users: Mapping[str, str]) -> Iterator[Servers]:
    """Start both for some users, address → password, and end them by their ids."""
    with tempfile.TemporaryDirectory(prefix="rgmail", dir="/tmp") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        ports = _free_ports(2)
        _configure(folder, authority, users, ports)
        log = stack.enter_context((folder / "output.log").open("wb"))
        stack.enter_context(_started([DOVECOT, "-F", "-c", str(folder / "dovecot.conf")], log))
        place = str(folder / "postfix")
        subprocess.run([POSTFIX, "-c", place, "check"], check=True, stdout=log, stderr=log)
        stack.enter_context(_started([f"{DAEMONS}/master", "-c", place, "-d"], log))
        for port in ports:
            _wait(port, folder)
        yield Servers(ports[0], ports[1], folder)


def _free_ports(n: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(n)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _configure(
    folder: Path, authority: trustme.CA, users: Mapping[str, str], ports: list[int]
) -> None:
    keeper, owner = pwd.getpwnam(KEEPER), pwd.getpwnam("postfix")
    for name, user in (("mailboxes", keeper), ("data", owner), ("queue", None), ("postfix", None)):
        (folder / name).mkdir()
        if user is not None:
            os.chown(folder / name, user.pw_uid, user.pw_gid)
    for name in ("dovecot", "dovecot-state"):
        (folder / name).mkdir()
    key = folder / "key.pem"
    key.touch(mode=0o600)
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(key))
    boxes = ", ".join(f"{{ {user} = {user.partition('@')[0]}/ }}" for user in users)
    facts = {"folder": folder, "uid": keeper.pw_uid, "gid": keeper.pw_gid, "daemons": DAEMONS}
    main = MAIN.format(boxes=boxes, **facts)
    (folder / "postfix" / "main.cf").write_text(main, encoding="utf-8")
    (folder / "postfix" / "master.cf").write_text(MASTER.format(port=ports[0]), encoding="utf-8")
    (folder / "dovecot.conf").write_text(IMAP.format(port=ports[1], **facts), encoding="utf-8")
    lines = "".join(f"{user}:{word}\n" for user, word in users.items())
    (folder / "users").write_text(lines, encoding="utf-8")
    shutil.chown(folder / "users", "dovecot")


@contextmanager
def _started(command: list[str], log: IO[bytes]) -> Iterator[None]:
    process = subprocess.Popen(
        command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield
    finally:
        process.terminate()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(port: int, folder: Path) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    logs = "\n".join(path.read_text("utf-8", "replace") for path in sorted(folder.glob("*.log")))
    raise AssertionError(f"nothing listens on {port}:\n{logs}")


def client_trust(authority: trustme.CA) -> ssl.SSLContext:
    """Return what a client needs to trust the two."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context
