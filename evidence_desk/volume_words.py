"""The sentences of gaps in volumes and what lies within them: code -> (zh, en), a part of words.GAPS."""

from __future__ import annotations

GAPS: dict[str, tuple[str, str]] = {
    "entry-impossible": (
        "{path} 的大小（{size}）或地址（{address}）不可能存在，仅列出名称",
        "the size ({size}) or the address ({address}) of {path} cannot be; only its name is listed",
    ),
    "deleted-not-listed": (
        "分区 {index}（{filesystem}）只列出现存的名称；该类文件系统中已删除的名称不予恢复",
        "volume {index} ({filesystem}): only names in use are listed; deleted ones are not recovered on this file system",
    ),
    "problems-limit": (
        "遍历中的问题已逐条记录 {count} 条，另有 {more} 条未逐条记录",
        "{count} problems of the walk are kept one by one; {more} more are not",
    ),
    "reading-ended": (
        "读取进程在 {stage} 阶段（位置 {address}）异常结束；请重新处理，如再次发生请报告",
        "the reading process ended abnormally in stage {stage} (at {address}): process again, and report it if it happens again",
    ),
    "reading-hung": (
        "读取进程在 {stage} 阶段（位置 {address}）长时间无响应，已停止；请检查检材所在磁盘后重新处理",
        "the reading process stood still in stage {stage} (at {address}) and was ended: check the disk that the evidence lies on, and process again",
    ),
    "unallocated-unknown": (
        "卷 {index}（{filesystem}）的未分配空间无法判断：本程序不读取该类卷的分配记录",
        "the unallocated space of volume {index} ({filesystem}) is not known: its records of allocation are not read by this program",
    ),
    "unallocated-unreadable": (
        "卷 {index}（{filesystem}）的分配记录读取不全，其后的空间是否分配无法判断：{detail}",
        "the records of allocation of volume {index} ({filesystem}) could not be read to their end; of the space behind it is not known "
        "whether it is allocated: {detail}",
    ),
    "unallocated-limit": (
        "未分配区域已达 {count} 段，卷 {index} 自字节 {offset} 起未再列出",
        "{count} unallocated ranges are listed; those of volume {index} from byte {offset} on are not",
    ),
    "unallocated-snapshot": (
        "卷影副本（卷 {index}）的未分配空间未列出：副本不保存当时未分配的数据",
        "the unallocated space of the shadow copy (volume {index}) is not listed: a copy does not keep what was unallocated",
    ),
    "carve-rejected": (
        "未分配空间中有 {count} 处 {format} 的文件头标志，其后的结构不成立，未作为文件列出",
        "{count} signatures of {format} in unallocated space have no structure that holds behind them and are not listed as files",
    ),
    "carve-lost": (
        "搜索未分配空间时读取进程没有完成（{detail}），卷 {index} 的字节 {offset} 至 {end} 之间未搜索",
        "the process that searched unallocated space did not finish ({detail}): bytes {offset} to {end} of volume {index} were not searched",
    ),
    "carve-count": (
        "已达数据恢复的文件数上限，卷 {index} 自字节 {offset} 起未再搜索",
        "the most files that are carved were reached: volume {index} was not searched from byte {offset} on, nor what follows it",
    ),
    "carve-bytes": (
        "恢复的文件合计长度已达上限，卷 {index} 自字节 {offset} 起未再搜索",
        "the carved files together reached the most bytes that they may have: volume {index} was not searched from byte {offset} on, nor "
        "what follows it",
    ),
    "carve-searched": (
        "搜索的未分配空间已达上限，卷 {index} 自字节 {offset} 起未再搜索",
        "the most unallocated space that is searched was reached: volume {index} was not searched from byte {offset} on, nor what follows it",
    ),
    "carve-work": (
        "为确定文件结尾所读取的字节已达上限，卷 {index} 自字节 {offset} 起未再搜索",
        "looking for the ends of files reached the most bytes that may be read: volume {index} was not searched from byte {offset} on, "
        "nor what follows it",
    ),
    "fragments-limit": (
        "未分配空间的文字已达上限，卷 {index} 自字节 {offset} 起及其后的未分配空间没有提取文字，检索不到",
        "the most text of unallocated space was reached: none was taken from byte {offset} of volume {index} on nor from what follows it, "
        "and the search does not find it",
    ),
    "fragments-lost": (
        "提取未分配空间文字时读取进程没有完成（{detail}），卷 {index} 的字节 {offset} 至 {end} 之间没有提取",
        "the process that read the text of unallocated space did not finish ({detail}): none was taken from bytes {offset} to {end} of "
        "volume {index}",
    ),
    "index-unreadable": (
        "地址为 {address} 的目录的索引无法读取，其中残留的名称未查找：{detail}",
        "the index of the folder at address {address} cannot be read, and no names left in it were looked for: {detail}",
    ),
    "leftovers-limit": (
        "目录索引残留的名称已达 {count} 个，卷 {index} 的其余目录未再查找",
        "{count} names left in indexes are listed; the remaining folders of volume {index} were not looked at",
    ),
    "lvm-physical": (
        "分区 {index} 是 LVM2 物理卷，其中的逻辑卷另行列出",
        "volume {index} is a physical volume of LVM2; the logical volumes in it are listed apart",
    ),
    "lvm-damaged": ("分区 {index} 的 LVM2 卷组说明无法读取：{detail}", "the LVM2 description on volume {index} cannot be read: {detail}"),
    "lvm-unsupported": (
        "LVM2 逻辑卷 {name} 的类型为 {detail}，本程序不读取该类逻辑卷",
        "the LVM2 logical volume {name} is of the kind {detail}, which this program does not read",
    ),
    "lvm-incomplete": (
        "LVM2 逻辑卷 {name} 有 {missing} 字节位于未提供的物理卷上，按零读取",
        "{missing} bytes of the LVM2 logical volume {name} lie on physical volumes that are not here and read as zeros",
    ),
    "snapshots-unreadable": ("分区 {index} 的卷影副本无法读取：{detail}", "the shadow copies of volume {index} cannot be read: {detail}"),
    "snapshot-elsewhere": (
        "卷影副本（卷 {index}）的数据保存在另一个卷上，本卷内没有，无法读取",
        "the data of the shadow copy (volume {index}) is kept on another volume and not on this one: it cannot be read",
    ),
    "snapshot-same": (
        "卷影副本（卷 {index}）中有 {count} 个名称的路径、地址、大小和时间与所属分区现状相同，未重复列出",
        "{count} names in the shadow copy (volume {index}) have the path, address, size and times of those in its volume today "
        "and are not listed again",
    ),
    "names-unreadable": ("{path} 中有 {count} 个名称无法读取：{detail}", "{count} names in {path} cannot be read: {detail}"),
    "filesystem-beside-table": (
        "介质开头另有 {filesystem} 文件系统的标志，与分区表并存，按分区表列出",
        "the mark of {filesystem} stands at the start of the medium beside a partition table; the table was followed",
    ),
    "filesystem-unsupported": (
        "分区 {index} 的文件系统为 {filesystem}，本程序不读取该类文件系统",
        "volume {index} holds {filesystem}, which this program does not read",
    ),
    "filesystem-unknown": ("分区 {index} 没有可识别的文件系统", "volume {index} has no file system that is known here"),
    "volume-encrypted": ("分区 {index} 已加密（{encryption}），未解锁", "volume {index} is encrypted ({encryption}) and was not unlocked"),
    "volume-not-unlocked": (
        "卷 {index}（{encryption}）无法解锁：{detail}",
        "volume {index} ({encryption}) could not be unlocked: {detail}",
    ),
    "volume-unlocked": (
        "卷 {index}（{encryption}）已用所提供的密钥解锁（{how}）",
        "volume {index} ({encryption}) was unlocked with a secret that was given ({how})",
    ),
    "secret-does-not-fit": (
        "所提供的 {count} 个口令或密钥均不能解锁卷 {index}（{encryption}）：请核对后以正确的密钥文件重新登记该检材",
        "none of the {count} secrets given unlocks volume {index} ({encryption}): check them, and add the evidence again with the right file",
    ),
    "secrets-untried": (
        "分区 {index} 无可识别的标志，已以 {tried} 个口令试作 VeraCrypt 或 TrueCrypt 卷，其余 {count} 个未试",
        "nothing is recognised on volume {index}: {tried} secrets were tried as for VeraCrypt or TrueCrypt, {count} others were not",
    ),
    "segment-alone": (
        "{file} 的名称是分卷镜像的后续分卷，同一文件夹中没有其他分卷，只按这一个文件读取；请取得 {first} 等全部分卷",
        "{file} is called as a later part of a split image and no other part lies beside it: it is read alone; obtain {first} and the rest",
    ),
}
