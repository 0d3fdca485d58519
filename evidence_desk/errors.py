"""Failures. Known: the world's fault, one plain sentence that says what to do. Bug: ours, and loud.

One class and one stable code a failure; its sentence stands beside it in Chinese and English.
"""

from __future__ import annotations

from typing import ClassVar, Literal

Language = Literal["zh", "en"]


class Known(Exception):
    """The world's fault. `params` fill the sentence."""

    code: ClassVar[str] = "known"
    zh: ClassVar[str] = "{detail}"
    en: ClassVar[str] = "{detail}"

    def __init__(self, **params: str | int) -> None:
        self.params = params
        super().__init__(self.sentence("en"))

    def sentence(self, language: Language) -> str:
        return (self.zh if language == "zh" else self.en).format(**self.params)


class Bug(Exception):
    """Ours: a state that cannot be. Never caught, other than to be shown whole."""


class PathMissing(Known):
    code = "path-missing"
    zh = "找不到 {path}，请检查路径。"
    en = "{path} does not exist: check the path."


class PathUnreadable(Known):
    code = "path-unreadable"
    zh = "无法读取 {path}（{reason}），请检查权限和存储设备。"
    en = "{path} cannot be read ({reason}): check its permissions and the disk it is on."


class EvidenceVanished(Known):
    code = "evidence-vanished"
    zh = "{path} 在读取过程中不可用（{reason}），请重新连接存储设备后再次处理。"
    en = "{path} became unavailable while it was read ({reason}): connect its disk again and process it once more."


class CaseExists(Known):
    code = "case-exists"
    zh = "{path} 已经存在，请为新案件另选一个文件夹。"
    en = "{path} exists already: choose another folder for the new case."


class CaseGone(Known):
    code = "case-gone"
    zh = "{path} 已不在原处（被移动、删除，或其磁盘已断开），更改未能保存；请恢复其位置后重新打开案件。"
    en = "{path} is not where it was (moved, deleted, or its disk is gone): nothing was saved. Put it back and open the case again."


class CaseOlder(Known):
    code = "case-older"
    zh = "{path} 的格式为第 {found} 版，须升级到第 {supported} 版才能打开，而该处只能读取；请把案件复制到可写的磁盘后打开。"
    en = "{path} has format {found} and has to be brought to {supported}, but it can only be read where it is: copy the case to a disk that can be written."


class NotACase(Known):
    code = "not-a-case"
    zh = "{path} 不是案件文件夹，请用 new 命令新建案件。"
    en = "{path} is not a case folder: make one with the new command."


class CaseNewer(Known):
    code = "case-newer"
    zh = "{path} 由较新版本的程序创建（格式 {found}，本程序支持到 {supported}），请升级程序后再打开。"
    en = "{path} was made by a newer version (format {found}, this program reads up to {supported}): update the program."


class CaseBusy(Known):
    code = "case-busy"
    zh = "{path} 正被另一个进程写入，请等待其结束后重试。"
    en = "{path} is being written by another process: wait until that ends, then try again."


class CaseDamaged(Known):
    code = "case-damaged"
    zh = "{path} 的案件数据库已损坏（{detail}），请使用备份。"
    en = "The case database in {path} is damaged ({detail}): use a backup."


class CaseReadOnly(Known):
    code = "case-read-only"
    zh = "{path} 只能读取，无法保存更改，请把案件复制到可写的磁盘后再操作。"
    en = "{path} can only be read: copy the case to a disk that can be written to."


class DiskFull(Known):
    code = "disk-full"
    zh = "{path} 所在磁盘空间不足，请腾出空间后重新运行，已保存的内容不会丢失。"
    en = "The disk of {path} is full: free some space and run again; what was saved is kept."


class NotReadable(Known):
    """A container or file that this installation cannot open; refused rather than read as raw bytes."""

    code = "format-unsupported"
    zh = "{path} 是 {format}，本程序不能读取，请先转换为 E01 或原始镜像。"
    en = "{path} is {format}, which this program cannot read: convert it to E01 or a raw image first."


