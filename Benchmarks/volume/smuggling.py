# SPDX-License-Identifier: Apache-2.0
"""Messages that two parsers could read differently, and what the gateway may make of them.

The tricks are those of the published collections on request smuggling (CL.TE, TE.CL, TE.TE, TE.0, 0.CL, CL.0, bare line
ends, chunk extensions, folded lines), in words of our own. Each carries a hidden request for an address that only an
attack would ask for. The gateway must refuse the message, or read it as exactly one request; and the provider must never
see the hidden one.
"""

import random

from kind import Context, Kind, statuses
from programs import GATEWAY_KEY
from wire import body

HIDDEN_PATH = "/smuggled"
REFUSED = {"400", "closed"}
ONE_OR_REFUSED = {"200", "400", "closed"}


def chunked(data: bytes, size_text: str | None = None, extension: str = "", end: bytes = b"\r\n") -> bytes:
    size = (size_text or f"{len(data):x}").encode() + extension.encode("latin-1")
    return size + end + data + end + b"0" + end + end


def tricks(data: bytes, hidden: bytes) -> list[tuple[str, bytes, bytes, set[str]]]:
    """Name, header lines (without host and key), body bytes, allowed outcomes."""
    length = f"content-length: {len(data)}\r\n".encode()
    both = f"content-length: {len(data) + len(hidden)}\r\n".encode()
    te = b"transfer-encoding: chunked\r\n"
    ended = chunked(data)

    def te_value(value: bytes) -> bytes:
        return b"transfer-encoding: " + value + b"\r\n"

    found = [
        ("CL.TE: length covers the hidden request", both + te, ended + hidden, REFUSED),
        ("CL.TE: length zero", b"content-length: 0\r\n" + te, ended + hidden, REFUSED),
        ("CL.TE: length short", b"content-length: 4\r\n" + te, ended + hidden, REFUSED),
        ("TE.CL: order of lines", te + length, ended + hidden, REFUSED),
        ("two lengths that differ", length + both, data + hidden, REFUSED),
        ("two lengths, zero first", b"content-length: 0\r\n" + length, data, REFUSED),
        ("two lengths that agree", length + length, data, ONE_OR_REFUSED),
        ("lengths in a list that differ", f"content-length: {len(data)}, {len(data) + 5}\r\n".encode(), data, REFUSED),
        ("lengths in a list that agree", f"content-length: {len(data)}, {len(data)}\r\n".encode(), data, ONE_OR_REFUSED),
        ("length with a sign", f"content-length: +{len(data)}\r\n".encode(), data, REFUSED),
        ("negative length", b"content-length: -1\r\n", data, REFUSED),
        ("length in hexadecimal", f"content-length: {len(data):#x}\r\n".encode(), data, REFUSED),
        ("length beyond 64 bits", b"content-length: 18446744073709551617\r\n", data, REFUSED | {"413"}),
        ("length with a letter", f"content-length: {len(data)}a\r\n".encode(), data, REFUSED),
        ("length with an underscore", f"content-length: {str(len(data))[0]}_{str(len(data))[1:]}\r\n".encode(), data, REFUSED),
        ("length with a space inside", f"content-length: {str(len(data))[0]} {str(len(data))[1:]}\r\n".encode(), data, REFUSED),
        ("empty length", b"content-length:\r\n", data, REFUSED),
        ("length with a decimal point", f"content-length: {len(data)}.0\r\n".encode(), data, REFUSED),
        ("length with a NUL", f"content-length: {len(data)}\0\r\n".encode(), data, REFUSED),
        ("length name with an underscore", b"content_length: 3\r\n" + length, data, ONE_OR_REFUSED),
        ("TE.TE: chunked twice", te + te, ended + hidden, REFUSED),
        ("TE.TE: chunked and identity", te + te_value(b"identity"), ended + hidden, REFUSED),
        ("TE.TE: identity, then chunked", te_value(b"identity") + te, ended + hidden, REFUSED),
        ("TE.TE: a name with a space before the colon", b"transfer-encoding : chunked\r\n" + both, data + hidden, REFUSED),
        ("length name with a space before the colon", b"content-length : %d\r\n" % len(data), data, REFUSED),
        ("length name with a tab before the colon", b"content-length\t: %d\r\n" % len(data), data, REFUSED),
        ("encoding name behind a space", length + b" transfer-encoding: chunked\r\n", data, REFUSED),
        ("obs-fold in a value", length + b"x-note: one\r\n two\r\n", data, ONE_OR_REFUSED),
        ("obs-fold hides the encoding", length + b"x-note: one\r\n transfer-encoding: chunked\r\n", data, ONE_OR_REFUSED),
        ("obs-fold in the encoding", b"transfer-encoding:\r\n chunked\r\n" + length, ended, REFUSED),
        ("obs-fold in the length", b"content-length:\r\n %d\r\n" % len(data), data, ONE_OR_REFUSED),
        ("obs-fold with a tab", length + b"transfer-encoding:\r\n\tchunked\r\n", ended, REFUSED),
        ("NUL in a name", length + b"x-no\0te: one\r\n", data, REFUSED),
        ("NUL in a value", length + b"x-note: o\0ne\r\n", data, REFUSED),
        ("CR in a value", length + b"x-note: o\rtransfer-encoding: chunked\r\n", data, REFUSED),
        ("control character in a name", length + b"x-no\x01te: one\r\n", data, REFUSED),
        ("bytes above ASCII in a name", length + b"x-n\xc3\xb6te: one\r\n", data, REFUSED),
        ("colon missing", length + b"transfer-encoding chunked\r\n", data, REFUSED),
        ("empty name", length + b": chunked\r\n", data, REFUSED),
        ("encoding in mixed case", b"TrAnSfEr-EnCoDiNg: ChUnKeD\r\n", ended, {"200"}),
        ("chunk size in upper case", te, chunked(data, f"{len(data):X}"), {"200"}),
        ("chunk size with leading zeros", te, chunked(data, f"{len(data):08x}"), ONE_OR_REFUSED),
        ("chunk extension", te, chunked(data, extension=";name=value"), ONE_OR_REFUSED),
        ("chunk extension, quoted", te, chunked(data, extension=';name="va;lue"'), ONE_OR_REFUSED),
        ("chunk extension with a line feed", te, chunked(data, extension=";na\nme"), REFUSED),
        ("chunk extension with a CR", te, chunked(data, extension=";na\rme"), REFUSED),
        ("chunk extension without an end", te, f"{len(data):x};".encode() + b"x" * 100_000,
         REFUSED | {"408", "413", "431"}),
        ("chunk size with 0x", te, chunked(data, f"{len(data):#x}"), REFUSED),
        ("chunk size with a sign", te, chunked(data, f"+{len(data):x}"), REFUSED),
        ("chunk size negative", te, chunked(data, "-1"), REFUSED),
        ("chunk size with a space before", te, chunked(data, f" {len(data):x}"), REFUSED),
        ("chunk size with a space behind", te, chunked(data, f"{len(data):x} "), ONE_OR_REFUSED),
        ("chunk size with an underscore", te, chunked(data, "1_0"), REFUSED),
        ("chunk size empty", te, b"\r\n" + data + b"\r\n0\r\n\r\n", REFUSED),
        ("chunk size beyond 64 bits", te, chunked(data, "10000000000000001"), REFUSED | {"413"}),
        ("chunk size beyond the limit", te, chunked(data, "ffffffff"), REFUSED | {"413", "408"}),
        ("chunk data longer than its size", te, chunked(data + b"!", f"{len(data):x}"), REFUSED),
        ("chunk data without a line end", te, b"%x\r\n" % len(data) + data + b"0\r\n\r\n", REFUSED),
        ("chunks with bare line feeds", te, chunked(data, end=b"\n"), REFUSED),
        ("chunks with bare CRs", te, chunked(data, end=b"\r"), REFUSED),
        ("last chunk of many zeros", te, b"%x\r\n" % len(data) + data + b"\r\n0000\r\n\r\n", ONE_OR_REFUSED),
        ("trailer with a length", te, b"%x\r\n" % len(data) + data + b"\r\n0\r\ncontent-length: 999\r\n\r\n", ONE_OR_REFUSED),
        ("trailer with an encoding", te, b"%x\r\n" % len(data) + data + b"\r\n0\r\ntransfer-encoding: chunked\r\n\r\n",
         ONE_OR_REFUSED),
    ]
    values = [
        b"xchunked", b"chunkedx", b"x, chunked, y", b"chunked, identity", b"gzip", b"chunked;q=1", b"\x0bchunked",
        b"\x0cchunked", b"chunked\x0b", b'"chunked"', b"'chunked'", b"[chunked]", b"chun\0ked", b"chunked\0", b",chunked",
        b"chunked,", b"chunk", b"chunked chunked", b"cow", b"\xffchunked", b"chunked\xa0", b"identity", b"",
    ]
    for value in values:
        # Alone, read as no body, the chunks would be a second request; with a length they could be either.
        shown = value.decode("latin-1").encode("unicode_escape").decode()
        found.append((f"encoding '{shown}' alone", te_value(value), ended + hidden, REFUSED | {"501"}))
        found.append((f"encoding '{shown}' with a length", te_value(value) + length, data, REFUSED | {"501"}))
    return found


