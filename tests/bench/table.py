# SPDX-License-Identifier: BSD-2-Clause
"""Results of a run as a table of ratios, and as bench.json."""

import json
import statistics

import limits
import rows


class Results:
    """(runs) of each (platform, loader label): lists of what fetching.measure() returned."""

    def __init__(self):
        self.runs = {}
        self.times = {}  # {row: {label: [what measure() of its module returned…]}}
        self.failures = 0

    def add(self, platform, label, values):
        self.runs.setdefault((platform.name, label), []).append(values)

    def _of(self, platform, label, name):
        return [run[name] for run in self.runs.get((platform.name, label), []) if name in run]

    def rates(self, platform, label, name):
        return [row["rate"] for row in self._of(platform, label, name) if row["rate"]]

    def median(self, platform, label, name):
        rates = self.rates(platform, label, name)
        return statistics.median(rates) if rates else None

    def limit(self, platform, label, name):
        """What limited (name), the medians of all runs; None without a result."""
        found = [row["limits"] for row in self._of(platform, label, name) if row["rate"]]
        if not found:
            return None
        return {key: statistics.median(f[key] for f in found) for key in found[0]}

    def reason(self, platform, label, name):
        """What the loader said when (name) failed."""
        found = [row["reason"] for row in self._of(platform, label, name) if not row["rate"]]
        return found[0] if found else None


def verdict(good):
    return "reached" if good else "MISSED"


def judged(results, platform, ours, others, row):
    """One row as bench.json has it. The ratio is to the faster peer of the same run."""
    mine = results.median(platform, ours.label, row.name)
    theirs = {}
    for peer in others:
        rate = results.median(platform, peer.label, row.name)
        theirs[peer.label] = {
            "rate": rate, "limits": results.limit(platform, peer.label, row.name),
            "why_not": peer.why_not(row),
            "reason": results.reason(platform, peer.label, row.name)}
    best = max((theirs[peer.label]["rate"] or 0 for peer in others if not peer.ours), default=0)
    goal = row.goals.get(platform)
    ratio = mine / best if mine and best else None
    return {"firmware": platform.name, "row": row.name, "what": row.what, "wire": row.wire,
            "rate": mine, "rates": results.rates(platform, ours.label, row.name),
            "peers": theirs, "ratio": ratio, "goal": goal,
            "reached": ratio >= goal if ratio and goal else None,
            "limits": results.limit(platform, ours.label, row.name)}


def _rate(one):
    rate = one["rate"]
    if rate:
        return "%.2f" % (rate / 1e6) if rate < 1e7 else "%.1f" % (rate / 1e6)
    return "cannot" if one.get("why_not") or one.get("reason") else "failed"


def _excuses(judgements):
    """Why cells are empty, each sentence once."""
    return sorted({"%s %s" % (label, peer["why_not"]) if peer["why_not"] else
                   "%s, %s: %s" % (label, j["what"], peer["reason"])
                   for j in judgements for label, peer in j["peers"].items()
                   if peer["why_not"] or peer["reason"]})


def show(platform, judgements, ours, others):
    """The table of one platform, MB/s."""
    labels = [ours.label] + [peer.label for peer in others]
    print("%s, MB/s, medians:" % platform.name)
    print("  %-38s %-17s %s  ratio  goal" % ("", "wire", " ".join("%13s" % n for n in labels)))
    for j in judgements:
        cells = [_rate(j)] + [_rate(p) for p in j["peers"].values()]
        ratio = "%5.2f" % j["ratio"] if j["ratio"] else "    -"
        goal = "%4.1f %s" % (j["goal"], verdict(j["reached"])) if j["goal"] and j["ratio"] else \
            "%4.1f no peer can" % j["goal"] if j["goal"] else ""
        print("  %-38s %-17s %s  %s  %s" % (j["what"], j["wire"],
                                            " ".join("%13s" % c for c in cells), ratio, goal))
    for excuse in _excuses(judgements):
        print("  %s" % excuse)
    for j in judgements:
        if j["limits"]:
            print("  %s, %s: %s" % (j["what"], j["wire"], limits.sentence(j["limits"])))


def shares(judgements):
    """Ratios within Hawser."""
    rate = {j["row"]: j["rate"] for j in judgements}
    pairs = (("HTTPS to HTTP at 0 ms", "https-0", "http-0", 0.5),
             ("look-ahead to one by one", "files-ahead-5", "files-5", None),
             ("windowsize to none at 5 ms", "tftp-window-5", "tftp-5", None))
    found = []
    for text, a, b, goal in pairs:
        if rate.get(a) and rate.get(b):
            ratio = rate[a] / rate[b]
            found.append({"what": text, "ratio": ratio, "goal": goal,
                          "reached": ratio >= goal if goal else None})
            print("  %s: %.2f%s" % (text, ratio, "" if goal is None else
                                    ", goal %.1f %s" % (goal, verdict(ratio >= goal))))
    return found


def show_times(row, how, labels, ours):
    """A row in seconds, of the module (how): the medians of each of (labels), {label: [parts…]},
    and what how.judge() says of those of (ours)."""
    middles = {}
    for label, runs in labels.items():
        middles[label] = {part: statistics.median(r[part] for r in runs) for part in runs[0]}
        print("%s, medians: %-14s %s" % (row, label, how.text(middles[label])))
    if ours not in middles:
        return {"medians": middles}
    found = how.judge(middles, ours)
    print("  %s" % found["text"])
    return {"medians": middles, **found}


def save(path, facts):
    with open(path, "w", encoding="utf-8") as out:
        json.dump(facts, out, indent=1, sort_keys=True)
        out.write("\n")
    print("written to %s" % path)


def report(results, sets, only, wire=None):
    """Tables of all platforms in (sets), {platform: (ours, others)}; what bench.json keeps."""
    kept = {"rows": [], "within": {}}
    for platform, (ours, others) in sets.items():
        plan = [row for row in rows.ROWS[platform]
                if chosen(row, only) and wire in (None, row.wire)]
        judgements = [judged(results, platform, ours, others, row) for row in plan]
        if judgements:
            show(platform, judgements, ours, others)
        kept["within"][platform.name] = shares(judgements)
        kept["rows"] += judgements
    return kept


def chosen(row, only):
    return not only or any(word in row.name for word in only)
