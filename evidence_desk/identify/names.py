"""What each kind of identifier is called, in Chinese and English."""

from __future__ import annotations

KINDS: dict[str, tuple[str, str]] = {
    "cn-resident-id": ("居民身份号码", "resident identity number"),
    "mobile": ("手机号码", "mobile number"),
    "bank-card": ("疑似银行卡号", "possible bank card"),
    "uscc": ("统一社会信用代码", "unified social credit code"),
    "imei": ("移动设备识别码（IMEI）", "IMEI"),
    "iccid": ("卡识别码（ICCID）", "ICCID"),
    "imsi": ("移动用户识别码（IMSI）", "IMSI"),
    "email": ("电子邮箱", "e-mail address"),
    "url": ("网址", "URL"),
    "ip": ("IP 地址", "IP address"),
    "mac": ("MAC 地址", "MAC address"),
    "crypto-btc": ("比特币地址", "Bitcoin address"),
    "crypto-eth": ("以太坊类地址", "Ethereum-like address"),
    "crypto-trx": ("波场地址", "TRON address"),
    "wechat-id": ("微信账号", "WeChat account"),
    "qq": ("QQ 号码", "QQ number"),
    "plate": ("疑似车牌号", "possible plate number"),
}
