"""Build a PDF that a password opens: the standard security handler, revision 2 (RC4, 40 bits)."""

import hashlib

from tests.pdf_builder import assemble, stream

_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_ID = b"0123456789abcdef"
_ALLOWED = -4
_CONTENT = 4
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources"
    b" << /Font << /F0 << /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >> >> >> >>"
)


def encrypted_pdf(text: str, password: str) -> bytes:
    """Return a PDF of one page with a line of text."""
    padded = (password.encode() + _PAD)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    allowed = _ALLOWED.to_bytes(4, "little", signed=True)
    key = hashlib.md5(padded + owner + allowed + _ID).digest()[:5]
    content_key = hashlib.md5(key + _CONTENT.to_bytes(3, "little") + bytes(2)).digest()[:10]
    content = f"BT /F0 11 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        _PAGE,
        stream(_rc4(content_key, content)),
        f"<< /Filter /Standard /V 1 /R 2 /P {_ALLOWED} /O <{owner.hex()}>"
        f" /U <{_rc4(key, _PAD).hex()}> >>".encode(),
    ]
    return assemble(objects, f"/Encrypt 5 0 R /ID [<{_ID.hex()}> <{_ID.hex()}>] ".encode())


def _rc4(key: bytes, content: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in content:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
