"""What the review of the sample evidence says: facts, marks and findings, each leading to records, in both directions.

It becomes evidence/story.json, which the demo command reads. A selection names a table and the values of fields that
single out one row; a test of the demo holds that each finds exactly one.
"""

from __future__ import annotations

from dataclasses import dataclass

from samples import browsers, chats, laptop, phone, stick
from samples.cast import DEPOSITS, HE, PRIVATE_CARD, REED, REFUNDS, ZHAO, Person
from samples.chats import Line, Sms

Both = dict[str, str]
Selection = dict[str, object]


def both(zh: str, en: str) -> Both:
    return {"zh": zh, "en": en}


LAPTOP, STICK, WHATSAPP, TELEGRAM, BACKUP, PHONE = range(1, 7)

CASE: dict[str, object] = {
    "number": "示检技审〔2025〕1号",
    "title": both("周明等人网络投资平台案（虚构示例）", "Zhou Ming and another: an online investment platform (invented sample)"),
    "examiners": ["王审查", "陈复核"],
    "timezone": "Asia/Shanghai",
}

FORM, LOAN = (one for one in browsers.FIREFOX_VISITS if "refund-agreement" in one.url or "loan" in one.url)
RECEIVED, LICENSED, WITHDRAWN = "received", "licensed", "withdrawn"
FACTS = {
    RECEIVED: both("客户向平台付款的金额与去向", "What customers paid to the platform, and where it went"),
    LICENSED: both("关于平台备案情况的说法及各人所知", "What was said of the platform's registration, and who knew what"),
    WITHDRAWN: both("提现受阻与退款", "Withdrawals held back, and refunds"),
}


def select(table: str, evidence: int, **where: str) -> Selection:
    return {"table": table, "where": {"evidence": str(evidence), **where}}


def message(evidence: int, said: Line | Sms) -> Selection:
    return select("messages", evidence, text=said.text)


def file(evidence: int, path: str) -> Selection:
    return select("entries", evidence, path=f"/{path}")


def visit(when: browsers.Visit) -> Selection:
    return select("artifacts", LAPTOP, type="web-visit", summary=f"{when.title} {when.url}")


def chat(lines: tuple[Line, ...], beginning: str) -> Line:
    """The one line that begins so."""
    (found,) = [line for line in lines if line.text.startswith(beginning)]
    return found


def page(title: str) -> browsers.Visit:
    (found,) = [one for one in (*browsers.CHROME_VISITS, *browsers.FIREFOX_VISITS) if title in one.title]
    return found


def total(person: Person) -> int:
    return sum(payment.amount for payment in DEPOSITS if payment.person is person)


def whatsapp(beginning: str) -> Selection:
    return message(WHATSAPP, chat(chats.WHATSAPP, beginning))


def telegram(beginning: str) -> Selection:
    return message(TELEGRAM, chat(chats.TELEGRAM, beginning))


REFUNDED = sum(payment.amount for payment in REFUNDS if payment.person is ZHAO)
ONWARD = [payment for payment in DEPOSITS if payment.onward]
BANK_OUT = [select("messages", BACKUP, text=one.text) for one in chats.ZHAO_SMS if "转出" in one.text]
BANK_BACK = [select("messages", BACKUP, text=one.text) for one in chats.ZHAO_SMS if "元，付款方" in one.text]
BANK_PAID = [select("messages", PHONE, text=one.text) for one in phone.SMS if "转出" in one.text]
NO_REGISTRATION = whatsapp("何姐，说实话")


def finding(
    fact: str | None, bearing: str, text: Both, *cites: Selection, strength: str = "source", other: Both | None = None
) -> dict[str, object]:
    """`strength`: what it rests on; `other`: what else the records may mean."""
    return {"fact": fact, "bearing": bearing, **text, "strength": strength, "alternatives": [other] if other else [], "cites": list(cites)}


PAID = (whatsapp("已转 20"), whatsapp("第二笔 50"), whatsapp("第三笔 80"), *BANK_OUT, telegram("Sent 5"), telegram("Second transfer"))

