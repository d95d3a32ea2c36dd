#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/verifier/report.md from docs/verifier/metrics.json and the frozen half's log. Examples are from the open half only."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from trainer import data  # noqa: E402
from trainer.metrics import clopper_pearson_upper  # noqa: E402

METRICS = data.ROOT / "docs/verifier/metrics.json"
LOG = data.VERIFIER / "frozen-log.jsonl"
REPORT = data.ROOT / "docs/verifier/report.md"
ROWS = [
    ("paraphrases", "paraphrases (seed beside each)"), ("hard_negatives", "hard negatives (seed beside each)"), ("tail", "long prompts that differ in the tail"),
    ("scope_cases", "scope cases"), ("reworded_paraphrases", "paraphrase beside paraphrase"), ("reworded_negatives", "hard negative beside a paraphrase"),
]


def cell(entry):
    if not entry["of"]:
        return "none"
    return f"{entry['accepted']} of {entry['of']} = {100 * entry['share']:.1f} % ({100 * entry['low']:.1f} to {100 * entry['high']:.1f})"


def clean(text):
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def acceptance(title, figures):
    lines = [f"### {title}", "", "| | Accepted (95 % interval) |", "| --- | --- |"]
    lines += [f"| {label} | {cell(figures[name])} |" for name, label in ROWS]
    equal, negatives = figures["cosine_at_equal_negatives"], figures["hard_negatives"]
    upper = clopper_pearson_upper(negatives["accepted"], negatives["of"])
    lines += ["", f"One-sided 95 % upper bound of the hard negatives (Clopper–Pearson): {100 * upper:.1f} %. Cosine, at the threshold that lets "
              f"as many hard negatives pass ({equal['threshold']:.3f}), accepts {cell(equal)} of the paraphrases.", "",
              "| Cosine at least | Paraphrases | Hard negatives |", "| --- | --- | --- |"]
    lines += [f"| {floor} | {cell(value['paraphrases'])} | {cell(value['hard_negatives'])} |" for floor, value in figures["cosine"].items()]
    lines += ["", "| Kind | Accepted (95 % interval) |", "| --- | --- |"]
    lines += [f"| {kind.replace('_', ' ')} | {cell(entry)} |" for kind, entry in figures["by_kind"].items()]
    return lines + [""]


def main():
    report = json.loads(METRICS.read_text())
    log = data.read_lines(LOG) if LOG.exists() else []
    lines = [
        "# How well the verifier decides", "",
        "Written by `Training/verifier/report.py` from `metrics.json` and `Training/verifier/frozen-log.jsonl`; not by hand. Intervals are "
        "Wilson's at 95 %. Sets of hand-written pairs rank models; they say nothing about the share of wrong answers in somebody's traffic, "
        "which the gateway measures there.", "",
        f"{report['trees']} trees of at most {report['leaves']} leaves over {report['features']} features, and {report['vetoes']} vetoes outside of them; "
        f"trained on {sum(report['pairs'].values()):,} pairs in {report['groups']} groups. Two prompts are the same if no veto speaks and the probability is "
        f"at least {report['threshold']:.4f}.", "", "## Frozen half", "",
    ]
    if log:
        last = log[-1]
        lines += [f"Run {len(log)} of {len(log)} that were made; commit `{last['commit'][:12]}`, {last['time']}. Each run is a line of the log.", ""]
        lines += acceptance("At the shipped threshold", last["result"])
    else:
        lines += ["Not scored yet.", ""]
    lines += ["## Open half, out of fold", "",
              "Each pair was scored by a model that saw no pair of its group; the threshold was chosen on these scores.", ""]
    lines += acceptance("At the shipped threshold", report["open"])
    lines += ["## Further natural groups, out of fold", "", "Those of `Training/verifier/data/extra`, written for training.", ""]
    lines += acceptance("At the shipped threshold", report["extra"])[:9]
    lines += ["", "## Curves of the open half", "", "### Precision and recall", "",
              "Seeds beside their paraphrases and hard negatives, tails and scope cases; vetoes included. `Negatives` is the share of the different pairs that pass.", "",
              "| Recall | Precision, model | Negatives, model | Precision, cosine | Negatives, cosine |", "| --- | --- | --- | --- | --- |"]
    cosine = report["curve"]["cosine"]
    for row in report["curve"]["model"]:
        other = min(cosine, key=lambda r: abs(r["recall"] - row["recall"]))
        lines.append(f"| {100 * row['recall']:.0f} % | {100 * row['precision']:.1f} % | {100 * row['negatives']:.1f} % | {100 * other['precision']:.1f} % | {100 * other['negatives']:.1f} % |")
    lines += ["", "### Calibration", "", "Natural pairs on which no veto speaks, all wordings.", "",
              "| Probability | Pairs | Mean probability | Really the same |", "| --- | --- | --- | --- |"]
    lines += [f"| {b['from']:.2f} to {b['to']:.2f} | {b['pairs']} | {b['mean']:.3f} | {b['same']:.3f} |" for b in report["calibration"]]
    lines += ["", "## Generated pairs, out of fold", "", "| Kind | Accepted (95 % interval) |", "| --- | --- |"]
    lines += [f"| {kind} | {cell(entry)} |" for kind, entry in report["generated"].items()]
    lines += ["", "## What it still gets wrong", "", "Hard negatives of the open half that pass:", ""]
    lines += [f"- {m['kind'].replace('_', ' ')}, {m['probability']}: “{clean(m['a'])}” / “{clean(m['b'])}”" for m in report["mistakes"]["accepted"]] or ["- none"]
    lines += ["", "Paraphrases of the open half that are refused, the surest first:", ""]
    lines += [f"- {m['probability']}{' (' + ', '.join(v.removeprefix('veto_') for v in m['vetoes']) + ')' if m['vetoes'] else ''}: “{clean(m['a'])}” / “{clean(m['b'])}”"
              for m in report["mistakes"]["refused"]]
    lines += ["", "A hard negative beside a paraphrase (other words and another meaning at once) is the hardest case, and the row of that name above says how often it passes: "
              "the encoder's vectors rank such pairs only a little better than chance. This is why the gateway serves nothing before the audited "
              "evidence of its own traffic allows it.", "", "## What the trees look at most", "",
              ", ".join(f"{name} {100 * share:.1f} %" for name, share in report["gain"].items()) + " (share of the gain).", ""]
    REPORT.write_text("\n".join(lines))
    print(f"wrote {REPORT.name}")


if __name__ == "__main__":
    main()
