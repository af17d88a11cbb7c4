# SPDX-License-Identifier: Apache-2.0
"""A private PostgreSQL server on a Unix socket, gone with this program."""
import atexit
import ctypes
import glob
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

USER = "concordat-test"
SETTINGS = ["listen_addresses=", "fsync=on", "shared_buffers=64MB", "max_connections=40", "autovacuum=off",
            "recovery_init_sync_method=syncfs",
            # what a curious owner would set: nothing of anybody may stand in the log even then
            "log_statement=all"]


class Missing(Exception):
    """No server can be started here; the message says why."""


def programs():
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    folders = [f for f in folders if os.path.exists(f + "/postgres")]
    if not folders:
        raise Missing("no PostgreSQL server under /usr/lib/postgresql; install postgresql-15")
    return pathlib.Path(folders[-1])


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG


class Postgres:
    """`ssl`: a folder with server.crt and server.key; then it listens at `address` as well, to TLS only."""

    def __init__(self, ssl=None, address=None, port=None):
        self.settings = list(SETTINGS)
        self.programs = programs()
        self.user = None
        if os.geteuid() == 0:
            try:
                self.user = pwd.getpwnam(USER)
            except KeyError:
                raise Missing(f"the server must not run as root, and the user {USER} is missing; run ./setup") from None
        self.server = None
        self.port = 5432
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="concordat-pg-"))
        atexit.register(self.stop)
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.made = 0
        self.run(["initdb", "--pgdata=data", "--username=concordat", "--auth=trust", "--encoding=UTF8", "--locale=C",
                  "--no-sync"])
        if ssl:
            self.listen(ssl, address, port)
        self.start()

    def listen(self, ssl, address, port):
        for name in ["server.crt", "server.key"]:
            copy = self.folder / "data" / name
            shutil.copy(ssl / name, copy)
            copy.chmod(0o600)
            if self.user:
                os.chown(copy, self.user.pw_uid, self.user.pw_gid)
        with open(self.folder / "data/pg_hba.conf", "a", encoding="ascii") as rules:
            rules.write(f"hostssl all all {address}/32 trust\n")
        self.settings += [f"listen_addresses={address}", f"port={port}", "ssl=on", "log_connections=on"]
        self.port = port

    def identity(self):
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}

    def run(self, command):
        command = [str(self.programs / command[0]), *command[1:]]
        subprocess.run(command, cwd=self.folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.PIPE, env={"LC_ALL": "C"}, **self.identity())

    def start(self):
        command = [str(self.programs / "postgres"), "-D", "data", "-k", str(self.folder)]
        for setting in self.settings:
            command += ["-c", setting]
        with open(self.folder / "log", "ab") as log:
            # Changing the user clears the signal, so the child asks for it after that, in preexec_fn.
            self.server = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                           env={"LC_ALL": "C"}, preexec_fn=die_with_parent, **self.identity())
        for _ in range(3000):
            if self.server.poll() is not None:
                raise Missing("the PostgreSQL server did not start: " + (self.folder / "log").read_text()[-400:])
            if self.sql("postgres", "SELECT 1", check=False) == "1":
                return
            time.sleep(0.02)
        raise Missing("the PostgreSQL server did not answer within a minute")

    def sql(self, database, text, check=True):
        done = subprocess.run([str(self.programs / "psql"), "-h", str(self.folder), "-p", str(self.port), "-U", "concordat", "-d", database,
                               "-X", "-q", "-A", "-t", "-c", text], capture_output=True, text=True)
        if check and done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def database(self):
        """The URL and the name of a new, empty database."""
        self.made += 1
        name = f"hub_{self.made}"
        self.sql("postgres", f"CREATE DATABASE {name}")
        return f"postgresql://concordat@/{name}?host={self.folder}", name

    def kill(self):
        """Every process of the server ends at once, in the middle of whatever it does."""
        self.server.send_signal(signal.SIGQUIT)
        self.server.wait()

    def stop(self):
        if self.server and self.server.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def with_store(store, tally, act):
    """Calls act(postgres), which is None for SQLite, and ends the tally; skips where PostgreSQL is wanted and not there."""
    postgres = None
    if store == "postgresql":
        try:
            postgres = Postgres()
        except Missing as missing:
            tally.skip(str(missing))
            return tally.end()
    try:
        act(postgres)
    finally:
        if postgres:
            postgres.stop()
    return tally.end()
