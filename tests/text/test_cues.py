"""Files of subtitles as they are: what is a cue in them, however numbers, times and empty lines are broken."""

from __future__ import annotations

import pytest

from deckgen.text.formats.cues import Cue, cues, is_time_line


def shown(text: str) -> list[list[str]]:
    return [[line for line, _ in cue.lines] for cue in cues(text)[0]]


TWO = [["Ciao.", "Come va?"], ["Bene."]]


@pytest.mark.parametrize(
    "text",
    [
        "1\n00:00:01,000 --> 00:00:02,000\nCiao.\nCome va?\n\n2\n00:00:03,000 --> 00:00:04,000\nBene.\n",
        "00:00:01,000 --> 00:00:02,000\nCiao.\nCome va?\n\n00:00:03,000 --> 00:00:04,000\nBene.",
        "1\n00:00:01,000 --> 00:00:02,000\nCiao.\nCome va?\n2\n00:00:03,000 --> 00:00:04,000\nBene.\n",
        "1\n\n00:00:01,000 --> 00:00:02,000\n\nCiao.\n\nCome va?\n\n2\n\n00:00:03,000 --> 00:00:04,000\n\nBene.\n\n",
        "7\n00:00:01,000 --> 00:00:02,000\nCiao.\nCome va?\n\n7\n00:00:03,000 --> 00:00:04,000\nBene.\n",
        "1\r\r\n00:01,000 --> 00:02,000\r\r\nCiao.\r\r\nCome va?\r\r\n\r\r\n2\r\r\n00:03 --> 00:04\r\r\nBene.\r\r\n",
        "\ufeff1\n00:01 --> 00:02\nCiao.\nCome va?\n\n2\n0:03.5 -> 0:04.5\nBene.\n",
        "1\n00: 00: 01, 000 -- > 00: 00: 02, 000\nCiao.\nCome va?\n\n2\n00:00:03:000 ––> 00:00:04:000\nBene.\n",
        "1\n00:00:01,000 -->\nCiao.\nCome va?\n\n2\n00:00:03,000 --> 00:00:04,000  X1:40 X2:600 Y1:20 Y2:50\nBene.\n",
        "1\n00:00:01,000 --> 00:00:02,000 Ciao.\nCome va?\n\n2\n00:00:03,000 --> 00:00:04,000\nBene.\n",
        "0:00:01.000,0:00:02.000\nCiao.\nCome va?\n\n0:00:03.000,0:00:04.000\nBene.\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000 align:start line:0%\nCiao.\nCome va?\n\n00:03.000 --> 00:04.000\nBene.\n",
        "WEBVTT\n00:01.000 --> 00:02.000\nCiao.\nCome va?\n\nil finale\n00:03.000 --> 00:04.000\nBene.\n",
        "WEBVTT - x\n\nNOTE\nda rivedere\n\n1\n00:01 --> 00:02\nCiao.\nCome va?\n\nNOTE\n\n2\n00:03 --> 00:04\nBene.\n",
        "WEBVTT\n\n00:01 --> 00:02\nCiao.\nCome va?\n\nWEBVTT\nX-TIMESTAMP-MAP=MPEGTS:9\n\n00:03 --> 00:04\nBene.\n",
    ],
)
def test_the_same_two_cues_come_out_of_every_broken_file(text: str) -> None:
    assert shown(text) == TWO


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1\n00:01 --> 00:02\nQuanti?\n42\n\n2\n00:03 --> 00:04\n7\n", [["Quanti?", "42"], ["7"]]),
        (
            "1\n00:01 --> 00:02\nQuanti?\n42\n\n00:03 --> 00:04\nSette.\n\n3\n00:05 --> 00:06\nSì.\n",
            [["Quanti?", "42"], ["Sette."], ["Sì."]],
        ),
        ("00:01 --> 00:02\nQuanti?\n\n00:03 --> 00:04\n42\n\n00:05 --> 00:06\n7\n", [["Quanti?"], ["42"], ["7"]]),
        ("1\n00:01 --> 00:02\n\n2\n00:03 --> 00:04\nSette.\n", [["Sette."]]),
        ("1\n00:01 --> 00:02\nDalle 00:10:00,000 alle 00:20:00,000.\n", [["Dalle 00:10:00,000 alle 00:20:00,000."]]),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nNOTEVOLE\nNOTE di cronaca.\n", [["NOTEVOLE", "NOTE di cronaca."]]),
    ],
)
def test_numbers_and_times_that_are_said_stay(text: str, found: list[list[str]]) -> None:
    assert shown(text) == found


def test_each_line_of_a_cue_has_its_number_and_the_cue_its_times() -> None:
    found, omitted = cues("pubblicità\n\n12\n01:02:03,450 --> 01:02:05,000\nUno.\n\nDue.\n")
    assert found == [Cue(3723.45, 3725.0, (("Uno.", 5), ("Due.", 7)), 12)]
    assert [(each.line, each.reason) for each in omitted] == [(1, "outside the subtitles")]


def test_what_a_player_does_not_show_is_named() -> None:
    text = (
        "WEBVTT\nKind: captions\n\nNOTE\nda rivedere\n\nSTYLE\n::cue { color: red }\n\n00:01.000 --> 00:02.000\nCiao.\n"
    )
    assert [(each.line, each.reason) for each in cues(text)[1]] == [
        (2, "markup"),
        (4, "note"),
        (5, "note"),
        (7, "markup"),
        (8, "markup"),
    ]


ALPHA = (
    "[Script Info]\nTitle: Prova\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (r"Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Ciao, Marco.\NCome va?", ["Ciao, Marco.\vCome va?"]),
        (
            r"Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\i1\pos(1,2)}Cia{\k20}o{\i0} {nota}a\h te",
            ["Ciao a  te"],
        ),
        (r"Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\p1}m 0 0 l 100 0 100 100{\p0}", []),
        (r"Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\an7\p2}m 0 0 l 1 1{\p0}Sì.", ["Sì."]),
        (r"Comment: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,da rivedere", []),
    ],
)
def test_substation_alpha_gives_its_last_field_without_codes_and_drawings(line: str, found: list[str]) -> None:
    assert [text for cue in cues(ALPHA + line + "\n")[0] for text, _ in cue.lines] == found


def test_the_order_of_fields_is_that_of_their_file() -> None:
    text = "[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.50,0:00:02.00,Prima, poi.\n"
    assert cues(text)[0] == [Cue(1.5, 2.0, (("Prima, poi.", 3),))]


def test_a_line_of_times_is_recognised_by_its_arrow() -> None:
    assert is_time_line("00:00:01,000 --> 00:00:02,000")
    assert not is_time_line("Alle 10:00 --> binario 2")
    assert not is_time_line("1 -> 2")
