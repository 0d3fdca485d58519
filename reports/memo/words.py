"""The memo's own words, Chinese and English side by side: key -> (zh, en).

Chinese is the authentic version. Wording is neutral and claims no more than was seen: 检出, 未检出, 无法判断;
what was not examined is said. Whether someone did something, and what that is in law, is never said here.
`forbidden` finds wording that would; it checks the generated text in the tests and typed text on the screen.
"""

from __future__ import annotations

import re

from evidence_desk.errors import Language

WORDS: dict[str, tuple[str, str]] = {
    # page and cover
    "memo": ("电子数据审查意见书", "Electronic Data Review Memo"),
    "memo.reference": ("", "Reference translation; the Chinese version is authentic."),
    "notice": ("本意见供办案参考，不是鉴定意见。", "This memo is for reference in handling the case. It is not an expert opinion."),
    "draft": ("草稿", "DRAFT"),
    "draft.note": (
        "本件尚未签署，为草稿，内容可能变动。",
        "This copy is unsigned: it is a draft and may change.",
    ),
    "page": ("第 {page} 页 共 {pages} 页", "Page {page} of {pages}"),
    "contents": ("目录", "Contents"),
    "contents.more": ("另有 {count} 部分，见书签", "Parts that are not listed: {count}; see the bookmarks"),
    "case.number": ("案件编号", "Case number"),
    "case.title": ("案件名称", "Case"),
    "examiners": ("审查人员", "Examiners"),
    "date": ("日期", "Date"),
    "program": ("审查程序", "Program"),
    "none": ("（无）", "(none)"),
    "list.comma": ("、", ", "),
    # sections
    "summary": ("一、结论摘要", "1. Summary"),
    "materials": ("二、送审材料", "2. Materials received"),
    "integrity": ("三、完整性核验", "3. Integrity"),
    "method": ("四、审查方法与环境", "4. Method and environment"),
    "findings": ("五、审查发现", "5. Findings"),
    "favourable": ("六、有利于犯罪嫌疑人的材料", "6. Exculpatory and mitigating material"),
    "statistics": ("七、数量统计", "7. Counts"),
    "limits": ("八、未读取内容与局限", "8. What was not read, and limits"),
    "annex.citations": ("附件一 引用定位", "Annex 1. Where the citations lie"),
    "annex.audit": ("附件二 审计日志校验值", "Annex 2. Audit log check values"),
    "annex.check": ("附件三 自行复核方法", "Annex 3. How to check this memo"),
    "signatures": ("落款", "Signatures"),
    # cover and summary
    "evidence": ("检材", "Evidence"),
    "evidence.count": ("{count} 件", "{count}"),
    "audit.count": ("{count} 条", "{count}"),
    "audit": ("审计日志", "Audit log"),
    "zone": ("案件时区", "Case time zone"),
    "zone.none": ("未指定", "none stated"),
    "tally.evidence": ("检材（件）", "evidence items"),
    "tally.match": ("校验一致（件）", "digests match"),
    "tally.mismatch": ("校验不一致（件）", "digests do not match"),
    "tally.open": ("无可比值或未核验（件）", "nothing to compare, or not verified"),
    "tally.unreadable": ("无法读取（件）", "unreadable"),
    "tally.messages": ("解析消息（条）", "messages parsed"),
    "tally.findings": ("审查发现（项）", "findings"),
    "tally.favourable": ("有利材料（项）", "exculpatory items"),
    "tally.problems": ("未读取或未解析（处）", "things not read or parsed"),
    "summary.match": (
        "检材 {number}（{label}）：重新计算的校验值与比对值一致。",
        "Evidence {number} ({label}): the digests recomputed match those compared with.",
    ),
    "summary.mismatch": (
        "检材 {number}（{label}）：重新计算的校验值与比对值不一致，详见第三部分。",
        "Evidence {number} ({label}): the digests recomputed do not match those compared with: see part 3.",
    ),
    "summary.nothing-to-compare": (
        "检材 {number}（{label}）：没有可供比对的校验值。",
        "Evidence {number} ({label}): there is no digest to compare with.",
    ),
    "summary.unreadable": (
        "检材 {number}（{label}）：无法读取，未核验。",
        "Evidence {number} ({label}): it cannot be read and was not verified.",
    ),
    "summary.open": ("检材 {number}（{label}）：尚未核验。", "Evidence {number} ({label}): not verified yet."),
    "summary.damaged": (
        "检材 {number} 有 {count} 段数据不可读或校验失败，详见第三部分。",
        "Ranges of evidence {number} that cannot be read or whose checksum does not hold: {count}. See part 3.",
    ),
    "summary.more": ("另有 {count} 项，见后文。", "More in the parts below: {count}."),
    "summary.no-findings": ("审查人员没有记载发现。", "The reviewers recorded no finding."),
    "summary.problems": (
        "有 {count} 处内容未能读取或解析，结论限于已读取的内容，见第八部分。",
        "Not read or not parsed: {count}. What is said here is limited to what was read: see part 8.",
    ),
    "summary.nothing-processed": ("没有检材完成处理，本意见书不含审查结果。", "No evidence was processed: this memo holds no results."),
    # materials and integrity
    "table.materials": ("表 1 送审材料", "Table 1. Materials received"),
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
    "table.integrity": ("表 2 校验值比对", "Table 2. Digests compared"),
    "column.evidence": ("检材", "Evidence"),
    "column.algorithm": ("算法", "Algorithm"),
    "column.compared": ("比对对象", "Compared with"),
    "column.verdict": ("结论", "Verdict"),
    "origin.stated": ("笔录记载的值", "the value stated in the record"),
    "origin.stored": ("容器存储的值", "the value stored in the container"),
    "table.damage": (
        "表 3 不可读或校验失败的区域（扇区按 512 字节计）",
        "Table 3. Ranges that cannot be read or whose checksum does not hold (sectors of 512 bytes)",
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
        "检材以只读方式打开，写入只发生在案件文件夹内。审查程序不含网络功能。",
        "Evidence was opened read-only; the program writes in the case folder only and has no network functions.",
    ),
    "method.zone": (
        "时间以 UTC 记录，当地时间按来源、检材或案件所载时区换算，并注明依据；时区不明的，按来源原样列出，不作换算，也不使用本机时区。",
        "Times are kept in UTC. Local times follow the zone that the source, the evidence or the case states, and the basis is printed. Where none is known they stand as the source has them; this machine's zone is never used.",
    ),
    "method.program": ("程序", "Program"),
    "method.parsers": ("解析器", "Parsers"),
    "method.libraries": ("程序库", "Libraries"),
    "table.searches": ("表 4 检索记录（摘自审计日志）", "Table 4. Searches (from the audit log)"),
    "column.query": ("检索词", "Query"),
    "column.scope": ("范围", "Scope"),
    "column.time": ("时间", "Time"),
    "column.hits": ("命中", "Hits"),
    "searches.none": ("审计日志中没有检索记录。", "The audit log records no search."),
    "searches.more": ("另有 {count} 次检索未列出，见审计日志。", "Searches that are not listed: {count}; the audit log has them."),
    "part.entries": ("文件名", "file names"),
    "part.texts": ("文件文字", "text of files"),
    "part.conversations": ("会话", "conversations"),
    "part.participants": ("参与者", "participants"),
    "part.messages": ("消息", "messages"),
    "part.artifacts": ("痕迹", "artifacts"),
    # findings
    "findings.intro": (
        "以下发现由审查人员作出，每项均引用记录；程序只列出记录，不作判断。",
        "Reviewers made the findings below; each cites records. The program lists records and judges nothing.",
    ),
    "findings.none": ("未记载发现。", "No finding is recorded."),
    "findings.of-fact": (
        "与该事实有关的发现：支持 {supports} 项，相反或减轻 {contradicts} 项，中性 {neutral} 项。",
        "Findings on this fact: supporting {supports}, contradicting or mitigating {contradicts}, neutral {neutral}.",
    ),
    "findings.no-fact": ("未归入待证事实的发现", "Findings that belong to no fact"),
    "findings.timeline": ("图 1 所引记录的时间（UTC）", "Figure 1. Times of the cited records (UTC)"),
    "table.tags": ("审查人员的标记", "Reviewers' marks"),
    "column.tag": ("标记", "Mark"),
    "column.bearing": ("与事实的关系", "Bearing"),
    "column.note": ("说明", "Note"),
    "column.says": ("记录内容", "What the record says"),
    "record.empty": ("（无文字）", "(no text)"),
    "record.cut": ("……（以上为前 {kept} 个字符，全文共 {length} 个字符）", "... (the first {kept} of {length} characters)"),
    "record.attachment": ("[附件 {name}：{state}]", "[attachment {name}: {state}]"),
    "attachment.present": ("在检材中", "in the evidence"),
    "attachment.missing": ("不在检材中", "not in the evidence"),
    "attachment.omitted": ("导出时未包含", "left out by the export"),
    "attachment.undecryptable": ("未能解密", "could not be decrypted"),
    "time.based": ("{utc}（时区依据：{basis}）", "{utc} (zone: {basis})"),
    "time.local": ("当地 {local}（{zone}）", "local {local} ({zone})"),
    "time.written": ("来源所载 {text}", "in the source: {text}"),
    "time.unzoned": ("{local}（来源未载时区，未换算）", "{local} (no zone in the source; not converted)"),
    "time.none": ("来源未载时间", "no time in the source"),
    "basis.source": ("来源", "source"),
    "basis.evidence": ("检材指定时区", "stated for the evidence"),
    "basis.case": ("案件时区", "the case"),
    "kind.entries": ("文件", "file"),
    "kind.messages": ("消息", "message"),
    "kind.artifacts": ("痕迹", "artifact"),
    "kind.conversations": ("会话", "conversation"),
    "kind.participants": ("参与者", "participant"),
    "kind.problems": ("未读取", "not read"),
    "kind.evidence": ("检材", "evidence"),
    "kind.volumes": ("分区", "volume"),
    "kind.coverage": ("解析统计", "parsing count"),
    "sender": ("{name}（{identifier}）", "{name} ({identifier})"),
    "account": ("账号 {name}", "account {name}"),
    "type.web-visit": ("网页访问", "web visit"),
    "type.download": ("下载", "download"),
    "type.call": ("通话", "call"),
    "type.contact": ("联系人", "contact"),
    "type.photo": ("照片", "photo"),
    # favourable
    "favourable.none": (
        "未检出：审查人员没有将任何记录标记为有利于犯罪嫌疑人的材料。检索范围见第四部分，未读取的内容见第八部分。",
        "None found: the reviewers marked no record as exculpatory or mitigating. Part 4 gives the scope of the searches, part 8 what was not read.",
    ),
    "favourable.intro": (
        "审查人员标记的有利于犯罪嫌疑人的材料共 {count} 项，列示如下；检索范围见第四部分。",
        "Exculpatory or mitigating items that the reviewers marked: {count}. They are listed below; part 4 gives the scope of the searches.",
    ),
    "column.kind": ("类别", "Kind"),
    "favourable.finding": ("发现", "finding"),
    "favourable.tag": ("标记", "mark"),
    # counts
    "counts.intro": (
        "以下为已解析内容的数量，未去除重复；未读取的内容不在其内。",
        "These are counts of what was parsed, with duplicates left in; what was not read is not among them.",
    ),
    "counts.entries": (
        "文件系统条目 {entries} 个，其中文件 {files} 个、已删除条目 {deleted} 个、涉及不可读区域的文件 {damaged} 个。",
        "File-system entries: {entries}; of these, files: {files}, deleted entries: {deleted}, files that touch an unreadable range: {damaged}.",
    ),
    "counts.undated": (
        "另有 {count} 条消息没有可换算为 UTC 的时间，未计入下图。",
        "Messages without a time that could be converted to UTC, left out of the figure: {count}.",
    ),
    "counts.out-of-figure": (
        "下图只列出消息最多的 {shown} 段时间，共有 {count} 段。",
        "The figure shows the {shown} periods with most messages, of {count}.",
    ),
    "figure.messages.day": ("图 2 每日消息数（{zone}）", "Figure 2. Messages a day ({zone})"),
    "figure.messages.month": ("图 2 每月消息数（{zone}）", "Figure 2. Messages a month ({zone})"),
    "figure.messages.year": ("图 2 每年消息数（{zone}）", "Figure 2. Messages a year ({zone})"),
    "figure.apps": ("图 3 各应用的消息数", "Figure 3. Messages by app"),
    "figure.artifacts": ("图 4 各类痕迹数", "Figure 4. Artifacts by type"),
    "figure.files": ("图 5 各类文件数", "Figure 5. Files by type"),
    "unit.messages": ("条", "messages"),
    "counts.other": ("其他（{kinds} 类）", "others ({kinds} kinds)"),
    "counts.untyped": ("未识别类型", "type not known"),
    # limits
    "table.scope": ("表 5 各检材完成的步骤", "Table 5. Steps done for each piece of evidence"),
    "stage.open": ("打开", "open"),
    "stage.verify": ("核验", "verify"),
    "stage.walk": ("遍历", "walk"),
    "stage.content": ("读取内容", "read contents"),
    "stage.index": ("建立索引", "index"),
    "stage.done": ("完成", "done"),
    "stage.open-yet": ("未完成", "not done"),
    "table.problems": ("表 6 未读取或未解析的内容", "Table 6. What was not read or parsed"),
    "column.severity": ("程度", "Severity"),
    "column.count": ("处数", "Count"),
    "column.rows": ("涉及记录", "Records"),
    "column.example": ("首例", "First example"),
    "severity.error": ("错误", "error"),
    "severity.warning": ("警告", "warning"),
    "severity.info": ("提示", "note"),
    "problems.example": ("检材 {evidence}：{message}", "evidence {evidence}: {message}"),
    "problems.none": ("已完成的步骤没有报告未读取的内容。", "The steps that were done reported nothing that could not be read."),
    "table.coverage": ("表 7 解析覆盖情况", "Table 7. Coverage of the parsers"),
    "column.parser": ("解析器", "Parser"),
    "column.files": ("文件数", "Files"),
    "column.seen": ("来源记录数", "In the source"),
    "column.parsed": ("已解析", "Parsed"),
    "column.rejected": ("未解析", "Rejected"),
    "coverage.none": ("没有文件由解析器解析。", "No file was parsed."),
    "limits.unparsed": (
        "{count} 个文件没有对应的解析器，只登记了名称、时间、类型和校验值，内容未作解读。",
        "Files without a parser: {count}. Their name, times, type and digests are listed; their content was not interpreted.",
    ),
    "limits.encrypted": (
        "检材 {evidence} 的分区 {volume} 已加密（{encryption}）且未解锁，内容未读取。",
        "Volume {volume} of evidence {evidence} is encrypted ({encryption}) and was not unlocked: its content was not read.",
    ),
    "limits.unallocated": (
        "未分配空间、文件残余空间和内存未经审查，未作数据恢复；已删除的条目只列出文件系统仍有记载的部分。",
        "Unallocated space, file slack and memory were not examined and nothing was carved; of deleted entries only those that the file system still lists are shown.",
    ),
    "limits.media": (
        "图片、音频和视频的内容未作识别，外语内容未作翻译。",
        "The content of pictures, audio and video was not recognised, and text in other languages was not translated.",
    ),
    "limits.actor": (
        "记录说明来源存储了什么，不能据此判断何人操作。",
        "A record says what its source stores; who was at the device cannot be told from it.",
    ),
    "limits.absence": (
        "未检出，仅指在已读取的内容中没有检出，不说明其不存在。",
        "None found means none in what was read; it does not mean that there is none.",
    ),
    "limits.clock": (
        "时间取自来源，设备时钟是否准确未作核对。",
        "Times are the source's own; whether the device's clock was right was not checked.",
    ),
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
        "审计日志可导出后用独立脚本核验，末条校验值应与附件二一致或出现在日志之中：",
        "The audit log can be exported and checked by the stand-alone script; the hash in annex 2 must be in it:",
    ),
    "check.case": ("案件文件夹", "CASE"),
    "check.file": ("文件名", "FILE"),
    "check.head": ("附件二的校验值", "HASH-OF-ANNEX-2"),
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
    "place.row": ("数据表 {table}，行号（rowid）{rowid}", "table {table}, rowid {rowid}"),
    "place.pointer": ("JSON 指针 {pointer}", "JSON pointer {pointer}"),
    "place.line": ("第 {line} 行", "line {line}"),
    "place.whole": ("整个文件", "the whole file"),
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


