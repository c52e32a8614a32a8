"""The report on a need: what it says, and its files as their own programs open them."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from catalog import queries
from catalog.__main__ import main
from catalog.decide.basis import asking, gather
from catalog.decide.briefing import briefing
from catalog.decide.decide import decide
from catalog.decide.need import Need, from_address, known_values, presets, read_yaml, to_yaml
from catalog.pricing.workload import PARTS, Workload
from catalog.store import Store, open_snapshot
from reports import pictures as drawing
from reports.document import Chart, Code, Document, Link, Paragraph, Points, Section, Table
from reports.files import FORMATS, ReportError, check_path, report_on, write_files
from reports.html_file import html_file
from reports.markdown_file import markdown_file, safe
from reports.parts import report, shown
from reports.pdf_file import pdf_file
from reports.pictures import Pictures, for_print
from reports.slides_file import slides_file
from reports.word_file import word_file
from tests.snapshot_rows import FORMULA, HTML, MARKDOWN
from views.choose import report_menu
from views.export.chromium import PictureError
from views.export.imprint import Credit, Imprint
from views.shell.provenance import origins

MADE = datetime(2026, 11, 23, 12, tzinfo=UTC)
NEED = Need(
    title="Notes & <script>alert(1)</script>",
    note="Price: $5 = $5; #let x = [*bold*]",
    domains=(("hard", 70.0), ("medical", 30.0)),
    good_enough=0.0,
)
GENERAL = replace(NEED, domains=(("hard", 1.0),))
KEPT = Credit("Acme board", "CC BY-NC 4.0", date(2026, 8, 19), "https://acme.example", may_be_passed_on=False)
IMPOSSIBLE = replace(GENERAL, budget_usd_per_month=0.000001)


def _png() -> bytes:
    told = io.BytesIO()
    Image.new("RGB", (80, 40), "white").save(told, "PNG")
    return told.getvalue()


PNG = _png()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="#eee"/></svg>'


@pytest.fixture(scope="module")
def small(snapshot: Path) -> Store:
    return open_snapshot(snapshot)


@pytest.fixture(scope="module")
def document(small: Store) -> Document:
    return report_on(asking(small), GENERAL, MADE)[0]


def _section(document: Document, title: str) -> Section:
    return next(section for section in document.sections if section.title.startswith(title))


def _tables(section: Section) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)]


def _words(document: Document) -> str:
    told = [document.title, document.subtitle, document.terms]
    for section in document.sections:
        told.append(section.title)
        for block in section.blocks:
            match block:
                case Paragraph() | Code():
                    told.append(block.text)
                case Points():
                    told += [f"{lead} {text}" for lead, text in block.items]
                case Table():
                    told += [cell for row in block.rows for cell in row]
                case Chart():
                    told += [block.title, block.alt, block.note]
                case Link():
                    told += [block.words, block.address]
    return "\n".join(told)


# What it says


def test_the_answer_is_that_of_the_decision(small: Store, document: Document) -> None:
    found = decide(GENERAL, gather(asking(small), GENERAL))
    points = next(block for block in _section(document, "The answer").blocks if isinstance(block, Points))
    assert [why for _, why in points.items] == [winner.reason for winner in found.winners]
    assert [lead.split(":")[0] for lead, _ in points.items] == [winner.title for winner in found.winners]
    table = _tables(_section(document, "The shortlist"))[0]
    assert len(table.rows) == len(found.shortlist)
    assert found.sensitivity.sentence in _words(document)
    assert all(miss.sentence in _words(document) for miss in found.near_misses)


@pytest.mark.parametrize("name", list(presets()))
def test_a_preset_has_a_report_with_every_part_and_the_answer_of_the_command(name: str, bundled_store: Store) -> None:
    ask = asking(bundled_store)
    models, offers = ask(queries.models_in_play), ask(queries.current_offers)
    need = read_yaml(presets()[name], known_values(models, offers, ask(queries.ability_domains)))
    document, _ = report_on(ask, need, None)
    found = decide(need, gather(ask, need))
    words = _words(document)
    assert all(winner.reason in words for winner in found.winners)
    assert found.tie in words
    assert len(list(document.charts())) >= 6
    titles = ("The answer", "The need", "The shortlist", "What quality costs", "Cost of the workload", "By domain")
    rest = ("Why not the others", "How sure", "How open they are", "Method", "Sources", "The same again")
    assert [_section(document, title).title for title in (*titles, *rest)]
    assert _tables(_section(document, "Sources"))[0].rows


def test_the_need_is_told_in_words(document: Document) -> None:
    need = {row[0]: row[1] for row in _tables(_section(document, "The need"))[0].rows}
    assert need["Good at"] == "General 100 %"
    assert need["Workload"] == "100,000 requests a month; a request has 1,500 tokens in, 400 out"
    assert need["What counts"] == "quality 50 %, price 35 %, speed 15 %"
    assert need["Gates"] == "still sold by its maker"


def test_cached_tokens_batches_and_gates_are_told(small: Store) -> None:
    work = Workload(
        requests_per_month=1, input_tokens=10, output_tokens=2, cached_tokens=4, cache_written_tokens=3, batch_share=0.5
    )
    need = replace(GENERAL, workload=work, budget_usd_per_month=50.0)
    rows = _tables(_section(report_on(asking(small), need, None)[0], "The need"))[0].rows
    told = {row[0]: row[1] for row in rows}
    request = "10 tokens in (4 read from a cache, 3 written to a cache), 2 out"
    assert told["Workload"] == f"1 request a month; a request has {request}; 50 % sent in batches"
    assert told["Gates"] == "still sold by its maker; at most $50 a month"


def test_the_bills_are_those_of_the_shortlist_and_their_parts_sum_to_them(small: Store) -> None:
    brief = briefing(asking(small), GENERAL)
    known = brief.decision.shortlist.set_index("model_id")["usd_per_month"].dropna()
    bills = brief.bills.set_index("model_id")
    assert bills["usd_per_month"].to_dict() == pytest.approx(known.to_dict())
    assert bills[list(PARTS)].sum(axis=1).to_dict() == pytest.approx(known.to_dict())


def test_an_assumption_is_told_once_with_its_models(small: Store) -> None:
    work = Workload(requests_per_month=1000, input_tokens=100, output_tokens=10, batch_share=1)
    words = _words(report_on(asking(small), replace(GENERAL, workload=work), None)[0])
    assert words.count("batches at the list price: no batch price is known") == 1
    assert "For Large open, " in words


def test_what_is_not_known_is_told_as_unknown(document: Document) -> None:
    rows = {row[0]: row for row in _tables(_section(document, "The shortlist"))[0].rows}
    assert rows["No price"][6:9] == ("unknown", "unknown", "unknown")
    assert "No price has no known price for this workload." in _words(document)
    openness = {row[0]: row for row in _tables(_section(document, "How open they are"))[0].rows}
    assert "unknown" in openness["No price"]


def test_passing_and_removed_models_sum_to_all(small: Store, document: Document) -> None:
    found = decide(GENERAL, gather(asking(small), GENERAL))
    gates, best = _tables(_section(document, "Why not the others"))
    assert sum(int(row[1].replace(",", "")) for row in gates.rows) + len(found.passing) == found.total
    assert [row[0] for row in best.rows] == ["Only offered"]
    assert best.rows[0][3] == "ability inferred from other domains only"


def test_an_impossible_need_is_a_report_that_says_what_to_open(small: Store) -> None:
    document, _ = report_on(asking(small), IMPOSSIBLE, MADE)
    words = _words(document)
    assert "No model passes every filter. Take this one back first. Without “at most $1e-06 a month”" in words
    assert "0 of 12 models pass" in document.subtitle
    assert not list(document.charts())
    assert [section.title for section in document.sections][-3:] == ["Method", "Sources", "The same again"]


def test_a_workload_without_requests_is_told_by_the_request(small: Store) -> None:
    work = Workload(requests_per_month=0, input_tokens=1000, output_tokens=100)
    document, _ = report_on(asking(small), replace(GENERAL, workload=work), None)
    assert "A request" in [column.title for column in _tables(_section(document, "The shortlist"))[0].columns]
    assert _section(document, "Cost of the workload").title == "Cost of the workload: 0 requests a month"


def test_too_few_speeds_are_told_instead_of_drawn(small: Store) -> None:
    document, _ = report_on(asking(small), NEED, None)
    assert "2 of 2 models that pass have a known speed: too few for a chart" in _words(document)


def test_the_link_restores_the_need_and_the_figures(
    document: Document, small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = next(block for block in _section(document, "The same again").blocks if isinstance(block, Link))
    address = urlsplit(link.address)
    said = parse_qs(address.query)
    assert (address.netloc, address.path, said.pop("as_of")) == ("localhost:8501", "/choose", ["20261123T120000Z"])
    assert from_address(said, {"domain": ["hard", "medical"]}) == (GENERAL, [])
    monkeypatch.setenv("SHORTLIST_ADDRESS", "https://models.acme.example/")
    assert "https://models.acme.example/choose?need=1" in _words(report_on(asking(small), Need(), None)[0])


def test_sources_have_their_licence_day_and_address(document: Document) -> None:
    rows = {row[0]: row[1:] for row in _tables(_section(document, "Sources"))[0].rows}
    assert rows["Acme board, CC BY 4.0"] == ("CC BY 4.0", "19 Aug 2026", "https://acme_board.example/board")
    assert "Acme claims, CC BY 4.0" not in rows


def test_the_offer_at_which_the_fastest_is_named_is_credited_with_its_price_and_its_speed(small: Store) -> None:
    brief = briefing(asking(small), GENERAL)
    fastest = next(winner for winner in brief.decision.winners if winner.role == "fastest")
    at_another = brief.decision.fastest.assign(price_source_id="another_shop", speed_source_id="another_clock")
    found = origins(asking(small), *shown(replace(brief, decision=replace(brief.decision, fastest=at_another))))
    assert "$" in fastest.reason
    assert "another_shop" in found["Prices"]
    assert "another_clock" in found["Speeds"]


def test_what_may_not_be_passed_on_is_said_on_the_first_page_and_at_its_source(small: Store) -> None:
    imprint = Imprint("Shortlist", "", "8 of 12 models pass", None, (KEPT,))
    document = report(briefing(asking(small), GENERAL), imprint)
    assert document.terms == "Holds figures of Acme board: for your own use, not to be passed on."
    assert _tables(_section(document, "Sources"))[0].rows[0][1] == "CC BY-NC 4.0; not to be passed on"
    for content in _all_formats(document):
        assert "not to be passed on" in content


def test_charts_are_drawn_in_the_size_of_the_page_and_left_as_they_are(document: Document) -> None:
    chart = next(iter(document.charts()))
    before = chart.figure.to_dict()
    assert for_print(chart.figure, 800).layout.width == 800
    assert chart.figure.to_dict() == before


# The files


class _Page(HTMLParser):
    """Collects the tags and the text of a page, but for its scripts and its style."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data if self.tags and self.tags[-1][0] not in {"script", "style"} else ""


