"""The memo's own words, Chinese and English side by side: key -> (zh, en).

Chinese is the authentic version. Wording is neutral and claims no more than was seen: 检出, 未检出, 无法判断;
what was not examined is said. Whether someone did something, and what that is in law, is never said here.
`review.wording` finds wording that would.
"""

from __future__ import annotations

from evidence_desk.errors import Language
from evidence_desk.remnant_words import REMNANTS
from reports.memo.words_answers import ANSWERS
from reports.memo.words_content import CONTENT
from reports.memo.words_review import REVIEW

WORDS: dict[str, tuple[str, str]] = {
    **ANSWERS,
    **CONTENT,
    **REVIEW,
    # page and cover
    "memo": ("电子数据审查意见书", "Electronic Data Review Memo"),
    "memo.reference": ("", "Reference translation; the Chinese version is authentic."),
    "notice": ("本意见供办案参考，不是鉴定意见。", "This memo is for reference in handling the case. It is not an expert opinion."),
    "draft": ("草稿", "DRAFT"),
    "draft.note": ("本件尚未签署，为草稿，内容可能变动。", "This copy is unsigned: it is a draft and may change."),
    "page": ("第 {page} 页 共 {pages} 页", "Page {page} of {pages}"),
    "contents": ("目录", "Contents"),
    "contents.more": ("另有 {count} 部分，见书签", "Parts that are not listed: {count}; see the bookmarks"),
    "case.title": ("案件名称", "Case"),
    "examiners": ("审查人员", "Examiners"),
    "date": ("日期", "Date"),
    "program": ("审查程序", "Program"),
    "none": ("（无）", "(none)"),
    "list.comma": ("、", ", "),
    "list.semicolon": ("；", "; "),
    "caption.table": ("表 {number} {text}", "Table {number}. {text}"),
    "caption.figure": ("图 {number} {text}", "Figure {number}. {text}"),
    # cover and summary
    "evidence": ("检材", "Evidence"),
    "evidence.count": ("{count} 件", "{count}"),
    "audit": ("审计日志", "Audit log"),
    "zone": ("案件时区", "Case time zone"),
    "zone.none": ("未指定", "none stated"),
    "tally.evidence": ("检材（件）", "evidence items"),
    "tally.match": ("校验一致（件）", "digests match"),
    "tally.mismatch": ("校验不一致（件）", "digests do not match"),
    "tally.open": ("无可比值或未核验（件）", "nothing to compare, or not verified"),
    "tally.unreadable": ("无法读取（件）", "unreadable"),
    "tally.messages": ("解析消息（条）", "messages parsed"),
    "tally.messages-open": ("解析消息（条，不含已隔离）", "messages, none set apart"),
    "tally.findings": ("审查发现（项）", "findings"),
    "tally.favourable": ("有利标记和发现（项）", "marks and findings in favour"),
    "tally.problems": ("读取或解析失败（处）", "failures to read or parse"),
    "summary.match": ("检材 {numbers}：校验值一致。", "Evidence {numbers}: the digests match."),
    "summary.mismatch": (
        "检材 {number}（{label}）：重新计算的校验值与比对值不一致，详见第六部分。",
        "Evidence {number} ({label}): the digests recomputed do not match those compared with: see part 6.",
    ),
    "summary.nothing-to-compare": ("检材 {numbers}：没有可供比对的校验值。", "Evidence {numbers}: there is no digest to compare with."),
    "summary.unreadable": (
        "检材 {number}（{label}）：全部或部分数据无法读取，未能核验。",
        "Evidence {number} ({label}): it cannot be read, in whole or in part, and could not be verified.",
    ),
    "summary.open": ("检材 {numbers}：尚未核验。", "Evidence {numbers}: not verified yet."),
    "summary.folder": ("检材 {numbers} 为文件夹，未计算整体校验值。", "Evidence {numbers}: a folder; no digest of the whole was computed."),
    "ask.mismatch": (
        "检材 {numbers}：请移送单位书面说明校验值差异。",
        "Evidence {numbers}: the unit that submitted it should explain in writing why the digests differ.",
    ),
    "ask.nothing-to-compare": (
        "检材 {numbers}：请补充移送提取时的校验值。",
        "Evidence {numbers}: the digests made at the extraction should be submitted.",
    ),
    "summary.damaged": (
        "检材 {number} 有 {count} 段数据不可读或校验失败，详见第六部分。",
        "Ranges of evidence {number} that cannot be read or whose checksum does not hold: {count}. See part 6.",
    ),
    "summary.more": ("另有 {count} 项，见后文。", "More in the parts below: {count}."),
    "summary.cut": ("……", "..."),
    "summary.in-full": ("各项发现的全文见第八部分。", "Part 8 has the findings in full."),
    "summary.no-findings": ("审查人员没有记载发现。", "The reviewers recorded no finding."),
    "summary.problems": (
        "读取或解析失败 {count} 处，结论限于已读取的内容，见第十三部分。",
        "Failures to read or parse: {count}. What is said here is limited to what was read: see part 13.",
    ),
    "summary.unexamined": (
        "{count} 个文件没有对应的结构化解析器，详见第十三部分。",
        "Files without a structured parser: {count}. See part 13.",
    ),
    "summary.nothing-processed": ("没有检材完成处理，本意见书不含审查结果。", "No evidence was processed: this memo holds no results."),
    # materials and integrity
    "table.materials": ("送审材料", "Materials received"),
    "column.number": ("编号", "No."),
    "column.label": ("名称", "Label"),
    "column.format": ("格式", "Format"),
    "column.size": ("大小（字节）", "Size (bytes)"),
    "column.file": ("文件", "File"),
    "segments": ("{first} 等 {count} 个分段", "{first} and on, {count} segments"),
    "materials.digests": ("校验值", "Digests"),
    "materials.none": ("本案没有登记检材。", "No evidence is registered in this case."),
    "table.metadata": (
        "容器所载信息（由取证工具写入，本次未核实）",
        "What the containers say (written by the acquisition tool, not checked here)",
    ),
    "column.name": ("项目", "Name"),
    "column.value": ("内容", "Value"),
    "digest.stated": ("检材 {number} 记载", "{number}, stated"),
    "digest.stored": ("检材 {number} 存储", "{number}, stored"),
    "digest.computed": ("检材 {number} 计算", "{number}, computed"),
    "digest.note": (
        "“记载”指笔录或清单所载，“存储”指镜像容器内所存，“计算”指本次重新计算。镜像的校验值针对解码后的介质内容，不针对容器文件。",
        "'Stated' is from the record or list, 'stored' is kept in the image's container, 'computed' was recomputed here. The digest of an image is that of the decoded medium, not of the container's files.",
    ),
    "digest.source": ("检材 {number} 的记载值来源：{source}。", "The stated digest of evidence {number} comes from: {source}."),
    "table.integrity": ("校验值比对", "Digests compared"),
    "column.evidence": ("检材", "Evidence"),
    "column.algorithm": ("算法", "Algorithm"),
    "column.compared": ("比对对象", "Compared with"),
    "column.verdict": ("结论", "Verdict"),
    "origin.stated": ("笔录记载的值", "the value stated in the record"),
    "origin.stored": ("容器存储的值", "the value stored in the container"),
    "table.damage": (
        "不可读或校验失败的区域（扇区按 512 字节计）",
        "Ranges that cannot be read or whose checksum does not hold (sectors of 512 bytes)",
    ),
    "column.sectors": ("扇区", "Sectors"),
    "column.offset": ("起始字节", "First byte"),
    "column.length": ("长度（字节）", "Length (bytes)"),
    "damage.none": ("在已核验的检材中未检出不可读的区域。", "No unreadable range was found in the evidence that was verified."),
    "damage.unverified": (
        "没有检材完成核验，是否存在不可读的区域无法判断。",
        "No evidence was verified: whether there are unreadable ranges cannot be told.",
    ),
    "damage.more": (
        "检材 {number} 另有 {count} 段未列出，全部区域见案件数据。",
        "Ranges of evidence {number} that are not listed: {count}; the case holds them all.",
    ),
    "integrity.note": (
        "校验值一致，说明所读数据与比对值产生时的数据相同；取得数据的过程是否合规，不能由此判断。",
        "A match says that the data read is what it was when the value compared with was made; whether it was obtained properly cannot be told from it.",
    ),
    # method
    "method.read-only": (
        "检材以只读方式打开，程序只写入案件文件夹和操作人员指定的输出文件，不含网络功能。",
        "Evidence was opened read-only; the program writes in the case folder and in the files that its user names, and has no network functions.",
    ),
    "method.zone": (
        "时间以 UTC 记录，当地时间按来源、检材或案件所载时区换算，并注明依据；时区不明的，按来源原样列出，不作换算，也不使用本机时区。",
        "Times are kept in UTC. Local times follow the zone that the source, the evidence or the case states, and the basis is printed. Where none is known they stand as the source has them; this machine's zone is never used.",
    ),
    "method.program": ("程序", "Program"),
    "method.parsers": ("解析器", "Parsers"),
    "method.libraries": ("读取检材所用程序及程序库（摘自审计日志）", "Read with (from the audit log)"),
    "table.searches": ("检索记录（摘自审计日志）", "Searches (from the audit log)"),
    "column.query": ("检索词", "Query"),
    "column.scope": ("范围", "Scope"),
    "column.time": ("时间", "Time"),
    "column.hits": ("命中", "Hits"),
    "searches.none": ("审计日志中没有检索记录。", "The audit log records no search."),
    "searches.more": ("另有 {count} 次检索未列出，见审计日志。", "Searches that are not listed: {count}; the audit log has them."),
    "part.entries": ("文件名", "file names"),
    "part.texts": ("文件文字", "text of files"),
    "part.pictures": ("图片文字（OCR）", "writing on pictures (OCR)"),
    "part.conversations": ("会话", "conversations"),
    "part.participants": ("参与者", "participants"),
    "part.messages": ("消息", "messages"),
    "part.fragments": ("未分配空间文字", "text of unallocated space"),
    "part.leftovers": ("目录索引残留名称", "names left in indexes"),
    "part.artifacts": ("痕迹", "artifacts"),
    # audit and check
    "audit.entries": ("日志条数", "Entries"),
    "audit.head": ("末条校验值", "Head hash"),
    "audit.state": ("链校验", "Chain"),
    "audit.whole": ("各条校验值前后相接，未检出断裂", "each entry follows the one before; no break found"),
    "audit.broken": ("检出 {count} 处断裂", "breaks found: {count}"),
    "audit.break": (
        "审计日志在第 {seq} 条处不连续（{reason}），其前后的操作记录需另行核实。",
        "The audit log does not hold at entry {seq} ({reason}): what it records around there has to be checked by other means.",
    ),
    "audit.note": (
        "此值为生成本意见书之前最后一条日志的校验值。日后可据此核对日志是否被截短或改写。",
        "This is the hash of the last entry before this memo was made. It shows later whether the log was cut short or written anew.",
    ),
    "check.files": (
        "不使用本程序也可复核。文件、原始镜像（raw/dd）和引用中的“文件 SHA-256”，用下列命令之一重新计算：",
        "The digests can be checked without this program. For files, raw images and the file SHA-256 of a citation, use one of these commands:",
    ),
    "check.containers": (
        "E01 等容器的校验值针对解码后的介质，可用独立工具核验：",
        "The digest of a container such as E01 is that of the decoded medium; an independent tool recomputes it:",
    ),
    "check.audit": (
        "审计日志可导出后用独立脚本核验，附件G所列校验值应出现在日志之中；脚本为复核包中的 verify-log.py，即程序源码中的 evidence_desk/audit/verify.py：",
        "The audit log can be exported and checked by a stand-alone script, in which the hash of annex G must be found: verify-log.py of a review "
        "package, which is evidence_desk/audit/verify.py of this program:",
    ),
    "check.case": ("案件文件夹", "CASE"),
    "check.file": ("文件名", "FILE"),
    "check.head": ("附件G的校验值", "HASH-OF-ANNEX-G"),
    "sign.examiner": ("审查人员", "Examiner"),
    "sign.reviewer": ("复核人员", "Reviewer"),
    "sign.blank-date": ("      年    月    日", "____________"),
    # marks, verdicts, bearings
    "verdict.match": ("一致", "match"),
    "verdict.mismatch": ("不一致", "mismatch"),
    "verdict.nothing-to-compare": ("无可比值", "nothing to compare"),
    "verdict.unreadable": ("无法读取", "unreadable"),
    "verdict.open": ("尚未核验", "not verified yet"),
    "bearing.supports": ("支持", "supports"),
    "bearing.contradicts": ("相反或减轻", "contradicts or mitigates"),
    "bearing.neutral": ("中性", "neutral"),
    # blocks that the renderer words itself
    "opinion": ("审查人员意见", "Reviewer's opinion"),
    "finding": ("审查人员发现", "Reviewer's finding"),
    "sign.line": ("（签名）", "(signature)"),
    "sign.date": ("日期：{date}", "Date: {date}"),
    "plot.unit": ("{caption}（单位：{unit}）", "{caption} ({unit})"),
    "plot.empty": ("没有可统计的数据。", "There is nothing to count."),
    "timeline.number": ("序号", "No."),
    "timeline.time": ("时间", "Time"),
    "timeline.event": ("事项", "Event"),
    "cite.item": ("条目 {item}", "item {item}"),
    "cite.evidence": ("检材 {number}（{label}）", "evidence {number} ({label})"),
    "cite.evidence-digest": ("检材 SHA-256", "evidence SHA-256"),
    "cite.path": ("路径", "path"),
    "cite.place": ("位置", "place"),
    "cite.file-digest": ("文件 SHA-256", "file SHA-256"),
    "cite.parser": ("解析器", "parser"),
    "cite.no-digest": ("未计算", "not computed"),
    "cites.none": ("本意见书没有引用。", "This memo cites nothing."),
    "place.extent": ("偏移 {offset}，长度 {length} 字节", "offset {offset}, length {length} bytes"),
    **REMNANTS,
    "place.row": ("数据表 {table}，行号（rowid）{rowid}", "table {table}, rowid {rowid}"),
    "place.pointer": ("JSON 指针 {pointer}", "JSON pointer {pointer}"),
    "place.line": ("第 {line} 行", "line {line}"),
    "place.whole": ("整个文件", "the whole file"),
    "place.volume": ("分区 {index}（{filesystem}，起始字节 {offset}）", "volume {index} ({filesystem}, first byte {offset})"),
    "place.record": ("文件记录 {record}", "file record {record}"),
    "place.carved": (
        "自未分配空间恢复：{on}字节 {offset} 起共 {length} 字节，{bounded}",
        "carved from unallocated space: {length} bytes from byte {offset} of {on}, {bounded}",
    ),
    "place.on-medium": ("介质", "the medium"),
    "place.on-volume": ("卷 {index} ", "volume {index}"),
    "bounded.structure": ("结尾由文件结构确定", "ended by the structure of the file"),
    "bounded.broken": ("文件结构在此中断", "cut where the structure breaks off"),
    "bounded.limit": ("因区域末尾或长度上限截止", "cut by the end of the range or the most that one may have"),
    "place.deleted": ("已删除（未分配）", "deleted (unallocated)"),
    "place.log": ("读取时已合并同目录的 {name}（SHA-256 {sha256}）", "read together with {name} beside it (SHA-256 {sha256})"),
    "differs.stated": ("（与记录载明值不一致，见第六部分）", " (does not match the stated value: see part 6)"),
    "differs.stored": ("（与容器存储的值不一致，见第六部分）", " (does not match the value stored in the container: see part 6)"),
    "undrawable": (
        "下列字符无字形，正文以码位表示，形如 \U0010ffff。",
        "No typeface here draws these characters; the text shows their code points, in the manner of \U0010ffff.",
    ),
    "undrawable.none": ("本意见书的字符均有字形。", "Every character of this memo could be drawn."),
    "undrawable.caption": ("字符无字形", "Characters without a glyph"),
    "undrawable.code": ("码位", "Code point"),
    "undrawable.name": ("Unicode 名称", "Unicode name"),
    "undrawable.count": ("次数", "Times"),
    "undrawable.unnamed": ("（无名称）", "(no name)"),
    "undrawable.more": ("另有 {count} 种字符未列出。", "Characters that are not listed: {count}."),
    "unseen": (
        "控制字符和书写方向标记以名称显示，形如 \x00、\u202e，该名称并非原文所有。",
        "Control characters and marks of writing direction are shown by a name such as \x00 or \u202e, which the source itself does not hold.",
    ),
}


def say(key: str, language: Language, **params: str | int) -> str:
    """KeyError where there is no such key or a parameter is missing: the words are ours, so that is a bug."""
    zh, en = WORDS[key]
    return (zh if language == "zh" else en).format(**params)