FORBIDDEN = (
    "罪犯", "犯罪分子", "作案人", "作案者", "凶手", "证实", "坐实", "铁证", "足以认定", "足以证明", "证明其", "构成犯罪", "构成.{0,10}罪",
    "犯有.{0,10}罪", "系.{0,12}所为", "有罪(?!名)", "确系", "毫无疑问", "无可置疑", "必然是", "完好无损", "未被篡改", "没有篡改", "已达到.{0,8}标准",
    r"\bguilt(?:y)?\b", r"\bperpetrators?\b", r"\bculprits?\b", r"\boffenders?\b", r"\bcriminals?\b(?! (?:suspect|procedure|case))",
    r"\bprov(?:es?|ed|en)\b", r"\bproof\b", r"\bconclusive(?:ly)?\b", r"\bundeniabl[ey]\b", r"\bbeyond (?:any )?(?:reasonable )?doubt\b",
    r"\bcommitted (?:the|a|an) \w+", r"\bcertainly\b", r"\bwithout (?:any )?doubt\b", r"\buntampered\b", r"\bintact\b",
)  # fmt: skip
"""Patterns of wording that concludes on guilt or law, or claims more than was seen."""

_FORBIDDEN = re.compile("|".join(f"(?:{pattern})" for pattern in FORBIDDEN), re.IGNORECASE)


def forbidden(text: str) -> list[str]:
    """The passages of the text that a review memo must not say, in their order; quotations are not its own words."""
    return [found.group() for found in _FORBIDDEN.finditer(text)]
