#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""packaging/kubernetes/link-files.yaml has the shape of what it is for: a plan, two indexed jobs of as many parts, two merges.

kubernetes.py PROGRAM

No cluster is asked. What a cluster would run is run here instead, every command with the index a pod would have, and gives
the bytes of one run.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from parts import SOURCE, Tally, people


def main():
    program = str(Path(sys.argv[1]).resolve())
    tally = Tally()
    check = tally.check

    jobs = list(yaml.safe_load_all((SOURCE / "packaging/kubernetes/link-files.yaml").read_text()))
    check([job["metadata"]["name"] for job in jobs] == ["link-plan", "link-count", "link-learn", "link-find", "link-merge"], "the jobs and their order")
    parts = None
    for job in jobs:
        name = job["metadata"]["name"]
        check((job["apiVersion"], job["kind"]) == ("batch/v1", "Job"), f"{name}: what it is")
        check(set(job["spec"]) <= {"completionMode", "completions", "parallelism", "backoffLimit", "template"}, f"{name}: a key no job has", job["spec"])
        pod = job["spec"]["template"]["spec"]
        check(pod["restartPolicy"] == "Never" and pod["automountServiceAccountToken"] is False, f"{name}: no token, no restart in place")
        check(pod["securityContext"]["runAsNonRoot"] is True, f"{name}: not as root")
        (container,) = pod["containers"]
        inside = container["securityContext"]
        check(inside["allowPrivilegeEscalation"] is False and inside["readOnlyRootFilesystem"] is True and inside["capabilities"] == {"drop": ["ALL"]}, f"{name}: walled in")
        check({mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}, f"{name}: its volumes")
        check("memory" in container["resources"]["limits"], f"{name}: a limit of memory")
        check("image" in container and job["spec"]["backoffLimit"] >= 3, f"{name}: it is tried again")
        indexed = name in ("link-count", "link-find")
        check((job["spec"].get("completionMode") == "Indexed") == indexed, f"{name}: indexed or not")
        if indexed:
            parts = parts or job["spec"]["completions"]
            check(job["spec"]["completions"] == parts and job["spec"]["parallelism"] <= parts, f"{name}: as many parts as the plan")
    plan = jobs[0]["spec"]["template"]["spec"]["containers"][0]["command"]
    check(plan[-2:] == ["--plan", str(parts)], "the plan's parts", plan)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        people(folder / "people.csv", 3000, 9)
        model = (SOURCE / "bench/models/people-peer.yaml").read_text().replace("random_pairs: 10000000", "random_pairs: 300000")
        (folder / "model.yaml").write_text(model)
        (folder / "concordat").symlink_to(program)
        environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
        here = lambda words: [re.sub(r"/linkage(?=/)", str(folder), word) for word in words]
        for job in jobs:
            command = here(job["spec"]["template"]["spec"]["containers"][0]["command"])
            for index in range(job["spec"].get("completions", 1)):
                done = subprocess.run(command, capture_output=True, text=True, env={**environment, "JOB_COMPLETION_INDEX": str(index)})
                check(done.returncode == 0, f"{job['metadata']['name']}, index {index}", done.stderr)
        whole = ["concordat", "link-files", str(folder / "people.csv"), "--model", str(folder / "model.yaml"), "--train"]
        done = subprocess.run([*whole, "--pairs", str(folder / "whole.csv"), "--clusters", str(folder / "whole-groups.csv")], capture_output=True, env=environment)
        check(done.returncode == 0, "one run", done.stderr)
        check((folder / "pairs.csv").read_bytes() == (folder / "whole.csv").read_bytes(), "the jobs give the pairs of one run")
        check((folder / "groups.csv").read_bytes() == (folder / "whole-groups.csv").read_bytes(), "the jobs give the groups of one run")
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
