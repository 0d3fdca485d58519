"""The terms of a memo in both languages, with their sense: (zh, en, sense in zh, sense in en)."""

from __future__ import annotations

TERMS: tuple[tuple[str, str, str, str], ...] = (
    ("电子数据", "electronic data", "案件发生过程中形成的、以数字化形式存储、处理、传输的数据", "data formed in the course of a case and stored, processed or sent in digital form"),
    ("检材", "evidence item", "送审的镜像、文件、文件夹或压缩包，在案件中编号", "what was handed in: an image, a file, a folder, an archive; numbered in the case"),
    ("原始存储介质", "original storage medium", "最初存储电子数据的设备", "the device on which the data was first stored"),
    ("镜像", "forensic image", "对存储介质逐位复制所得的文件", "a copy of a medium, bit for bit, in files"),
    ("完整性校验值", "digest", "由数据按公开算法计算的定长值；数据变动，该值随之变动", "a value of fixed length computed from data by a public algorithm; it changes with the data"),
    ("封存", "sealing", "使检材在不破坏封条的情况下不能使用的措施", "keeping an item so that it cannot be used without breaking the seal"),
    ("保管链", "chain of custody", "扣押至送审之间每次交接、启封和重新封存的记载", "the record of each hand-over, unsealing and re-sealing from seizure to review"),
    ("已删除记录", "deleted record", "来源标记为删除但仍可读出的内容", "what its source marks as deleted and can still be read"),
    ("未分配空间", "unallocated space", "文件系统没有分配给任何文件的存储区域", "space that a file system has given to no file"),
    ("定位", "locus", "某项事实所在的检材、路径和偏移、行号或指针", "where the bytes of a fact lie: evidence, path, and offset, row, line or pointer"),
    ("解析覆盖", "coverage", "来源记录数 = 已解析 + 未解析", "records in the source = parsed + rejected"),
    ("统计口径", "counting basis", "计数对象、去重和排除的规则", "what is counted, what counts as the same and what is left out"),
    ("待证事实", "fact to be shown", "需要用证据查明的事实", "a fact that evidence is to show or to refute"),
    ("有利于犯罪嫌疑人的材料", "exculpatory or mitigating material", "审查人员标记为相反或减轻的记录", "records that reviewers marked as contradicting or mitigating"),
    ("补正", "correction", "对取证瑕疵的补充和更正", "making good a defect in how evidence was collected"),
    ("检出 / 未检出 / 无法判断", "found / not found / cannot be told", "未检出仅就已读取的内容而言", "not found is said of what was read, and of no more"),
)  # fmt: skip
