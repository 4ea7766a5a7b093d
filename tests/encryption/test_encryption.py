"""A record encrypted for its reader, opened by arithmetic of our own and by Java's ciphers."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import xforms
from xforms.encryption import EncryptedSubmission, encrypt
from xforms.submission import Submission

JAVA = shutil.which("java")
SENT = "{http://opendatakit.org/submissions}"
ROSA = "{http://openrosa.org/xforms}"

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>visit</h:title><model>
 <instance><visit id="visit &amp; more" version="7"><word/><photo/><voice/>
 <orx:meta><orx:instanceID/></orx:meta></visit></instance>
 <bind nodeset="/visit/word" type="string"/><bind nodeset="/visit/photo" type="binary"/>
 <bind nodeset="/visit/voice" type="binary"/></model></h:head><h:body>
 <input ref="/visit/word"><label>w</label></input>
 <upload ref="/visit/photo" mediatype="image/*"><label>p</label></upload>
 <upload ref="/visit/voice" mediatype="audio/*"><label>v</label></upload></h:body></h:html>"""
FILES = {"一.jpg": b"\xff\xd8" + bytes(range(256)) * 40, "two.ogg": b"", "unasked.txt": b"no"}


@pytest.fixture(scope="module")
def reader() -> rsa.RSAPrivateKey:
    """Who may read."""
    return rsa.generate_private_key(65537, 2048)


