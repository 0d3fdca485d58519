"""An AFF4 image put together from its volumes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from evidence_desk.errors import ContainerDamaged, Known, NotReadable
from evidence_desk.model import DIGEST_LENGTHS, Gap, Range
from evidence_desk.source.media import beside
from evidence_desk.source.media.aff4.maps import SCHEMA, Map, Missing, standard, symbolic
from evidence_desk.source.media.aff4.stream import DIGESTS, LARGEST_CHUNK, Described, Stream
from evidence_desk.source.media.aff4.turtle import RDF_TYPE, Graph, Literal, Value
from evidence_desk.source.media.aff4.volume import Volume, is_volume
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.faults import damaged
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.mapped import Contents, MappedMedium
from evidence_desk.source.media.runs import Layer

IMAGES = ("DiskImage", "VolumeImage", "MemoryImage", "ContiguousImage", "DiscontiguousImage", "Image")
ENDLESS = 1 << 63
METADATA = {
    "caseNumber": "case_number", "evidenceNumber": "evidence_number", "examiner": "examiner", "notes": "notes",
    "caseName": "case_name", "caseDescription": "description", "diskMake": "vendor", "diskModel": "model", "diskSerial": "serial_number",
    "startTime": "acquired", "acquisitionCompletionState": "acquisition_state", "blockSize": "bytes_per_sector",
}  # fmt: skip
MOST_VOLUMES = 256


class Image:
    """The volumes of one image and what they say together."""

    def __init__(self, path: Path, files: Files) -> None:
        self.path, self.gaps, self.missing = path, list[Gap](), list[Range]()
        self.volumes = _volumes(path, files)
        self.graph: Graph = {}
        for volume in self.volumes:
            for subject, said in volume.graph.items():
                for predicate, values in said.items():
                    known = self.graph.setdefault(subject, {}).setdefault(standard(predicate), [])
                    known += [one for one in map(_standard, values) if one not in known]
        self.streams: dict[str, Stream] = {}

    def texts(self, subject: str, name: str) -> list[str]:
        values = self.graph.get(subject, {}).get(SCHEMA + name, [])
        return [value.text if isinstance(value, Literal) else value for value in values]

    def number(self, subject: str, name: str, default: int = 0) -> int:
        text = next(iter(self.texts(subject, name)), "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else default

    def hashes(self, subject: str, name: str = "hash") -> Iterator[tuple[str, str]]:
        """Algorithm and digest."""
        for value in self.graph.get(subject, {}).get(SCHEMA + name, []):
            if isinstance(value, Literal):
                algorithm = value.kind.removeprefix(SCHEMA).lower()
                if algorithm in DIGESTS:
                    yield algorithm, value.text.lower()

    def stream(self, name: str) -> Stream | None:
        """The stream of a name; None where it is none, or no volume here has it."""
        return _stream(self, name) if "ImageStream" in self.kinds(name) else None

    @property
    def logical(self) -> bool:
        """Whether it holds files rather than a disk."""
        return any("FileImage" in self.kinds(subject) for subject in self.volumes[0].graph)

    def kinds(self, subject: str) -> set[str]:
        return {value.removeprefix(SCHEMA) for value in self.graph.get(subject, {}).get(RDF_TYPE, []) if isinstance(value, str)}


def open_aff4(path: Path, files: Files | None = None) -> MappedMedium:
    """From any of its volumes. NotReadable where a volume holds files rather than an image, or several images."""
    files = files or Descriptors()
    image = Image(path, files)
    subject = _subject(image)
    layer = _medium(image, subject)
    size = image.number(subject, "size") or layer.size
    if size != layer.size:
        detail = f"size {size} / {layer.size}"
        image.gaps.append(damaged(image.volumes[0].file, 0, "information.turtle", detail))
    data = next(iter(image.texts(subject, "dataStream")), subject)  # its digest is that of the medium, whatever it is made of
    linear = {name: value for one in (data, subject) for name, value in image.hashes(one) if name in DIGEST_LENGTHS}
    contents = Contents("aff4", layer, [volume.file for volume in image.volumes], files, _metadata(image, subject), linear)
    contents.gaps, contents.missing = image.gaps, image.missing
    contents.finish = [stream.finish for stream in image.streams.values()]
    return MappedMedium(contents)


def _standard(value: Value) -> Value:
    return replace(value, kind=standard(value.kind)) if isinstance(value, Literal) else standard(value)


def _volumes(path: Path, files: Files) -> list[Volume]:
    """The volume of a file, and those beside it that it has a stream or an image in common with."""
    first = Volume(EvidenceFile(path, files))
    found = [first]
    about = {subject for subject in first.graph if not subject.startswith(first.identifier + "/")}
    about |= {one for said in first.graph.values() for values in said.values() for one in values if isinstance(one, str)}
    about = {one for one in about if one.startswith("aff4://")}
    for one in beside.neighbours(path, files):
        if one == path or len(found) >= MOST_VOLUMES:
            continue
        try:
            file = EvidenceFile(one, files)
            if not is_volume(one, file.read(0, 4)):
                continue
            other = Volume(file)
        except Known:
            continue
        if other.identifier != first.identifier and (other.identifier in about or about & set(other.graph)):
            found.append(other)
    return sorted(found, key=lambda volume: volume.file.path != path)


def _subject(image: Image) -> str:
    """The one image that the volume of the named file holds."""
    if image.logical:
        raise NotReadable(path=str(image.path), format="AFF4-L")
    if any("EncryptedStream" in image.kinds(subject) for subject in image.graph):
        raise NotReadable(path=str(image.path), format="AFF4 (EncryptedStream)")
    for kind in IMAGES:
        found = [subject for subject in image.volumes[0].graph if kind in image.kinds(subject)]
        if len(found) > 1:
            raise NotReadable(path=str(image.path), format=f"AFF4 ({len(found)} images)")
        if found:
            return found[0]
    streams = [subject for subject in image.volumes[0].graph if image.kinds(subject) & {"Map", "ImageStream"}]
    maps = [subject for subject in streams if "Map" in image.kinds(subject)] or streams
    if len(maps) != 1:
        raise NotReadable(path=str(image.path), format="AFF4" if not streams else f"AFF4 ({len(maps)} streams)")
    return maps[0]


def _medium(image: Image, subject: str) -> Layer:
    """The stream that is the image. A striped image has a map in each volume, and all say the same."""
    named = image.texts(subject, "dataStream") or [subject]
    layers = [layer for name in named if (layer := _layer(image, name, set())) is not None]
    if not layers:
        raise ContainerDamaged(path=str(image.path), detail=f"dataStream {named[0]}")
    return layers[0]


def _layer(image: Image, name: str, above: set[str]) -> Layer | None:
    """None for a stream that no volume here has."""
    if name in above:
        raise ContainerDamaged(path=str(image.path), detail=f"map {name}")
    kinds = image.kinds(name)
    if "Map" in kinds:
        return _map(image, name, above | {name})
    if "ImageStream" in kinds:
        return _stream(image, name)
    return None


def _map(image: Image, name: str, above: set[str]) -> Layer | None:
    volume = next((one for one in image.volumes if one.has(name, "map")), None)
    if volume is None:
        return None
    raw, listed = volume.read(name, "map"), volume.read(name, "idx")
    path = volume.read(name, "mapPath")
    if raw is None or listed is None:
        raise ContainerDamaged(path=str(volume.file.path), detail=f"{name}/map")
    _compare(image, volume, name, {"mapPointHash": raw, "mapIdxHash": listed, "mapPathHash": path, "mapHash": raw + listed + (path or b"")})
    size = image.number(name, "size")
    names = [standard(line.strip()) for line in listed.decode("utf-8", "replace").splitlines() if line.strip()]
    default = next(iter(image.texts(name, "mapGapDefaultStream")), f"{SCHEMA}Zero")
    layers = [symbolic(one, ENDLESS) or _layer(image, one, above) for one in names]
    made = Map(size, raw, [layer or Missing(ENDLESS) for layer in layers], symbolic(default, ENDLESS) or Missing(ENDLESS))
    if not made.whole:
        image.gaps.append(damaged(volume.file, 0, "map", name))
    uses = made.uses()
    for number, (one, layer) in enumerate(zip(names, layers, strict=True)):
        if layer is None and number in uses:
            _absent(image, one, uses[number])
    _block_map(image, volume, name, names)
    return made


def _absent(image: Image, name: str, ranges: Iterable[Range]) -> None:
    """Names a stream whose volume is not there, with what it would have held."""
    stretches = list(ranges)
    image.missing += stretches
    stored = next(iter(image.texts(name, "stored")), name)
    total = sum(length for _, length in stretches)
    image.gaps.append(Gap("segment-missing", {"segment": stored, "offset": stretches[0][0], "length": total}, "error"))


def _stream(image: Image, name: str) -> Stream | None:
    volume = next(
        (one for one in image.volumes if one.has(name, "00000000") or one.has(name, "00000000.index") or one.has(name, "00000000/index")),
        None,
    )
    if volume is None:
        return None
    if name not in image.streams:
        chunk, per_bevy = image.number(name, "chunkSize", 32768), image.number(name, "chunksInSegment", 2048)
        if not 0 < chunk <= LARGEST_CHUNK or not 0 < per_bevy <= 1 << 16:
            raise ContainerDamaged(path=str(volume.file.path), detail=f"chunkSize {chunk}, chunksInSegment {per_bevy}")
        method = next(iter(image.texts(name, "compressionMethod")), "rfc1950")
        stream = Stream(volume, Described(name, image.number(name, "size"), chunk, per_bevy, method, tuple(image.hashes(name))))
        image.streams[name] = stream
        for algorithm in DIGESTS:
            stated = dict(image.hashes(f"{name}/blockhash.{algorithm}"))
            listed = stream.block_hashes(algorithm) if stated else None
            for digest, value in stated.items():
                if listed is None or hashlib.new(digest, listed).hexdigest() != value:
                    image.gaps.append(damaged(volume.file, 0, f"blockHash.{algorithm}", digest.upper()))
    return image.streams[name]


def _compare(image: Image, volume: Volume, name: str, parts: dict[str, bytes | None]) -> None:
    """Digests of the members of a map."""
    for stated, content in parts.items():
        for algorithm, value in image.hashes(name, stated):
            if content is None or hashlib.new(algorithm, content).hexdigest() != value:
                image.gaps.append(damaged(volume.file, 0, stated, algorithm.upper()))


def _block_map(image: Image, volume: Volume, name: str, targets: list[str]) -> None:
    """The digest of digests: those of the chunks' digests from short to long, then those of the map's members."""
    local = next((one for one in targets if one in image.streams and volume.has(one, "00000000")), None)
    for algorithm, value in image.hashes(name, "blockMapHash"):
        joined = b""
        for kind in DIGESTS if local else ():
            joined += b"".join(bytes.fromhex(digest) for _, digest in image.hashes(f"{local}/blockhash.{kind}") if _is_hex(digest))
        for part in ("mapPointHash", "mapIdxHash", "mapPathHash"):
            joined += b"".join(bytes.fromhex(digest) for _, digest in image.hashes(name, part) if _is_hex(digest))
        if hashlib.new(algorithm, joined).hexdigest() != value:
            image.gaps.append(damaged(volume.file, 0, "blockMapHash", algorithm.upper()))


def _is_hex(text: str) -> bool:
    return len(text) % 2 == 0 and all(one in "0123456789abcdef" for one in text)


def _metadata(image: Image, subject: str) -> dict[str, str]:
    """What is said of the image, and by what says that it is about it."""
    about = [subject, *(one for one in image.graph if subject in image.texts(one, "target"))]
    found = dict[str, str]()
    for one in about:
        for name, ours in METADATA.items():
            for text in image.texts(one, name):
                if text not in found.get(ours, "").split("; "):
                    found[ours] = "; ".join(filter(None, (found.get(ours, ""), text)))
    if len(image.volumes) > 1:
        found["segments"] = str(len(image.volumes))
    return found
