"""Lines that say who wrote an article, when and for whom: recognised, and read into ``meta``.

Only usual forms, and only where they usually stand: between headline and text, at the text's
beginning (本报讯, 新华社成都12月4日电) and at its end ((张鹏), 责任编辑).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..language.characters import normalize

#: The commonest surnames, in their normal form.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉蓝路游靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤时穆农司卓古吉缪简车项连芦麦褚娄窦戈岑党宫费卜冷晏席闵隋应全宗佟匡苑栾池冀"
)
_OUTLET = r"(?:本(?:报|刊|网|台|社)|[\u4e00-\u9fff]{2,8}?(?:日报|晚报|晨报|早报|时报|商报|党报|都市报|经济报|通讯社|新华网|在线|融媒|传媒|电视台|报|网|社|刊))"
_ROLE = r"(?:记者|通讯员|评论员|实习生|作者|撰文|编译|特约撰稿|文)"
_NAME = r"[\u4e00-\u9fff]{1,3}(?:\s{1,2}[\u4e00-\u9fff])?|[\u4e00-\u9fff·]{2,12}"
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[-年./]\s?(\d{1,2})\s?[-月./]\s?(\d{1,2})(?!\d)")
_SOURCE = re.compile(
    r"(?:来源|出处|转自)[:：]\s*((?:(?!编辑|作者|责任|责编|记者|发布|时间|日期)[^\s,，。；;:：()（）|<>《》]){2,20})"
)
_AUTHORS = re.compile(rf"{_ROLE}[\s:：/／]*((?:[\u4e00-\u9fff·]{{1,12}}[\s、,，]*){{1,6}})")
#: Words beside a name that end it (王伟摄, 文/图).
_NO_NAME = re.compile(
    r"(?:摄影|摄|图|编辑|责编|校对|报导|报道|综合|整理|专题|发自|讯|电|来源|阅读|字体|浏览|发布|时间|日期|审核).*"
)
_NEWS = r"(?:讯|电|消息)(?![子力动网信站池商视缆气器路])"
#: The beginning of a text: outlet, place, date, and one of the words that only stand there.
_DATELINE = re.compile(
    rf"[【\[［(（]?\s*(?P<outlet>{_OUTLET})(?P<place>[\u4e00-\u9fff]{{2,6}}?)?\s*(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?\s*专?{_NEWS}"
    rf"|[【\[［(（]?[\u4e00-\u9fff]{{2,12}}\s*\d{{1,2}}月(?:\d{{1,2}}日)?\s*专?{_NEWS}"
    r"|[【\[［(（]?[\u4e00-\u9fff]{1,10}专?[讯电](?=[\s(（:|】\]］])"
    r"|[【\[［(（]?\s*(?:本(?:报|刊|网|台|社)|早报|晚报|商报)?(?:特派)?记者[\u4e00-\u9fff\s、]{2,20}[/／](?P<where>[\u4e00-\u9fff、]{2,8}?)(?:县|市)?(?:专题)?报[导道]"
    rf"|[(（【\[［][\u4e00-\u9fff\s]{{0,8}}{_ROLE}[\s:：][\u4e00-\u9fff·\s、]{{2,40}}[)）】\]］]"
)
_CREDITS = re.compile(
    r"[(（\[【［]?\s*(?:本[文篇]|文章)?(?:来源|作者|责任编辑|责编|编辑|发布日期|发布时间|发布机构|时间|日期|出处)\s*[:：].{1,80}"
)
_SIGNED = re.compile(
    r"[(（]([^()（）。]{2,40})[)）]?$|[。!?”]([\u4e00-\u9fff]{2,4}(?:\s[\u4e00-\u9fff]{2,4}){1,3})$"
)
_SHORT_NAMES = re.compile(
    r"(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]\s{1,2}[\u4e00-\u9fff])(?:[\s、]{1,2}[\u4e00-\u9fff]{2,4}){0,4}"
)
_LONGEST_BYLINE = 80


def is_byline(line: str) -> bool:
    """Whether a line says nothing but who wrote, when and where it was published."""
    if len(line) > _LONGEST_BYLINE:
        return False
    line = normalize(line).strip()
    if not line or re.search(r"[。;]", line):
        return False
    if _CREDITS.match(line):
        return True
    date = _DATE.search(line)
    if date and len(line) - len(date[0]) <= 30 and not re.search(r"[,!?]", line) and date.start() <= 12:
        return True
    return _is_credit_of_names(line)


def is_names(line: str) -> bool:
    """Whether a line is names and nothing else."""
    return len(line) <= _LONGEST_BYLINE and _are_names(normalize(line).strip())


def _are_names(folded: str) -> bool:
    words = re.split(r"[\s、]+", _closed_up(folded))
    return len(words) <= 5 and all(map(_is_name, words))


def _is_credit_of_names(folded: str) -> bool:
    """Whether a line is roles (本报记者, 摄影) and names: 首席记者 沈晶 摄影 庄毅; a place may stand before 报道."""
    body = re.sub(r"^[□■▶◆●◎○—\-\s【\[［(（]+|[)）】\]］\s]+$", "", folded)
    match = re.match(rf"[\u4e00-\u9fff\s]{{0,10}}?{_ROLE}(?![\u4e00-\u9fff]*[了在从的获到是])", body)
    if not match or re.search(r"[,.!?:](?=.*[,.!?])|\d", body):
        return False
    rest = re.sub(
        rf"{_ROLE}|特派|首席|全媒体|见习|实习|特约|摄影|摄|图|文|[/／:,()]", " ", body[match.end() :]
    )
    rest = re.sub(
        r"[\u4e00-\u9fff、]{2,10}(?:报道|报导)\s*$|(?:综合|整理|发自)\s*[\u4e00-\u9fff]{0,6}$", " ", rest
    )
    return bool(rest.strip()) and _are_names(" ".join(rest.split()))


def _closed_up(text: str) -> str:
    """Names of two characters that were set apart (朱  林) closed up."""
    return re.sub(
        r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])\s{1,2}([\u4e00-\u9fff])(?![\u4e00-\u9fff])",
        r"\1\2",
        text.strip(),
    )


def has_dateline(paragraph: str) -> bool:
    """Whether a paragraph begins as an article's text does: 本报讯, (记者 …), 新华社…电."""
    return bool(_DATELINE.match(normalize(paragraph[:80]).strip()))


