"""The sentences of gaps in what lies inside files: code -> (zh, en), a part of words.GAPS."""

from __future__ import annotations

QUOTED = "quoted_"
"""How the parameters of a gap begin that another one quotes; `quoted` is its code, and `said` its sentence when it is told."""


def quoting(code: str, params: dict[str, str | int]) -> dict[str, str | int]:
    return {"quoted": code, **{QUOTED + name: value for name, value in params.items()}}


def unquoted(params: dict[str, str | int]) -> dict[str, str | int]:
    return {name.removeprefix(QUOTED): value for name, value in params.items() if name.startswith(QUOTED)}


GAPS: dict[str, tuple[str, str]] = {
    "archive-bytes-beside": (
        "压缩包 {path} 首尾另有 {count} 字节不属于其成员和目录，未读取",
        "{count} bytes stand before or behind archive {path}; they are neither members nor its directory, and were not read",
    ),
    "archive-count-differs": (
        "压缩包 {path} 载明 {stated} 个成员，目录中有 {count} 个",
        "archive {path} states {stated} members, its directory lists {count}",
    ),
    "archive-encrypted": (
        "压缩包 {path} 有 {count} 个成员已加密，只列出名称，首个为 {first}",
        "in archive {path}, {count} members are encrypted and listed without content; the first is {first}",
    ),
    "archive-locked": (
        "压缩包 {path} 的文件名也已加密，成员未列出；需要审查其内容的，请用其他工具以密码解开后作为检材添加",
        "the names in archive {path} are encrypted too and no member is listed; unpack it with its password in another tool and add the result as evidence",
    ),
    "archive-tool-missing": (
        "压缩包 {path} 有 {count} 个成员以 RAR 方式压缩，只列出名称；读取其内容需要本机装有下列程序之一：{tools}，分卷的需要前两者之一",
        "in archive {path}, {count} members are packed by RAR and listed without content; to read them this machine needs one of {tools}, for volumes one of the "
        "first two",
    ),
    "archive-trailing": (
        "{path} 的压缩数据完整，其后另有 {count} 字节不属于压缩数据",
        "the packed data of {path} are whole; {count} bytes behind them belong to something else",
    ),
    "archive-volume-missing": (
        "分卷压缩包 {path} 缺少 {name}，其中的成员不完整，涉及缺失分卷的未读取",
        "of the archive in volumes {path}, {name} is missing; members that lie in missing volumes are not read",
    ),
    "inside-archive-part": (
        "{path} 是分卷压缩包 {first} 的后续分卷，其成员列在该文件之下",
        "{path} is a later volume of the archive {first}, under which its members are listed",
    ),
    "inside-cut": (
        "{path} 中的条目列出 {count} 个后达到数量限制，其余未列出",
        "of what lies in {path}, {count} entries were listed up to the limit of their number; the rest is not",
    ),
    "inside-gaps-more": ("{path} 另有 {count} 条问题未逐一列出", "{count} more problems of {path} are not listed one by one"),
    "inside-image": (
        "{path} 按磁盘映像（{format}，{size} 字节）展开。容器内存储的校验值未重新计算比对，未使用密码，未分配区域未搜索；需要的，请导出后作为检材添加",
        "{path} was opened as an image of a disk ({format}, {size} bytes). Digests that it stores were not recomputed, no secret was tried, unallocated space "
        "was not searched; where that is needed, export it and add it as evidence",
    ),
    "inside-image-cut": (
        "映像内的卷 {path} 列出 {count} 个条目后，文件大小合计达到限制，其余及其后的卷未列出",
        "of the volume {path} in an image {count} entries were listed up to the limit of their bytes in all; the rest, and later volumes, are not",
    ),
    "inside-image-part": (
        "{path} 是磁盘映像 {first} 的一部分，其内容列在该文件之下",
        "{path} is a part of the image of a disk {first}, under which its content is listed",
    ),
    "inside-image-remark": ("映像 {path}：{said}", "image {path}: {said}"),
    "inside-image-volume": (
        "映像内的卷 {path}：{holds}，起始 {offset}，长度 {size} 字节",
        "volume {path} in an image: {holds}, from byte {offset}, {size} bytes",
    ),
    "inside-shut-depth": (
        "文件中嵌套的文件（压缩包、邮件等）有 {count} 个因嵌套层数超过限制未展开，首个为 {first}",
        "{count} files that hold others (archives, mails) lie too deep within each other and were not opened; the first is {first}",
    ),
    "inside-shut-itself": (
        "有 {count} 个文件与其所在的容器内容完全相同，未再展开，首个为 {first}",
        "{count} files have the very content of a container that they lie in and were not opened again; the first is {first}",
    ),
    "inside-shut-lost": (
        "有 {count} 个含有其他文件的文件（压缩包、邮件等）因读取进程中止或无响应未展开，首个为 {first}",
        "{count} files that hold others (archives, mails) were not opened because the process that read them ended or stood still; the first is {first}",
    ),
    "inside-shut-members": (
        "有 {count} 个含有其他文件的文件因条目数量达到限制未展开，首个为 {first}",
        "{count} files that hold others were not opened because the limit of the number of members was reached; the first is {first}",
    ),
    "inside-shut-no-reader": (
        "有 {count} 个压缩包或邮箱文件的格式不能读取，未展开；需要审查其内容的，请用其他工具展开后作为检材添加。首个为 {first}",
        "{count} archives or mailboxes are of a format that is not read here and were not opened; unpack them with another tool and add the result as evidence. "
        "The first is {first}",
    ),
    "inside-shut-package": (
        "应用程序包 {count} 个（APK、JAR、IPA 等）未展开，首个为 {first}",
        "{count} packages of programs (APK, JAR, IPA and the like) were not opened; the first is {first}",
    ),
    "inside-shut-size": (
        "有 {count} 个含有其他文件的文件因展开总量达到限制未展开，首个为 {first}",
        "{count} files that hold others were not opened because the limit of unpacked bytes in all was reached; the first is {first}",
    ),
    "inside-shut-time": (
        "有 {count} 个含有其他文件的文件因展开用时达到限制未展开，首个为 {first}",
        "{count} files that hold others were not opened because listing them took longer than the limit; the first is {first}",
    ),
    "inside-shut-triage": (
        "未读取文件内容，其中的压缩包、邮件等未展开；按名称计有 {count} 个，首个为 {first}。需要展开的，请以 standard 或 full 方式处理",
        "contents were not read, so archives and mails in them were not opened: {count} by their names, the first is {first}. To open them, process "
        "with the profile standard or full",
    ),
    "inside-shut-unreadable": (
        "有 {count} 个含有其他文件的文件因损坏或无法读取未展开，首个为 {first}",
        "{count} files that hold others are damaged or cannot be read and were not opened; the first is {first}",
    ),
    "mail-coding": (
        "邮件 {path} 中 {part} 的 Base64 编码有误，只解出能够解出的部分",
        "the Base64 coding of {part} in the mail {path} does not hold: only what can be decoded was",
    ),
    "mail-cut": (
        "邮件 {path} 的某一部分没有结束标记，可能不完整",
        "a part of the mail {path} has no end: it may be incomplete",
    ),
    "mail-embedded": (
        "邮件 {path} 内嵌 {count} 个邮件或对象，未展开",
        "{count} mails or objects that are embedded in the mail {path} were not opened",
    ),
    "mail-headers-cut": (
        "邮件 {path} 的信头过长，有 {count} 字节未读取",
        "the headers of the mail {path} are too long: {count} bytes of them were not read",
    ),
    "mail-other-items": (
        "邮箱文件 {path} 中有 {count} 个不是邮件的条目（{kind}，如联系人、日程），未读取",
        "{count} items of the mail file {path} are no mails ({kind}: contacts, appointments and the like) and were not read",
    ),
    "mail-packed": (
        "邮件 {path} 的正文只有压缩 RTF 一种形式，未读取",
        "the text of the mail {path} is only there as packed RTF, which is not read",
    ),
    "mail-parts": (
        "邮件 {path} 的收件人、附件或其他部分超过 {count} 个，其余未列出",
        "the mail {path} has more than {count} recipients, attachments or other parts; the rest is not listed",
    ),
    "mail-text-coding": (
        "邮件 {path} 有 {count} 段正文的 Base64 编码有误，只解出能够解出的部分",
        "the Base64 coding of {count} texts of the mail {path} does not hold: only what can be decoded was",
    ),
    "mail-text-unread": (
        "邮件 {path} 的正文损坏，未能读取或未读全",
        "the text of the mail {path} is damaged and could not be read, or not whole",
    ),
    "mail-unread": ("{path} 无法作为邮件读取", "{path} cannot be read as a mail"),
}
