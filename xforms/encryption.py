"""Encryption of a finished record for its reader, by the ODK encryption specification.

Only this: files and the record encrypted, and the manifest that names them. Needs `cryptography`,
so import it where it is wanted; nothing else in this package does.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256

from xforms.faults import RunRefused, refused
from xforms.parse.xml import OPENROSA, read_xml
from xforms.submission import Submission

MANIFEST = "http://opendatakit.org/submissions"
RECORD_NAME = "submission.xml"
SUFFIX = ".enc"
KEY_BYTES = 32
LEAST_KEY_BITS = 2048
"""Shorter RSA keys can be broken (NIST SP 800-131A)."""


@dataclass(frozen=True, slots=True)
class EncryptedSubmission:
    """What is sent instead of the record.

    Attributes:
        manifest: The XML that takes the record's place.
        instance_id: The record's identity, which stays readable.
        files: Encrypted attachments by name, in the order of the manifest, the record last.
    """

    manifest: bytes
    instance_id: str
    files: dict[str, bytes]


def encrypt(
    submission: Submission,
    public_key: str,
    files: Mapping[str, bytes],
    *,
    random: Callable[[int], bytes] = os.urandom,
) -> EncryptedSubmission:
    """Encrypt a record and its attachments with a key of their own.

    Args:
        submission: The finished record.
        public_key: The form's `base64RsaPublicKey`: X.509 SubjectPublicKeyInfo, base64.
        files: Contents of the attachments that the record names.
        random: Gives that many random bytes.

    Raises:
        FormRefused: The public key is unreadable, not RSA or too short.
        RunRefused: An attachment is missing.
    """
    rsa = read_public_key(public_key)
    missing = [name for name in submission.files if name not in files]
    if missing:
        raise RunRefused("RUN-FILE", f"{len(missing)} attachments of the record are missing")
    key = random(KEY_BYTES)
    sealed_key = _for_reader(rsa, key)
    plain = {name: files[name] for name in submission.files} | {RECORD_NAME: submission.xml}
    vectors = _Vectors(submission.instance_id, key)
    sealed = {
        name + SUFFIX: _sealed(content, key, vectors.next()) for name, content in plain.items()
    }
    form_id, version = _identity(submission.xml)
    signature = _signature([form_id, *version, sealed_key, submission.instance_id], plain)
    manifest = _manifest(
        {"id": form_id, "version": "".join(version)},
        sealed_key,
        list(sealed),
        _for_reader(rsa, signature),
        submission.instance_id,
    )
    return EncryptedSubmission(manifest, submission.instance_id, sealed)


def read_public_key(text: str) -> RSAPublicKey:
    """The key of a form's `base64RsaPublicKey`.

    Raises:
        FormRefused: Unreadable, not RSA or too short.
    """
    try:
        key = serialization.load_der_public_key(base64.b64decode("".join(text.split())))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey) or key.key_size < LEAST_KEY_BITS:
        raise refused(
            "FORM-KEY",
            "The public key for encryption cannot be used.",
            f"Put an RSA key of at least {LEAST_KEY_BITS} bits (base64) into public_key.",
            sheet="settings",
            place="public_key",
        )
    return key


class _Vectors:
    """Initialization vectors: a seed of 16 bytes, one of them one higher for each file."""

    def __init__(self, instance_id: str, key: bytes) -> None:
        self._seed = bytearray(_md5(instance_id.encode() + key))
        self._count = 0

    def next(self) -> bytes:
        at = self._count % len(self._seed)
        self._seed[at] = (self._seed[at] + 1) % 256
        self._count += 1
        return bytes(self._seed)


def _sealed(content: bytes, key: bytes, vector: bytes) -> bytes:
    """AES-256 in CFB with padding, which the specification asks for."""
    padder = padding.PKCS7(128).padder()
    whole = padder.update(content) + padder.finalize()
    encryptor = Cipher(AES256(key), CFB(vector)).encryptor()
    return encryptor.update(whole) + encryptor.finalize()


def _for_reader(rsa: RSAPublicKey, secret: bytes) -> str:
    """RSA with OAEP as Java 8 has it: SHA-256 for the label, but SHA-1 for the mask."""
    oaep = rsa_padding.OAEP(rsa_padding.MGF1(hashes.SHA1()), hashes.SHA256(), None)  # noqa: S303
    return base64.b64encode(rsa.encrypt(secret, oaep)).decode()


def _signature(head: list[str], plain: Mapping[str, bytes]) -> bytes:
    """The digest that ties form, key, record and contents together."""
    lines = [*head, *(f"{name}::{_md5(content).hex()}" for name, content in plain.items())]
    return _md5("".join(f"{line}\n" for line in lines).encode())


def _md5(content: bytes) -> bytes:
    return hashlib.md5(content, usedforsecurity=False).digest()


def _identity(record: bytes) -> tuple[str, list[str]]:
    """The form's id and, if it has one, its version, as the record names them."""
    root = read_xml(record, place="submission")
    version = root.get("version") or root.get(f"{{{OPENROSA}}}version")
    return root.get("id") or "", [version] if version else []


def _manifest(
    form: Mapping[str, str], key: str, names: list[str], signature: str, instance_id: str
) -> bytes:
    version = f" version={quoteattr(form['version'])}" if form["version"] else ""
    media = "".join(f"<media><file>{escape(name)}</file></media>" for name in names[:-1])
    return (
        f'<data xmlns="{MANIFEST}" id={quoteattr(form["id"])} encrypted="yes"{version}>'
        f"<base64EncryptedKey>{key}</base64EncryptedKey>"
        f"<encryptedXmlFile>{names[-1]}</encryptedXmlFile>{media}"
        f"<base64EncryptedElementSignature>{signature}</base64EncryptedElementSignature>"
        f'<meta xmlns="{OPENROSA}"><instanceID>{escape(instance_id)}</instanceID></meta></data>'
    ).encode()
