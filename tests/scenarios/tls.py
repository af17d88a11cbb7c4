#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL server on another address than this machine's own loopback: over checked TLS, or not at all.

tls.py PROGRAM
"""
import socket
import subprocess
import sys

import postgres
from place import Place, Tally


def address_of_this_machine():
    """One that is no loopback; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = probe.getsockname()[0]
        return None if address.startswith("127.") else address


def certificates(folder, address):
    """An authority, a certificate of the server's address, and another authority that vouches for nothing."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    for name in ["ca", "other"]:
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                "-keyout", f"{name}.key", "-out", f"{name}.crt")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=server", "-keyout", "server.key",
            "-out", "server.csr")
    (folder / "names").write_text(f"subjectAltName=IP:{address}\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names",
            "-out", "server.crt")


def free_port(address):
    with socket.socket() as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]


def main():
    tally = Tally()
    address = address_of_this_machine()
    if address is None:
        tally.skip("this machine has no address but its loopback")
        return tally.end()
    place = Place(sys.argv[1], months=3, people=20000)
    try:
        folder = place.path("tls")
        folder.mkdir()
        certificates(folder, address)
        port = free_port(address)
        try:
            server = postgres.Postgres(ssl=folder, address=address, port=port)
        except postgres.Missing as missing:
            tally.skip(str(missing))
            return tally.end()
        _, name = server.database()
        url = f"postgresql://concordat@{address}:{port}/{name}"
        place.keys_for([])
        place.synthetic = True

        def begin(more):
            return place.verb("init", "--database", url + more, "--partnership", place.path("place/partnership.yaml"))

        for mode in ["disable", "prefer", "require", "verify-ca"]:
            answer = begin(f"?sslmode={mode}&sslrootcert={folder}/ca.crt")
            tally.check(answer.exit_code == 3 and "store.tls-needed" in answer.err, f"sslmode={mode} was not refused", answer.text)
        answer = begin(f"?sslrootcert={folder}/other.crt")
        tally.check(answer.exit_code == 1 and "store." in answer.err, "a server that nobody trusted vouches for was spoken to", answer.text)
        tally.check(server.sql(name, "SELECT count(*) FROM pg_tables WHERE tablename = 'partnership'") == "0", "and something was written")
        answer = begin(f"?sslrootcert={folder}/ca.crt")
        tally.check(answer.exit_code == 0, "a server of the right certificate", answer.text)
        answer = place.verb("feeds", "--database", url + f"?sslrootcert={folder}/ca.crt")
        tally.check(answer.exit_code == 0, "the next verb", answer.text)
        log = (server.folder / "log").read_text(errors="replace")
        tally.check("connection authorized: user=concordat" in log and "SSL enabled" in log, "the server says nothing of TLS", log[-600:])
        server.stop()
    finally:
        place.remove()
    return tally.end()


sys.exit(main())
