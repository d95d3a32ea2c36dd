# SPDX-License-Identifier: Apache-2.0
"""Reads and writes the ledger's entries as the gateway packs them (EntryNumbers+Packing.swift), for the scripts beside it."""

# In the order of their bits.
FIELDS = (
    "shape", "marks", "status", "duration", "tool", "provider", "model", "answered", "principal", "session", "key", "input",
    "output", "reasoning", "cached_read", "cache_write_5m", "cache_write_1h", "audio_input", "image_input", "audio_output",
    "money",
)
MONEY = FIELDS.index("money")
VERSION = 1
# A key is 22 bits of the origin's word, 33 of the request's number and 8 of the part.
ORIGIN_SHIFT, NUMBER_SHIFT = 41, 8


def key(origin, number, part):
    return origin << ORIGIN_SHIFT | number << NUMBER_SHIFT | part


def pack(*values):
    """The bytes of an entry, its numbers in the order of FIELDS; None for unknown money."""
    mask, packed = 0, bytearray(4)
    for place, value in enumerate(values):
        if value is None or value == 0 and place != MONEY:
            continue
        mask |= 1 << place
        value &= (1 << 64) - 1
        while value >= 0x80:
            packed.append(value & 0x7F | 0x80)
            value >>= 7
        packed.append(value)
    packed[0] = VERSION
    packed[1:4] = mask.to_bytes(3, "little")
    return bytes(packed)


def unpack(packed):
    """The numbers of an entry in the order of FIELDS."""
    if packed[0] != VERSION:
        raise ValueError(f"an entry of version {packed[0]}")
    mask, place, values = int.from_bytes(packed[1:4], "little"), 4, []
    for field in range(len(FIELDS)):
        if not mask >> field & 1:
            values.append(None if field == MONEY else 0)
            continue
        value = shift = 0
        while True:
            byte = packed[place]
            place += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        values.append(value - (1 << 64) if value >> 63 else value)
    if place != len(packed):
        raise ValueError("bytes behind an entry")
    return values


def lay_out(database):
    """Makes a temporary table `entries` of all entries, with a column for each of their numbers."""
    database.execute("DROP TABLE IF EXISTS temp.entries")
    database.execute(f"CREATE TEMP TABLE entries (origin, number, part, time, {', '.join(FIELDS)})")
    rows = (
        (id >> ORIGIN_SHIFT, id >> NUMBER_SHIFT & (1 << ORIGIN_SHIFT - NUMBER_SHIFT) - 1, id & (1 << NUMBER_SHIFT) - 1, time,
         *unpack(packed))
        for id, time, packed in database.execute("SELECT id, time, entry FROM usage_entry").fetchall())
    database.executemany(f"INSERT INTO entries VALUES (?, ?, ?, ?, {', '.join('?' * len(FIELDS))})", rows)
    database.execute("CREATE INDEX temp.entries_request ON entries (origin, number)")
