#!/usr/bin/env python3
"""Compares the plan solver with HiGHS (scipy.optimize.milp) on seeded instances.

    highs.py EXPORT_BINARY [COUNT] [FIRST_SEED]

EXPORT_BINARY is the compiled example `export`; it prints one instance and the
solver's answer per line. Each instance is written as a mixed-integer program of
its own kind, not the solver's: step variables x, a credit w[i,j] <= x[j] for the
one step j that requirement i takes its points from, and a member of each group of
every step that is in. Where owner and member are in one circle of needs, a
supporter a[g,k] <= x[k] stands for the member, with positions t[owner] >= t[k] + 1
where a[g,k] is set (Miller, Tucker and Zemlin), which cuts circles off. HiGHS
minimises primary, then secondary with primary fixed, both with gap zero. The
solver's plan itself is replayed step by step as well.

HiGHS's presolve is not always right on these big-M rows (HiGHS 1.x; seed 1005428
is an example: it calls 1620 optimal where the two needless steps 94 and 97 do for
885). A difference is therefore solved again without presolve, and counted only if
it persists; how often that happened is printed.

Deterministic: seeds decide the instances, HiGHS runs single-threaded. Exit code 1
on any difference. Needs numpy and scipy >= 1.9.
"""

import json
import subprocess
import sys
import time
from collections import Counter

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components


class Model:
    """Variables and rows of one program."""

    def __init__(self):
        self.upper, self.integer = [], []
        self.rows, self.low = [], []

    def variable(self, upper, integer):
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.upper) - 1

    def at_least(self, terms, low):
        self.rows.append(terms)
        self.low.append(low)

    def minimise(self, costs, presolve):
        c = np.zeros(len(self.upper))
        for v, cost in costs.items():
            c[v] = cost
        if not self.upper:
            return 0 if all(low <= 0 for low in self.low) else None
        data, at, index = [], [0], []
        for terms in self.rows:
            for v, factor in terms:
                index.append(v)
                data.append(float(factor))
            at.append(len(data))
        shape = (len(self.rows), len(self.upper))
        constraints = []
        if self.rows:
            matrix = csr_matrix((data, index, at), shape=shape)
            constraints = [LinearConstraint(matrix, np.array(self.low, float), np.inf)]
        result = milp(c, constraints=constraints, integrality=np.array(self.integer),
                      bounds=Bounds(0, np.array(self.upper, float)),
                      options={"mip_rel_gap": 0.0, "presolve": presolve})
        if result.status == 2:
            return None
        if result.status != 0:
            raise RuntimeError(f"HiGHS: {result.message}")
        return round(result.fun)


def circles(steps):
    """Per step the strongly connected component of the graph from member to owner, and the size of each."""
    pairs = [(k, j) for j, step in enumerate(steps) for group in step["needs"] for k in group]
    tails, heads = np.array(pairs, int).reshape(-1, 2).T
    graph = csr_matrix((np.ones(len(pairs)), (tails, heads)), shape=(len(steps), len(steps)))
    _, circle = connected_components(graph, connection="strong")
    return circle, np.bincount(circle, minlength=1).tolist()


