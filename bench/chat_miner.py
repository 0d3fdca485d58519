"""chat-miner on one of our inputs, run by a Python that has it; how many messages it gave.

python bench/chat_miner.py FILE
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path


def parse(path: Path) -> int:
    logging.disable(logging.CRITICAL)
    if path.suffix == ".json":
        from chatminer.chatparsers import TelegramJsonParser as Parser
    else:
        from chatminer.chatparsers import WhatsAppParser as Parser
    parser = Parser(str(path))
    parser.parse_file()
    return len(parser.parsed_messages.get_df())


if __name__ == "__main__":
    print(parse(Path(sys.argv[1])))