def whole(lines: bytes, data: bytes, end: bytes = b"\r\n", version: bytes = b"1.1") -> bytes:
    start = (b"POST /v1/chat/completions HTTP/" + version + b"\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
             b"x-api-key: " + GATEWAY_KEY.encode() + b"\r\n")
    return (start + lines + b"\r\n").replace(b"\r\n", end) + data


def messages(nonce: str) -> list[tuple[str, bytes, set[str]]]:
    data = body(f"{nonce} in disguise")
    hidden = f"GET {HIDDEN_PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: {GATEWAY_KEY}\r\n\r\n".encode()
    found = [(name, whole(lines, rest), allowed) for name, lines, rest, allowed in tricks(data, hidden)]
    length = f"content-length: {len(data)}\r\n".encode()
    te = b"transfer-encoding: chunked\r\n"
    found += [
        ("head with bare line feeds", whole(length, data, b"\n"), ONE_OR_REFUSED),
        ("head with bare CRs", whole(length, data, b"\r"), REFUSED | {"408"}),
        ("chunked under HTTP/1.0", whole(te, chunked(data) + hidden, version=b"1.0"), ONE_OR_REFUSED),
        ("both under HTTP/1.0", whole(te + length, chunked(data) + hidden, version=b"1.0"), REFUSED),
        ("version 2.0 in words", whole(length, data, version=b"2.0"), REFUSED | {"505"}),
        ("version 1.2", whole(length, data, version=b"1.2"), ONE_OR_REFUSED | {"505"}),
        ("two hosts", whole(length + b"host: elsewhere\r\n", data), REFUSED),
        ("line feed in the address", whole(length, data).replace(b"completions HTTP", b"comp\nletions HTTP", 1), REFUSED),
        ("space in the address", whole(length, data).replace(b"completions HTTP", b"comp letions HTTP", 1), REFUSED),
        ("tab between method and address", whole(length, data).replace(b"POST /", b"POST\t/", 1), REFUSED),
        ("a request's head as an address", whole(length, data).replace(
            b"/v1/chat/completions", b"/v1/chat/completions%20HTTP/1.1%0d%0ahost:%20x", 1), REFUSED | {"404"}),
        ("full address with another host", whole(length, data).replace(
            b"POST /v1", b"POST http://elsewhere/v1", 1), REFUSED | {"404", "200"}),
        ("connection names the length", whole(length + b"connection: content-length\r\n", data), ONE_OR_REFUSED),
        ("connection names the encoding", whole(te + b"connection: transfer-encoding\r\n", chunked(data)), ONE_OR_REFUSED),
        ("connection names the key", whole(length + b"connection: x-api-key, authorization\r\n", data), ONE_OR_REFUSED),
        ("upgrade to another protocol", whole(length + b"upgrade: h2c\r\nconnection: upgrade\r\n", data), ONE_OR_REFUSED),
        ("expectation that is none", whole(length + b"expect: 200-ok\r\n", data), ONE_OR_REFUSED | {"417"}),
        ("GET with a body that is a request", b"GET /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % len(hidden)
         + hidden, {"200", "400"}),
        ("HEAD with a body that is a request", b"HEAD /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n"
         % len(hidden) + hidden, {"200", "400"}),
    ]
    return found


def attack(index: int):
    async def run(context: Context) -> str:
        nonce = context.nonce()
        name, data, _ = messages(nonce)[index]
        wire = await context.open()
        # Sometimes in two pieces, so that the parser has to go on where it stopped.
        cut = random.randint(1, len(data) - 1) if random.random() < 0.3 else len(data)
        if await wire.send(data[:cut]) and cut < len(data):
            await wire.send(data[cut:])
        answered, is_closed = await wire.gather(2, 0.1)
        if not is_closed:
            # Read as one whole request, or as the beginning of one that goes on: nothing more comes.
            wire.half_close()
            answered += await wire.until_closed(8) or b""
        wire.close()
        if HIDDEN_PATH.encode() in answered:
            return "hidden request answered"
        return statuses(answered)

    return run


def kinds() -> list[Kind]:
    return [Kind(f"smuggling: {name}", 3, attack(index), allowed)
            for index, (name, _, allowed) in enumerate(messages("nonce-x"))]
