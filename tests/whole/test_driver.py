"""The browser of the tests does what a person does: real keys, a real mouse, dropped files, two windows."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import CHROMIUM
from driver import Chromium
from serving import served

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
EARS = """<!doctype html><meta charset=utf-8><title>a</title><input id=field><script>
const heard = [];
for (const kind of ["keydown", "keyup"]) addEventListener(kind, ({type, key, code, shiftKey, ctrlKey}) =>
  heard.push([type.slice(3), key, code, shiftKey, ctrlKey].join(" ")));
</script>"""


def heard(chromium: Chromium) -> list[str]:
    found: list[str] = chromium.value("heard.splice(0)")
    return found


def test_a_key_is_what_a_keyboard_sends(chromium: Chromium) -> None:
    chromium.open(EARS)
    chromium.press("s")
    assert heard(chromium) == ["down s KeyS false false", "up s KeyS false false"]
    chromium.press("z", ctrl=True, shift=True)
    assert heard(chromium) == [
        *("down Shift ShiftLeft true false", "down Control ControlLeft true true"),
        *("down Z KeyZ true true", "up Z KeyZ true true"),
        *("up Control ControlLeft true false", "up Shift ShiftLeft false false"),
    ]
    chromium.press("?")
    assert heard(chromium)[1] == "down ? Slash true false"
    for key in ("Escape", "Delete", "ArrowLeft", "ArrowRight", "Enter", "Tab", "PageUp", "PageDown", "Home", "End"):
        chromium.press(key)
        assert heard(chromium)[0] == f"down {key} {key} false false"
    chromium.press("Space")
    assert heard(chromium)[0] == "down   Space false false"


def test_keys_write_and_edit(chromium: Chromium) -> None:
    chromium.open(EARS)
    chromium.click("#field")
    chromium.type("perché ")
    for key in ("N", "o", "?", "1", "Backspace", "Space", "ArrowLeft", "/"):
        chromium.press(key)
    assert chromium.value("field.value") == "perché No?/ "
    chromium.press("a", ctrl=True)
    chromium.press("Delete")
    assert chromium.value("field.value") == ""
    chromium.press("z", ctrl=True)
    assert chromium.value("field.value") == "perché No?/ "


def test_a_click_scrolls_to_its_element_and_is_not_made_through_another(chromium: Chromium) -> None:
    chromium.open(
        "<!doctype html><title>a</title><div style='height: 5000px'></div>"
        "<button id=below onclick='window.pressed = event.isTrusted'>a</button>"
        "<a id=under style='position: fixed; top: 0'>a</a>"
        "<div style='position: fixed; inset: 0 0 auto 0; height: 50px'></div>"
    )
    chromium.click("#below")
    assert chromium.value("window.pressed") is True
    with pytest.raises(AssertionError, match="cannot be reached"):
        chromium.click("#under")
    with pytest.raises(AssertionError, match="is not there"):
        chromium.click("#gone")


def test_what_goes_wrong_on_a_page_is_told_until_the_next(chromium: Chromium) -> None:
    chromium.open(
        "<!doctype html><meta http-equiv=Content-Security-Policy content=\"img-src 'none'\"><title>a</title>"
        "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"
        "<script>console.log('harmless'); console.error('bad', 1); Promise.reject(new Error('left'));"
        " setTimeout(() => nothing())</script>"
    )
    chromium.wait("performance.now() > 100")
    told = "\n".join(chromium.logs)
    assert "bad 1" in told
    assert "Error: left" in told
    assert "nothing is not defined" in told
    assert "img-src 'none'" in told
    assert "harmless" not in told
    chromium.open("<!doctype html><title>a</title>")
    assert chromium.logs == []


def test_waiting_ends_with_what_the_page_says(chromium: Chromium) -> None:
    chromium.open("<!doctype html><title>a</title><p>Il negozio è chiuso.</p>")
    chromium.value("setTimeout(() => { window.late = {done: true}; }, 100); 0")
    chromium.wait("late.done")
    with pytest.raises(AssertionError, match=r"never true: other\.done(?s:.*)other is not defined(?s:.*)è chiuso"):
        chromium.wait("other.done", seconds=0.1)


def test_two_tabs_are_two_pages(chromium: Chromium) -> None:
    with served({"/": EARS, "/two": EARS}) as server, chromium.tab() as other:
        chromium.go(f"{server.address}/")
        other.go(f"{server.address}/two")
        for each in (chromium, other, chromium):
            each.click("#field")
            each.press("b")
        assert chromium.value("[location.pathname, field.value, document.hasFocus()]") == ["/", "bb", True]
        assert other.value("[location.pathname, field.value, document.hasFocus()]") == ["/two", "b", True]
        other.value("console.error('here'); 0")
        assert (chromium.logs, other.logs) == ([], ["here"])
        chromium.go(f"{server.address}/#below")  # the same page, so that nothing is loaded
        assert chromium.value("[location.hash, field.value]") == ["#below", "bb"]


def test_an_address_where_nobody_answers_is_told(chromium: Chromium) -> None:
    with served({}) as server:
        pass
    with pytest.raises(AssertionError, match="ERR_CONNECTION_REFUSED"):
        chromium.go(f"{server.address}/")


def test_a_page_that_asks_whether_to_leave_it_is_left(chromium: Chromium) -> None:
    chromium.open("<!doctype html><title>a</title><script>onbeforeunload = (event) => event.preventDefault()</script>")
    chromium.press("a")  # a page may ask only after somebody has done something on it
    chromium.open("<!doctype html><title>b</title>")
    assert chromium.value("[document.title, confirm('a')]") == ["b", True]


def test_files_are_dropped_and_chosen(chromium: Chromium, tmp_path: Path) -> None:
    paths = [tmp_path / "uno.txt", tmp_path / "due.txt"]
    for path in paths:
        path.write_text(f"Ecco {path.stem}.", "utf-8")
    chromium.open(
        "<!doctype html><title>a</title><input type=file multiple id=choose><div id=here style='height: 200px'>a</div>"
        "<script>const take = async (files) => { window.got = await Promise.all([...files].map((f) => f.text())); };"
        " here.ondragover = (event) => event.preventDefault();"
        " here.ondrop = (event) => { event.preventDefault(); take(event.dataTransfer.files); };"
        " choose.onchange = () => take(choose.files);</script>"
    )
    for selector in ("#choose", "#here"):
        chromium.value("delete window.got")
        chromium.drop(selector, *paths)
        chromium.wait("window.got")
        assert chromium.value("got") == ["Ecco uno.", "Ecco due."]
