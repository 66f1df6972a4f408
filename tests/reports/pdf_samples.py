"""HTML documents with everything that is hard for a tagged PDF, and with everything that is hostile."""

FACES = {"Document-Sans", "Document-Sans-Italic", "Document-Sans-Semi-Bold", "Document-Sans-Bold"}
DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
    "DwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def page(body: str, title: str = "Parish review", language: str = "en-GB") -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="dcterms.created" content="2026-06-12">'
        f'<link rel="stylesheet" href="/static/css/document.css"></head><body>{body}</body></html>'
    )


def long_table() -> str:
    rows = "".join(
        f'<tr><th scope="row" class="ref">B{number}</th><td><p>Lamp {number} lights the harbour path.</p>'
        f"<ul><li>Wired</li><li>Painted<ul><li>Twice</li></ul></li></ul></td><td>{number % 10 + 1}</td></tr>"
        for number in range(1, 41)
    )
    long_row = "<p>The keeper walks the wall and writes down what he sees there.</p>" * 60
    return (
        '<table class="run"><caption>Lamps by place</caption>'
        '<colgroup><col style="width:15%"><col style="width:65%"><col style="width:20%"></colgroup>'
        '<thead><tr><th scope="col">Ref</th><th scope="col">Lamp</th><th scope="col">Score</th></tr></thead>'
        '<tbody><tr><th scope="colgroup" colspan="3">'
        '<span class="starts" data-name="Harbour lamps">Harbour</span></th></tr>'
        f'{rows}<tr><th scope="colgroup" colspan="3">Moor</th></tr>'
        f'<tr class="long"><th scope="row">M1</th><td>{long_row}</td><td>7</td></tr></tbody></table>'
        '<div class="ends"></div>'
    )


BODY = f"""
<header class="part" data-doc="Saltmere · Lamp review"><p><span class="status">Agreed in May</span></p>
<h1>Lamp review</h1></header>
<main><section><h2>Where we stand</h2>
<p>Read <a href="#moor">what the moor wardens say about the lamps along the old drove road between the mill,
the ford and the upper sheepfold</a> or write to <strong><a href="mailto:keeper@saltmere.example">the
<em>keeper</em></a></strong>. In Welsh: <span lang="cy">goleudy ger y môr, tŷ a dŵr</span>.</p>
<p lang="cy">Mae pob lamp yn llosgi heno.</p>
<figure><figcaption>Lamps by year</figcaption>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20" role="img"><title>Bar chart: 12 lamps in 2024,
40 in 2025</title><rect width="50" height="8" fill="#0b3c5d"/>
<text x="52" y="8" font-size="8">40</text></svg></figure>
<p>Lit <svg aria-hidden="true" xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4" cx="4"
cy="4"/></svg> and <span aria-hidden="true">blinking</span> well.<sup><a href="#note"
aria-label="Note 1">1</a></sup></p>
<img src="{DOT}" alt="A lamp at dusk" style="width:40px; height:40px">
<img src="{DOT}" alt="" width="9" height="9">
</section>
<section><h2>All lamps</h2>{long_table()}
<h3 id="moor" class="new-page">The moor</h3>
<table><caption>Oil</caption><thead><tr><th scope="col">Year</th><th scope="col">Litres</th></tr></thead>
<tbody><tr><th scope="row">2024</th><td>12</td></tr>
<tr><th scope="row">2025</th><td></td></tr></tbody></table>
<ol><li>Trim the wick<ul><li>daily<ol><li>at dawn</li></ol></li></ul></li><li>Fill the tank</li></ol>
<ul class="in-place"><li>No mark before this one</li></ul>
<dl><dt>Wick</dt><dd>What burns.</dd><dd>What is trimmed.</dd><dt>Oil</dt><dd>What is burnt.</dd></dl>
<aside id="note"><p>1 Counted by <abbr title="harbour master">HM</abbr>.</p></aside></section></main>
"""


HOSTILE = f"""<h1>Notes</h1>
<p>{"w" * 10_000}</p><p>Done ✓ 😀👩\u200d🚒 →, ≥ 5 kg, 10\u202f000 m, x\u2011ray, ﬁne, ① ⁉</p>
<p dir="rtl" lang="ar">مرحبا بكم</p><p lang="he">שלום עולם</p><p>\u202etxet desrever\u202c \ufeff</p>
<p><img src="file:///etc/hostname" alt="a file"><img src="http://attacker.example/x.png" alt="a beacon">
<img src="/static/../../etc/passwd" alt="climbing">
<img src="/static/%2e%2e/%2e%2e/manage.py" alt="encoded"></p>
<object data="file:///etc/hostname"></object><embed src="https://attacker.example/x.svg">
<link rel="stylesheet" href="http://attacker.example/x.css">
<link rel="attachment" href="file:///etc/hostname" title="secret"><a rel="attachment" href="file:///etc/hosts">hosts</a>
<style>@import "file:///etc/hostname"; p {{ background: url(http://attacker.example/bg.png) }}
@font-face {{ font-family: X; src: url(file:///etc/hostname) }}</style>
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>Box</title>
<image href="file:///etc/hostname" width="9" height="9"/></svg>
<p><a href="javascript:alert(1)">press</a> <a href="file:///etc/passwd">open</a> <a href="http://[x">odd</a>
<a href="/councils/saltmere/">home</a> <a href="#nowhere">nowhere</a></p>
<table><tr><td><table><tr><td>deep</td></tr></table></td></tr></table>"""