def _pictures(document: Document, picture: bytes) -> Pictures:
    return Pictures([picture] * len(list(document.charts())))


def _all_formats(document: Document) -> list[str]:
    """Return the text of a report in each format."""
    return [
        _Page(html_file(document)).text,
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_file(document, Pictures(())))).pages),
        _word_text(word_file(document, Pictures(()))),
        _slides_text(slides_file(document, Pictures(()))),
        markdown_file(document, ()).decode(),
    ]


def _word_text(content: bytes) -> str:
    word = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


def _shapes(content: bytes) -> list[Any]:
    return [shape for slide in Presentation(io.BytesIO(content)).slides for shape in slide.shapes]


def _slides_text(content: bytes) -> str:
    told = []
    for shape in _shapes(content):
        if shape.has_text_frame:
            told.append(shape.text_frame.text)
        if shape.has_table:
            told += [cell.text for row in shape.table.rows for cell in row.cells]
    notes = [slide.notes_slide.notes_text_frame for slide in Presentation(io.BytesIO(content)).slides]
    return "\n".join([*told, *(note.text for note in notes if note is not None)])


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_format_tells_every_part_and_hostile_names_as_text(document: Document) -> None:
    for text in _all_formats(document)[:4]:
        told = _squeezed(text)
        for section in document.sections[1:]:  # the first slide has the title of the report
            assert _squeezed(section.title) in told
        for foreign in (HTML, FORMULA, MARKDOWN, "<i>Shop</i>", NEED.title, NEED.note):
            assert _squeezed(foreign) in told