class FormatUnknown(Known):
    code = "format-unknown"
    zh = "无法识别 {path} 的格式；如果确实是原始磁盘镜像，请加 --as raw。"
    en = "The format of {path} is not known: if it is a raw disk image, add --as raw."


class NoSuchFormat(Known):
    code = "no-such-format"
    zh = "没有名为“{format}”的格式，可用：{formats}。"
    en = "There is no format '{format}'; there are: {formats}."


class NotAFile(Known):
    code = "not-a-file"
    zh = "{path} 不是普通文件或块设备（而是文件夹、管道等），请指定镜像文件。"
    en = "{path} is no regular file or block device (but a folder, a pipe or the like): name the image file."


class NotAFolder(Known):
    code = "not-a-folder"
    zh = "{path} 不是文件夹，请去掉 --as folder。"
    en = "{path} is no folder: leave --as folder out."


class EvidenceEmpty(Known):
    code = "evidence-empty"
    zh = "{path} 的长度为 0，没有可审查的内容，请核对检材。"
    en = "{path} is empty, there is nothing to examine: check the evidence."


class NotOneImage(Known):
    code = "not-one-image"
    zh = "{path} 不属于 {first} 所在的镜像，请分别登记。"
    en = "{path} is no segment of the image that {first} belongs to: add it on its own."


class ContainerDamaged(Known):
    """A container so damaged that nothing can be read from it."""

    code = "container-damaged"
    zh = "{path} 已损坏，无法读取：{detail}。请重新获取该镜像。"
    en = "{path} is damaged and cannot be read: {detail}. Obtain the image again."


class PartMissing(Known):
    """A parent, extent or backing file. It is looked for nowhere else: paths in evidence are not followed."""

    code = "part-missing"
    zh = "读取 {path} 还需要文件“{name}”；程序只在同一文件夹内查找，请把该文件放到它旁边后重试。"
    en = "{path} needs the file '{name}', which is looked for in the same folder only: put it beside it, then try again."


class MediumTooLarge(Known):
    code = "medium-too-large"
    zh = "{path} 声称的容量为 {size} 字节，无法完整读取，因此没有计算整体校验值；请用 --profile triage 查看其内容并核对来源。"
    en = "{path} claims {size} bytes, which cannot be read from end to end, so no digest was computed: check where it comes from."


class ContainerEncrypted(Known):
    code = "container-encrypted"
    zh = "{path} 已加密，本程序不能打开，请先取得解密后的副本。"
    en = "{path} is encrypted and cannot be opened here: obtain a decrypted copy."


class BadDigest(Known):
    code = "bad-digest"
    zh = "“{text}”不是有效的校验值，请写成 算法:十六进制值，例如 md5:…（md5、sha1、sha256 或 sm3）。"
    en = "'{text}' is not a digest: write ALGORITHM:HEX, e.g. md5:… (md5, sha1, sha256 or sm3)."


class Sm3Missing(Known):
    code = "sm3-missing"
    zh = "本机的 OpenSSL 不支持 SM3，请去掉 sm3 或换用支持 SM3 的 OpenSSL。"
    en = "OpenSSL on this machine has no SM3: leave sm3 out, or use an OpenSSL that has it."


class BadZone(Known):
    code = "bad-zone"
    zh = "不认识时区“{zone}”，请使用 Asia/Shanghai 这样的名称。"
    en = "'{zone}' is not a known time zone: use a name like Asia/Shanghai."


class NoSuchEvidence(Known):
    code = "no-such-evidence"
    zh = "本案没有编号或名称为“{name}”的检材。"
    en = "This case has no evidence item '{name}': see query CASE evidence."


class NoSuchItem(Known):
    code = "no-such-item"
    zh = "本案没有编号为“{id}”的条目，请用 query 或 search 查看编号。"
    en = "This case has no item '{id}': query or search shows the ids."


class NoSuchField(Known):
    code = "no-such-field"
    zh = "表 {table} 没有字段“{field}”，可用字段：{fields}。"
    en = "Table {table} has no field '{field}'; it has: {fields}."


class NoCitation(Known):
    code = "no-citation"
    zh = "每条发现至少要引用一条记录，请补充引用。"
    en = "A finding needs at least one cited record: add a citation."


