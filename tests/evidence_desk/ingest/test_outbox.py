from evidence_desk.ingest import wire
from evidence_desk.ingest.outbox import LONGEST_WAITING, MOST_WAITING, Outbox
from evidence_desk.model import Gap, Text


def file(number: int) -> wire.File:
    return wire.File(number, "text/plain", "signature", {"md5": bytes(16)}, False)


def told(sent: list[wire.Reply]) -> list[wire.Reply]:
    return [one for reply in sent for one in (reply.replies if isinstance(reply, wire.Several) else [reply])]


def test_small_replies_go_together_in_the_order_in_which_they_were_put() -> None:
    sent: list[wire.Reply] = []
    outbox = Outbox(sent.append)
    replies: list[wire.OfEntry] = [file(1), wire.Records(1, None, 0, [Gap("content-damaged", {"path": "/a"})]), file(2)]
    for reply in replies:
        outbox.put(reply)
    assert sent == []
    outbox.flush()
    assert sent == [wire.Several(replies)]


def test_no_more_than_so_many_wait() -> None:
    sent: list[wire.Reply] = []
    outbox = Outbox(sent.append)
    for number in range(2 * MOST_WAITING + 1):
        outbox.put(file(number))
    assert [len(reply.replies) for reply in sent if isinstance(reply, wire.Several)] == [MOST_WAITING, MOST_WAITING]
    outbox.flush()
    assert told(sent) == [file(number) for number in range(2 * MOST_WAITING + 1)]


def test_a_long_text_takes_along_what_waits_before_it_and_waits_for_nothing() -> None:
    sent: list[wire.Reply] = []
    outbox = Outbox(sent.append)
    long = wire.Records(1, None, 0, [Text("长" * (LONGEST_WAITING + 1), "UTF-8")])
    outbox.put(file(1))
    outbox.put(long)
    assert told(sent) == [file(1), long]


def test_an_outbox_with_nothing_in_it_sends_nothing() -> None:
    sent: list[wire.Reply] = []
    Outbox(sent.append).flush()
    assert sent == []
