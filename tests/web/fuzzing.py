"""Addresses and forms as the pages offer them, and requests that are nearly right, for the fuzzer of all addresses."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import strategies as st

PEOPLE = ("okafor", "berg", "haddad", "moreau", "silva", "sato", "")
METHODS = ("POST", "POST", "POST", "GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")
HUGE = "9" * 5_000
NUMBERS = (HUGE, "-1", "1e9", "NaN", "\u0661\u0662", "0", "1", "2", "0.0000000000001", "1/0", "9" * 30)
TIMES = ("2026-02-31", "99:99", "2026-11-22T08:00:00+99:00")
TEXTS = ("", " ", "\x00", "\ud7ff\uffff", "\u202e", "\U0001f4a9", "a" * 70_000, "[" * 3_000, "yes")
ATTACKS = ("' OR 1=1 --", "{{ 7 }}", "../../etc", "<script>", "=1+1", "%00", "\r\nX: 1", '{"a": 1}')
NONSENSE = (*NUMBERS, *TIMES, *TEXTS, *ATTACKS)
KINDS = (
    "",
    "application/json",
    "text/xml",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded; charset=utf-16",
)
LINES = ("HX-Request", "Accept-Language", "Origin", "Range", "If-Modified-Since", "Content-Encoding", "X-Forwarded-For")
_PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
MOST_OF_ONE, MOST = 3, 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address, and the fields of a form that leads there."""

    path: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request that is to be made."""

    who: str
    method: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)
    kind: str | None = None
    raw: bytes = b""
    line: tuple[str, str] | None = None


class Forms(HTMLParser):
    """Read the addresses and forms of a page."""

    def __init__(self, at: str) -> None:
        super().__init__()
        self.at, self.links, self.forms = at, [], []  # type: ignore[var-annotated] # lists of texts
        self._fields: list[tuple[str, str]] = []
        self._select, self._action = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if tag == "a":
            self.links.append(found.get("href", ""))
        if tag == "form":
            self._action, self._fields = found.get("action") or self.at, []
        if tag == "select":
            self._select = found.get("name", "")
        if tag == "option" and self._select and found.get("value"):
            self._fields.append((self._select, found["value"]))
        if tag in {"input", "textarea", "button"} and found.get("name"):
            self._fields.append((found["name"], found.get("value", "1")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.forms.append(Target(path=self._action, fields=tuple(dict(self._fields).items())))


def routes() -> Iterator[str]:
    """List every address as it is written, with `1` for each part that changes."""

    def walk(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for item in patterns:
            text = before + str(item.pattern)
            if isinstance(item, URLResolver):
                yield from walk(item.url_patterns, text)
            else:
                yield "/" + text.replace("^", "").replace("$", "").replace("\\", "")

    yield from walk(get_resolver().url_patterns, "")


def crawl(people: Iterable[tuple[str, Client]], begin: Iterable[str]) -> list[Target]:
    """Follow the links of every page, and keep its forms; of addresses of one kind, only the first few."""
    seen: dict[str, int] = {}
    forms: dict[tuple[str, tuple[str, ...]], Target] = {}
    paths: list[str] = []
    for _who, client in people:
        waiting = [*begin]
        done: set[str] = set()
        while waiting and len(done) < MOST:
            path = waiting.pop(0)
            kind = _kind(path)
            if path in done or seen.get(kind, 0) >= MOST_OF_ONE:
                continue
            done.add(path)
            seen[kind] = seen.get(kind, 0) + 1
            paths.append(path)
            answer = client.get(path)
            if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
                continue
            page = Forms(path)
            page.feed(answer.content.decode())
            waiting += [urlsplit(link).path for link in page.links if link.startswith("/")]
            forms |= {(_kind(item.path), tuple(name for name, _ in item.fields)): item for item in page.forms}
    return [*(Target(path=path) for path in dict.fromkeys(paths)), *forms.values()]


def _kind(path: str) -> str:
    match = get_resolver().resolve(path) if _resolves(path) else None
    return path if match is None else f"{match.route} {match.kwargs.get('slug', '')} {match.kwargs.get('name', '')}"


def _resolves(path: str) -> bool:
    from django.urls import Resolver404  # noqa: PLC0415 - only here

    try:
        get_resolver().resolve(path)
    except Resolver404:
        return False
    return True


@st.composite
def requests(draw: st.DrawFn, targets: list[Target], written: list[str]) -> Asked:
    """Draw a request: an offered form with some fields changed, or a written address with anything in its parts."""
    nonsense = st.one_of(st.sampled_from(NONSENSE), st.text(max_size=20))
    target = draw(st.sampled_from(targets))
    path, fields = target.path, dict(target.fields)
    if draw(st.integers(0, 3)) == 0:
        parts = st.sampled_from(["1", "s", "%00", "%ff", "x" * 300, "9" * 30, "..", "%2e%2e", "12-step"])
        path = _PART.sub(lambda _: draw(parts), draw(st.sampled_from(written)))
    for name in draw(st.lists(st.sampled_from(sorted(fields)), max_size=4)) if fields else ():
        fields[name] = draw(nonsense)
    if fields and draw(st.integers(0, 5)) == 0:
        fields.pop(draw(st.sampled_from(sorted(fields))))
    is_raw = draw(st.integers(0, 9)) == 0
    return Asked(
        who=draw(st.sampled_from(PEOPLE)),
        method=draw(st.sampled_from(METHODS)),
        path=path + draw(st.sampled_from(["", "", "", "?page=" + "9" * 30, "?paper=%00", "?next=//a", "?a=%ff&b[]=1"])),
        fields=fields,
        kind=draw(st.sampled_from(KINDS)) if is_raw else None,
        raw=draw(st.binary(max_size=200)) if is_raw else b"",
        line=draw(st.one_of(st.none(), st.tuples(st.sampled_from(LINES), st.sampled_from(["1", "a" * 5_000, "\x00"])))),
    )
