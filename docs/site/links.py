"""Checks the links of the built manual: every page, picture and heading that is named must be there.

    python docs/site/links.py FOLDER

Only what lies in the folder is looked at, as the manual is read without a network: links to other sites are
left alone.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

NAMES = {"a": "href", "link": "href", "img": "src", "script": "src", "iframe": "src", "source": "src"}


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.anchors |= {str(named[key]) for key in ("id", "name") if named.get(key)}
        if link := named.get(NAMES.get(tag, "")):
            self.links.append((tag, link))


def broken(site: Path) -> list[str]:
    """A sentence for each link that leads nowhere, or that needs a network to show the page."""
    pages = {path: _Page(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}
    found = []
    for path, page in pages.items():
        for tag, link in page.links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https") or parts.netloc:
                if tag in ("img", "script", "iframe") or (tag == "link" and link.endswith(".css")):
                    found.append(f"{path.relative_to(site)} needs the network: {link}")
                continue
            if parts.scheme:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            known = {page_path.resolve(): page for page_path, page in pages.items()}
            if not target.is_file():
                found.append(f"{path.relative_to(site)} names a file that is not there: {link}")
            elif parts.fragment and target in known and unquote(parts.fragment) not in known[target].anchors:
                found.append(f"{path.relative_to(site)} names a place that is not there: {link}")
    return found


def main(site: Path) -> int:
    """Print what is broken: 1 where something is."""
    problems = broken(site)
    pages = len(list(site.rglob("*.html")))
    print("\n".join([*problems, f"{pages} pages, {len(problems)} broken links"]))
    return 1 if problems or not pages else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
