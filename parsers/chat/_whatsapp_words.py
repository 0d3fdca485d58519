"""What WhatsApp itself writes into its text exports, by language: English, Chinese, German and others.

The exports have no other mark for what is no message of a person. Words are those that public exports and parsers
of them attest; in a language that is missing here a note of the app reads as text of its sender, never the reverse.
"""

from __future__ import annotations

import re

from evidence_desk.api import MessageKind

LEFT_OUT: dict[MessageKind, list[str]] = {
    "other": [
        "<Media omitted>", "<省略影音内容>", "<省略多媒体文件>", "<媒体省略>", "<忽略多媒體檔>", "<已省略多媒體檔案>", "<省略多媒體檔案>",
        "<Medien ausgeschlossen>", "<Medien weggelassen>", "<Multimedia omitido>", "<Archivo omitido>", "<Médias omis>", "<Fichier omis>",
        "<Media omessi>", "<Media omesso>", "<Mídia omitida>", "<Mídia oculta>", "<Arquivo de mídia oculto>", "<ficheiro não revelado>",
        "<Media weggelaten>", "<Без медиафайлов>", "<Файл пропущен>", "<медіа пропущено>", "<Medya dahil edilmedi>", "<Medya atlanmış>",
        "<Pominięto multimedia>", "<Média vynechány>", "<Médiá vynechané>", "<Média elhagyva>", "<Conținut media omis>",
        "<Media utelämnat>", "<Medier udeladt>", "<Media utelatt>", "<Media jätettiin pois>", "<メディアなし>", "<メディアは含まれていません>",
        "<미디어 파일 제외됨>", "<미디어 파일을 생략한 대화내용>", "<تم استبعاد الوسائط>", "<Media tidak disertakan>",
        "<Media dikecualikan>", "<bỏ qua tệp phương tiện>", "<ไฟล์สื่อถูกลบ>", "<मीडिया के बिना>", "<המדיה לא נכללה>", "<رسانه حذف شد>",
    ],
    "image": [
        "image omitted", "图像已忽略", "图片已忽略", "图片已省略", "圖片已略去", "圖片已省略", "Bild weggelassen", "imagen omitida", "image absente",
        "immagine omessa", "imagem ocultada", "imagem não revelada", "afbeelding weggelaten", "изображение отсутствует", "GIF omitted",
        "GIF已忽略", "GIF已省略", "GIF weggelassen", "GIF omitido", "GIF retiré", "GIF esclusa", "GIF omitida", "GIF отсутствует",
        "görüntü dahil edilmedi", "画像は省略されました", "이미지 생략됨",
    ],
    "video": [
        "video omitted", "视频已忽略", "视频已省略", "影片已略去", "影片已省略", "Video weggelassen", "video omitido", "vidéo absente",
        "video omesso", "vídeo omitido", "vídeo não revelado", "video weggelaten", "видео отсутствует", "video note omitted",
        "Videonachricht weggelassen", "動画は省略されました", "동영상 생략됨",
    ],
    "audio": [
        "audio omitted", "音频已忽略", "音频已省略", "音訊已略去", "語音訊息已省略", "Audio weggelassen", "audio omitido", "audio omis",
        "audio omesso", "áudio ocultado", "audio weggelaten", "аудио отсутствует", "音声メッセージは省略されました", "오디오 생략됨",
    ],
    "sticker": [
        "sticker omitted", "贴图已忽略", "贴图已省略", "貼圖已忽略", "貼圖已略去", "貼圖已省略", "Sticker weggelassen", "sticker omitido", "sticker omis",
        "sticker non incluso", "sticker omesso", "figurinha omitida", "стикер не добавлен", "стикер отсутствует", "スタンプは省略されました", "스티커 생략됨",
    ],
    "file": [
        "document omitted", "文件已忽略", "文件已省略", "文件已略去", "Dokument weggelassen", "documento omitido", "document manquant",
        "documento omesso", "documento ocultado", "documento não revelado", "document weggelaten", "документ отсутствует",
        "文書は省略されました", "문서 생략됨",
    ],
    "contact": [
        "Contact card omitted", "联系人名片已忽略", "聯絡人名片已省略", "Kontaktkarte weggelassen", "Kontaktkarte ausgelassen",
        "Tarjeta de contacto omitida", "Fiche contact manquante", "Scheda contatto omessa", "карточка контакта отсутствует",
    ],
}  # fmt: skip
"""Whole lines in place of a file: Android's one for all kinds, iOS's one for each."""

ATTACHED_AFTER = {
    "file attached", "文件附件", "附件文件", "附件檔案", "檔案附件", "Datei angehängt", "archivo adjunto", "fichier joint", "file allegato", "arquivo anexado",
    "ficheiro anexado", "bestand bijgevoegd", "файл добавлен", "файл додано", "dosya ekli", "plik dołączony", "添付ファイル", "파일 첨부됨",
}  # fmt: skip
"""Android: name (word)."""
ATTACHED_BEFORE = {
    "attached", "附件", "已附加", "Anhang", "angehängt", "adjunto", "pièce jointe", "allegato", "anexado", "bijgevoegd", "bijlage", "вложение",
    "прикреплено", "ekli dosya", "添付", "첨부", "مرفق",
}  # fmt: skip
"""iOS: <word: name>."""