FINDINGS = [
    finding(
        None,
        "neutral",
        both(
            "2 号检材记录载明的 SHA-256 与重新计算的值不一致；差异的原因，仅凭现有材料无法判断，建议由移送单位书面说明。",
            "The SHA-256 that the record states for item 2 differs from the one computed here. Why, cannot be told from this material; "
            "the unit that submitted the item should explain it in writing.",
        ),
        {"table": "evidence", "where": {"number": str(STICK)}},
        strength="data",
        other=both("记录誊写有误", "a slip in writing the record"),
    ),
    finding(
        RECEIVED,
        "supports",
        both(
            f"聊天记录和短信显示，何静分三次付款共 {total(HE):,} 元，赵宁分两次付款共 {total(ZHAO):,} 元，"
            f"Daniel Reed 分两次付款共 {total(REED):,} 美元。金额为记录所载，未与银行交易明细核对。",
            f"By the chats and text messages He Jing paid CNY {total(HE):,} in three transfers, Zhao Ning CNY {total(ZHAO):,} in two, and "
            f"Daniel Reed USD {total(REED):,} in two. These are the sums as written there; bank statements were not compared.",
        ),
        *PAID,
        other=both(
            "付款可能另有用途，或者同一笔款项在不同记录中重复提及；记录中的金额可能与实际到账不同",
            "the payments may have had another purpose, or records may name one payment twice; what arrived may differ from what was written",
        ),
    ),
    finding(
        RECEIVED,
        "supports",
        both(
            f"1 号检材中检出一份已删除的表格“流水_内部.csv”，内容可读：列有 {len(ONWARD)} 笔转往尾号 {PRIVATE_CARD[-4:]} 账户的款项，"
            f"合计 {sum(one.onward for one in ONWARD):,} 元；表中另有 {total(REED):,} 美元“未动”、向客户退款和林悦工资的记载。同一文件夹中未删除的“流水.csv”列有收款和退款，"
            "没有列出这些转出。",
            f"Item 1 holds a deleted table, 流水_内部.csv, whose content can be read: it lists {len(ONWARD)} transfers to the account ending "
            f"{PRIVATE_CARD[-4:]}, CNY {sum(one.onward for one in ONWARD):,} in all; it also has USD {total(REED):,} as 'not moved', refunds to customers and Lin Yue's wages. "
            "The table 流水.csv, not deleted and in the same folder, lists receipts and refunds and not these transfers.",
        ),
        file(LAPTOP, laptop.HIDDEN_LEDGER), file(LAPTOP, laptop.SHOWN_LEDGER),
        strength="data",
        other=both(
            "两份表格可能统计口径不同，或者其中一份为草稿；由何人编制、何时删除，仅凭文件不能判断",
            "the two tables may count differently, or one may be a draft; who made them and when one was deleted, the files alone do not tell",
        ),
    ),
    finding(
        LICENSED,
        "supports",
        both(
            "短信显示，2025年4月6日周明答复林悦“备案已经办好了”；Telegram 记录显示，同年4月17日周明向 Daniel Reed 称登记尚在办理；"
            "1 号检材中4月5日的会议记录写有“备案材料还没有递交”和“对外先说正在办理”。短信的说法与另外两处不一致；手机、电脑和聊天账号由何人操作，仅凭记录不能判断。",
            "In a text message of 6 April 2025 Zhou Ming told Lin Yue that the registration was done; on 17 April he wrote to Daniel Reed "
            "that it was in progress; minutes of 5 April on item 1 say that the papers had not been handed in, and 'to others we first say it is in "
            "progress'. The text message differs from the other two; who held the devices, the records alone do not tell.",
        ),
        message(PHONE, phone.ASKED), message(PHONE, phone.ANSWERED), telegram("Registration is in"), file(LAPTOP, f"{laptop.HOME}/Documents/会议记录.txt"),
        other=both(
            "“备案”在各处可能不指同一事项；4月6日之前或以后可能另有办理，送审材料中未见主管部门的记录",
            "'registration' may not mean the same thing everywhere; there may have been steps before or after 6 April, and the material has no record of the authority",
        ),
    ),
    finding(
        LICENSED,
        "neutral",
        both(
            "“许可证.jpg”的元数据记有图像编辑软件名称，修改时间记为2025年5月12日22时41分；同日浏览器记录有许可证模板页面的访问和下载，"
            "2 号检材中检出已删除的“许可证_原稿.jpg”。元数据可以被改写，只说明文件现在的状态。",
            "许可证.jpg names an image editor in its metadata and 22:41 on 12 May 2025 as its time of change. On that day the browser recorded a visit "
            "to a page of certificate templates and a download from it; item 2 holds a deleted file 许可证_原稿.jpg. Metadata can be rewritten: it shows "
            "the file's present state only.",
        ),
        file(LAPTOP, laptop.LICENSE), visit(page("许可证模板下载")), select("artifacts", LAPTOP, type="download"), file(STICK, stick.DELETED_DRAFT),
        strength="data",
        other=both("编辑软件只用于查看或另存", "the editor was used to look at it or to save it again"),
    ),
    finding(
        LICENSED,
        "contradicts",
        both(
            "记录显示，林悦曾向周明索要备案证明，未收到后于5月22日告知客户没有看到备案文件、建议不要再投，次日表示不再继续；"
            "合作协议载明由甲方保证备案真实，林悦领取固定工资。",
            "The records show Lin Yue asking Zhou Ming for the registration document; not having received it, she told the customer on 22 May that she had "
            "not seen it and advised against paying more, and withdrew the next day. The agreement has the other side warrant the registration and "
            "gives her a fixed wage.",
        ),
        message(PHONE, phone.PRESSED), NO_REGISTRATION, whatsapp("我已经跟周总"), message(PHONE, phone.LEFT), file(LAPTOP, laptop.CONTRACT),
        other=both(
            "此前的聊天中林悦曾向客户提及页面显示的收益，其当时知道什么，记录本身不能判断",
            "earlier in the chat Lin Yue had told the customer of returns that a page showed; what she knew then, the records themselves do not tell",
        ),
    ),
    finding(
        WITHDRAWN,
        "supports",
        both(
            "浏览器记录显示，2025年5月20日9时05分加载过标题为“提现审核：已暂停”的后台页面；当日短信中周明要求林悦统一答复“系统升级”。"
            "浏览器记录只表明页面被加载，不表明由何人操作。",
            "The browser recorded at 09:05 on 20 May 2025 that a back-office page titled 提现审核：已暂停 (withdrawals: suspended) was loaded; in a text "
            "message of that day Zhou Ming asked Lin Yue to answer everyone with 'system upgrade'. A visit shows that a page was loaded, not by whom.",
        ),
        visit(page("提现审核")), message(PHONE, phone.TOLD), whatsapp("提现一直显示"), telegram("System upgrade"),
        other=both("页面由其他知道账号的人加载", "somebody else who knew the account loaded the page"),
    ),
    finding(
        WITHDRAWN,
        "contradicts",
        both(
            f"赵宁和周明两部手机的银行短信均记有两笔退款，共 {REFUNDED:,} 元；Daniel Reed 称收到 {REFUNDS[1].amount} 美元。"
            "1 号检材中有5月26日的“退款计划.txt”，早于记录中客户首次提及报警的5月29日。",
            f"Bank messages on both Zhao Ning's and Zhou Ming's phones record two refunds, CNY {REFUNDED:,} in all; Daniel Reed wrote that USD "
            f"{REFUNDS[1].amount} arrived. Item 1 holds a refund plan, 退款计划.txt, of 26 May, before 29 May, when a customer first speaks of the police.",
        ),
        *BANK_BACK, *BANK_PAID, message(BACKUP, chats.PLAN_SMS), telegram("The 500 arrived"), file(LAPTOP, laptop.REFUND_PLAN), whatsapp("我准备报警"),
        other=both(
            "退款可能出于客户催促；计划中所列其余款项有无支付，送审材料中未检出",
            "the refunds may have been made because customers pressed for them; of the other sums in the plan no payment was found in the material",
        ),
    ),
]  # fmt: skip

