"""What the fields of a form are called, Chinese and English side by side, and the words that some of them take: key -> (zh, en)."""

from __future__ import annotations

Words = dict[str, tuple[str, str]]

REQUEST: Words = {
    "organisation": ("承办单位", "office"),
    "document_number": ("文书编号", "document number"),
    "secrecy": ("密级", "classification"),
    "cause": ("案由", "cause"),
    "department": ("委托部门", "requesting department"),
    "prosecutor": ("承办检察官", "prosecutor"),
    "requested": ("委托日期", "requested on"),
    "accepted": ("受理日期", "accepted on"),
    "deadline": ("审查期限", "deadline"),
    "stage": ("诉讼阶段", "stage of the proceedings"),
    "basis": ("法律依据", "legal basis"),
    "questions": ("审查要求", "questions"),
    "acceptance": ("受理情况", "acceptance"),
    "acceptance_reason": ("受理情况说明", "reason of the acceptance"),
    "recusal": ("回避声明", "statement on recusal"),
    "authors": ("审查人", "reviewers"),
    "reviewer": ("复核人", "second reviewer"),
    "background": ("基本案情", "background"),
    "background_source": ("案情来源", "source of the background"),
}
EXHIBIT: Words = {
    "number": ("检材编号", "exhibit no."),
    "evidence": ("检材序号", "evidence items"),
    "name": ("名称", "name"),
    "kind": ("类型", "kind"),
    "make": ("品牌", "make"),
    "model": ("型号", "model"),
    "capacity": ("容量", "capacity"),
    "serial": ("序列号", "serial number"),
    "imei": ("IMEI", "IMEI"),
    "iccid": ("ICCID", "ICCID"),
    "mac": ("MAC地址", "MAC address"),
    "holder": ("持有人", "holder"),
    "user": ("使用人", "user"),
    "custodian": ("保管人", "custodian"),
    "place": ("存放地点", "place"),
    "quantity": ("数量", "quantity"),
    "route": ("取证方式", "route"),
    "original": ("原始存储介质移送", "original medium"),
    "original_reason": ("未移送原因", "why the original was not transferred"),
    "original_place": ("原始介质存放地点", "where the original is kept"),
    "condition": ("接收时封存状态", "seal on receipt"),
    "delivered_by": ("送交人", "delivered by"),
    "received_by": ("接收人", "received by"),
    "document": ("来源文书", "document"),
    "page": ("页码", "page"),
    "note": ("备注", "note"),
    "digests": ("校验值", "digests"),
}
RECORDED: Words = {
    "algorithm": ("算法", "algorithm"),
    "value": ("校验值", "value"),
    "object": ("计算对象", "object"),
    "source": ("来源", "source"),
}
EVENT: Words = {
    "exhibit": ("检材编号", "exhibit no."),
    "kind": ("环节", "step"),
    "start": ("开始时间", "start"),
    "end": ("结束时间", "end"),
    "zone": ("时区", "zone"),
    "clock_offset": ("时钟偏差", "offset of the clock"),
    "place": ("地点", "place"),
    "people": ("侦查人员", "people"),
    "witness": ("见证人", "witness"),
    "witness_reason": ("无见证人原因", "why there was no witness"),
    "handed_by": ("移交人", "handed by"),
    "handed_to": ("接收人", "handed to"),
    "seal": ("封条编号", "seal no."),
    "tool": ("工具", "tool"),
    "version": ("版本", "version"),
    "write_blocker": ("写保护", "write blocker"),
    "blocker_reason": ("未写保护原因", "why no write blocker"),
    "isolation": ("信号屏蔽", "isolation"),
    "photos": ("照片", "photographs"),
    "video": ("录像", "video"),
    "approval": ("审批文书", "approval"),
    "approved": ("审批时间", "approved on"),
    "digest": ("校验值", "digest"),
    "digest_of": ("计算对象", "object of the digest"),
    "document": ("来源文书", "document"),
    "page": ("页码", "page"),
    "note": ("备注", "note"),
}

KINDS: Words = {
    "capture": ("抓获", "capture"),
    "seizure": ("扣押", "seizure"),
    "sealing": ("封存", "sealing"),
    "unsealing": ("拆封", "unsealing"),
    "resealing": ("重新封存", "re-sealing"),
    "imaging": ("镜像", "imaging"),
    "extraction": ("提取", "extraction"),
    "examination": ("检查", "examination"),
    "expertise": ("鉴定", "expert examination"),
    "freezing": ("冻结", "freezing"),
    "production": ("调取", "production on demand"),
    "transfer": ("移送", "transfer"),
    "receipt": ("接收", "receipt"),
    "other": ("其他", "other"),
}
ROUTES: Words = {
    "seized-medium": ("扣押封存原始介质", "original medium seized"),
    "image": ("制作镜像", "image"),
    "extracted": ("现场提取", "on-site extraction"),
    "online": ("网络在线提取", "online extraction"),
    "frozen": ("冻结", "frozen data"),
    "produced": ("调取", "production on demand"),
    "expert": ("检验鉴定", "expert examination"),
    "printed": ("打印拍照", "printout or photograph"),
}
STAGES: Words = {
    "arrest-review": ("审查逮捕", "review for arrest"),
    "prosecution-review": ("审查起诉", "review for prosecution"),
    "investigation-supervision": ("侦查监督", "supervision of the investigation"),
    "trial": ("审判", "trial"),
    "public-interest": ("公益诉讼", "public-interest litigation"),
    "civil": ("民事检察", "civil supervision"),
    "other": ("其他", "other"),
}
ORIGINALS: Words = {"transferred": ("已移送", "transferred"), "not-transferred": ("未移送", "not transferred")}
CONDITIONS: Words = {
    "sealed": ("封存完好", "sealed as recorded"),
    "differs": ("封存不符", "seal differs"),
    "unsealed": ("未封存", "unsealed"),
    "copy": ("仅有副本", "copy only"),
}
ACCEPTANCES: Words = {"accepted": ("受理", "accepted"), "partly": ("部分受理", "accepted in part"), "refused": ("不予受理", "refused")}

CHOICES: dict[tuple[str, str], Words] = {
    ("request", "stage"): STAGES,
    ("request", "acceptance"): ACCEPTANCES,
    ("exhibit", "route"): ROUTES,
    ("exhibit", "original"): ORIGINALS,
    ("exhibit", "condition"): CONDITIONS,
    ("event", "kind"): KINDS,
}
"""Fields that take one of some words, in either language."""