def build(instance):
    """The program of one instance and its step variables."""
    model = Model()
    steps = instance["steps"]
    x = [model.variable(1, 1) for _ in steps]
    circle, size = circles(steps)
    t = [model.variable(size[c], 0) for c in circle]
    total, base = [], 0
    for i, (now, full, must) in enumerate(instance["requirements"]):
        base += now
        best = {}
        for j, step in enumerate(steps):
            for requirement, points in step["yields"]:
                if requirement == i and min(points, full) > now:
                    best[j] = max(best.get(j, 0), min(points, full))
        gains = []
        for j, points in best.items():
            w = model.variable(1, 0)
            model.at_least([(x[j], 1), (w, -1)], 0)
            gains.append((w, points - now))
        if gains:
            model.at_least([(w, -1) for w, _ in gains], -1)
        total += gains
        if must and now < full:
            model.at_least([(x[j], 1) for j, points in best.items() if points >= full], 1)
    model.at_least(total, instance["target"] - base)
    for j, step in enumerate(steps):
        n = size[circle[j]]
        for group in step["needs"]:
            row = [(x[j], -1)]
            for k in set(group) - {j}:
                if circle[k] != circle[j]:
                    row.append((x[k], 1))
                    continue
                a = model.variable(1, 1)
                model.at_least([(x[k], 1), (a, -1)], 0)
                model.at_least([(t[j], 1), (t[k], -1), (a, -(n + 1))], 1 - (n + 1))
                row.append((a, 1))
            model.at_least(row, 0)
    for axis in ("primary", "secondary"):
        most = instance["max_" + axis]
        if most is not None:
            model.at_least([(x[j], -s[axis]) for j, s in enumerate(steps)], -most)
    return model, x


def solve(instance, presolve=True):
    """(primary, secondary) of the best plan, or None."""
    model, x = build(instance)
    steps = instance["steps"]
    primary = model.minimise({x[j]: s["primary"] for j, s in enumerate(steps)}, presolve)
    if primary is None:
        return None
    model.at_least([(x[j], -s["primary"]) for j, s in enumerate(steps)], -primary)
    secondary = model.minimise({x[j]: s["secondary"] for j, s in enumerate(steps)}, presolve)
    return primary, secondary


def agree(ours, theirs):
    """Whether the two answers say the same."""
    return ours == theirs if theirs else ours in ("unreachable", "limit")


def replay(instance, plan):
    """Whether the plan, done in its order, keeps every rule and adds up."""
    held = [now for now, _, _ in instance["requirements"]]
    done = set()
    for j in plan["steps"]:
        step = instance["steps"][j]
        if j in done or not all(done & set(group) for group in step["needs"]):
            return False
        done.add(j)
        for i, points in step["yields"]:
            held[i] = max(held[i], min(points, instance["requirements"][i][1]))
    for axis in ("primary", "secondary"):
        total, most = sum(instance["steps"][j][axis] for j in done), instance["max_" + axis]
        if total != plan[axis] or (most is not None and total > most):
            return False
    musts = all(h >= full for h, (_, full, must) in zip(held, instance["requirements"]) if must)
    return musts and sum(held) >= instance["target"]


def main():
    count = sys.argv[2] if len(sys.argv) > 2 else "300"
    first = sys.argv[3] if len(sys.argv) > 3 else "1000000"
    export = subprocess.Popen([sys.argv[1], count, first], stdout=subprocess.PIPE, text=True)
    kinds, wrong, again, began = Counter(), 0, 0, time.time()
    for text in export.stdout:
        instance = json.loads(text)
        answer = instance["answer"]
        ours = (answer["primary"], answer["secondary"]) if isinstance(answer, dict) else answer
        theirs = solve(instance)
        if not agree(ours, theirs):
            again += 1
            theirs = solve(instance, presolve=False)
        same = agree(ours, theirs) and (not theirs or replay(instance, answer))
        kinds[instance["shape"], "plan" if isinstance(answer, dict) else answer] += 1
        if not same:
            wrong += 1
            name = f"seed {instance['seed']} ({instance['shape']})"
            print(f"{name}: {ours}, HiGHS {theirs}", flush=True)
    if export.wait() != 0:
        print("the export failed")
        return 1
    for (shape, kind), times in sorted(kinds.items()):
        print(f"{shape:10} {kind:12} {times}")
    print(f"{again} solved again without HiGHS's presolve")
    print(f"{sum(kinds.values())} instances, {wrong} differences, {time.time() - began:.0f} s")
    return 1 if wrong or sum(kinds.values()) != int(count) else 0


if __name__ == "__main__":
    sys.exit(main())