def test_a_page_holds_no_foreign_tag_and_may_ask_no_host(document: Document) -> None:
    page = _Page(html_file(document))
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"img", "i", "iframe", "object", "form"}
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    policy = next(each["content"] for tag, each in page.tags if tag == "meta" and "http-equiv" in each)
    assert str(policy).startswith("default-src 'none'")
    links = [each["href"] for tag, each in page.tags if tag == "a"]
    assert all(str(link).startswith(("https://", "http://", "#part-")) for link in links)
    parts = {str(each["id"]) for tag, each in page.tags if tag == "section"}
    assert {f"#{part}" for part in parts} <= set(links)


def test_each_chart_of_a_page_is_told_in_words_too(document: Document) -> None:
    drawn = [each["aria-label"] for tag, each in _Page(html_file(document)).tags if each.get("role") == "group"]
    assert drawn == [chart.alt for chart in document.charts()]


def test_a_script_stays_data_of_the_chart(document: Document) -> None:
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", html_file(document).decode(), re.DOTALL)
    assert not any("onerror=alert(1)" in script and "<img" in script for script in scripts)


def test_a_pdf_has_title_tags_pictures_and_links(document: Document) -> None:
    reader = PdfReader(io.BytesIO(pdf_file(document, _pictures(document, SVG))))
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    assert "/MarkInfo" in reader.root_object
    notes: list[Any] = [note.get_object() for page in reader.pages for note in page.get("/Annots") or []]
    links = [str(note["/A"]["/URI"]) for note in notes if "/URI" in note["/A"]]
    assert "https://acme_board.example/board" in links
    assert not any(link.startswith("javascript") for link in links)


