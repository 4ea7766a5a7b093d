"""Invented names, places and phones; no real person or place is meant."""

from __future__ import annotations

from random import Random

SURNAMES = "云苗禾穆桑柏竺芮蒲荀"
GIVEN_GIRLS = ("小禾", "青苗", "念春", "采薇", "若棠", "朵朵", "知夏", "晓荷")
GIVEN_BOYS = ("小满", "青山", "望秋", "石头", "远志", "拾麦", "知远", "晓峰")
GIVEN_ADULTS = ("立春", "守田", "望江", "桂枝", "秀禾", "长庚", "映山", "阿蓼")
VILLAGES = ("上禾村", "下禾村", "柳溪村", "石桥村", "云岭村", "渡口社区")
LANES = ("水车坡", "老枫树下", "新屋场", "茶亭边", "晒谷坪", "石板巷")
VENUE_NAMES = (
    "渡口旅馆",
    "青禾宾馆",
    "云岭农家乐",
    "柳溪人家",
    "石桥网吧",
    "星野电竞酒店",
    "小镇歌厅",
    "校门口文具店",
    "溪边烟酒店",
    "稻香客栈",
    "老街台球室",
    "河湾民宿",
    "新街小卖部",
    "禾田影院",
)
VENUE_KINDS = (
    "hotel",
    "hotel",
    "farmstay",
    "farmstay",
    "netcafe",
    "esports_hotel",
    "ktv",
    "shop",
    "shop",
    "inn",
    "billiards",
    "homestay",
    "shop",
    "cinema",
)
SCHOOLS = (("school", "青禾九年制学校"), ("school", "云岭小学"), ("kindergarten", "青禾幼儿园"))


def person(random: Random, girl: bool | None = None) -> str:
    """A made-up name: of a girl, a boy, or (None) an adult."""
    given = GIVEN_ADULTS if girl is None else GIVEN_GIRLS if girl else GIVEN_BOYS
    return random.choice(SURNAMES) + random.choice(given)


def phone(number: int) -> str:
    """A number of a range that is not given out to anybody (190 0000 xxxx)."""
    return f"1900000{number:04}"
