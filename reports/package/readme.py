"""README.txt of a package: what lies in it and how it is checked, for whoever has no more than Python."""

from __future__ import annotations

from evidence_desk import __version__
from evidence_desk.store.case import Particulars
from evidence_desk.store.tables import Shown

TEXT = """电子数据复核包 {number} {title}
由 evidence-desk {version} 制作。时间除另有说明外均为 UTC。

一、如何核验
  任何装有 Python 3.8 以上的计算机，不需要本程序，也不需要联网：
      python3 verify.py 复核包.zip            （核验压缩包）
      python3 verify.py 解压后的文件夹        （核验解压后的文件夹）
  加 --root 并给出制作时另行记下的 Merkle 根，可发现整包被重新制作；包内文件不能证明这一点。
  包内的 verify.py 可能与其他文件一并被改动；有疑问的，改用程序源码中的 reports/package/verify.py。

二、包内意见书
{memos_zh}

三、文件
  memos.jsonl              日志所记的每一份意见书，以及本包放入的是哪一份
  records.jsonl            被引用或标记的记录、审查发现、检材、分区和未能读取的内容
  exhibits/、exhibits.jsonl  记录所在的文件（数据库连同其 -wal、-shm、-journal），按 SHA-256 命名，及其原路径
  left-out.jsonl           未放入的条目和文件及原因
  conclusions.jsonl、checks.jsonl、marks-left-out.jsonl  答复、审查要点、未写入意见书的标记及理由
  countings/、samples/     每次统计的逐条结果；每个样本的总体、分层、结果
  audit.jsonl              审计日志，可另用 verify-log.py 核验
  reader.html              会话，可用浏览器查看
  manifest.json、sums.txt  案件编号和名称，全部文件的长度和校验值；Merkle 根覆盖以上各项

  被审查发现或答复引用的、标记为有利于犯罪嫌疑人的记录，无论制作时选了哪些标记，一律放入或在 left-out.jsonl 中说明原因。
  检材本身（镜像、整部手机等）不在包内，其校验值见 records.jsonl。

Review package {number} {title}
Made by evidence-desk {version}. Times are UTC where nothing else is said.

1. How to check it
  On any computer with Python 3.8 or later, without this program and without a network:
      python3 verify.py PACKAGE.zip     (as a ZIP)
      python3 verify.py FOLDER          (unpacked)
  With --root and the Merkle root that was written down when it was made, a package that was made anew as a whole is found; nothing inside can tell that.
  The verify.py in here can have been changed together with the rest: whoever doubts it takes reports/package/verify.py of the program's source.

2. The memos in it
{memos_en}

3. Files
  memos.jsonl              every memo that the log records, and which of them is here
  records.jsonl            records that are cited or tagged, findings, evidence, volumes, and what could not be read
  exhibits/, exhibits.jsonl  the files that records lie in (a database with its -wal, -shm, -journal), named by SHA-256, and where they come from
  left-out.jsonl           items and files that are not here, each with its reason
  conclusions.jsonl, checks.jsonl, marks-left-out.jsonl  answers, review points, marks that the memo leaves out and why
  countings/, samples/     every counting row by row; of every sample the population, its strata, its results
  audit.jsonl              the audit log, which verify-log.py checks too
  reader.html              the conversations, for a browser
  manifest.json, sums.txt  the case, sizes and digests of all files; the Merkle root is over all of these

  Whatever a finding or an answer cites, and whatever is marked as speaking for the suspect, is here whichever tags were chosen, or left-out.jsonl says why not.
  The evidence itself (images, whole phones) is not here; records.jsonl has its digests.
"""


def text(about: Particulars, memos: list[Shown]) -> str:
    """`memos`: the rows of memos.jsonl."""
    zh, en = ("\n".join(f"  {one[told]}" for one in memos) for told in ("told_zh", "told"))
    return TEXT.format(number=about.number, title=about.title, version=__version__, memos_zh=zh, memos_en=en)