EDITED = {
    "This message was edited", "这条消息已经过编辑", "此消息已编辑", "此訊息已編輯", "Diese Nachricht wurde bearbeitet", "Se editó este mensaje",
    "Ce message a été modifié", "Questo messaggio è stato modificato", "Mensagem editada", "Dit bericht is bewerkt", "Данное сообщение изменено",
}  # fmt: skip

DELETED = {
        "This message was deleted", "You deleted this message", "This message was deleted by admin", "这条消息已删除", "此消息已被删除", "此消息已删除",
        "你已删除这条消息", "您已删除此消息", "你删除了这条消息", "此訊息已刪除", "你已刪除此訊息", "Diese Nachricht wurde gelöscht",
        "Du hast diese Nachricht gelöscht", "Diese Nachricht wurde für alle gelöscht", "Se eliminó este mensaje", "Eliminaste este mensaje",
        "Ce message a été supprimé", "Vous avez supprimé ce message", "Questo messaggio è stato eliminato", "Hai eliminato questo messaggio",
        "Mensagem apagada", "Esta mensagem foi apagada", "Essa mensagem foi apagada", "Você apagou esta mensagem", "Apagou esta mensagem",
        "Dit bericht is verwijderd", "Данное сообщение удалено", "Вы удалили данное сообщение", "Це повідомлення було видалено", "تم حذف هذه الرسالة",
}  # fmt: skip
"""Whole messages, without the full stop that some versions add."""

CALLS = (
    "Missed voice call", "Missed video call", "Missed group", "Voice call", "Video call", "未接语音通话", "未接视频通话", "未接語音通話", "未接視訊通話", "语音通话",
    "视频通话", "語音通話", "視訊通話", "Verpasster Sprachanruf", "Verpasster Videoanruf", "Sprachanruf", "Videoanruf", "Llamada perdida", "Videollamada perdida",
    "Appel vocal manqué", "Appel vidéo manqué", "Chiamata persa", "Videochiamata persa", "Chamada de voz perdida", "Chamada de vídeo perdida",
)  # fmt: skip
POLLS = ("POLL:", "投票：", "投票:", "意見調查：", "UMFRAGE:", "ENCUESTA:", "SONDAGE", "SONDAGGIO:", "ENQUETE:", "PEILING:", "ОПРОС:")
LIVE_LOCATIONS = ("live location shared", "已分享实时位置", "已分享即時位置", "live-standort wird geteilt", "live-standort geteilt")

EVENTS = re.compile(
    "|".join(
        (
            r" (?:added|removed|invited) \S", r" created (?:this |the )?(?:group|community)", r" changed (?:the|this|their|to|your)\b",
            r" joined (?:using|via|from|by)\b", r" (?:was|were) (?:added|removed)", r" (?:turned (?:on|off)|updated the message timer|pinned) ",
            r"添加了", r"移除了", r"创建了", r"更改了", r"加入了?群组", r"退出了?群组", r"将.*(?:改为|更改为)", r"新增了", r"建立了", r"更改為", r"變更了", r"離開了",
            r" (?:hat|hast) (?:die Gruppe|den Betreff|das Gruppen|die Gruppen|den Gruppen|diese Gruppe)", r" (?:hat|hast) .* (?:hinzugefügt|entfernt)",
            r" (?:añadió|agregó|eliminó) a ", r" cambió (?:el|la|los) ", r" creó (?:el|este) grupo", r" a (?:ajouté|retiré|créé|changé|modifié) ",
            r" (?:adicionou|removeu|criou|mudou|alterou) ", r" ha (?:aggiunto|rimosso|creato|cambiato|modificato) ",
            r" heeft .* (?:toegevoegd|verwijderd|gewijzigd)", r" (?:добавил|удалил|создал|изменил)\(?а?\)? ",
        )
    )
)  # fmt: skip
"""What stands before the first colon of a note about the group, where a name or subject in it has a colon."""
OPENED = re.compile(r"(?:^|[\s更为為将主题])[\"“„«「『][^\"”“»」』]*$")
"""A quotation that is opened and not closed: the colon after it is inside a quoted name, not after a sender."""
ENCRYPTED = re.compile(
    "end-to-end encrypted|端到端加密|端對端加密|Ende-zu-Ende-verschlüsselt|cifrad[oa]s de extremo|chiffrés de bout en bout|crittografati end-to-end"
    "|criptografia de ponta|encriptadas ponto a ponto|сквозным шифрованием"
)

TITLE = re.compile(
    r"(?:WhatsApp[ _-]*Chat[ _]*(?:with|mit|-)|Chat de WhatsApp con|Chat WhatsApp con|Discussion WhatsApp avec|Conversa d?n?o WhatsApp com"
    r"|Чат WhatsApp с)[ _]+(.+)|[与與](.+?)的[ _]*WhatsApp[ _]*(?:聊天|對話|对话)(?:记录|記錄)?",
    re.IGNORECASE,
)
"""The name of a file, or of the archive around `_chat.txt`, without its ending."""
