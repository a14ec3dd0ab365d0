"""Makes `report_template.docx`, the template of the Word report: `python -m workplan.reports.make_template`.

The file is kept in the repository beside this script, so that a report never waits for it and a change of the paper
is a change of the script. What stands in braces is filled by `word.py`; a tag with `p` or `tr` takes the place of its
whole paragraph or row.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm

from workplan.reports.template_parts import (
    borders_below,
    leave_out_what_nobody_uses,
    loop_table,
    make_styles,
    page_number,
    paragraph,
    plain_table,
    run,
    settings_of_today,
)

TEMPLATE = Path(__file__).with_name("report_template.docx")
PORTRAIT_MARGIN, LANDSCAPE_MARGIN = 25, 15
PORTRAIT, LANDSCAPE = 210 - 2 * PORTRAIT_MARGIN, 297 - 2 * LANDSCAPE_MARGIN

# (heading, paragraphs of the cell, width in millimetres); a paragraph is (style, text) or a tag.
Column = tuple[str, list[tuple[str, str]], int]
ITEM_COLUMNS: list[Column] = [
    ("{{ t.reference }}", [("Reference", "{{ item.reference }}")], 12),
    ("{{ t.item }}", [("Cell", "{{ item.title.text }}{{ item.title.mark }}")], 29),
    (
        "{{ t.leads }}",
        [
            ("", "{%p for lead in item.leads %}"),
            ("Cell label", "{{ lead.side }}"),
            ("Cell", "{{ lead.bodies or t.none }}"),
            ("", "{%p endfor %}"),
        ],
        27,
    ),
    ("{{ t.supports }}", [("Cell", "{{ item.supports or t.none }}")], 32),
    (
        "{{ t.target }}",
        [
            ("", "{%p for line in item.target or [t.none_set] %}"),
            ("Date", "{{ line }}"),
            ("", "{%p endfor %}"),
        ],
        25,
    ),
    (
        "{{ t.progress }}",
        [
            ("", "{%p for said in item.told %}"),
            ("Cell label", "{{ said.heading }}"),
            ("Cell", "{{ said.narrative.text }}{{ said.narrative.mark }}"),
            ("", "{%p if said.reason.text %}"),
            ("Cell", "{{ said.reason.text }}{{ said.reason.mark }}"),
            ("", "{%p endif %}"),
            ("", "{%p endfor %}"),
            ("", "{%p if not item.told %}"),
            ("Cell", "{{ t.nothing_told }}"),
            ("", "{%p endif %}"),
        ],
        51,
    ),
    (
        "{{ t.status }}",
        [
            ("", "{%p if item.sides_differ %}"),
            ("Cell", "{{ t.sides_differ }}"),
            ("", "{%p endif %}"),
            ("", "{%p for stand in item.stands %}"),
            ("", "{%p if stand.side %}"),
            ("Cell label", "{{ stand.side }}"),
            ("", "{%p endif %}"),
            ("Status", "{{ stand.glyph }} {{ stand.label }}"),
            ("", "{%p endfor %}"),
        ],
        20,
    ),
    (
        "{{ t.next_step }}",
        [
            ("", "{%p for step in item.next_steps %}"),
            ("Cell label", "{{ step.side }}"),
            ("Cell", "{{ step.next_step.text }}{{ step.next_step.mark }}"),
            ("", "{%p endfor %}"),
            ("", "{%p if not item.next_steps %}"),
            ("Cell", "{{ t.not_stated }}"),
            ("", "{%p endif %}"),
        ],
        24,
    ),
    (
        "{{ t.sources }}",
        [
            ("", "{%p for source in item.cited %}"),
            ("Cell", "{{ source }}"),
            ("", "{%p endfor %}"),
            ("", "{%p if not item.cited %}"),
            ("Cell", "{{ t.none }}"),
            ("", "{%p endif %}"),
        ],
        22,
    ),
    ("{{ t.as_at }}", [("Date", "{{ item.as_at or t.no_day }}")], 0),  # what is left of the width
]
STEP_COLUMNS: list[Column] = [
    ("{{ t.reference }}", [("Reference", "{{ step.reference }}")], 15),
    ("{{ t.milestone }}", [("Cell", "{{ step.text.text }}{{ step.text.mark }}")], 61),
    ("{{ t.agreed }}", [("Date", "{{ step.agreed }}")], 26),
    ("{{ t.current }}", [("Date", "{{ step.current }}")], 26),
    ("{{ t.reached }}", [("Cell", "{{ step.reached_said }}")], 0),
]
CHANGE_COLUMNS: list[Column] = [
    ("{{ t.date }}", [("Date", "{{ change.day }}")], 26),
    ("{{ t.reference }}", [("Reference", "{{ change.reference }}")], 15),
    ("{{ t.side }}", [("Cell", "{{ change.side }}")], 24),
    (
        "{{ t.change }}",
        [
            ("Cell", "{{ change.sentence }}"),
            ("", "{%p if change.text.text %}"),
            ("Cell", "{{ change.text.text }}{{ change.text.mark }}"),
            ("", "{%p endif %}"),
            ("", "{%p if change.reason.text %}"),
            ("Cell", "{{ change.reason.text }}{{ change.reason.mark }}"),
            ("", "{%p endif %}"),
        ],
        0,
    ),
]
MOVEMENT_COLUMNS: list[Column] = [
    ("{{ t.movement }}", [("Cell", "{{ moved.what }}")], 72),
    ("{{ t.number }}", [("Number", "{{ moved.number }}")], 15),
    ("{{ t.which }}", [("Cell", "{{ moved.which }}")], 0),
]
BODY_COLUMNS: list[Column] = [
    ("{{ t.abbreviation }}", [("Reference", "{{ body.abbreviation }}")], 38),
    ("{{ t.body }}", [("Cell", "{{ body.name.text }}{{ body.name.mark }}")], 90),
    ("{{ t.seat }}", [("Cell", "{{ body.side or t.no_seat }}")], 0),
]


def make(path: Path = TEMPLATE) -> None:
    document = Document()
    make_styles(document)
    settings_of_today(document)
    leave_out_what_nobody_uses(document)
    _page(document.sections[0], landscape=False, cover=True)
    _cover(document)
    _summary(document)
    _page(document.add_section(WD_SECTION.NEW_PAGE), landscape=True)
    _areas(document)
    _page(document.add_section(WD_SECTION.NEW_PAGE), landscape=False)
    _annexes(document)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.save(str(path))


def _page(section: Any, *, landscape: bool, cover: bool = False) -> None:
    """A4, with the head and the foot of the paper; the cover has the foot only."""
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.left_margin = section.right_margin = Mm(LANDSCAPE_MARGIN if landscape else PORTRAIT_MARGIN)
    section.top_margin, section.bottom_margin = Mm(22), Mm(18)
    section.header_distance, section.footer_distance = Mm(10), Mm(8)
    section.different_first_page_header_footer = cover
    width = LANDSCAPE if landscape else PORTRAIT
    feet = [section.footer, section.first_page_footer] if cover else [section.footer]
    for foot in feet:
        foot.is_linked_to_previous = False
        _foot(foot.paragraphs[0], width)
    section.header.is_linked_to_previous = False
    head = section.header.paragraphs[0]
    _tab(head, width)
    run(head, "{{ paper.committee.text }}\t{{ paper.title }}")
    borders_below(head, "single", 4)


def _foot(foot: Any, width: int) -> None:
    _tab(foot, width)
    run(foot, "{{ paper.short_stamp }}\t{{ t.page_before }}")
    page_number(foot, "PAGE")
    run(foot, "{{ t.page_between }}")
    page_number(foot, "NUMPAGES")
    run(foot, "{{ t.page_after }}")


def _tab(part: Any, width: int) -> None:
    part.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)


def _cover(document: Any) -> None:
    committee = paragraph(document, "Committee", "{{ paper.committee.text }}")
    borders_below(committee, "thinThickSmallGap", 24, space=10)
    paragraph(document, "Title", "{{ paper.title }}")
    paragraph(document, "", "{%p if paper.submitted %}")
    paragraph(document, "Subtitle", "{{ paper.submitted }}")
    paragraph(document, "", "{%p endif %}")
    paragraph(document, "", "{%p if paper.occasion %}")
    paragraph(document, "Occasion", "{{ paper.occasion }}")
    paragraph(document, "", "{%p endif %}")
    paragraph(document, "Position", "{{ paper.position_line }}")
    plain_table(
        document,
        [
            ("{{ t.state }}", "{{ paper.draft }}"),
            ("{{ t.covers }}", "{{ paper.period }}"),
            ("{{ t.built }}", "{{ paper.built }}"),
            ("{{ t.hash }}", "{{ paper.facts_hash }}"),
        ],
        (32, PORTRAIT - 32),
    )


def _summary(document: Any) -> None:
    heading = paragraph(document, "Heading 1", "{{ t.overall }}")
    heading.paragraph_format.page_break_before = True
    paragraph(document, "", "{%p if paper.nothing %}")
    paragraph(document, "Normal", "{{ paper.nothing }}")
    paragraph(document, "", "{%p endif %}")
    paragraph(document, "", "{%p for said in paper.overall %}")
    paragraph(document, "Normal", "{{ said }}")
    paragraph(document, "", "{%p endfor %}")
    paragraph(document, "", "{%p if paper.areas %}")
    paragraph(document, "", "{%p for note in paper.notes %}")
    paragraph(document, "Note", "{{ note }}")
    paragraph(document, "", "{%p endfor %}")
    paragraph(document, "Heading 2", "{{ t.counts }}")
    _picture(document, "pictures.by_area")
    _counts(document)
    paragraph(document, "", "{%p if paper.movement %}")
    paragraph(document, "Heading 2", "{{ paper.movement_title }}")
    loop_table(
        document, "moved in paper.movement", MOVEMENT_COLUMNS, PORTRAIT, caption="{{ paper.movement_title }}"
    )
    paragraph(document, "", "{%p endif %}")
    paragraph(document, "", "{%p endif %}")


def _picture(document: Any, name: str) -> None:
    """Where there is something to draw."""
    paragraph(document, "", f"{{%p if {name} %}}")
    paragraph(document, "Normal", f"{{{{ {name} }}}}")
    paragraph(document, "", "{%p endif %}")


def _counts(document: Any) -> None:
    """A column for each status; the statuses are known, so their columns are written out."""
    columns: list[Column] = [("{{ t.area }}", [("Cell", "{{ area.heading }}")], 51)]
    total = ["{{ t.total }}"]
    for place in range(6):
        label = f"{{{{ paper.statuses[{place}] }}}}"
        columns.append((label, [("Number", f"{{{{ area.counts[{place}].number or t.zero }}}}")], 15))
        total.append(f"{{{{ paper.counts[{place}].number or t.zero }}}}")
    columns.append(("{{ t.total }}", [("Number", "{{ area.total }}")], 0))
    total.append("{{ paper.total }}")
    loop_table(document, "area in paper.areas", columns, PORTRAIT, caption="{{ t.counts }}", foot=total)


def _areas(document: Any) -> None:
    paragraph(document, "", "{%p for area in paper.areas %}")
    paragraph(document, "Heading 1", "{{ area.heading }}{{ area.heading_mark }}")
    label = paragraph(document, "Agreed label", "{{ area.agreed_label }}")
    run(label, "{% for note in area.notes %}{{ t.opening }}{{ note }}{{ t.closing }}{% endfor %}")
    paragraph(document, "Agreed words", "{{ area.agreed_text.text }}")
    paragraph(document, "Lead in", "{{ area.sentence }}")
    paragraph(document, "", "{%p if area['items'] %}")
    loop_table(document, "item in area['items']", ITEM_COLUMNS, LANDSCAPE, caption="{{ area.heading }}")
    paragraph(document, "", "{%p endif %}")
    paragraph(document, "", "{%p endfor %}")


def _annexes(document: Any) -> None:
    steps = ("{{ t.annex_steps }}", "step in paper.steps", STEP_COLUMNS, "{{ t.no_steps }}")
    _annex(document, *steps, picture="pictures.timeline")
    _annex(
        document, "{{ paper.annex_changes }}", "change in paper.changes", CHANGE_COLUMNS, "{{ t.no_changes }}"
    )
    # In Chinese nothing is abbreviated, so nothing is to be explained.
    bodies = ("{{ t.annex_bodies }}", "body in paper.bodies", BODY_COLUMNS, "{{ t.no_bodies }}")
    _annex(document, *bodies, in_chinese=BODY_COLUMNS[1:])


def _annex(
    document: Any,
    heading: str,
    loop: str,
    columns: list[Column],
    nothing: str,
    picture: str = "",
    in_chinese: list[Column] | None = None,
) -> None:
    """The first stands at the head of its section, which has its own page; the others begin one."""
    rows = loop.split(" in ")[1]
    title = paragraph(document, "Heading 1", heading)
    title.paragraph_format.page_break_before = not picture
    paragraph(document, "", f"{{%p if {rows} %}}")
    if picture:
        _picture(document, picture)
    if in_chinese:
        paragraph(document, "", "{%p if paper.language == 'en' %}")
    loop_table(document, loop, columns, PORTRAIT, caption=heading)
    if in_chinese:
        paragraph(document, "", "{%p else %}")
        loop_table(document, loop, in_chinese, PORTRAIT, caption=heading)
        paragraph(document, "", "{%p endif %}")
    paragraph(document, "", "{%p else %}")
    paragraph(document, "Normal", nothing)
    paragraph(document, "", "{%p endif %}")


if __name__ == "__main__":
    make()
