"""Every kind of file, made from the project's own articles: 12 layouts of 6 articles, and encodings."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhaoshang.corpus import marked, typeset
from zhaoshang.reading import ReadingError, SourceArticle, read_articles
from zhaoshang.reading.formats import sandbox

pytest.importorskip("docx")
pytest.importorskip("pypdfium2")
pytest.importorskip("reportlab")
pytest.importorskip("trafilatura")

IDS = ("v-01", "v-08", "v-19", "v-27", "v-34", "v-46")


@pytest.fixture(scope="session")
def originals(root: Path) -> dict[str, str]:
    return {id: marked.read(root / "assets" / "articles" / "dev" / f"{id}.marked").text for id in IDS}


def squeezed(text: str) -> str:
    return "".join(text.split())


def paragraphs(text: str) -> list[str]:
    return [squeezed(line) for line in text.split("\n") if line.strip()]


def only(articles: list[SourceArticle]) -> SourceArticle:
    assert len(articles) == 1
    return articles[0]


@pytest.mark.parametrize("name", [name for name in typeset.VARIANTS if name != "traditional"])
@pytest.mark.parametrize("id", IDS)
def test_a_file_of_each_kind_gives_the_article(id: str, name: str, originals: dict[str, str]) -> None:
    article = only(read_articles(typeset.VARIANTS[name](originals[id])))
    assert squeezed(article.layout.text) == squeezed(originals[id])
    wanted, had = paragraphs(originals[id]), paragraphs(article.layout.text)
    missed = sum(paragraph not in had for paragraph in wanted)
    assert missed <= 0.15 * len(wanted) + 1  # a wrapped title may run into what follows


@pytest.mark.parametrize("id", IDS)
def test_traditional_script_keeps_every_offset(id: str, originals: dict[str, str]) -> None:
    text = typeset.traditional(originals[id])
    simplified, traditional = only(read_articles(originals[id].encode())), only(read_articles(text.encode()))
    assert traditional.text == text
    assert list(traditional.layout.positions) == list(simplified.layout.positions)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("id", IDS)
def test_encodings(id: str, encoding: str, originals: dict[str, str]) -> None:
    assert only(read_articles(originals[id].encode(encoding))).text == originals[id]


@pytest.mark.parametrize("id", ["v-46"])
def test_big5(id: str, originals: dict[str, str]) -> None:
    text = originals[id].encode("big5", "ignore").decode("big5")
    assert only(read_articles(text.encode("big5"))).text == text


def test_a_headline_set_twice_is_taken_once(originals: dict[str, str]) -> None:
    text = "经开区项目 集中开工\n\n" + originals["v-01"]
    article = only(read_articles(typeset.doubled(text).encode()))
    assert article.layout.text.startswith("经开区项目 集中开工\n")
    assert article.title == "经开区项目 集中开工"


def test_what_a_page_says_of_its_article(originals: dict[str, str]) -> None:
    article = only(read_articles(typeset.html_article(originals["v-08"])))
    assert article.title == paragraphs(originals["v-08"])[0]
    for furniture in ("首页", "点赞", "相关新闻", "天气预报", "版权所有"):
        assert furniture not in article.text


@pytest.mark.parametrize("named", ["gb2312", "utf-8", "klingon", ""])
def test_a_page_may_name_a_wrong_encoding(named: str, originals: dict[str, str]) -> None:
    page = typeset.html_article(originals["v-01"]).replace(b'charset="utf-8"', f'charset="{named}"'.encode())
    assert squeezed(originals["v-01"]) == squeezed(only(read_articles(page)).text)


def test_the_name_decides_where_the_bytes_do_not(originals: dict[str, str]) -> None:
    body = "".join(f"<p>{p}</p>" for p in originals["v-01"].split("\n") if p).encode()
    assert "<p>" not in only(read_articles(body, name="a.htm")).text
    assert "<p>" in only(read_articles(body)).text


def test_columns_are_read_one_after_the_other_whatever_their_order_in_the_file() -> None:
    left, right = "左栏第一句话说的是签约。" * 20, "右栏第一句话说的是投产。" * 20
    data = typeset.pdf_by_rows(f"两栏的标题\n{left}\n{right}")
    assert paragraphs(only(read_articles(data)).text) == ["两栏的标题", left, right]


def test_page_numbers_and_running_heads_of_a_pdf_are_left_out(originals: dict[str, str]) -> None:
    long = "\n".join(originals[id] for id in IDS)
    article = read_articles(typeset.pdf(long))[0]
    assert squeezed(article.text) == squeezed(long)
    headed = typeset.pdf_by_rows(long, bold=False)
    assert "第2页".encode("utf-16-be").hex().encode() in headed
    assert "第2页" not in read_articles(headed)[0].text


def test_a_word_table_is_read_by_rows_and_deleted_text_is_not() -> None:
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    document.add_paragraph("本报讯 两个项目昨日签约，情况如下。")
    table = document.add_table(2, 2)
    for row, cells in zip(table.rows, (("甲公司", "5亿元"), ("乙公司", "3亿元")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    last = document.add_paragraph("项目")
    last._p.append(parse_xml(f"<w:del {namespace}><w:r><w:delText>不</w:delText></w:r></w:del>"))
    last._p.append(parse_xml(f"<w:ins {namespace}><w:r><w:t>今年投产。</w:t></w:r></w:ins>"))
    out = io.BytesIO()
    document.save(out)
    lines = only(read_articles(out.getvalue())).text.split("\n")
    assert lines == [
        "本报讯 两个项目昨日签约，情况如下。",
        "甲公司\u30005亿元",
        "乙公司\u30003亿元",
        "项目今年投产。",
    ]


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "", "an image .PNG.: its text would need OCR"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "an old Office file"),
        (b"{\\rtf1 a}", "", "an RTF file"),
        (b"PK\x03\x04\x14\0\0\0", "a.docx", "broken ZIP or DOCX"),
        (zipped(a=b"a"), "a.zip", "a ZIP file, and no DOCX in it"),
        (zipped(**{"[Content_Types].xml": b"<a/>"}), "a.xlsx", "an Office file, but no DOCX"),
        (zipped(**{"word/document.xml": b"<a>"}), "a.docx", "broken DOCX"),
        (zipped(**{"word/document.xml": b" " * 80_000_000}), "a.docx", "that unpack into 80,000,000"),
        (b"%PDF-1.4 and nothing", "", "broken PDF"),
        ("甲公司签约。".encode(), "a.pdf", "broken PDF: it does not begin as one"),
        (b"<html><body></body></html>", "", "no text in this HTML file"),
        ("甲".encode() * 1_000_001, "", "too long"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(ReadingError, match=reason) as caught:
        read_articles(data, name=name)
    assert "\n" not in str(caught.value)


def test_a_pdf_without_text_and_one_under_a_password() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    for options, reason in (
        ({}, "without a text layer"),
        ({"encrypt": StandardEncryption("secret")}, "password"),
    ):
        out = io.BytesIO()
        canvas = Canvas(out, **options)
        canvas.rect(10, 10, 100, 100)
        canvas.save()
        with pytest.raises(ReadingError, match=reason):
            read_articles(out.getvalue())


@pytest.fixture
def new_child() -> Iterator[None]:
    sandbox.stop()
    yield
    sandbox.stop()


@pytest.mark.usefixtures("new_child")
def test_without_its_library_a_format_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = sandbox._BOOT.replace("import sys, types", "import sys, types\nsys.modules['pypdfium2'] = None")
    monkeypatch.setattr(sandbox, "_BOOT", blocked)
    with pytest.raises(ReadingError, match=r"PDF needs the extra 'files'.*pip install 'zhaoshang\[files\]'"):
        read_articles(b"%PDF-1.4")


@pytest.mark.usefixtures("new_child")
def test_a_child_that_hangs_or_dies_is_replaced(
    monkeypatch: pytest.MonkeyPatch, originals: dict[str, str]
) -> None:
    page = typeset.html_article(originals["v-01"])
    boot = sandbox._BOOT
    for act, reason in (("time.sleep(60)", "takes more than"), ("os._exit(3)", "the reader fails on it")):
        spoilt = f"import os, time\nfrom zhaoshang.reading.formats import worker\nworker._answer = lambda *_: {act}\nmain("
        monkeypatch.setattr(sandbox, "_BOOT", boot.replace("main(", spoilt))
        monkeypatch.setattr(sandbox, "TIME_LIMIT", 0.5)
        with pytest.raises(ReadingError, match=reason):
            read_articles(page)
    monkeypatch.undo()
    assert squeezed(only(read_articles(page)).text) == squeezed(originals["v-01"])