def is_signed(paragraph: str) -> bool:
    """Whether a paragraph ends as an article does: with names in brackets, or with an editor's line."""
    return bool(_signature(normalize(paragraph[-60:].strip())))


def find_meta(head: Sequence[str], first: str, last: Sequence[str]) -> dict[str, str]:
    """What the text says of its article: ``date`` (ISO 8601), ``outlet``, ``author``, ``region``; as written.

    ``head`` is what stands between headline and text, ``first`` the first paragraph, ``last`` the last few.
    """
    meta: dict[str, str] = {}
    lines = [*head, *(line for line in last if is_byline(line))]
    for line in lines:
        folded = normalize(line)
        if (date := _DATE.search(folded)) and (iso := _iso(*map(int, date.groups()))):
            meta.setdefault("date", iso)
        if source := _SOURCE.search(folded):
            meta.setdefault("outlet", line[slice(*source.span(1))])
    begin = first[:80].lstrip()
    if dateline := _DATELINE.match(normalize(begin)):
        for key, group in (("outlet", "outlet"), ("region", "place"), ("region", "where")):
            if dateline[group]:
                meta.setdefault(key, begin[slice(*dateline.span(group))])
    author = _author(head, begin, last)
    if author:
        meta["author"] = author
    return meta


def _iso(year: int, month: int, day: int) -> str | None:
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _author(head: Sequence[str], begin: str, last: Sequence[str]) -> str | None:
    for line in [*head, *([begin] if has_dateline(begin) else []), *reversed(last)]:
        if line is begin:
            line = re.split(r"[)）】\]］]", line, maxsplit=1)[0]
        elif line in last and not is_byline(line):
            line = _signature_as_written(line)
        names = _names(line)
        if names:
            return " ".join(names)
    return None


def _names(line: str) -> list[str]:
    """The names behind the roles of a line, or a line of names alone."""
    folded = normalize(line)
    found = [match.span(1) for match in _AUTHORS.finditer(folded)]
    if not found and _SHORT_NAMES.fullmatch(folded.strip()):
        found = [(0, len(line))]
    names: list[str] = []
    for start, end in found:
        text = re.sub(rf"{_ROLE}", " ", folded[start:end])
        part = line[start:end] if len(text) == end - start else text
        for word in re.split(r"[\s、,，]+", _closed_up(part)):
            word = word[: len(_NO_NAME.sub("", normalize(word)))]
            if _is_name(word) and word not in names:
                names.append(word)
    return names


def _is_name(word: str) -> bool:
    return (2 <= len(word) <= 4 and normalize(word[0]) in _SURNAMES) or ("·" in word and len(word) <= 12)


def _signature(folded: str) -> tuple[int, int] | None:
    """The span of what signs a paragraph: brackets that hold names, or names behind the last sentence."""
    match = _SIGNED.search(folded)
    if not match:
        return None
    inner = (match[1] or match[2]).strip()
    if match[1] and re.search(r"^(?:本报|本刊|本网)?(?:记者|通讯员|编辑|来源:|作者)|供稿", inner):
        return match.span(1)
    closed = bool(match[2]) or folded.endswith((")", "）"))
    if closed and _SHORT_NAMES.fullmatch(inner) and all(map(_is_name, re.split(r"[\s、]+", inner))):
        return match.span(1 if match[1] else 2)
    return None


def _signature_as_written(paragraph: str) -> str:
    end = paragraph[-60:].strip()
    span = _signature(normalize(end))
    return end[slice(*span)] if span else ""
