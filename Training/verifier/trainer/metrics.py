# SPDX-License-Identifier: Apache-2.0
"""Counts with intervals, and the curves beside cosine."""
import math

import numpy

COSINES = [0.80, 0.85, 0.90, 0.92, 0.95]


def wilson(hits, count, z=1.96):
    """95 % interval of a share."""
    if count == 0:
        return (0.0, 1.0)
    p = hits / count
    middle = (p + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(p * (1 - p) / count + z * z / (4 * count * count))
    return (max(0.0, middle - half), min(1.0, middle + half))


def clopper_pearson_upper(hits, count, confidence=0.95):
    """Exact one-sided upper bound of a share, by bisection of the binomial tail."""
    if count == 0:
        return 1.0
    low, high = hits / count, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        tail = sum(math.comb(count, k) * middle**k * (1 - middle) ** (count - k) for k in range(hits + 1))
        low, high = (middle, high) if tail > 1 - confidence else (low, middle)
    return high


def share(mask):
    hits, count = int(numpy.sum(mask)), int(len(mask))
    low, high = wilson(hits, count)
    return {"accepted": hits, "of": count, "share": hits / count if count else None, "low": low, "high": high}


def evaluate(pairs, accepted, cosine):
    """What the issue asks of a hand-written set: the seed beside its paraphrases, negatives, tails and scopes."""
    accepted, cosine = numpy.asarray(accepted), numpy.asarray(cosine)
    counted = numpy.array([p["seed"] for p in pairs])
    same = numpy.array([p["same"] for p in pairs])
    kind = numpy.array([p["kind"] for p in pairs])
    special = (kind == "tail") | (kind == "scope_case")
    negative = counted & ~same & ~special
    positive = counted & same
    result = {
        "paraphrases": share(accepted[positive]),
        "hard_negatives": share(accepted[negative]),
        "tail": share(accepted[counted & (kind == "tail")]),
        "scope_cases": share(accepted[counted & (kind == "scope_case")]),
        "reworded_negatives": share(accepted[~counted & ~same]),
        "reworded_paraphrases": share(accepted[~counted & same]),
    }
    allowed = result["hard_negatives"]["accepted"]
    result["cosine_at_equal_negatives"] = cosine_at(cosine[positive], cosine[negative], allowed)
    result["cosine"] = {
        f"{floor:.2f}": {"paraphrases": share(cosine[positive] >= floor), "hard_negatives": share(cosine[negative] >= floor)}
        for floor in COSINES
    }
    result["by_kind"] = {k: share(accepted[counted & (kind == k)]) for k in sorted(set(kind[counted]))}
    return result


def cosine_at(positive, negative, allowed):
    """Paraphrases that cosine accepts when its threshold lets through `allowed` hard negatives."""
    ordered = numpy.sort(negative)[::-1]
    floor = ordered[allowed] if allowed < len(ordered) else -1.0
    return share(positive > floor) | {"threshold": float(floor)}


def curve(scores, same, vetoed, points=(0.001, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05)):
    """(share of negatives accepted, share of positives accepted, threshold) at given shares."""
    scores = numpy.where(vetoed, -numpy.inf, scores)
    negative = numpy.sort(scores[~same])[::-1]
    result = []
    for point in points:
        allowed = int(point * len(negative))
        threshold = negative[allowed] if allowed < len(negative) else -numpy.inf
        result.append((point, float(numpy.mean(scores[same] > threshold)), float(threshold)))
    return result


def precision_recall(pairs, probability, cosine, steps=21):
    """Accepted paraphrases and hard negatives of the seeds at falling thresholds, for the model and for cosine."""
    counted = numpy.array([p["seed"] for p in pairs])
    same = numpy.array([p["same"] for p in pairs])
    result = {}
    for name, scores in (("model", probability), ("cosine", cosine)):
        positive, negative = scores[counted & same], scores[counted & ~same]
        rows = []
        for quantile in numpy.linspace(0, 1, steps):
            threshold = float(numpy.quantile(positive, 1 - quantile)) if quantile else float(positive.max())
            if threshold < 0:
                continue
            right, wrong = int((positive >= threshold).sum()), int((negative >= threshold).sum())
            rows.append({"threshold": threshold, "recall": right / len(positive), "precision": right / max(1, right + wrong),
                         "negatives": wrong / len(negative)})
        result[name] = rows
    return result


def calibration(probability, same, bins=(0, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0001)):
    """Mean probability and share of same pairs in bands of probability."""
    result = []
    for low, high in zip(bins, bins[1:]):
        mask = (probability >= low) & (probability < high)
        if mask.any():
            result.append({"from": low, "to": min(1.0, high), "pairs": int(mask.sum()), "mean": float(probability[mask].mean()),
                           "same": float(same[mask].mean())})
    return result
