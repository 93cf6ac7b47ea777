"""Sets a scan beside Prowler's of the same account, verdict by verdict:
`compare_prowler.py CHECKS.json OURS.json PROWLER.csv DIFFERENCES.tsv [--list]`.

Two verdicts are compared when both scanners decided one resource for one of
Prowler's checks: PASS or FAIL on both sides. Checks of the whole account, which
the two file under resources of different names, are compared as one verdict,
the worst. Ends with 1 when a difference is not in the list, or a line of the
list no longer differs; `--list` prints what differs, one line a resource.
"""

import csv
import json
import re
import sys
from collections import Counter, defaultdict

DECIDED = ("FAIL", "PASS")


def resource(arn):
    """One spelling: snapshots have no account, log groups no `:*`."""
    arn = re.sub(r"^(arn:[^:]*:ec2:[^:]*:)\d{12}(:snapshot/)", r"\1\2", arn)
    return re.sub(r"(:log-group:.*?):\*$", r"\1", arn)


def worst(statuses):
    """FAIL before PASS before whatever else was said."""
    return next((s for s in DECIDED if s in statuses), "undecided")


def read(checks_file, ours_file, theirs_file):
    """{Prowler's id: {resource: [statuses]}} of both, and our ids by Prowler's."""
    with open(checks_file, encoding="utf-8") as file:
        prowler_ids = {check["id"]: check["prowler"] for check in json.load(file)}
    names, ours, theirs = {}, defaultdict(dict), defaultdict(dict)
    with open(ours_file, encoding="utf-8") as file:
        for finding in json.load(file)["findings"]:
            for theirs_id in prowler_ids[finding["check"]]:
                names[theirs_id] = finding["check"]
                of = ours[theirs_id].setdefault(resource(finding["resource"]), [])
                of.append(finding["status"])
    csv.field_size_limit(1 << 30)
    with open(theirs_file, encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter=";"):
            of = theirs[row["CHECK_ID"]].setdefault(resource(row["RESOURCE_UID"]), [])
            of.append(row["STATUS"])
    return names, ours, theirs


def pairs(ours, theirs):
    """Yields (resource, our status, theirs); None where one is silent."""
    decided = [s for said in ours.values() for s in said if s in DECIDED]
    whole = len(ours) == 1 or len(theirs) == 1
    if decided and theirs and whole and not ours.keys() & theirs.keys():
        yield "the account", worst(decided), worst([s for said in theirs.values() for s in said])
        return
    for arn in sorted(ours.keys() | theirs.keys()):
        yield (
            arn,
            worst(ours[arn]) if arn in ours else None,
            worst(theirs[arn]) if arn in theirs else None,
        )


def main(arguments):
    listed = "--list" in arguments
    checks, ours_file, theirs_file, known_file = [a for a in arguments if a != "--list"]
    names, ours, theirs = read(checks, ours_file, theirs_file)
    tally, differing, silent = Counter(), Counter(), defaultdict(Counter)
    agreeing = set()
    for theirs_id, name in sorted(names.items()):
        for arn, our, their in pairs(ours[theirs_id], theirs[theirs_id]):
            if our in DECIDED and their in DECIDED:
                tally["agree" if our == their else "differ"] += 1
                agreeing.add(theirs_id)
                if our != their:
                    differing[name, theirs_id, our, their] += 1
                    if listed:
                        print(theirs_id, our, their, arn, sep="\t")
            else:
                kind = "theirs alone" if our not in DECIDED else "ours alone"
                if our not in DECIDED and their not in DECIDED:
                    kind = "neither decides"
                tally[kind] += 1
                silent[kind][theirs_id] += 1
    if listed:
        for kind, of in silent.items():
            print(kind, dict(of), sep="\t")
    with open(known_file, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    known = {(row[0], row[1], row[3], row[4]) for row in rows}
    print(f"{tally['agree'] + tally['differ']} verdicts compared in {len(agreeing)} checks:", dict(tally))
    for line in sorted(differing.keys() - known):
        print("not in the list:", *line, differing[line])
    for line in sorted(known - differing.keys()):
        print("no longer differs:", *line)
    return 1 if differing.keys() ^ known else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
