"""The sentences of gaps in backups of phones, tables with a mapping and other tools' reports: code -> (zh, en), a part of words.GAPS."""

from __future__ import annotations

GAPS: dict[str, tuple[str, str]] = {
    "report-broken": (
        "报告“{path}”在 {offset} 处中断（{detail}），其后内容未读取",
        "the report {path} breaks off at {offset} ({detail}); what comes after that was not read",
    ),
    "report-models-unread": (
        "报告“{path}”中有 {count} 条“{type}”类记录，本程序不读取此类",
        "{count} records of the kind {type} in the report {path} are of a kind that is not read",
    ),
    "report-tables-unread": (
        "“{path}”中读取了 {read} 张会话表，另有 {count} 张表本程序不读取",
        "{read} tables of conversations in {path} were read; {count} others are of a kind that is not read",
    ),
    "table-others-unread": (
        "“{path}”中另有 {count} 个工作表或数组不在映射之内，未读取",
        "{count} other sheets or arrays of {path} are not what the mapping is for; they were not read",
    ),
    "table-unreadable": (
        "表格“{path}”自此无法继续读取（{detail}）",
        "the table {path} cannot be read any further ({detail})",
    ),
    "mapping-column-missing": (
        "映射指定的列“{column}”在“{path}”中没有：该字段为空",
        "{path} has no column '{column}', which the mapping names: that field is empty",
    ),
    "bodies-undecoded": (
        "“{path}”中有 {count} 条消息的内容未能解读，仅保留其时间、方向和所属会话",
        "what {count} messages in {path} say could not be decoded; their times, directions and conversations are kept",
    ),
    "secret-messages-unread": (
        "“{path}”中有 {count} 条加密会话的消息，其内容本身经过加密，未读取",
        "{count} messages of secret conversations in {path} are encrypted by themselves and were not read",
    ),
    "telegram-parts-unread": (
        "“{path}”中消息的表情回应、各次修改和媒体文件的存放位置，本程序不读取",
        "reactions to messages in {path}, their earlier versions and where their files lie are not read",
    ),
    "call-time-unconverted": (
        "通话时间“{raw}”没有时区依据，未换算为 UTC，该记录不在时间线上",
        "the time '{raw}' of a call has no zone and was not converted to UTC: the record is not on the timeline",
    ),
    "backup-manifest-unreadable": (
        "备份清单“{path}”无法读取（{detail}），该备份中的文件按存储名列出",
        "the backup's manifest {path} cannot be read ({detail}): its files are listed under the names that they are stored by",
    ),
    "backup-manifest-damaged": (
        "备份清单“{path}”在 {offset} 处中断（{detail}），其后所列文件未能还原路径",
        "the backup's manifest {path} breaks off at {offset} ({detail}): files that it lists after that have not got their paths back",
    ),
    "backup-list-unreadable": (
        "备份的属性列表“{path}”无法读取（{detail}）",
        "the backup's property list {path} cannot be read ({detail})",
    ),
    "backup-files-missing": (
        "备份“{path}”的清单列有 {count} 个文件，备份中没有其内容，首个为“{first}”",
        "the manifest of the backup {path} lists {count} files whose content is not in the backup, the first is {first}",
    ),
    "backup-names-differ": (
        "备份“{path}”中有 {count} 个文件的存储名与其路径的校验值不符，按清单列出，首个为“{first}”",
        "{count} files of the backup {path} are not stored under the digest of their path; the manifest was followed, the first is {first}",
    ),
    "backup-facts-unreadable": (
        "备份清单中“{path}”的时间、大小等信息无法解读",
        "what the backup's manifest says of the times and size of {path} cannot be read",
    ),
    "backup-path-twice": ("备份清单两次列出“{path}”，采用先列的一条", "the backup's manifest lists {path} twice; the first was followed"),
}
