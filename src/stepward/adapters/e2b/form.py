"""One form for both ways: a tree that says where in the XML each data element stands, by which it is written and read.

A node is written if it always is, or something in it has a value; it is read where tag, fixed codes and fixed children
are the same. What no node takes is left over, and named: nothing is dropped in silence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from stepward.adapters.e2b.guarding import NAMESPACE
from stepward.adapters.e2b.icsr import Absent, Group, Value

XSI = "http://www.w3.org/2001/XMLSchema-instance"
TEXT, TYPE, FLAVOR = "text", f"{{{XSI}}}type", "nullFlavor"
_TELLING = ("code", "codeSystem", "root", FLAVOR, TYPE)
"""Attributes that tell one node from another; the others are the same everywhere, or only words."""


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

    @property
    def tells(self) -> bool:
        """Tell whether it must be there, as it is, for the node around it to be the one that is meant."""
        is_fixed = not self.holds and not self.repeats and not self.always
        return is_fixed and any(name in self.fixed for name in ("code", "root", FLAVOR))


def written(node: Node, group: Group) -> etree._Element | None:
    """Write a node with the values of a group; nothing where it has none."""
    element = etree.Element(f"{{{NAMESPACE}}}{node.tag}", nsmap={None: NAMESPACE, "xsi": XSI})
    has_value = node.always
    for name, text in node.fixed.items():
        element.set(name, text)
    for place, number in node.holds.items():
        found = group.values.get(number)
        if found is None:
            continue
        has_value = True
        _put(element, place, found, node.prefixes.get(place, ""))
    for child in node.children:
        for one in _written_each(child, group):
            element.append(one)
            has_value = has_value or not child.tells
    return element if has_value else None


def document(node: Node, group: Group) -> etree._Element:
    """Write the root, which is there whatever the group holds."""
    found = written(node, group)
    return _fixed(node) if found is None else found


def _written_each(child: Node, group: Group) -> Iterator[etree._Element]:
    groups = group.each(child.repeats) if child.repeats else (group,)
    for one in groups:
        made = _fixed(child) if child.tells else written(child, one)
        if made is not None:
            yield made


def _fixed(node: Node) -> etree._Element:
    element = etree.Element(f"{{{NAMESPACE}}}{node.tag}", nsmap={None: NAMESPACE, "xsi": XSI})
    for name, text in node.fixed.items():
        element.set(name, text)
    for child in node.children:
        element.append(_fixed(child))
    return element


def _put(element: etree._Element, place: str, value: Value, prefix: str) -> None:
    if isinstance(value, Absent):
        for name in ("code", "codeSystem", "value"):
            element.attrib.pop(name, None)
        element.set(FLAVOR, value.flavor)
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
    for child in node.children:
        for one in element.iterchildren(f"{{{NAMESPACE}}}{child.tag}"):
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
    wanted = [child for child in node.children if child.tells or _leads(child)]
    return all(any(_is(child, one) for one in element.iterchildren(f"{{{NAMESPACE}}}{child.tag}")) for child in wanted)


def _is_alike(node: Node, element: etree._Element) -> bool:
    for name in _TELLING:
        if name in node.fixed and element.get(name) != node.fixed[name]:
            is_absent = name in {"code", "codeSystem", TYPE} and element.get(FLAVOR) is not None and node.holds
            if not is_absent:
                return False
    prefixes = [(place, text) for place, text in node.prefixes.items() if FLAVOR not in element.attrib]
    return all((element.get(place) or "").startswith(text) for place, text in prefixes)


def _leads(node: Node) -> bool:
    """Tell whether a node only wraps one that tells."""
    return not node.holds and not node.repeats and any(child.tells for child in node.children)


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