class EmptyQuery(Known):
    code = "empty-query"
    zh = "检索词里没有文字或数字，请输入要查找的词。"
    en = "The query holds no letter or digit: type what to look for."


class EvidenceInCase(Known):
    code = "evidence-in-case"
    zh = "{path} 在案件文件夹内或包含案件文件夹，请把检材与案件分开存放。"
    en = "{path} lies in the case folder or holds it: keep evidence and case apart."


class SecretUnreadable(Known):
    code = "secret-unreadable"
    zh = "无法读取口令文件 {path}（{reason}）。"
    en = "The secret file {path} cannot be read ({reason})."


class OutputExists(Known):
    code = "output-exists"
    zh = "{path} 已经存在，请另选输出路径。"
    en = "{path} exists already: choose another output path."


class OutputOnEvidence(Known):
    code = "output-on-evidence"
    zh = "{path} 在检材 {evidence} 之内，程序不向检材写入，请另选输出路径。"
    en = "{path} lies in the evidence {evidence}, which is never written to: choose another output path."


class OutputUnwritable(Known):
    code = "output-unwritable"
    zh = "无法写入 {path}（{reason}），请另选输出路径。"
    en = "{path} cannot be written ({reason}): choose another output path."


class BadUse(Known):
    """The call itself is wrong."""

    code = "bad-use"


class EvidenceChanged(Known):
    code = "evidence-changed"
    zh = "{path} 与登记时不同（{detail}），请核对检材来源。"
    en = "{path} differs from what was registered ({detail}): check where it comes from."


class NoPicture(Known):
    code = "no-picture"
    zh = "无法显示为图片：{detail}"
    en = "It cannot be shown as a picture: {detail}"


class NotAPicture(NoPicture):
    code = "not-a-picture"
    zh = "其内容不是本程序可识别的图片格式。"
    en = "Its content is of no picture format that is known here."


class NoTable(Known):
    code = "no-table"
    zh = "无法识别为表格（CSV、XLSX、JSON）：{detail}"
    en = "It cannot be read as a table (CSV, XLSX, JSON): {detail}"


class NoContent(Known):
    code = "no-content"
    zh = "无法读取内容：{detail}"
    en = "The content cannot be read: {detail}"


class NoSound(Known):
    code = "no-sound"
    zh = "无法作为声音播放或转换：{detail}"
    en = "It cannot be played or converted as sound: {detail}"


class NotASound(NoSound):
    code = "not-a-sound"
    zh = "其内容不是本程序可识别的声音格式。"
    en = "Its content is of no sound format that is known here."


class NoDecoder(Known):
    code = "no-decoder"
    zh = "本程序没有 {format} 的解码器，不能播放或转换；可将该文件的副本用其他播放器收听"
    en = "There is no decoder for {format} in this program: a copy of the file can be heard with another player"


class ContainerUnreadable(Known):
    code = "inside-unreadable"
    zh = "{path} 无法展开：{detail}"
    en = "{path} cannot be opened: {detail}"


class OutOfTime(Known):
    code = "inside-time"
    zh = "{path} 的展开用时超过 {seconds} 秒，已停止"
    en = "listing what lies in {path} took longer than {seconds} seconds and was stopped"


class NoWriting(Known):
    code = "picture-undecodable"
    zh = "图片 {path} 未能解码，其上的文字未读取：{detail}"
    en = "picture {path} could not be decoded, writing on it was not read: {detail}"


class NoReader(Known):
    code = "ocr-absent"
    zh = "未安装文字识别组件（rapidocr、onnxruntime），图片 {path} 上的文字未读取：{detail}"
    en = "text recognition (rapidocr, onnxruntime) is not installed, writing on picture {path} was not read: {detail}"


def kinds() -> dict[str, type[Known]]:
    """Every Known that is loaded, by its code."""
    found: dict[str, type[Known]] = {}
    waiting: list[type[Known]] = [Known]
    while waiting:
        kind = waiting.pop()
        found.setdefault(kind.code, kind)
        waiting.extend(kind.__subclasses__())
    return found