def test_a_word_document_has_headings_tables_and_described_pictures(document: Document) -> None:
    word = docx.Document(io.BytesIO(word_file(document, _pictures(document, PNG))))
    heads = [each.text for each in word.paragraphs if each.style and each.style.name == "Heading 1"]
    assert heads == [section.title for section in document.sections]
    assert len(word.tables) == sum(len(_tables(section)) for section in document.sections)
    described = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]  # noqa: SLF001
    assert described == [chart.alt for chart in document.charts()]
    assert word.core_properties.title == document.title


def test_slides_have_titles_described_pictures_and_nothing_below_their_edge(document: Document) -> None:
    content = slides_file(document, _pictures(document, PNG))
    deck = Presentation(io.BytesIO(content))
    titles = [slide.shapes.title.text for slide in deck.slides if slide.shapes.title]
    assert titles[0] == document.title
    assert len(titles) == len(deck.slides)
    drawn = [shape for shape in _shapes(content) if shape.shape_type == 13]
    assert [shape._element.nvPicPr.cNvPr.get("descr") for shape in drawn] == [  # noqa: SLF001
        chart.alt for chart in document.charts()
    ]
    assert all(shape.top + shape.height <= (deck.slide_height or 0) for shape in _shapes(content))


def test_slides_are_ten_at_most_and_nothing_on_them_is_below_14_points(document: Document) -> None:
    chart = next(document.charts())
    many = replace(document, sections=(*document.sections, Section(title="More", blocks=(chart,) * 15)))
    content = slides_file(many, Pictures([PNG] * len(list(many.charts()))))
    assert len(Presentation(io.BytesIO(content)).slides) <= 10
    sizes = [
        run.font.size.pt
        for shape in _shapes(content)
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    assert len(sizes) > 10
    assert min(sizes) >= 14


def test_a_picture_of_a_slide_has_what_it_claims_as_its_title(document: Document) -> None:
    content = slides_file(document, _pictures(document, PNG))
    titles = [slide.shapes.title.text for slide in Presentation(io.BytesIO(content)).slides if slide.shapes.title]
    claims = [chart.claim for chart in document.charts() if chart.claim]
    assert claims
    assert set(claims) <= set(titles)


def test_a_long_table_stands_in_the_notes(document: Document) -> None:
    table = _tables(_section(document, "Sources"))[0]
    long = replace(table, rows=tuple((f"Source {place}", "MIT", "today", "-") for place in range(60)))
    sections = (document.sections[0], Section(title="A", blocks=(long,)))
    told = _slides_text(slides_file(replace(document, sections=sections), Pictures(())))
    assert all(f"Source {place} |" in told for place in range(60))


def test_markdown_keeps_foreign_text_as_text() -> None:
    assert safe(MARKDOWN) == r"\[a\](javascript:alert(1)) \$x\$ \*\*b\*\*"
    assert safe("<b>x</b>") == r"\<b\>x\</b\>"
    assert safe("1. not a list") == r"1\. not a list"
    assert safe("- nor this") == r"\- nor this"
    assert safe("88.0") == "88.0"
    assert safe("see https://evil.example or www.evil.example") == r"see https\://evil.example or www\.evil.example"
    assert safe("Gemini 3.1 Pro (high)") == "Gemini 3.1 Pro (high)"


def test_markdown_names_its_pictures_and_fences_what_has_fences(document: Document) -> None:
    fenced = replace(document, sections=(*document.sections, Section(title="F", blocks=(Code(text="```\nx"),))))
    names = [f"a b-charts/chart-{place}.png" for place, _ in enumerate(document.charts())]
    told = markdown_file(fenced, names).decode()
    assert "](<a%20b-charts/chart-0.png>)" in told
    assert "````yaml\n```\nx\n````" in told
    assert "<img" not in told.replace(r"\<img", "")


def test_the_yaml_in_the_report_is_the_need(document: Document) -> None:
    code = next(block for block in _section(document, "The same again").blocks if isinstance(block, Code))
    assert code.text == to_yaml(GENERAL)


def test_an_address_that_is_none_of_the_web_is_no_link() -> None:
    blocks = (Link(words="Here", address="javascript:alert(1)"), Link(words="There", address="file:///etc/passwd"))
    document = Document(title="T", subtitle="S", terms="", sections=(Section(title="A", blocks=blocks),))
    assert not [tag for tag, each in _Page(html_file(document)).tags if "script" in str(each.get("href"))]
    assert "](" not in markdown_file(document, ()).decode()
    assert b"/URI" not in pdf_file(document, Pictures(()))
    for content in (word_file(document, Pictures(())), slides_file(document, Pictures(()))):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            links = [parts.read(name) for name in parts.namelist() if name.endswith(".rels")]
        assert not any(b"javascript" in link or b"etc/passwd" in link for link in links)


# Without a browser, and to a path


@pytest.fixture
def _no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> bytes:  # noqa: ANN401
        message = "PNG, SVG and PDF need Chromium or Chrome on the server. The stand-alone page (HTML) needs none."
        raise PictureError(message)

    monkeypatch.setattr(drawing, "drawn", refuse)


@pytest.mark.usefixtures("_no_browser")
@pytest.mark.parametrize("ending", ["pdf", "docx", "pptx", "md"])
def test_without_a_browser_the_report_says_so_and_tells_the_charts_in_words(ending: str, document: Document) -> None:
    made = FORMATS[ending].make(document, "report")
    assert "The report as HTML has its charts without one." in made.trouble
    assert list(made.files) == [f"report.{ending}"]
    content = made.files[f"report.{ending}"]
    read: dict[str, Callable[[bytes], str]] = {"pdf": _pdf_text, "docx": _word_text, "pptx": _slides_text}
    text = read.get(ending, bytes.decode)(content)
    assert "Chromium or Chrome" in " ".join(text.split())


def _pdf_text(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.usefixtures("_no_browser")
def test_a_page_has_its_charts_without_a_browser(document: Document) -> None:
    made = FORMATS["html"].make(document, "report")
    assert not made.trouble
    assert made.files["report.html"].decode().count("Plotly.newPlot") >= len(list(document.charts()))


@pytest.fixture
def _data(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_DATA", str(snapshot.parents[1]))


@pytest.fixture
def need_file(tmp_path: Path) -> str:
    path = tmp_path / "need.yml"
    path.write_text(to_yaml(GENERAL), encoding="utf-8")
    return str(path)


@pytest.mark.usefixtures("_data", "_no_browser")
@pytest.mark.parametrize("ending", list(FORMATS))
def test_the_command_writes_each_format(
    ending: str, need_file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"out.{ending.upper()}"
    assert main(["report", "--need", need_file, "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert out.stat().st_size > 0
    assert "Shortlist snapshot of 23 Nov 2026" in said.out
    assert ("charts are left out" in said.err) == (ending != "html")


@pytest.mark.usefixtures("_data")
@pytest.mark.parametrize(
    ("need", "out", "told"),
    [
        ("", "report.xyz", "A file that ends in one of .html, .pdf, .docx, .pptx, .md expected, found 'report.xyz'"),
        ("", "report", "The ending says the format"),
        ("", "gone/report.pdf", "does not exist. Make it, or name another one."),
        ("no such need", "report.html", "no need of that name. Name a file, or one of agent"),
        ("gates: {licnce: [permissive]}", "report.html", "gates has no “licnce”. Did you mean licence?"),
        ("title: !!python/object/apply:os.getcwd []", "report.html", "Nothing was run"),
    ],
)
def test_bad_input_of_the_command_is_a_sentence_and_2(
    need: str, out: str, told: str, need_file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if ":" in need:
        Path(need_file).write_text(need, encoding="utf-8")
    asked = need if need and ":" not in need else need_file
    assert main(["report", "--need", asked, "--out", str(tmp_path / out)]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / out).exists()


@pytest.mark.usefixtures("_data", "_no_browser")
def test_a_path_that_cannot_be_written_is_a_sentence_and_2(
    need_file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken.pdf").mkdir()
    assert main(["report", "--need", need_file, "--out", str(tmp_path / "taken.pdf")]) == 2
    assert "The report cannot be written to" in capsys.readouterr().err


def test_charts_of_markdown_lie_beside_it(document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "drawn", lambda *_: PNG)
    out = tmp_path / "report.md"
    write_files(check_path(out).make(document, out.stem), out)
    names = re.findall(r"\]\(<(report-charts/[^>]+)>\)", out.read_text(encoding="utf-8"))
    assert len(names) == len(list(document.charts()))
    assert all((tmp_path / name).read_bytes() == PNG for name in names)


def test_a_folder_where_the_charts_should_lie_is_not_a_trace(document: Document, tmp_path: Path) -> None:
    (tmp_path / "report-charts").write_text("", encoding="utf-8")
    files = {"report.md": b"x", "report-charts/chart-1.png": PNG}
    made = replace(FORMATS["html"].make(document, "report"), files=files)
    with pytest.raises(ReportError, match="cannot be written"):
        write_files(made, tmp_path / "report.md")


# The menu


@pytest.mark.usefixtures("_data")
@pytest.mark.parametrize("address", [{}, {"budget_usd_per_month": "0.000001"}])
def test_the_page_offers_each_format_when_its_menu_is_opened(address: dict[str, str]) -> None:
    app = AppTest.from_file(str(Path(report_menu.__file__).parents[2] / "app.py"), default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not [part for part in app.caption if "The need" in part.value]
    app.session_state["take_report"] = True
    app.run()
    assert not app.exception
    assert [part.value for part in app.caption if "The need; " in part.value]
    offered = {each.proto.label for each in app.get("download_button")}
    assert {made.title for made in FORMATS.values()} <= offered


def test_markdown_is_taken_with_its_charts_in_one_file(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "drawn", lambda *_: PNG)
    made = report_menu._zipped(document, "report", FORMATS["md"])  # noqa: SLF001
    with zipfile.ZipFile(io.BytesIO(made)) as folder:
        assert folder.namelist()[:2] == ["report.md", "report-charts/chart-1.png"]