TAGS = [
    {
        "name": both("有利", "exculpatory"),
        "note": both("客服人员未见到备案文件并劝阻客户", "the customer agent had not seen the registration and advised against paying"),
        "fact": LICENSED,
        "bearing": "contradicts",
        "items": [message(PHONE, phone.PRESSED), NO_REGISTRATION],
    },
    {
        "name": both("有利", "exculpatory"),
        "note": both("部分退款", "part refunds"),
        "fact": WITHDRAWN,
        "bearing": "contradicts",
        "items": [*BANK_BACK, file(LAPTOP, laptop.REFUND_PLAN)],
    },
    {
        "name": both("资金", "money"),
        "note": both("内部流水（已删除，可读）", "internal ledger (deleted, readable)"),
        "fact": RECEIVED,
        "bearing": "supports",
        "items": [file(LAPTOP, laptop.HIDDEN_LEDGER)],
    },
    {
        "name": both("待核实", "to be checked"),
        "note": both("定位信息需与其他材料核对", "the place must be compared with other material"),
        "fact": None,
        "bearing": "neutral",
        "items": [file(PHONE, phone.CAMERA)],
    },
    {
        "name": both("有利", "exculpatory"),
        "note": both("客户称收到 500 美元退款", "a customer says that USD 500 came back"),
        "fact": WITHDRAWN,
        "bearing": "contradicts",
        "items": [telegram("The 500 arrived")],
        "left_out": both(
            "该消息已由第八部分关于退款的一项发现引用，不再单独列出",
            "a finding of part 8, on the refunds, cites this message; it is not listed once more",
        ),
    },
    {
        "name": both("有利", "exculpatory"),
        "note": both(
            "是否为退款筹款，无法判断",
            "whether it was to pay refunds cannot be told",
        ),
        "fact": WITHDRAWN,
        "bearing": "contradicts",
        "items": [message(PHONE, phone.TRYING), visit(FORM), visit(LOAN)],
    },
]

