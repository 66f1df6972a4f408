// Formatted text from the clipboard into simple formatting: paragraphs, headings, lists, bold, italic, links.
const BLOCKS = "P,DIV,H1,H2,H3,H4,H5,H6,LI,UL,OL,TABLE,TR,BLOCKQUOTE,PRE,SECTION,ARTICLE,HEADER,FOOTER,DL,DT,DD,HR,BODY".split(",");
const NOTHING = "HEAD,STYLE,SCRIPT,TITLE,META,LINK,TEMPLATE,XML,O:P,NOSCRIPT,BUTTON,INPUT,SELECT,TEXTAREA,IFRAME,OBJECT".split(",");
const IMAGES = "IMG,SVG,PICTURE,VIDEO,CANVAS,V:SHAPE,V:IMAGEDATA".split(",");
const COMMENTS = ".msocomanchor";
const COMMENT_TEXTS = ".MsoCommentReference, .msocomtxt, [data-style*='mso-element:comment'], [data-style*='mso-comment']";
const DELETED = "del, .msoDel, .TrackedChange.Deleted";

const DEEPEST = 2; // levels of a list below the first

const isNumber = (mark) => mark !== "-";
const style = (element) => (element.dataset.style || "").replace(/\s+/g, "").toLowerCase();
const plain = (text) => text.replace(/[\u00ad\u200b\u2060\ufeff]/g, "").replace(/[\s\u00a0]+/g, " ");
// A sign that would format what follows stands for itself again.
const escaped = (text) => text.replace(/([\\`]|\*(?=\S)|(?<=\S)\*|\b_(?!\w)|(?<!\w)_\b|\[(?=[^\]]*\]\())/g, "\\$1");
// Styles are read here and never applied: the content policy would speak up for each of them.
const unstyled = (html) => html.replace(/<style[^]*?<\/style>/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle(\s*=)/gi, " data-style$1"));

function isBold(element) {
  const weight = /font-weight:(\w+)/.exec(style(element))?.[1];
  if (weight) return weight.startsWith("bold") || Number(weight) >= 600;
  return ["B", "STRONG"].includes(element.tagName);
}

function isItalic(element) {
  const slant = /font-style:(\w+)/.exec(style(element))?.[1];
  return slant ? slant === "italic" : ["I", "EM"].includes(element.tagName);
}

function addressOf(element) {
  const address = element.getAttribute("href") || "";
  if (!/^(https?:|mailto:)/i.test(address) || !URL.canParse(address)) return "";
  return new URL(address).href.replace(/[()]/g, (sign) => (sign === "(" ? "%28" : "%29"));
}

// Marks stand at the words themselves, not at the spaces around them.
function marked(text, begin, end = begin) {
  const [, before, words, after] = /^(\s*)([^]*?)(\s*)$/.exec(text);
  return words ? `${before}${begin}${words}${end}${after}` : text;
}

export class Pasted {
  constructor(html) {
    this.leftOut = { image: 0, comment: 0, "tracked deletion": 0 };
    this.tables = 0;
    this.lines = []; // of { text, list: how deep an item stands, or nothing }
    this.line = "";
    this.list = null;
    const page = new DOMParser().parseFromString(unstyled(html), "text/html");
    this.leftOut.comment = page.querySelectorAll(COMMENTS).length;
    this.leftOut["tracked deletion"] = page.querySelectorAll(DELETED).length;
    for (const element of page.querySelectorAll(`${COMMENTS}, ${COMMENT_TEXTS}, ${DELETED}`)) element.remove();
    this.#read(page.body, {});
    this.#end();
  }

  get isOneLine() {
    return this.lines.length === 1 && !this.lines[0].list && !this.lines[0].heading;
  }

  // An empty line between blocks, none between items of a list; an item begins under the words of the one it belongs to.
  get text() {
    let outer = []; // the marks of the items that the next one may belong to, the outermost first
    let text = "";
    for (const { text: words, list, heading } of this.lines) {
      const depth = list ? Math.min(list.depth, outer.length, DEEPEST) : 0;
      const goesOn = list && outer.length && (depth || isNumber(list.mark) === isNumber(outer[0]));
      outer = list ? outer.slice(0, depth) : [];
      const margin = " ".repeat(outer.reduce((width, mark) => width + mark.length + 1, 0));
      text += (text && (goesOn ? "\n" : "\n\n")) + margin + (list ? `${list.mark} ` : heading ? "# " : "") + words;
      if (list) outer.push(list.mark);
    }
    return text;
  }

  #end() {
    const text = this.line.replace(/ *\n */g, "\n").replace(/ {2,}/g, " ").trim();
    if (text) this.lines.push({ text, list: this.list, heading: this.heading });
    this.line = "";
    this.list = null;
    this.heading = false;
  }

  #read(element, place) {
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) this.line += escaped(plain(node.data));
      else if (node.nodeType === Node.ELEMENT_NODE) this.#readElement(node, place);
    }
  }

  #readElement(element, place) {
    const name = element.tagName.toUpperCase();
    if (NOTHING.includes(name) || /display:none|mso-hide:all/.test(style(element))) return;
    if (IMAGES.includes(name)) this.leftOut.image += 1;
    else if (name === "BR") this.line += "\n";
    else if (name === "TABLE") this.#readTable(element, place);
    else if (!BLOCKS.includes(name)) this.#readInline(element, place);
    else this.#readBlock(element, name, place);
  }

  #readBlock(element, name, place) {
    const isList = name === "UL" || name === "OL";
    const level = /mso-list:l\d+level(\d)/.exec(style(element));
    // An item's own paragraphs belong to it.
    if (!(place.item && name === "P" && !this.line.trim())) this.#end();
    if (isList) return this.#readList(element, name, place);
    if (level) this.#beginWordItem(element, Number(level[1]));
    this.heading = /^H\d$/.test(name) && !this.list;
    this.#read(element, place);
    this.#end();
  }

  #readList(element, name, place) {
    const depth = place.depth === undefined ? 0 : place.depth + 1;
    let number = Number(element.getAttribute("start")) || 1;
    for (const child of element.children) {
      if (child.tagName !== "LI") {
        this.#readElement(child, { ...place, depth });
        continue;
      }
      this.#end();
      const said = Number(child.getAttribute("aria-level") || child.dataset.ariaLevel) - 1;
      this.list = { depth: said > depth ? said : depth, mark: name === "OL" ? `${number++}.` : "-" };
      this.#read(child, { depth, item: true });
      this.#end();
    }
  }

  // Word writes an item as a paragraph that begins with its mark.
  #beginWordItem(element, level) {
    const written = [...element.querySelectorAll("[data-style]")].find((each) => /mso-list:ignore/.test(style(each)));
    const mark = plain(written?.textContent || "").trim();
    written?.remove();
    this.list = { depth: level - 1, mark: /^\d+[.)]$/.test(mark) ? mark : "-" };
    if (/^\(?[a-z]{1,4}[.)]$/i.test(mark)) this.line = `${mark} `;
  }

  #readInline(element, place) {
    const before = this.line;
    const lines = this.lines.length;
    this.line = "";
    this.#read(element, place);
    let text = this.line;
    const address = addressOf(element);
    if (lines === this.lines.length && text.trim()) {
      if (isItalic(element) && !isBold(element)) text = marked(text, "*");
      if (isBold(element) && !place.isBold) text = marked(text, "**");
      if (address) text = marked(text, "[", `](${address})`);
    }
    this.line = before + text;
  }

  // A row becomes a line of a list: its cells, one after the other.
  #readTable(table, place) {
    this.#end();
    this.tables += 1;
    for (const row of table.rows) {
      const cells = [...row.cells].map((cell) => {
        const inner = new Pasted("");
        inner.leftOut = this.leftOut;
        inner.#read(cell, {});
        inner.#end();
        return inner.lines.map((line) => line.text).join(" ");
      });
      const text = cells.filter(Boolean).join("; ");
      if (text) this.lines.push({ text, list: { depth: 0, mark: "-" } });
    }
  }
}