def public(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    """The key as a form carries it."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    der = key.public_key().public_bytes(serialization.Encoding.DER, form)
    return base64.b64encode(der).decode()


def record() -> Submission:
    """A finished record with two attachments."""
    run = xforms.start(
        xforms.compile_form(FORM), xforms.Surroundings(now=datetime(2026, 11, 23, tzinfo=UTC))
    )
    for name, value in {"word": "小满 & co", "photo": "一.jpg", "voice": "two.ogg"}.items():
        run.answer(f"/visit/{name}", value)
    return run.submission()


def mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-1 (RFC 8017 appendix B.2.1)."""
    blocks = (hashlib.sha1(seed + at.to_bytes(4, "big")).digest() for at in range(length))
    return b"".join(block for _, block in zip(range(length // 20 + 1), blocks, strict=False))[
        :length
    ]


def opened_by(key: rsa.RSAPrivateKey, text: str) -> bytes:
    """RSA-OAEP by arithmetic (RFC 8017 section 7.1.2)."""
    numbers, size = key.private_numbers(), key.key_size // 8
    number = int.from_bytes(base64.b64decode(text), "big")
    block = pow(number, numbers.d, numbers.public_numbers.n).to_bytes(size, "big")
    seed, data = block[1:33], block[33:]
    seed = bytes(a ^ b for a, b in zip(seed, mask(data, 32), strict=True))
    data = bytes(a ^ b for a, b in zip(data, mask(seed, len(data)), strict=True))
    assert (block[0], data[:32]) == (0, hashlib.sha256(b"").digest())
    return data[32:].lstrip(b"\0")[1:]


def decrypted(content: bytes, key: bytes, vector: bytes) -> bytes:
    """CFB from single blocks of AES, then the padding off."""
    block = Cipher(algorithms.AES256(key), modes.ECB()).encryptor()
    clear, before = b"", vector
    for at in range(0, len(content), 16):
        piece = content[at : at + 16]
        clear += bytes(a ^ b for a, b in zip(piece, block.update(before), strict=False))
        before = piece
    assert len(content) % 16 == 0
    assert clear[-clear[-1] :] == bytes([clear[-1]]) * clear[-1]
    return clear[: -clear[-1]]


def all_opened(key: rsa.RSAPrivateKey, sent: EncryptedSubmission) -> dict[str, bytes]:
    """Everything that was sent, in clear, from the manifest alone."""
    root = etree.fromstring(sent.manifest)
    names = [found.text or "" for found in root.iterfind(f"{SENT}media/{SENT}file")]
    names.append(root.findtext(f"{SENT}encryptedXmlFile") or "")
    aes = opened_by(key, root.findtext(f"{SENT}base64EncryptedKey") or "")
    identity = root.findtext(f"{ROSA}meta/{ROSA}instanceID") or ""
    vector = bytearray(hashlib.md5(identity.encode() + aes).digest())
    clear = {}
    for at, name in enumerate(names):
        vector[at % 16] = (vector[at % 16] + 1) % 256
        clear[name.removesuffix(".enc")] = decrypted(sent.files[name], aes, bytes(vector))
    return clear


def test_a_record_and_its_files_open_with_the_private_key(reader: rsa.RSAPrivateKey) -> None:
    finished = record()
    sent = encrypt(finished, public(reader), FILES)
    clear = all_opened(reader, sent)
    assert clear == {"一.jpg": FILES["一.jpg"], "two.ogg": b"", "submission.xml": finished.xml}
    assert list(sent.files) == ["一.jpg.enc", "two.ogg.enc", "submission.xml.enc"]
    for content in (sent.manifest, *sent.files.values()):
        assert "小满".encode() not in content
        assert FILES["一.jpg"][:64] not in content


def test_the_manifest_names_form_version_and_record(reader: rsa.RSAPrivateKey) -> None:
    sent = encrypt(record(), public(reader), FILES)
    root = etree.fromstring(sent.manifest)
    assert dict(root.attrib) == {"id": "visit & more", "encrypted": "yes", "version": "7"}
    assert [etree.QName(child).localname for child in root] == [
        *("base64EncryptedKey", "encryptedXmlFile", "media", "media"),
        *("base64EncryptedElementSignature", "meta"),
    ]
    assert root.findtext(f"{ROSA}meta/{ROSA}instanceID") == sent.instance_id


def test_the_signature_ties_form_key_record_and_contents(reader: rsa.RSAPrivateKey) -> None:
    finished = record()
    root = etree.fromstring(encrypt(finished, public(reader), FILES).manifest)
    lines = ["visit & more", "7", root.findtext(f"{SENT}base64EncryptedKey"), finished.instance_id]
    lines += [
        f"{name}::{hashlib.md5(content).hexdigest()}"
        for name, content in [*list(FILES.items())[:2], ("submission.xml", finished.xml)]
    ]
    text = "".join(f"{line}\n" for line in lines)
    signature = root.findtext(f"{SENT}base64EncryptedElementSignature") or ""
    assert opened_by(reader, signature) == hashlib.md5(text.encode()).digest()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.binary(max_size=70), max_size=20), st.text(min_size=1, max_size=20))
def test_any_number_of_files_opens_again(
    reader: rsa.RSAPrivateKey, contents: list[bytes], word: str
) -> None:
    files = {f"{at}.bin": content for at, content in enumerate(contents)}
    xml = etree.tostring(etree.Element("d", id="f", word=f"{word!r}"))
    sent = encrypt(Submission(xml, f"uuid:{len(word)}", list(files)), public(reader), files)
    assert all_opened(reader, sent) == files | {"submission.xml": xml}
    assert b"version" not in sent.manifest


def test_two_records_never_share_a_key(reader: rsa.RSAPrivateKey) -> None:
    finished = record()
    one, other = (encrypt(finished, public(reader), FILES) for _ in range(2))
    assert one.files["submission.xml.enc"] != other.files["submission.xml.enc"]


def test_what_cannot_be_encrypted_is_refused(reader: rsa.RSAPrivateKey) -> None:
    short = public(rsa.generate_private_key(65537, 1024))
    curve = public(ec.generate_private_key(ec.SECP256R1()))
    for key in ("", "AAAA", "no key!", short, curve):
        with pytest.raises(xforms.FormRefused) as refusal:
            encrypt(record(), key, FILES)
        assert refusal.value.faults[0].sheet == "settings"
    with pytest.raises(xforms.RunRefused, match="RUN-FILE"):
        encrypt(record(), public(reader), {})


@pytest.mark.skipif(JAVA is None, reason="no Java: the reference's own ciphers are not there")
def test_java_opens_it_with_its_own_ciphers(reader: rsa.RSAPrivateKey, tmp_path: Path) -> None:
    finished = record()
    sent = encrypt(finished, public(reader), FILES)
    for number, content in enumerate(sent.files.values()):
        (tmp_path / f"{number}").write_bytes(content)
    secret = reader.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    key = etree.fromstring(sent.manifest).findtext(f"{SENT}base64EncryptedKey") or ""
    program = str(Path(__file__).with_name("Open.java"))
    words = [base64.b64encode(secret).decode(), key, sent.instance_id, str(tmp_path), *"012"]
    subprocess.run([str(JAVA), program, *words], check=True, timeout=60)
    clear = [(tmp_path / f"{number}.opened").read_bytes() for number in range(3)]
    assert clear == [FILES["一.jpg"], b"", finished.xml]
