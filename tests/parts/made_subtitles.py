"""Subtitles made at random: sentences cut into cues as subtitles cut them, and written as real files are broken."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

WORDS = (
    *("la", "casa", "vecchia", "cane", "pane", "vicino", "parla", "mercato", "arriva", "piano", "tardi", "quando"),
    *("dům", "starý", "pes", "chleba", "soused", "mluví", "přichází", "pomalu", "pozdě", "když", "trh", "zítra"),
)
WRAPS = (
    *("{}", "<i>{}</i>", "{{\\an8}}{}", '<font color="#ff0000">{}</font>', "<c.yellow>{}</c>", "<v Mario>{}"),
    "[RUMORE] {}",
)


@dataclass(frozen=True)
class Cut:
    """What is shown at once: its lines, the silence before it, and how it is marked up."""

    lines: tuple[str, ...]
    silence: float
    wrap: str


@dataclass(frozen=True)
class Style:
    """How a file is written."""

    vtt: bool
    numbers: str  # "right", "wrong" or "none"
    hours: bool
    point: str
    newline: str
    blank: int  # empty lines after each cue
    arrow: str


@st.composite
def sentences(draw: st.DrawFn) -> tuple[str, ...]:
    """Sentences of small words: each with one word in upper case and one mark, its first and its last."""
    made = []
    for _ in range(draw(st.integers(1, 8))):
        words = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=9))
        made.append(" ".join(words).capitalize() + draw(st.sampled_from(".?!")))
    return tuple(made)


@st.composite
def cuts(draw: st.DrawFn, said: tuple[str, ...]) -> tuple[Cut, ...]:
    """The sentences as cues of one or two lines, which end anywhere."""
    words, made = " ".join(said).split(), []
    while words:
        lines = []
        for _ in range(draw(st.integers(1, 2))):
            length = draw(st.integers(2, 6))
            if words:
                lines.append(" ".join(words[:length]))
                words = words[length:]
        silence = draw(st.sampled_from([0.0, 0.1, 1.0, 4.0]))
        made.append(Cut(tuple(lines), silence, draw(st.sampled_from(WRAPS))))
    return tuple(made)


styles = st.builds(
    Style,
    st.booleans(),
    st.sampled_from(["right", "wrong", "none"]),
    st.booleans(),
    st.sampled_from([",", ".", ", "]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(1, 2),
    st.sampled_from(["-->", "->", "––>", " --> "]),
)


def written(cues: tuple[Cut, ...], style: Style) -> str:
    """The file of these cues."""
    lines, now = ["WEBVTT", ""] if style.vtt else [], 1.0
    for n, cue in enumerate(cues, 1):
        now += cue.silence
        if style.numbers != "none":
            lines.append(str(n if style.numbers == "right" else n * 7 % 5 + 1))
        lines.append(f"{_time(now, style)} {style.arrow} {_time(now + 2, style)}")
        lines += cue.wrap.format("\n".join(cue.lines)).split("\n") + [""] * style.blank
        now += 2
    return style.newline.join(lines)


def _time(seconds: float, style: Style) -> str:
    hours, rest = divmod(round(seconds * 1000), 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    shown = f"{minutes:02}:{rest // 1000:02}{style.point}{rest % 1000:03}"
    return f"{hours:02}:{shown}" if style.hours else shown
