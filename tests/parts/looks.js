// Measurements of a card as displayed. Added to the page next to the card; the card itself has no script.
"use strict";
const MAIN = ".dg-term, .dg-meaning, .dg-sentence, .dg-reply, .dg-example, .dg-cue";
const RIGHT_TO_LEFT = /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}]/u;
const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const known = new Map();

// [red, green, blue, opacity] of a computed colour, however it is written.
function colour(text) {
  if (!known.has(text)) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    known.set(text, [r, g, b, a / 255]);
  }
  return known.get(text);
}
const over = (top, below) => [0, 1, 2].map((n) => top[n] * top[3] + below[n] * (1 - top[3])).concat(1);
function light(rgb) {
  const [r, g, b] = rgb.map((each) => each / 255).map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one, other) {
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

// The background colour behind an element. The page itself is white.
function behind(element, styles) {
  if (!element) return [255, 255, 255, 1];
  const style = styles(element);
  if (style.backgroundImage !== "none") throw new Error(`a picture behind the text of ${element.className}`);
  const own = colour(style.backgroundColor);
  return own[3] === 1 ? own : over(own, behind(element.parentElement, styles));
}
function opacity(element, styles) {
  return element ? Number(styles(element).opacity) * opacity(element.parentElement, styles) : 1;
}

function texts(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (node.data.trim() && element.tagName !== "STYLE") found.push([node, element]);
  }
  return found;
}
const least = (values) => values.reduce((a, b) => (b[0] < a[0] ? b : a), [999, ""]);

function measure(root) {
  const cache = new Map(), wide = document.documentElement.clientWidth;
  const styles = (element) => cache.get(element) ?? cache.set(element, getComputedStyle(element)).get(element);
  const seen = texts(root).filter(([, element]) => styles(element).fontSize !== "0px" && element.checkVisibility({ visibilityProperty: true }));
  const ratios = [], sizes = [], outside = [];
  for (const [node, element] of seen) {
    const style = styles(element), ink = colour(style.color), paper = behind(element, styles);
    const shown = over([ink[0], ink[1], ink[2], ink[3] * opacity(element, styles)], paper);
    const main = Boolean(element.closest(MAIN)), words = node.data.trim().slice(0, 40);
    ratios.push([contrast(shown, paper), words, main]);
    sizes.push([parseFloat(style.fontSize), words, main]);
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.left < -0.5 || box.right > wide + 0.5) outside.push(words);
  }
  const loud = Math.max(...sizes.map(([size]) => size));
  return {
    contrast: least(ratios), mainContrast: least(ratios.filter(([, , main]) => main)),
    size: least(sizes), mainSize: least(sizes.filter(([, , main]) => main)),
    loudest: [...new Set(seen.filter(([, element]) => parseFloat(styles(element).fontSize) === loud).map(([, element]) => element.closest("[class]").className))],
    scroll: document.documentElement.scrollWidth - wide, outside,
    touch: least([...root.querySelectorAll("summary, a, button, input")].map((each) => {
      const { width, height } = (each.querySelector("svg") ?? each).getBoundingClientRect();  // the picture is the touch target of a link
      return [Math.min(width, height), each.textContent || each.tagName];
    })),
    wrongWay: seen.filter(([node, element]) => wrongWay(node, element, styles)).map(([node]) => node.data.trim().slice(0, 40)),
    // Only term cards have an example; the term is highlighted in each of its sentences.
    marks: [...root.querySelectorAll(".dg-example, .dg-example-back, .dg:has(.dg-example-back) .dg-sentence")].map((block) => distinct(block.querySelectorAll("b")).map((b) => emphasis(b, styles))),
  };
}

// Whether the text of a block runs against its layout direction, or its first line is on the wrong edge.
function wrongWay(node, element, styles) {
  const block = element.closest("[dir]"), style = styles(block), rightToLeft = RIGHT_TO_LEFT.test(block.textContent);
  if (texts(block)[0][0] !== node) return false;  // later text follows the first
  if ((style.direction === "rtl") !== rightToLeft) return true;
  const range = document.createRange();
  range.selectNodeContents(element === block ? node : element);
  const pieces = [...range.getClientRects()].filter((piece) => piece.width), box = block.getBoundingClientRect();
  const line = pieces.filter((piece) => piece.top < pieces[0].bottom - 1 && piece.bottom > pieces[0].top + 1);
  const gap = rightToLeft
    ? box.right - parseFloat(style.paddingRight) - parseFloat(style.borderRightWidth) - Math.max(...line.map((piece) => piece.right))
    : Math.min(...line.map((piece) => piece.left)) - box.left - parseFloat(style.paddingLeft) - parseFloat(style.borderLeftWidth);
  return gap > (element.tagName === "SUMMARY" ? 24 : 1);  // a summary has its triangle
}

// How a highlight differs from its surroundings, apart from its colour.
// A term that stands twice in its sentence is marked twice: one of each.
function distinct(marks) {
  return [...new Map([...marks].map((mark) => [mark.textContent.toLowerCase(), mark])).values()];
}

function emphasis(b, styles) {
  const own = styles(b), around = styles(b.parentElement), ways = [];
  if (own.textDecorationLine.includes("underline")) ways.push("underline");
  if (Number(own.fontWeight) >= Number(around.fontWeight) + 200) ways.push("weight");
  const gap = getComputedStyle(b, "::before");
  if (gap.content !== "none" && parseFloat(gap.borderBottomWidth) >= 2) ways.push(`line ${Math.round(parseFloat(gap.width))}`);
  return ways.join(" ");
}

// How the hidden text of a gap leaks: by selecting, by searching, or to a screen reader.
function leaks(root) {
  const gap = root.querySelector(".dg-gap b");
  if (!gap) return null;
  const before = gap.textContent, secret = "Qxzwvk", found = [];
  gap.textContent = secret;
  const selection = getSelection();
  selection.selectAllChildren(root);
  if (selection.toString().includes(secret)) found.push("selected");
  selection.removeAllRanges();
  if (find(secret, false, false, true)) found.push("found");
  if (root.innerText.includes(secret)) found.push("copied");
  const box = gap.getBoundingClientRect(), style = getComputedStyle(gap);
  if (style.fontSize !== "0px") found.push("seen");
  if (style.visibility !== "hidden") found.push("read aloud");
  selection.removeAllRanges();
  gap.textContent = before;
  const line = colour(getComputedStyle(gap, "::before").borderBottomColor);
  const ratio = contrast(line, behind(gap, (element) => getComputedStyle(element)));
  return { found, line: ratio, box: [box.width, box.height] };
}

// Measures every side in turn, inserted into the page as Anki does it.
function look(cards, css) {
  const qa = document.getElementById("qa"), body = document.body.className;
  return cards.map(([name, number, html]) => {
    document.body.className = `${body} card${number}`;
    qa.innerHTML = `<style>${css}</style>${html}`;
    const high = document.documentElement.scrollHeight;
    qa.querySelectorAll("details").forEach((each) => { each.open = true; });
    const found = { name, high, ...measure(qa), gap: leaks(qa) };
    document.body.className = body;
    return found;
  });
}
