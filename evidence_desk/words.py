"""The sentences of gaps and problems, Chinese and English side by side: code -> (zh, en).

A Gap stores its code and parameters, so that screen, tables and memo print it in either language.
Wording is neutral: what was not read, and why; never what that would mean.
"""

from __future__ import annotations

from evidence_desk import inside_words, phone_words, remnant_words, volume_words
from evidence_desk.errors import Language, kinds

GAPS: dict[str, tuple[str, str]] = {
    **inside_words.GAPS,
    **phone_words.GAPS,
    **remnant_words.GAPS,
    **volume_words.GAPS,
    # media
    "segment-missing": (
        "分段 {segment} 缺失，字节 {offset} 起共 {length} 字节没有数据，以零代替",
        "segment {segment} is missing: {length} bytes from {offset} have no data and read as zeros",
    ),
    "chunk-damaged": (
        "数据块校验失败：扇区 {first}–{last}（字节 {offset} 起共 {length} 字节）",
        "chunk checksum does not hold: sectors {first}-{last} ({length} bytes from {offset})",
    ),
    "section-damaged": (
        "容器 {file} 中位于 {offset} 的“{section}”段校验失败：{detail}",
        "section '{section}' at {offset} of {file} is damaged: {detail}",
    ),
    "container-truncated": ("容器 {file} 在 {offset} 处中断：{detail}", "{file} ends early at {offset}: {detail}"),
    "container-odd": ("容器 {file} 有异常：{detail}", "{file} is odd: {detail}"),
    "chunk-coding": (
        "扇区 {first}–{last}（字节 {offset} 起共 {length} 字节）的数据与校验值一致，但压缩编码与编码器的写法不符，可能有不影响数据的位被改动",
        "the checksum of sectors {first}-{last} ({length} bytes from {offset}) holds, but their coding is not as an encoder writes it: "
        "bits that do not matter to the data may have changed",
    ),
    "chunk-long": (
        "扇区 {first} 起的数据块（字节 {offset} 起共 {length} 字节）解码后多出 {excess} 字节，未采用",
        "the chunk at sector {first} ({length} bytes from {offset}) decodes to {excess} bytes too many; they were left out",
    ),
    "chunks-missing": (
        "容器中没有扇区 {first}–{last}（字节 {offset} 起共 {length} 字节）的数据，以零代替",
        "the container has no data for sectors {first}-{last} ({length} bytes from {offset}); they read as zeros",
    ),
    "chunk-count": (
        "容器记载 {declared} 个数据块，实际有 {found} 个",
        "the container counts {declared} chunks, it has {found}",
    ),
    "coding-unknown": (
        "{total} 个压缩数据块中有 {count} 个的编码器无法识别：数据与校验值一致，但未复核不影响数据的位",
        "the encoder of {count} of {total} deflated chunks is not known: their checksums hold, but bits that do not matter to the data "
        "were not checked",
    ),
    "coding-untried": (
        "{total} 个压缩数据块中有 {count} 个只核对了校验值，未复核不影响数据的位",
        "of {total} deflated chunks {count} were checked by their checksums alone, not for bits that do not matter to the data",
    ),
    "container-extra": (
        "容器 {file} 中 {offset} 起有 {length} 字节不属于任何段或数据块",
        "{length} bytes at {offset} of {file} belong to no section and no chunk",
    ),
    "container-unreadable": (
        "容器 {file} 中 {offset} 起共 {length} 字节无法读取（{reason}）",
        "{length} bytes at {offset} of {file} cannot be read ({reason})",
    ),
    "container-dirty": (
        "容器 {file} 上次没有正常关闭，其块表可能未及更新",
        "{file} was not closed properly: its tables may lack the last changes",
    ),
    "journal-unread": (
        "容器 {file} 的日志中有尚未写入的更改，未予采用",
        "{file} has changes pending in its journal, which was not read: its tables may lack the last changes",
    ),
    "log-replayed": (
        "容器 {file} 的日志中有 {count} 项尚未写入的更改，已在内存中回放，文件本身未改动；不回放日志的工具会读出不同的内容",
        "{count} pending changes in the log of {file} were applied in memory, the file was left as it is: tools that ignore the log read "
        "other bytes",
    ),
    "log-unusable": (
        "容器 {file} 标明日志中有未写入的更改，但日志无法通过校验，读出的内容可能缺少最后的更改",
        "{file} says that changes are pending in its log, which does not hold: what is read may lack the last changes",
    ),
    "backing-unidentified": (
        "容器 {file} 以同一文件夹中的 {parent} 为后备文件；容器内没有可核对该文件的信息",
        "{file} lies on {parent}, found beside it; nothing in it tells whether that is the right file",
    ),
    "snapshots-unread": (
        "容器 {file} 内有 {count} 个快照，只读取了当前状态",
        "{file} holds {count} snapshots; only its current state was read",
    ),
    "footer-missing": (
        "{file} 名为 VHD，但末尾没有 VHD 文件尾，按原始镜像读取；文件可能已被截断",
        "{file} is called a VHD but has no footer at its end and is read as a raw image: it may have been cut off",
    ),
    "descriptor-missing": (
        "分段 {file} 没有描述文件，只能单独读取，可能只是磁盘的一部分",
        "{file} has no descriptor and is read alone: it may be a part of a disk only",
    ),
    "descriptor-short": (
        "描述文件 {file} 缺少结尾的磁盘数据库部分，可能已被截断，其后可能还有分段",
        "{file} lacks the disk database at its end: it may have been cut off, and there may be more extents",
    ),
    "parent-differs": (
        "容器 {file} 所需的父盘与找到的 {parent} 不一致（应为 {detail}），取自父盘的内容可能有误",
        "{parent} is not the parent that {file} was made on ({detail}): what comes from the parent may be wrong",
    ),
    "data-outside": (
        "介质字节 {offset} 起共 {length} 字节的数据应在文件 {detail} 之外，以零代替",
        "{length} bytes of the medium from {offset} should lie beyond the end of {detail}; they read as zeros",
    ),
    "block-undecodable": (
        "介质字节 {offset} 起共 {length} 字节所在的数据块无法解码（{detail}），以零代替",
        "the block of {length} bytes of the medium from {offset} does not decode ({detail}); they read as zeros",
    ),
    "stretch-differs": (
        "介质字节 {offset} 起共 {length} 字节与容器内存储的校验值（{detail}）不符，其中的内容可能有误",
        "{length} bytes of the medium from {offset} differ from the checksum that the container stores ({detail}): some of them are wrong",
    ),
    "range-not-acquired": (
        "介质字节 {offset} 起共 {length} 字节在获取镜像时没有读取（容器以“{detail}”填充）",
        "{length} bytes of the medium from {offset} were not acquired (the format fills them with {detail})",
    ),
    "range-unreadable-then": (
        "介质字节 {offset} 起共 {length} 字节在获取镜像时无法读取（容器以“{detail}”填充）",
        "{length} bytes of the medium from {offset} could not be read when it was acquired (the format fills them with {detail})",
    ),
    "stream-differs": (
        "数据流 {stream} 与容器内存储的校验值（{detail}）不符，算得 {found}",
        "stream {stream} differs from the digest that the container stores ({detail}): {found} was computed",
    ),
    "ranges-more": (
        "另有 {count} 处、共 {length} 字节同样无法读取，未逐一列出",
        "{count} more ranges of {length} bytes in all are lost in the same way and not listed one by one",
    ),
    "header-copies-differ": (
        "容器 {file} 中位于 {offset} 的“{section}”段与另一份内容不同",
        "section '{section}' at {offset} of {file} differs from the other copy",
    ),
    "section-coding": (
        "容器 {file} 中位于 {offset} 的“{section}”段与校验值一致，但编码器无法识别，未复核不影响内容的位",
        "the checksum of section '{section}' at {offset} of {file} holds, but its encoder is not known: bits that do not matter to its "
        "text were not checked",
    ),
    "section-size": (
        "容器 {file} 中位于 {offset} 的“{section}”段长度为 {size}，与下一段的位置（{next}）不一致",
        "section '{section}' at {offset} of {file} has size {size}, but the next one comes after {next}",
    ),
    "section-unknown": (
        "容器 {file} 中位于 {offset} 的段“{section}”类型未知，未读取",
        "section '{section}' at {offset} of {file} is of an unknown kind and was not read",
    ),
    "segment-foreign": (
        "分段 {file} 的集合标识与其他分段不同，未使用",
        "segment {file} has another set identifier than the rest; it was not used",
    ),
    "segment-number": (
        "分段 {file} 的文件头记载序号 {found}，按文件名应为 {expected}",
        "the header of segment {file} has number {found}, its name says {expected}",
    ),
    "segment-surplus": (
        "镜像在 {last} 结束，未使用其后的 {file}",
        "the image ends with {last}; {file} after it was not used",
    ),
    "segment-unplaced": (
        "分段 {file} 前后均有缺失，其中部分数据的位置无法确定，未使用",
        "data of segment {file} lies between missing parts: where it belongs cannot be told, and it was not used",
    ),
    "stored-digests-differ": (
        "容器内存有两个不同的 {algorithm}：{first} 与 {second}",
        "the container holds two different {algorithm}: {first} and {second}",
    ),
    "table-copies-differ": (
        "容器 {file} 中位于 {offset} 的块表与其副本不同，但校验均成立，采用前者",
        "the chunk table at {offset} of {file} and its copy differ though both checksums hold; the first was used",
    ),
    "table-rebuilt": (
        "容器 {file} 中位于 {offset} 的数据没有可用的块表，按数据块自身的校验值找到 {count} 块",
        "the data at {offset} of {file} has no usable chunk table; {count} chunks were found by their own checksums",
    ),
    "volume-copies-differ": (
        "容器 {file} 中位于 {offset} 的“{section}”段与其他副本的几何参数不同",
        "section '{section}' at {offset} of {file} has another geometry than its other copies",
    ),
    "volume-inconsistent": (
        "容器记载 {sectors} 个扇区，与其记载的 {chunks} 个数据块不符",
        "the container counts {sectors} sectors, which does not fit its {chunks} chunks",
    ),
    "acquisition-errors": ("取证时记录了不可读扇区 {first}–{last}", "the acquisition recorded unreadable sectors {first}-{last}"),
    "medium-unreadable": (
        "无法读取字节 {offset} 起共 {length} 字节（{reason}），以零代替",
        "{length} bytes from {offset} cannot be read ({reason}) and read as zeros",
    ),
    "evidence-unopened": ("无法打开：{detail}", "could not be opened: {detail}"),
    "evidence-vanished": (
        "{path} 在读取过程中不可用（{reason}），重新连接存储设备后可继续处理",
        "{path} became unavailable while it was read ({reason}); once its disk is connected again, processing goes on",
    ),
    # volumes and file systems
    "volume-unreadable": ("分区表无法读取：{detail}", "the partition table cannot be read: {detail}"),
    "volume-past-end": ("分区 {index} 超出镜像末尾 {missing} 字节", "volume {index} reaches {missing} bytes past the end of the image"),
    "filesystem-unreadable": ("分区 {index} 的文件系统无法打开：{detail}", "the file system of volume {index} cannot be opened: {detail}"),
    "file-changed": (
        "{path} 与读取时不同：SHA-256 当时为 {before}，现为 {now}",
        "{path} is not what it was when it was read: its SHA-256 was {before} and is {now}",
    ),
    "file-gone": ("{path} 读取后已不存在或无法读取", "{path} is gone, or cannot be read, since it was read"),
    "file-new": ("{path} 在读取时不存在", "{path} was not there when the folder was read"),
    "files-changed-more": ("另有 {count} 个文件发生变化，未逐一列出", "{count} more files have changed and are not named one by one"),
    "filesystem-cut": (
        "分区 {index} 的文件系统超出镜像末尾 {missing} 字节，超出部分无法读取",
        "the file system of volume {index} reaches {missing} bytes past the end of the image; those cannot be read",
    ),
    "mbr-chain": (
        "扩展分区链在扇区 {sector} 处中断或折返，其后的逻辑分区未列出",
        "the chain of logical partitions breaks off or leads back at sector {sector}; what comes after is not listed",
    ),
    "gpt-copy-used": (
        "GPT 主分区表校验失败或缺失，采用位于 {offset} 的备份",
        "the first copy of the GPT is missing or its checksum does not hold; the one at {offset} was used",
    ),
    "gpt-damaged": (
        "位于 {offset} 的 GPT 校验失败，且没有可用的备份，所列分区可能有误",
        "the checksum of the GPT at {offset} does not hold and there is no sound copy; the volumes listed may be wrong",
    ),
    "gpt-copy-missing": ("镜像末尾没有完好的 GPT 备份", "there is no sound copy of the GPT at the end of the image"),
    "gpt-copies-differ": (
        "GPT 与位于 {offset} 的备份内容不一致，按前者列出",
        "the GPT and its copy at {offset} differ; the first was followed",
    ),
    "gpt-beside-mbr": (
        "主引导记录未指向 GPT，但介质上另有 GPT，按主引导记录列出",
        "there is a GPT that the master boot record does not point to; the latter was followed",
    ),
    "directory-unreadable": ("目录 {path} 无法列出：{detail}", "folder {path} cannot be listed: {detail}"),
    "directory-salvaged": (
        "目录 {path} 结构损坏（{detail}），按其数据块逐一列出，可能不全",
        "folder {path} is damaged ({detail}); its names were gathered from its blocks and may be incomplete",
    ),
    "directory-cut": (
        "目录 {path} 超出镜像末尾，未能完整列出",
        "folder {path} reaches past the end of the image and is not listed in full",
    ),
    "directory-repeated": (
        "目录 {path} 已由其他名称多次列出，未再展开",
        "folder {path} was listed under several other names already and was not entered again",
    ),
    "entry-endless": (
        "{path}（地址 {address}）声明的数据块超出分区容量或折返，内容未读取",
        "{path} (address {address}) claims more blocks than the volume has, or its map leads back; its content is not read",
    ),
    "names-reused": (
        "分区 {index} 有 {count} 个已删除名称，其元数据已属于其他文件：只列出名称，内容不归于该名称",
        "volume {index} has {count} deleted names whose metadata belongs to another file now: they are listed without content",
    ),
    "entry-unreadable": ("地址 {address} 的条目无法读取：{detail}", "the entry at address {address} cannot be read: {detail}"),
    "entry-poisoned": (
        "读取地址 {address} 时无响应，已跳过该条目",
        "reading address {address} did not end in time; that entry was left out",
    ),
    "directory-poisoned": (
        "列出地址 {address} 的目录时无响应，已跳过",
        "listing the folder at address {address} did not end in time; it was left out",
    ),
    "walk-unfinished": ("分区 {index} 的遍历未能完成：{detail}", "the walk of volume {index} did not finish: {detail}"),
    "directory-loop": ("目录 {path} 指向自身的上级，未再展开", "folder {path} leads back to one above it and was not entered again"),
    "time-out-of-range": ("{path} 的{field}时间超出范围，原值 {raw}", "the {field} time of {path} is out of range: {raw}"),
    "times-local": (
        "分区 {index}（{filesystem}）的时间是本地时间，没有时区，按 UTC 原样列出",
        "times of volume {index} ({filesystem}) are local without a zone and are listed as if UTC",
    ),
    "name-undecodable": (
        "{path} 的文件名不是有效的 UTF-8，无效字节以 \\x 表示",
        "the name {path} is not valid UTF-8; invalid bytes are shown as \\x",
    ),
    "name-odd": (
        "{path} 的文件名为空或含有“/”，“/”以 \\x2f 表示",
        "the name {path} is empty or holds a slash, which is shown as \\x2f",
    ),
    "name-unreadable": ("{path} 的属性无法读取：{detail}", "the attributes of {path} cannot be read: {detail}"),
    "names-guessed": (
        "压缩包 {path} 有 {count} 个成员名未注明编码，按 {encoding} 解读",
        "{count} names in archive {path} do not say how they are written and were read as {encoding}",
    ),
    "archive-member-unsafe": (
        "压缩包成员名 {path} 含绝对路径或上级目录，仅作为名称列出",
        "archive member {path} names an absolute or upper path; it is only listed",
    ),
    "archive-limit": ("{path} 展开到限制后停止：{detail}", "unpacking {path} stopped at a limit: {detail}"),
    "archive-damaged": ("压缩包 {path} 损坏：{detail}", "archive {path} is damaged: {detail}"),
    "archive-no-directory": (
        "压缩包 {path} 的目录缺失或损坏，按各成员的文件头列出，可能不全",
        "the directory of archive {path} is missing or damaged; members were found by their own headers and may be incomplete",
    ),
    "archive-cut": (
        "压缩包 {path} 在 {offset} 处中断，其后的成员未列出",
        "archive {path} breaks off at {offset}; members after that are not listed",
    ),
    "archive-header-damaged": (
        "压缩包 {path} 位于 {offset} 的文件头损坏，从 {next} 处的下一个文件头继续",
        "a header at {offset} of archive {path} is damaged; listing went on with the one at {next}",
    ),
    "archive-headers-differ": (
        "压缩包 {path} 有 {count} 个成员的文件头与目录记载不一致，首个为 {first}，按目录列出",
        "in archive {path}, {count} members have a header that differs from the directory, {first} the first; the directory was followed",
    ),
    "archive-members-refused": (
        "压缩包 {path} 有 {count} 个成员超出展开限制（{limit}），只列出名称",
        "in archive {path}, {count} members are over a limit of unpacking ({limit}); they are listed without content",
    ),
    "link-not-followed": ("{path} 是符号链接，未跟随", "{path} is a symbolic link and was not followed"),
    # content
    "content-unreadable": ("{path} 的内容无法读取：{detail}", "the content of {path} cannot be read: {detail}"),
    "content-short": ("{path} 应为 {size} 字节，只读到 {read} 字节", "{path} should have {size} bytes, {read} could be read"),
    "content-differs": (
        "{path} 的内容与容器内存储的 {algorithm} 不符：存储值 {stored}，算得 {found}",
        "{path} differs from the {algorithm} that the container stores: {stored} is stored, {found} was computed",
    ),
    "content-damaged": ("{path} 含有不可读区域", "{path} touches a range that cannot be read"),
    "content-timeout": ("{path} 处理超时，已跳过", "{path} was not done in time and was left out"),
    "content-crash": ("处理 {path} 的进程异常终止，已跳过", "the process that read {path} ended abnormally; the file was left out"),
    "content-too-large": (
        "{path} 有 {size} 字节，超过 {limit} 字节的限制，未解析",
        "{path} has {size} bytes, over the limit of {limit}; it was not parsed",
    ),
    "text-undecodable": (
        "{path} 的内容按任何已知编码都读不成文字，未建立索引",
        "{path} cannot be read as text in any encoding known here and is not in the index",
    ),
    "text-cut": ("{path} 的文字只索引了前 {kept} 个字符", "only the first {kept} characters of {path} are in the index"),
    # parsers
    "document-unread": (
        "文档 {path} 的文字未能读取或未读全：{detail}",
        "the text of document {path} could not be read, or not all of it: {detail}",
    ),
    "ocr-unsure": (
        "图片 {path} 上有 {count} 行文字识别结果不可靠，未采用",
        "{count} lines of writing on picture {path} could not be read reliably and were left out",
    ),
    "chat-unnamed": (
        "{path} 中有会话以散列值命名，该值对应的账号未知，会话按散列值列出",
        "{path} names chats by a hash of an account that is not known here; they are listed by the hash",
    ),
    "parser-failed": ("解析器 {parser} 处理 {path} 时出错：{detail}", "parser {parser} failed on {path}: {detail}"),
    "plugin-unusable": (
        "解析器插件 {name}（来自 {distribution}）无法使用：{detail}",
        "the parser plugin {name} of {distribution} cannot be used: {detail}",
    ),
    "rows-recovered": (
        "数据库 {path} 的数据表 {table}：自空闲空间和较早的页恢复其中已无的行 {count} 行，另计；另有 {live} 行与现有的行相同，未列",
        "table {table} of database {path}: {count} rows that it has no more were recovered from free space and earlier pages and are counted apart; "
        "{live} more are rows that it still has, and not listed",
    ),
    "row-undecodable": ("第 {row} 条记录无法解析：{detail}", "record {row} could not be decoded: {detail}"),
    "bytes-unparsed": ("字节 {offset} 起共 {length} 字节未能归入任何记录", "{length} bytes from {offset} belong to no record"),
    "count-differs": ("来源自报 {declared} 条，实际读到 {found} 条", "the source declares {declared} records, {found} were found"),
    "rows-unaccounted": (
        "来源有 {seen} 条，保留 {parsed} 条、拒绝 {rejected} 条，相差 {missing} 条",
        "the source has {seen} records; {parsed} kept and {rejected} rejected leave {missing} unaccounted for",
    ),
    "format-assumed": (
        "未见 {format} 自身写入的标记，按其格式读取",
        "read as {format} by its form; nothing that {format} itself writes was found",
    ),
    "date-order-open": ("日期的日、月顺序无法确定，两种读法均保留", "the order of day and month cannot be told; both readings are kept"),
    "date-order-by-form": (
        "日期按 {order} 读取：依据是日期的写法，文件中没有能单独确定日、月顺序的日期",
        "dates are read as {order} by the way they are written; none in the file shows the order by itself",
    ),
    "date-order-by-sequence": (
        "日期按 {order} 读取：依据是记录的先后，文件中没有能单独确定日、月顺序的日期",
        "dates are read as {order} because the messages are in sequence only so; none in the file shows the order by itself",
    ),
    "times-unread": (
        "{count} 条记录的时间无法读取，首个原值 {raw}",
        "the times of {count} records could not be read; the first one is {raw}",
    ),
    "reference-missing": ("{field} 指向的记录 {raw} 不存在", "{field} points to record {raw}, which is not there"),
    "zone-unknown": ("{path} 的时间没有时区，未换算为 UTC", "times in {path} have no zone and were not converted to UTC"),
    "encoding-errors": (
        "{path} 有 {count} 处字节不符合编码 {encoding}，以替换符表示",
        "{path} has {count} byte sequences that are not {encoding}; they are shown as replacement marks",
    ),
    "numbers-sparse": (
        "{table} 表的 {column} 编号不连续之处超过 {shown} 处，只列出前 {shown} 处",
        "the numbers {column} of table {table} have more than {shown} holes; the first {shown} are listed",
    ),
    "export-maybe-cut": ("导出文件可能被应用截断（{detail}）", "the app may have cut this export short ({detail})"),
    "database-damaged": (
        "数据库 {path} 损坏：{detail}，已保留可读的记录",
        "database {path} is damaged: {detail}; the rows that could be read are kept",
    ),
    "database-deciphered": (
        "加密数据库 {path} 已用所提供的密钥解密读取（{how}）",
        "the encrypted database {path} was read with a key that was given ({how})",
    ),
    "database-encrypted": (
        "数据库 {path} 未见明文结构，应已加密，没有密钥或口令，内容未读取；如有，请写入密钥文件并重新登记该检材",
        "database {path} shows no structure and seems to be encrypted: it was not read, for want of a key; put the key or passphrase into a "
        "secret file and add the evidence again with it",
    ),
    "database-journal-unapplied": (
        "加密数据库 {path} 有未完成的回滚日志，未予应用：其记录可能含有未提交的更改",
        "the encrypted database {path} has an unfinished rollback journal, which was not applied: its rows may hold changes that were never committed",
    ),
    "database-key-does-not-fit": (
        "数据库 {path} 未见明文结构，应已加密，所提供的 {count} 个密钥或口令均不能打开，内容未读取",
        "database {path} shows no structure and seems to be encrypted: none of the {count} keys given opens it, and it was not read",
    ),
    "database-pages-damaged": (
        "加密数据库 {path} 有 {count} 页的校验值（HMAC）不符，以零代替：第 {pages} 页",
        "{count} pages of the encrypted database {path} do not hold against their HMAC and read as zeros: {pages}",
    ),
    "document-damaged": (
        "{path} 在 {offset} 处不再符合格式：{detail}，之前的记录已保留",
        "{path} breaks its format at {offset}: {detail}; the records before it are kept",
    ),
    "value-out-of-range": ("{field} 的值超出范围，原值 {raw}", "{field} is out of range; the source has {raw}"),
    "libmagic-missing": ("系统没有 libmagic，部分文件类型未识别", "libmagic is not installed here: some file types stay unknown"),
    "other": ("{detail}", "{detail}"),
}


def gap_text(code: str, params: dict[str, str | int], language: Language) -> str:
    """The sentence of a gap, or of the failure that it was; a missing parameter hides nothing of what is there."""
    if code in GAPS:
        zh, en = GAPS[code]
    elif code in kinds():
        zh, en = kinds()[code].zh, kinds()[code].en
    else:
        zh = en = "{detail}" if "detail" in params else code
    if "quoted" in params:
        params = {**params, "said": gap_text(str(params["quoted"]), inside_words.unquoted(params), language)}
    try:
        return (zh if language == "zh" else en).format(**params)
    except (KeyError, IndexError, ValueError):
        return f"{code}: " + ", ".join(f"{key}={value}" for key, value in params.items())
