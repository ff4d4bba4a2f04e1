"""One form for both ways: a tree that says where in the XML each data element stands, by which it is written and read.

A node is written if it always is, or something in it has a value; it is read where tag, fixed codes and fixed children
are the same. What no node takes is left over, and named: nothing is dropped in silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from stepward.adapters.e2b.guarding import NAMESPACE
from stepward.adapters.e2b.icsr import Absent, Group, Value

XSI = "http://www.w3.org/2001/XMLSchema-instance"
TEXT, TYPE, FLAVOR = "text", f"{{{XSI}}}type", "nullFlavor"
_TELLING = ("code", "codeSystem", "root", FLAVOR, TYPE)
"""Attributes that tell one node from another; the others are the same everywhere, or only words."""

_MAY_BE_ABSENT = ("code", "codeSystem", TYPE)


@dataclass(frozen=True, slots=True)
class Node:
    """One element of XML: `holds` maps an attribute, or the text, to the number of the data element that stands there.

    `repeats` names the group of which each repetition is one such node; `always` writes it without any value, and reads
    over it.
    """

    tag: str
    fixed: Mapping[str, str] = field(default_factory=dict)
    holds: Mapping[str, str] = field(default_factory=dict)
    children: tuple["Node", ...] = ()
    repeats: str = ""
    always: bool = False
    prefixes: Mapping[str, str] = field(default_factory=dict)
    must: bool = False
    """Whether its fixed attributes tell the node around it, though it also holds values."""
    tells: bool = field(init=False)
    """Whether it must be there, as it is, for the node around it to be the one that is meant."""
    is_key: bool = field(init=False)
    """Whether it is there for nothing but what tells, at whatever depth: the author of a comment."""
    wanted: tuple["Node", ...] = field(init=False)
    """The children that tell, or only wrap one that tells."""
    reach: frozenset[str] = field(init=False)
    """The numbers of all elements and groups within it; it is written only if one of them has a value."""
    is_always: bool = field(init=False)
    telling: tuple[tuple[str, str], ...] = field(init=False)
    """The fixed attributes that tell it from another."""
    name: str = field(init=False)
    """The tag with its namespace."""

    def __post_init__(self) -> None:
        """Work out once what is asked of every element of every file."""
        is_fixed = not self.holds and not self.repeats and not self.always
        tells = is_fixed and any(name in self.fixed for name in ("code", "root", FLAVOR))
        own = frozenset(self.holds.values())
        within = own.union(*(child.reach | {child.repeats} - {""} for child in self.children))
        object.__setattr__(self, "tells", tells)
        wraps = not self.holds and not self.repeats and bool(self.children)
        object.__setattr__(self, "is_key", tells or (wraps and all(child.is_key for child in self.children)))
        wanted = tuple(child for child in self.children if child.tells or child.must or _leads(child))
        object.__setattr__(self, "wanted", wanted)
        object.__setattr__(self, "reach", within)
        telling = tuple((name, self.fixed[name]) for name in _TELLING if name in self.fixed)
        object.__setattr__(self, "telling", telling)
        object.__setattr__(self, "name", f"{{{NAMESPACE}}}{self.tag}")
        object.__setattr__(self, "is_always", self.always or any(child.is_always for child in self.children))


def document(node: Node, group: Group) -> etree._Element:
    """Write the root, which is there whatever the group holds."""
    root = etree.Element(node.name, nsmap={None: NAMESPACE, "xsi": XSI})
    _fill(root, node, group, _keys(group))
    return root


def _keys(group: Group) -> frozenset[str]:
    return frozenset((*group.values, *group.parts))


def _fill(element: etree._Element, node: Node, group: Group, keys: frozenset[str]) -> bool:
    """Write a node with the values of a group, and tell whether it has any."""
    has_value = node.always
    for name, text in node.fixed.items():
        element.set(name, text)
    for place, number in node.holds.items():
        found = group.values.get(number)
        if found is not None:
            has_value = True
            _put(element, place, found, node.prefixes.get(place, ""))
    for child in node.children:
        if child.is_key:
            _fix(element, child)
        elif child.repeats:
            for one in group.each(child.repeats):
                has_value = _fill_one(element, child, one, _keys(one)) or has_value
        elif child.is_always or not child.reach.isdisjoint(keys):
            has_value = _fill_one(element, child, group, keys) or has_value
    return has_value


def _fill_one(parent: etree._Element, child: Node, group: Group, keys: frozenset[str]) -> bool:
    """Write a child; one that has no value is taken back."""
    element = etree.SubElement(parent, child.name)
    if _fill(element, child, group, keys):
        return True
    parent.remove(element)
    return False


def _fix(parent: etree._Element, node: Node) -> None:
    """Write a node that is always the same."""
    element = etree.SubElement(parent, node.name, dict(node.fixed))
    for child in node.children:
        _fix(element, child)


def _put(element: etree._Element, place: str, value: Value, prefix: str) -> None:
    if isinstance(value, Absent):
        for name in ("code", "codeSystem", "value"):
            element.attrib.pop(name, None)
        element.set(FLAVOR, value.flavor)
        if prefix:
            element.set(place, prefix)  # the scheme tells a telephone that nobody gave from an address
    elif place == TEXT:
        element.text = value
    else:
        element.set(place, prefix + value)


# ---------------------------------------------------------------------------------------------------------- reading


def nothing_yet() -> set[etree._Element]:
    """Begin to note which elements were read."""
    return set()


def read(node: Node, element: etree._Element, taken: set[etree._Element]) -> Group:
    """Read the values of a node, and note in `taken` which elements were read."""
    values, parts = dict[str, Value](), dict[str, list[Group]]()
    _read_into(node, element, values, parts, taken)
    return Group(values, {name: tuple(groups) for name, groups in parts.items()})


def _read_into(
    node: Node,
    element: etree._Element,
    values: dict[str, Value],
    parts: dict[str, list[Group]],
    taken: set[etree._Element],
) -> None:
    taken.add(element)
    for place, number in node.holds.items():
        found = _value(element, place, node.prefixes.get(place, ""))
        if found is not None:
            values[number] = found
    inner: dict[str, list[etree._Element]] = {}
    for one in element.iterchildren(etree.Element):
        inner.setdefault(str(one.tag), []).append(one)
    for child in node.children:
        for one in inner.get(child.name, ()):
            if one in taken or not _is(child, one):
                continue
            if child.repeats:
                group = read(child, one, taken)
                if group.values or group.parts:
                    parts.setdefault(child.repeats, []).append(group)
                continue
            _read_into(child, one, values, parts, taken)
            break


def _value(element: etree._Element, place: str, prefix: str) -> Value | None:
    flavor = element.get(FLAVOR)
    if flavor is not None and place != "unit":
        return Absent(flavor)
    if place == TEXT:
        return (element.text or "").strip() or None
    found = element.get(place)
    return None if found is None else found.removeprefix(prefix)


def _is(node: Node, element: etree._Element) -> bool:
    """Tell whether an element is the one that a node means."""
    if not _is_alike(node, element):
        return False
    return all(any(_is(child, one) for one in element.iterchildren(child.name)) for child in node.wanted)


def _is_alike(node: Node, element: etree._Element) -> bool:
    typed = element.get("typeCode")
    if typed is not None and node.fixed.get("typeCode", typed) != typed:
        return False
    for name, text in node.telling:
        if element.get(name) != text:
            may_differ = name in _MAY_BE_ABSENT and element.get(FLAVOR) is not None and node.holds and not node.must
            if not may_differ:
                return False
    if not node.prefixes:
        return True
    is_absent = FLAVOR in element.attrib
    return all(
        (element.get(place) or (text if is_absent else "")).startswith(text) for place, text in node.prefixes.items()
    )


def _leads(node: Node) -> bool:
    """Tell whether a node only wraps one that tells."""
    return not node.holds and not node.repeats and any(child.is_key or child.must for child in node.children)


def left_over(root: etree._Element, taken: set[etree._Element]) -> tuple[str, ...]:
    """Name the elements with a value that nothing took, each path once."""
    found = dict[str, None]()
    for element in root.iter(etree.Element):
        if element not in taken and (element.get("value") or element.get("code") or (element.text or "").strip()):
            found[_path(element)] = None
    return tuple(found)


def _path(element: etree._Element) -> str:
    names = [etree.QName(element).localname, *(etree.QName(item).localname for item in element.iterancestors())]
    return "/".join(reversed(names[:4]))
