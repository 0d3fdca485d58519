"""Builds the sample evidence, the story that the demo tells with it, and what a right reading of it finds.

    python -m samples.make [FOLDER]      FOLDER: samples/evidence

Needs root, /dev/fuse and Debian's ewf-tools, ntfs-3g, dosfstools, mtools, parted and faketime. A second build gives
the same bytes but for the random salt in the phone's write-ahead log; what is committed is what tests hold.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from samples import chats, expected, laptop, phone, stick, story
from samples.expected import Content, digests
from samples.story import ITEMS, Item

EVIDENCE = Path(__file__).parent / "evidence"


def main(folder: Path) -> None:
    if folder == EVIDENCE and folder.exists():
        shutil.rmtree(folder)
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise SystemExit(f"{folder} exists already: name a new folder.") from None
    disk, image = laptop.build(folder), stick.build(folder)
    chats.whatsapp(folder)
    chats.telegram(folder)
    chats.sms_backup(folder)
    phone.build(folder)
    media = {story.LAPTOP: disk, story.STICK: image}
    media |= {
        item.number: (folder / item.file).read_bytes() for item in ITEMS if (folder / item.file).is_file() and item.number not in media
    }
    write(folder / "story.json", the_story(media))
    write(folder / "expected.json", the_truth(folder, media))


def the_story(media: dict[int, bytes]) -> dict[str, object]:
    evidence = [
        {
            "number": item.number,
            "file": item.file,
            "packed": item.packed,
            "label": item.label,
            "expect": stated(item, media.get(item.number)),
            "expect_source": item.record,
            "zone": item.zone,
        }
        for item in ITEMS
    ]
    facts = [{"id": name, **text} for name, text in story.FACTS.items()]
    return {"case": story.CASE, "evidence": evidence, "facts": facts, **reviewed()}


def reviewed() -> dict[str, object]:
    """What people record, which does not depend on the media."""
    return {
        "tags": story.TAGS,
        "findings": story.FINDINGS,
        "request": story.REQUEST,
        "conclusions": story.CONCLUSIONS,
        "countings": story.COUNTINGS,
        "sample": story.SAMPLE,
    }


def stated(item: Item, medium: bytes | None) -> dict[str, str]:
    """The digest in the seizure record, by its algorithm."""
    if item.states is None or medium is None:
        return {}
    digest = digests(medium)[item.states]
    return {item.states: miscopied(digest) if item.miscopied else digest}


def miscopied(digest: str) -> str:
    """A copyist's slip: the first two neighbours after the tenth digit that differ have changed places."""
    place = next(place for place in range(10, len(digest) - 1) if digest[place] != digest[place + 1])
    return digest[:place] + digest[place + 1] + digest[place] + digest[place + 2 :]


def the_truth(folder: Path, media: dict[int, bytes]) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="samples-") as scratch:
        contents = {
            story.LAPTOP: expected.on_laptop(Path(scratch)),
            story.STICK: expected.on_stick(),
            story.WHATSAPP: expected.in_whatsapp(folder),
            story.TELEGRAM: expected.in_telegram(folder),
            story.BACKUP: expected.in_backup(folder),
            story.PHONE: expected.on_phone(folder),
        }
    return {
        "evidence": [one_truth(item, media.get(item.number), contents[item.number]) for item in ITEMS],
        "counted": {"personal-information": expected.numbers()},
    }


def one_truth(item: Item, medium: bytes | None, content: Content) -> dict[str, object]:
    """`medium`: the decoded bytes; none of a folder."""
    return {
        "number": item.number,
        "file": item.file,
        "format": item.format,
        "size": None if medium is None else len(medium),
        "digests": {} if medium is None else digests(medium),
        "stated": stated(item, medium),
        "verdict": item.verdict,
        "volumes": content.volumes,
        "messages": sum(thread.messages for thread in content.conversations),
        "conversations": [thread.shown() for thread in content.conversations],
        "artifacts": content.artifacts,
        "attachments": content.attachments,
        "files": content.files,
    }


def write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else EVIDENCE)