REQUEST = {
    "department": "第三检察部（虚构）",
    "prosecutor": "孙检察官",
    "requested": "2025-07-01",
    "accepted": "2025-07-02",
    "deadline": "2025-07-12",
    "questions": ["记录所载的客户付款合计多少？", "提现受阻期间有无退款？"],
}

CONCLUSIONS = [
    {
        "question": "Q1",
        "kind": "partly",
        **both(
            f"聊天记录和短信所载三名客户的付款合计 {total(HE) + total(ZHAO):,} 元和 {total(REED):,} 美元；未与银行交易明细核对，其他客户有无付款无法判断。",
            f"Chats and text messages have payments of three customers, CNY {total(HE) + total(ZHAO):,} and USD {total(REED):,} in all; bank statements were not "
            "compared, and whether others paid cannot be told.",
        ),
        "cites": list(PAID),
    },
    {
        "question": "Q2",
        "kind": "partly",
        **both(
            f"检出退款记录：赵宁和周明两部手机的银行短信均记有两笔，共 {REFUNDED:,} 元；Daniel Reed 另称收到 {REFUNDS[1].amount} 美元。未与银行交易明细核对。",
            f"Refunds are recorded: bank messages on both Zhao Ning's and Zhou Ming's phones have two, CNY {REFUNDED:,} in all; Daniel Reed wrote that USD "
            f"{REFUNDS[1].amount} arrived. Bank statements were not compared.",
        ),
        "cites": [*BANK_BACK, *BANK_PAID, telegram("The 500 arrived")],
    },
]

COUNTINGS = ["personal-information"]
"""Rules that the reviewer counts by: each number of a person once."""

SAMPLE: dict[str, object] = {
    "table": "messages",
    "where": {"evidence": str(WHATSAPP), "kind": "text"},
    "size": 5,
    "reason": both("核对解析文字与来源文件是否一致", "to compare what was parsed with the source"),
    "result": "right",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of evidence as it was handed in. `states`: the algorithm of the digest in the seizure record."""

    number: int
    file: str
    format: str
    label: Both
    states: str | None = None
    packed: str | None = None
    zone: str | None = None
    miscopied: bool = False

    @property
    def record(self) -> Both | None:
        if self.states is None:
            return None
        return both(f"扣押清单（示例）〔2025〕7号 第 {self.number} 项", f"seizure record (sample) 2025-7, item {self.number}")

    @property
    def verdict(self) -> str:
        if self.states is None:
            return "nothing-to-compare"
        return "mismatch" if self.miscopied else "match"


ITEMS = (
    Item(LAPTOP, "01-laptop.E01", "ewf", both("周明的笔记本电脑", "Zhou Ming's laptop"), "md5"),
    Item(STICK, "02-usb.dd", "raw", both("周明的U盘", "Zhou Ming's USB stick"), "sha256", packed="02-usb.dd.xz", miscopied=True),
    Item(
        WHATSAPP, "03-whatsapp.zip", "zip", both("林悦手机导出的 WhatsApp 会话", "WhatsApp chat exported from Lin Yue's phone"), "sha256",
        zone="Asia/Shanghai",
    ),
    Item(TELEGRAM, "04-telegram.json", "file", both("周明电脑导出的 Telegram 会话", "Telegram chat exported from Zhou Ming's computer")),
    Item(BACKUP, "05-sms", "folder", both("赵宁手机的短信和通话备份", "text messages and calls backed up from Zhao Ning's phone")),
    Item(PHONE, "06-phone.tar", "tar", both("周明的安卓手机（逻辑提取）", "Zhou Ming's Android phone (logical extraction)"), "sm3"),
)  # fmt: skip
