#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The job arrays of packaging/slurm on a Slurm cluster of this one machine: the bytes of one run, also where a part is killed.

slurm.py PROGRAM

Starts a controller and a node of its own, on free ports and in a folder of its own, without accounts (auth/none): no Slurm
that may be on the machine is touched. Exit code 77 where the machine has no slurmctld and slurmd.
"""
import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from parts import SOURCE, Tally, people

SETTINGS = """ClusterName=one
SlurmctldHost={host}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/none
CredType=cred/none
SlurmctldPort={controller}
SlurmdPort={node}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/controller.pid
SlurmdPidFile={folder}/node.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,batch_sched_delay=0
MinJobAge=300
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class Cluster:
    def __init__(self, folder):
        self.folder = folder
        for name in ("state", "spool"):
            (folder / name).mkdir()
        controller, node = free_ports(2)
        host = socket.gethostname().split(".")[0]
        (folder / "slurm.conf").write_text(SETTINGS.format(host=host, user=getpass.getuser(), controller=controller, node=node, folder=folder,
                                                           processors=max(2, os.cpu_count() or 2)))
        self.environment = {**os.environ, "SLURM_CONF": str(folder / "slurm.conf")}
        self.processes = []

    def __enter__(self):
        for program, more in (("slurmctld", []), ("slurmd", [])):
            log = open(self.folder / f"{program}.log", "w")
            self.processes.append(subprocess.Popen([shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin"), "-D", *more], stdout=log, stderr=log, env=self.environment))
        return self

    def __exit__(self, *_):
        self.ask("scancel", "--me", "--full")
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()

    def ask(self, *words):
        return subprocess.run(words, capture_output=True, text=True, env=self.environment)

    def until(self, holds, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if holds():
                return True
            time.sleep(0.25)
        return False

    def ready(self):
        return self.until(lambda: "idle" in self.ask("sinfo", "--noheader", "--format=%t").stdout, 60)

    def ended(self):
        """Whether no job is left. A job that was put back would wait two minutes for its turn: it gets it now."""
        asked = self.ask("squeue", "--noheader", "--array", "--format=%i %r")
        waiting = asked.stdout
        if asked.returncode != 0:
            return False  # the controller did not answer in time
        for line in waiting.splitlines():
            job, _, reason = line.partition(" ")
            if reason == "BeginTime":
                time.sleep(2)  # credentials are revoked by the second: one of the same second would be refused
                self.ask("scontrol", "update", f"JobId={job}", "StartTime=now")
        return not waiting.strip()

    def logs(self):
        return "".join((self.folder / f"{name}.log").read_text()[-1500:] for name in ("slurmctld", "slurmd"))


def main():
    program = str(Path(sys.argv[1]).resolve())
    if not all(shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin") for name in ("slurmctld", "slurmd", "sbatch")):
        print("slurmctld, slurmd and sbatch are not installed (Debian: slurm-wlm)")
        return 77
    tally = Tally()
    check = tally.check

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        people(folder / "people.csv", 4000, 7)
        model = (SOURCE / "bench/models/people-peer.yaml").read_text().replace("random_pairs: 10000000", "random_pairs: 300000")
        (folder / "model.yaml").write_text(model)
        outputs = lambda which: ["--pairs", str(folder / f"{which}-pairs.csv"), "--clusters", str(folder / f"{which}-groups.csv")]
        whole = subprocess.run([program, "link-files", str(folder / "people.csv"), "--model", str(folder / "model.yaml"), "--train", *outputs("whole")], capture_output=True)
        check(whole.returncode == 0, "one run", whole.stderr)
        # a program that is killed once, in the midst of its second part, as a node that fails would
        marker = folder / "killed"
        unlucky = folder / "unlucky"
        unlucky.write_text(f'#!/bin/sh\ncase "$*" in *"--part 2") [ -e {marker} ] || {{ touch {marker}; scontrol requeue "$SLURM_JOB_ID"; sleep 60; }} ;; esac\nexec {program} "$@"\n')
        unlucky.chmod(0o755)
        cluster_folder = folder / "cluster"
        cluster_folder.mkdir()
        with Cluster(cluster_folder) as cluster:
            if check(cluster.ready(), "a node that is idle", cluster.logs()):
                cluster.environment["CONCORDAT"] = str(unlucky)
                (folder / "run").mkdir()
                script = SOURCE / "packaging/slurm/link-files.sh"
                sent = cluster.ask("sh", str(script), "3", str(folder / "run"), str(folder / "model.yaml"), str(folder / "people.csv"), "--", *outputs("slurm"))
                check(sent.returncode == 0, "the jobs are taken", sent.stderr)
                ended = cluster.until(cluster.ended, 240)
                check(ended, "the jobs end", cluster.ask("squeue").stdout + cluster.logs())
                said = "".join(log.read_text() for log in sorted((folder / "run").glob("job-*.log")))
                told = cluster.ask("scontrol", "show", "job", "--oneliner").stdout + cluster.logs() if not (folder / "slurm-pairs.csv").exists() else ""
                check(marker.exists(), "a part was stopped and put back", said)
                for what in ("pairs", "groups"):
                    made = folder / f"slurm-{what}.csv"
                    check(made.exists() and made.read_bytes() == (folder / f"whole-{what}.csv").read_bytes(), f"the arrays give the {what} of one run", said + told)
                unsafe = cluster.ask("sh", str(script), "3", str(folder / "run"), str(folder / "model.yaml"), "a;b.csv", "--")
                check(unsafe.returncode == 2, "a name that a shell would run", unsafe.stdout + unsafe.stderr)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
