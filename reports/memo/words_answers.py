"""The words of answers to the questions, of what findings rest on, what was left out, samples, counsel and merged reviews: key -> (zh, en)."""

from __future__ import annotations

ANSWERS: dict[str, tuple[str, str]] = {
    # what a finding rests on
    "strength.said": ("依据程度：{strength}", "rests on: {strength}"),
    "strength.data": ("数据本身显示", "the data itself shows it"),
    "strength.source": ("来源如此陈述", "a source says it"),
    "strength.untested": ("推断，未经验证", "inferred, not tested"),
    "strength.open": ("未载明", "not stated"),
    "alternatives": ("其他可能的解释：{text}", "What else the records may mean: {text}"),
    "alternatives.none": ("其他可能的解释：审查人员未写明。", "What else the records may mean: the reviewer wrote down nothing."),
    "summary.strength": ("{text}（依据程度：{strength}）", "{text} (rests on: {strength})"),
    # answers
    "conclusion.confirmed": ("可以确认", "confirmed"),
    "conclusion.not-confirmed": ("不能确认", "not confirmed"),
    "conclusion.partly": ("部分确认", "confirmed in part"),
    "conclusion.insufficient": ("材料不足，无法判断", "cannot be told from the materials"),
    "conclusion.out-of-scope": ("超出审查范围", "outside the scope of the review"),
    "conclusion.said": ("{kind}：{text}", "{kind}: {text}"),
    "conclusion.open": ("尚未答复", "not answered yet"),
    "conclusion.unanswered": ("{question} 尚未答复。", "{question} is not answered yet."),
    "conclusion.changed": (
        "{question} 的答复作出时，该项要求的文字为：{asked}",
        "When {question} was answered it read: {asked}",
    ),
    "conclusion.other-words": (
        "（作出答复时要求的文字不同，见第十二部分）{text}",
        "(answered when the question had other words, see part 12) {text}",
    ),
    "conclusion.gone": (
        "{question} 的答复所针对的要求已不在委托之中：{asked}",
        "The question that {question} answered is no longer in the request: {asked}",
    ),
    "column.asked": ("审查要求", "Question"),
    "column.answered": ("答复", "Answer"),
    "table.answers": ("审查要求与答复", "Questions and answers"),
    "summary.more-questions": ("其余 {count} 项要求的答复见第十二部分。", "Part 12 has the answers to the rest of the questions: {count}."),
    # what was left out
    "favourable.left-out": (
        "另有 {count} 项有利于犯罪嫌疑人的标记或发现，由审查人员决定不写入本意见；下表列出其编号、所涉记录、理由和决定人，可据编号查阅原文。",
        "Marks and findings that speak for the suspect and that reviewers chose not to put into this memo: {count}. The table has their ids, records, the reasons and who decided; the ids lead to them.",
    ),
    "summary.left-out": (
        "另有 {count} 项有利标记或发现不写入本意见，编号和理由见第十部分。",
        " Marks and findings in favour that were left out of this memo: {count}. Part 10 has their ids and the reasons.",
    ),
    "limits.left-out": (
        "另有 {count} 项标记或发现，其内容由审查人员决定不写入本意见，理由如下表。",
        "Other marks and findings whose content reviewers chose not to put into this memo: {count}. The table has the reasons.",
    ),
    "table.left-out": ("未写入内容的标记和发现", "Marks and findings that were left out"),
    "column.mark": ("编号", "Id"),
    "column.records": ("所涉记录", "Records"),
    "column.decided": ("决定人", "Decided by"),
    "column.why": ("理由", "Reason"),
    # groups of countings
    "group.track": ("行踪轨迹", "whereabouts"),
    "group.content": ("通信内容", "content of communication"),
    "group.credit": ("征信信息", "credit"),
    "group.property": ("财产信息", "property"),
    "group.lodging": ("住宿信息", "lodging"),
    "group.communication": ("通信记录", "records of communication"),
    "group.health": ("健康生理信息", "health"),
    "group.transaction": ("交易信息", "transactions"),
    "group.other": ("其他", "other"),
    "group.counsel": ("与律师的通信", "communication with counsel"),
    "group.call-back": ("接通的回拨", "answered call back"),
    "group.unanswered": ("未接通", "unanswered"),
    "group.in": ("收入", "in"),
    "group.out": ("支出", "out"),
    "group.unknown": ("方向不明", "way not known"),
    "group.video": ("视频", "video"),
    "group.audio": ("音频", "sound"),
    "group.picture-or-text": ("图片或文字", "picture or text"),
    "group.minor": ("未成年人", "child"),
    "group.thumbnail": ("缩略图或缓存", "thumbnail or cache"),
    "group.cn-resident-id": ("居民身份号码", "resident identity number"),
    "group.mobile": ("手机号码", "mobile number"),
    "group.bank-card": ("疑似银行卡号", "possible bank card"),
    "group.email": ("电子邮箱", "e-mail address"),
    "group.wechat-id": ("微信号", "WeChat ID"),
    "group.qq": ("QQ 号", "QQ number"),
    "group.iccid": ("卡识别码（ICCID）", "ICCID"),
    "group.sum": ("各类之比合计", "parts added up"),
    # samples
    "samples": ("抽样核对", "Samples"),
    "samples.intro": (
        "总体先固定并计算校验值，再抽取随机种子，样本由两者确定，不替换、不增补；核对结果由审查人员作出。区间由样本算得，不是全部核对的结果。",
        "The population is frozen and its digest logged, then the seed is drawn; both determine the sample, nothing is replaced or added. The results are the reviewers'. Bounds follow from the sample; they are no check of all.",
    ),
    "sample.title": ("样本 {sample}", "Sample {sample}"),
    "sample.population": ("总体", "Population"),
    "sample.of": ("{told}，共 {size} 项", "{told}; items: {size}"),
    "sample.rule": ("按规则“{title}”（{name}）计入的记录", "what was counted by the rule '{title}' ({name})"),
    "sample.table": ("全部{table}", "all {table}"),
    "sample.table.where": ("{table}中符合以下条件的：{where}", "{table} of which this holds: {where}"),
    "sample.where": ("{name}为“{value}”", "{name} is '{value}'"),
    "sample.manifest": ("总体清单 SHA-256", "SHA-256 of the population's list"),
    "sample.seed": ("随机种子", "Seed"),
    "sample.method": ("方法", "Method"),
    "sample.method.plain": (
        "以种子为密钥对编号计算 HMAC-SHA256，按其值排序，取前 {drawn} 项",
        "HMAC-SHA256 of each id with the seed as its key, in the order of these values, the first {drawn}",
    ),
    "sample.method.strata": (
        "分层，各层按比例共取 {drawn} 项（{strata}）；层内以种子为密钥对编号计算 HMAC-SHA256，按其值排序取前列",
        "stratified, {drawn} in proportion ({strata}); in each stratum by HMAC-SHA256 of the id with the seed as its key, the first of this order",
    ),
    "sample.stratum": ("{name} {drawn}/{size}", "{name} {drawn}/{size}"),
    "sample.results": ("核对结果", "Results"),
    "sample.counts": (
        "相符 {right}，不符 {wrong}，无法判断 {undecided}，未能核验 {refused}，尚未核对 {open}",
        "right {right}, wrong {wrong}, undecided {undecided}, could not be examined {refused}, not yet looked at {open}",
    ),
    "sample.bounds": ("推断区间", "Bounds"),
    "sample.bounds.of": (
        "置信水平 {confidence}%，按超几何分布的精确区间（有限总体）：总体 {size} 项中不符 {wrong_low} 至 {wrong_high} 项，即 {low}%–{high}%；按不利情形计相符 {right_low} 项",
        "at {confidence}% confidence, by the exact hypergeometric interval of a finite population: of its {size} items {wrong_low} to {wrong_high} are wrong, which is {low}%-{high}%; right at the worst: {right_low}",
    ),
    "sample.bounds.strata": (
        "；各层区间的置信水平均为 {each}%，合计后整体不低于 {confidence}%",
        "; each stratum has its interval at {each}%, so that together they hold at {confidence}%",
    ),
    "sample.bounds.open": ("尚未全部核对，不作推断", "not all of it was looked at: nothing is inferred"),
    "sample.by": ("抽取", "Drawn"),
    "sample.drawn-by": ("{author}，{time}", "{author}, {time}"),
    "sample.again": (
        "样本 {sample} 可不用本程序重新抽取：总体清单为复核包中的 samples/{sample}-population.txt（每行一个编号，其 SHA-256 应为上列之值；有分层或计数关键字的，与总体一并固定，在 samples/{sample}-strata.jsonl 中），以下命令列出样本（分层的样本由复核包内的 verify.py 逐层核对）。",
        "Sample {sample} can be drawn again without this program: the package has the population in samples/{sample}-population.txt (an id a line, with the SHA-256 above; strata and counting keys, frozen with it, are in samples/{sample}-strata.jsonl); this lists the sample (verify.py of the package draws stratified samples again).",
    ),
    "record.veiled": ("标记为淫秽内容的文件，不展示，SHA-256 {sha256}", "a file marked as sexual content, not shown; SHA-256 {sha256}"),
    "record.apart": ("（已隔离，内容不列）", "(set apart; its content is not given)"),
    "findings.apart": (
        "该发现引用的记录中有已隔离的。发现的文字由审查人员键入，程序不作改动；其中是否写入了隔离的内容，须由审查人员核对。",
        "Among the records that this finding cites are some that are set apart. What it says was typed by a reviewer and is not changed by the program; whether content that is "
        "set apart was written into it, a reviewer has to check.",
    ),
    "searches.apart": ("（不列：涉及已隔离的与律师的通信）", "(not given: it names what is set apart)"),
    # counsel
    "counsel": ("与律师的通信", "Communications with counsel"),
    "counsel.none": (
        "没有设置与律师通信的隔离；是否含有此类通信，程序不作判断。",
        "No communications with counsel were set apart; the program does not judge whether there are any.",
    ),
    "counsel.intro": (
        "按审查人员设置的规则隔离的通信，内容和对方不列入任何表、检索、统计和本意见；下表只列数量（条、个）。来源文件、其日志以及内含此类文件的压缩包等也计入文件数，其内容不移出案件。"
        "引用已隔离的记录时，只列编号和位置。解析统计表和文件数按文件计，含已隔离的内容。",
        "Communications set apart by rules that reviewers gave. What they say and with whom is in no table, search, count or part of this memo; the numbers alone are told. "
        "Among the files are those that they were read from, the logs of these, and archives with such a file in them: the content of none leaves the case. "
        "Of a record that is cited and apart, id and place alone are given. Counts of parsing and of files go by the file and include what is apart.",
    ),
    "counsel.release": (
        "{time}，{by} 放行 {rows} 项（{items}），理由：{reason}（由{author}记录）。",
        "{time}: released by {by}: {rows} ({items}); reason: {reason} (recorded by {author}).",
    ),
    "counsel.no-release": ("没有放行。", "Nothing was released."),
    "table.counsel": ("隔离的通信", "What is set apart"),
    "column.given-by": ("设置人", "Set apart by"),
    "column.messages": ("消息", "Messages"),
    "column.artifacts": ("通话等记录", "Other records"),
    "column.held-files": ("文件", "Files"),
    "column.talks": ("会话", "Conversations"),
    "column.fragments": ("未分配空间文字", "Text in unallocated space"),
    "column.released": ("已放行", "Released"),
    "counts.apart": (
        "已作为与律师的通信隔离的消息和记录 {count} 条，不在以下消息、记录、附件、会话和联系人的各项计数和图中；文件数含之。",
        "Messages and records set apart as communications with counsel: {count}. They are in none of the following counts and figures of messages, records, attachments, conversations and contacts; counts of files include theirs.",
    ),
    # merged reviews
    "merged": (
        "{time} 由{author}合并另一份审查（其审计日志 {entries} 条，末条校验值 {head}…）；合并的标记、发现和答复保留原作者，本意见所列账号即其作者。",
        "{time}: {author} merged another review (audit log of {entries} entries, head {head}...); what was merged keeps its author, who is the account named beside it.",
    ),
    "merged.left": (
        "该审查中有 {count} 项（{items}，编号为该审查所用）未并入：其所依据的记录在本案中不存在或者不同；如有有利于被追诉人的内容，请在该审查中查阅。",
        "{count} of that review were not taken over ({items}; the ids are that review's): the records that they rest on are not in this case or are others. Where they favour the person concerned, look them up in that review.",
    ),
    "merged.unnamed": ("其日志未列编号", "its log names no ids"),
}
