"""What the command line says, Chinese and English side by side: key -> (zh, en)."""

from __future__ import annotations

from evidence_desk.errors import Language

WORDS: dict[str, tuple[str, str]] = {
    "program": ("电子数据审查工作站", "electronic-evidence review workstation"),
    "error": ("错误：{text}", "error: {text}"),
    "internal": (
        "程序内部错误（{detail}）。请加 --debug 重新运行并报告。",
        "This is a fault of the program ({detail}). Run again with --debug and report it.",
    ),
    "interrupted": (
        "已中断。已完成的部分已保存，再次运行同一命令即可继续。",
        "Interrupted. What was done is kept; run the same command again to go on.",
    ),
    "case-made": ("已新建案件 {path}", "made the case {path}"),
    "case-no-zone": (
        "未指定时区：没有时区的时间按原样保留，不换算为 UTC（可用 --timezone 或 add --zone 指定）",
        "no time zone stated: times without a zone are kept as written (state one with --timezone or add --zone)",
    ),
    "added": ("已登记检材 {number}：{label}", "registered evidence {number}: {label}"),
    "added-before": (
        "{path} 已登记为检材 {number}，现再次登记，其记录将计入两次",
        "{path} is evidence {number} already and is registered once more: its records will count twice",
    ),
    "segment-of": ("{path} 是检材 {number} 的分段，未另行登记", "{path} is a segment of evidence {number}; not registered again"),
    "stage-open": ("打开", "open"),
    "stage-verify": ("核验", "verify"),
    "stage-walk": ("遍历", "walk"),
    "stage-unallocated": ("列出未分配空间", "unallocated"),
    "stage-content": ("读取", "read"),
    "stage-identifiers": ("查找标识符", "identifiers"),
    "stage-inside": ("展开压缩包和邮件", "inside files"),
    "stage-index": ("索引", "index"),
    "stage-carve": ("搜索未分配空间", "carve"),
    "stage-carve-inside": ("展开恢复的压缩包和邮件", "inside carved files"),
    "stage-carve-content": ("读取恢复的文件", "read carved"),
    "stage-fragments": ("提取未分配空间文字", "text of unallocated space"),
    "stage-leftovers": ("查找目录索引残留", "names left in indexes"),
    "stage-pictures": ("识别图片文字", "read pictures"),
    "stage-index-full": ("补充索引", "index"),
    "stage-failed": ("未能处理", "failed"),
    "unit-bytes": ("字节", "bytes"),
    "unit-entries": ("条目", "entries"),
    "unit-files": ("文件", "files"),
    "unit-rows": ("行", "rows"),
    "unit-items": ("项", "items"),
    "step": ("[{evidence}] {stage}：{done} {unit}，{seconds} 秒", "[{evidence}] {stage}: {done} {unit} in {seconds} s"),
    "step-failed": (
        "[{evidence}] {label} 未能处理，原因见 query problems",
        "[{evidence}] {label} could not be processed; query problems says why",
    ),
    "verdict-match": ("一致", "match"),
    "verdict-mismatch": ("不一致", "mismatch"),
    "verdict-nothing-to-compare": ("无可比值", "nothing to compare"),
    "verdict-unreadable": ("无法读取", "unreadable"),
    "origin-stated": ("记录载明", "stated"),
    "origin-stored": ("容器内存储", "stored"),
    "verify-line": ("[{evidence}] {label}：{verdict}", "[{evidence}] {label}: {verdict}"),
    "verify-digest": (
        "      {algorithm}  {origin} {expected}  计算 {computed}  {verdict}",
        "      {algorithm}  {origin} {expected}  computed {computed}  {verdict}",
    ),
    "verify-computed": ("      {algorithm}  计算 {computed}", "      {algorithm}  computed {computed}"),
    "verify-problem": ("      ! {message}", "      ! {message}"),
    "processed": (
        "案件现有：检材 {evidence}，条目 {entries}（已删除 {deleted}），会话 {conversations}，消息 {messages}，记录 {artifacts}，问题 {problems}",
        "the case holds: {evidence} evidence, {entries} entries ({deleted} deleted), {conversations} conversations, {messages} messages, "
        "{artifacts} artifacts, {problems} problems",
    ),
    "hits": ("共 {count} 处命中", "{count} hits"),
    "recovered-apart": (
        "本案另有 {count} 条系恢复的已删除数据，不与其他数据一并列出；加 --where recovered=any 单独列出",
        "the case has {count} more that were recovered after deletion and are never listed with the others: --where recovered=any lists them",
    ),
    "package-made": ("已写出复核包 {path}，Merkle 根 {root}", "wrote the package {path}, Merkle root {root}"),
    "package-unsigned": (
        "复核包未签名：整包被重新制作时，只能凭另行记载的 Merkle 根发现。",
        "The package is not signed: if it was made anew as a whole, only the root as written down elsewhere tells.",
    ),
    "package-signed": (
        "签名与清单及包内所附证书或公钥相符；该证书属于何人须另行核对。",
        "The signature is of this manifest, by the key that lies in the package; whose key that is has to be checked elsewhere.",
    ),
    "package-signature-fails": (
        "manifest.sig 与清单或所附公钥不符",
        "manifest.sig is not a signature of this manifest by the key beside it",
    ),
    "package-left-out": ("未放入复核包：{path}（{reason}）", "left out of the package: {path} ({reason})"),
    "package-whole": ("共 {members} 个文件，均与清单相符", "{members} members, each as the manifest says"),
    "request-kept": ("已记载委托与受理事项", "recorded the request"),
    "exhibit-kept": ("已记载检材 {number}", "recorded exhibit {number}"),
    "record-taken": ("已记载检材 {exhibits} 件、保管环节 {events} 个", "recorded {exhibits} exhibits and {events} steps of custody"),
    "record-repeated": ("{count} 个环节此前已有相同记载，未重复记载", "{count} steps were there already and were not recorded twice"),
    "exhibit-bare": (
        "检材 {number} 此前没有登记，只按编号记载；请核对编号，并用 intake CASE --exhibit 补充其描述",
        "exhibit {number} was not known and is recorded by its number alone: check the number, and describe it with intake CASE --exhibit",
    ),
    "step-withdrawn": ("已撤销环节 {id}，原记载与理由留存于日志", "withdrew step {id}; it stays in the log with the reason"),
    "discrepancy": ("! {exhibit} {where}：{text}", "! {exhibit} {where}: {text}"),
    "discrepancies": (
        "记录中共有 {count} 处不相符或缺项（query CASE discrepancies）",
        "{count} places of the record do not fit or are lacking (query CASE discrepancies)",
    ),
    "count-listed": ("已将 {count} 行及其取舍理由写入 {path}", "wrote {count} rows, each with what became of it, to {path}"),
    "check-answered": ("审查要点 {point} 已记载：{answer}；{consequence}", "point {point} is answered: {answer}; {consequence}"),
    "consequence-none": ("①无影响", "1 no effect"),
    "consequence-defect": ("②瑕疵，可补正或合理解释", "2 a defect that may be corrected or explained"),
    "consequence-authenticity": ("③可能影响真实性", "3 may affect authenticity"),
    "consequence-exclusion": ("④取证合法性问题", "4 a question of legality"),
    "answer-satisfied": ("符合", "satisfied"),
    "answer-not-satisfied": ("不符合", "not satisfied"),
    "answer-doubtful": ("存疑", "doubtful"),
    "answer-not-transferred": ("材料未移送，无法核查", "material not transferred, cannot be checked"),
    "answer-not-applicable": ("不适用", "not applicable"),
    "sound-made": ("已写出语音 {path}，时长 {seconds} 秒", "wrote the voice note {path}, {seconds} s"),
    "sound-broken": (
        "语音编码在中途损坏，只转换了损坏处之前的部分。",
        "The coding breaks off midway; only what comes before that was converted.",
    ),
    "tagged": ("已标记 {count} 项：{ids}", "marked {count} items: {ids}"),
    "fact-made": ("已记录待证事实 {id}", "recorded fact {id}"),
    "finding-made": ("已保存发现 {id}", "saved finding {id}"),
    "left-out": ("意见书将不写入 {ids}，并载明理由", "the memo leaves out {ids} and prints the reason"),
    "taken-back": ("意见书将重新写入 {ids}", "the memo has {ids} again"),
    "concluded": ("已记载对 {question} 的审查意见 {id}", "recorded the opinion {id} on {question}"),
    "typed-words": (
        "所录文字中有审查意见应避免的用语：{words}（已保存，请核对是否为引文）",
        "the typed text has words that a review avoids: {words} (it is kept; see whether it is a quotation)",
    ),
    "sample-drawn": (
        "已从 {size} 项中抽取样本 {id}（{drawn} 项），清单 SHA-256 {manifest}，种子 {seed}",
        "drew sample {id} of {drawn} from {size}; manifest SHA-256 {manifest}, seed {seed}",
    ),
    "sample-sheet": ("已写出样本核验表 {path}", "wrote the sheet of the sample to {path}"),
    "sample-kept": ("已记载 {count} 项核验结果", "recorded {count} results"),
    "counsel-added": (
        "已登记 {id}（{value}），隔离消息 {messages} 条、记录 {artifacts} 条、文件 {files} 个",
        "recorded {id} ({value}); set apart {messages} messages, {artifacts} records, {files} files",
    ),
    "counsel-released": ("已由 {by} 放行 {count} 项，理由载入日志", "{by} released {count} rows; the reason is in the log"),
    "merged": (
        "已合并：{taken}；本案已有 {repeated} 项。作者与时间保持原样",
        "merged: {taken}; {repeated} were here already. Authors and times are as they were",
    ),
    "merge-differs": (
        "审查要点 {point} 两份审查意见不同，以较晚的为准，两者均已保留",
        "the two reviews answered point {point} differently; the later stands, both are kept",
    ),
    "merge-left": (
        "未合并 {mark}：所指记录在本案中不存在或不相同（{items}）",
        "not merged: {mark}, whose records are not here or are others ({items})",
    ),
    "memo-made": ("意见书已写入 {path}，SHA-256 {digest}", "wrote the memo to {path}, SHA-256 {digest}"),
    "memo-words": ("意见书的人工文字中有应避免的用语：{words}", "the memo's typed text holds words to avoid: {words}"),
    "exported": ("已导出 {count} 行到 {path}", "exported {count} rows to {path}"),
    "audit-whole": ("日志共 {entries} 条，链未断；链头 {hash}", "the log has {entries} entries, chain unbroken; head {hash}"),
    "audit-limit": (
        "末尾是否被截去，只能凭他处保存的较晚链头判断。",
        "whether entries were cut off at its end can only be told with a later head kept elsewhere.",
    ),
    "audit-broken": ("日志在第 {seq} 条处不成立：{reason}", "the log does not hold at entry {seq}: {reason}"),
    "demo-done": ("演示案件：{case}\n意见书：{zh}\n        {en}", "demo case: {case}\nmemos: {zh}\n       {en}"),
    "no-desktop": ("桌面无法启动：{reason}", "the desktop cannot start: {reason}"),
    "help-new": ("新建案件文件夹", "make a case folder"),
    "help-add": (
        "登记检材（镜像、文件、文件夹、压缩包、聊天导出）",
        "register evidence: an image, a file, a folder, an archive, a chat export",
    ),
    "help-process": (
        "核验、遍历、计算校验值、识别、解析并索引尚未完成的部分；再次运行即继续",
        "verify, walk, hash, identify, parse and index what is not done yet; run again to resume",
    ),
    "help-verify": (
        "重新计算各检材的校验值并与记录和容器中的值比较",
        "recompute the digests of the evidence and compare them with what is stored and stated",
    ),
    "help-intake": (
        "记载委托、受理事项和检材描述，可由表单文件导入",
        "record the request and the description of the exhibits, from a form or field by field",
    ),
    "help-custody": (
        "记载检材的扣押、封存、移送等环节，并列出记录中的不相符之处",
        "record the steps of custody, and list what does not fit in them",
    ),
    "help-query": ("读取一张表", "read one table"),
    "help-search": ("全文检索，中英文均可", "full-text search, Chinese and English"),
    "help-tag": ("标记条目", "mark items"),
    "help-fact": ("记录一项待证事实", "record a fact that is to be shown or refuted"),
    "help-finding": ("保存一条发现及其引用", "save a finding with its citations"),
    "help-leave-out": (
        "说明理由后，意见书不写入某一标记或发现；--undo 恢复",
        "leave a mark or a finding out of the memo, with the reason; --undo takes it back",
    ),
    "help-conclude": ("记载对某项审查要求的审查意见", "record the opinion on a question of the request"),
    "help-mapping": (
        "按表头为表格（CSV、XLSX、JSON）拟一份列映射，供核对修改后用于 add --mapping",
        "propose a mapping of columns for a table (CSV, XLSX, JSON), to be looked over and given with add --mapping",
    ),
    "help-memo": ("写出审查意见书（PDF）", "write the review memo (PDF)"),
    "help-export": ("导出记录", "export records"),
    "help-package": ("制作可独立核验的复核包", "make a package that anyone can verify"),
    "help-verify-package": ("核验复核包（不需要案件）", "verify a package, which needs no case"),
    "help-checklist": (
        "列出审查要点及核验情况；answer 记载审查人员的意见",
        "the review points and what was found; answer records a person's answer",
    ),
    "help-count": ("按规则计数，并列出每一行的取舍", "count by a rule, each row with what became of it"),
    "help-counsel": (
        "按联系人、域名、词语隔离与律师的通信；由另一人说明理由后放行",
        "set communications with counsel apart by contact, domain or word; another person releases them with a reason",
    ),
    "help-merge": (
        "合并同一案件的另一份审查，保留作者与时间",
        "merge another review of the same case, with its authors and times",
    ),
    "help-sample": (
        "冻结总体后抽取可重现的样本，记载逐项核验结果，并给出精确区间",
        "draw a sample that can be drawn again, record what was found, and bound the whole exactly",
    ),
    "help-sound": ("将语音转换为 WAV 文件", "convert a voice note to a WAV file"),
    "help-audit": ("显示审计日志；--verify 检验其完整性", "show the audit log; --verify proves that it is whole"),
    "help-parsers": ("列出解析器", "list the parsers"),
    "help-formats": ("列出可读取的检材格式", "list the evidence formats"),
    "help-ui": ("打开桌面程序", "open the desktop"),
    "help-demo": ("用随附样例走完全程并写出意见书", "go the whole way on the sample evidence, to the memo"),
}


def say(key: str, language: Language, **params: object) -> str:
    zh, en = WORDS[key]
    return (zh if language == "zh" else en).format(**params)
