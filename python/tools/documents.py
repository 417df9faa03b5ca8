"""Writes `skillgap/documents.py`: the answers' shapes as typed dictionaries, from the JSON schemas of the command.

    python tools/documents.py [--check]
"""

from __future__ import annotations

import json
import keyword
import pathlib
import sys
import textwrap

HERE = pathlib.Path(__file__).resolve().parent.parent
SCHEMAS = HERE.parent / "docs" / "schema"
TARGET = HERE / "skillgap" / "documents.py"
NAMES = [
    "match",
    "plan",
    "plan-pareto",
    "path",
    "unlock",
    "extract",
    "roles-list",
    "roles-show",
    "roles-find",
]
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def kind(schema: object) -> str:
    """The type of a schema, as Python writes it."""
    if schema is True or not isinstance(schema, dict):
        return "Any"
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    if "enum" in schema:
        return f"Literal[{', '.join(repr(v) for v in schema['enum'])}]"
    for key in ("anyOf", "oneOf"):
        if key in schema:
            options = [kind(s) for s in schema[key]]
            return " | ".join(dict.fromkeys(options))
    given = schema.get("type", "object")
    if isinstance(given, list):
        return " | ".join(kind({**schema, "type": one}) for one in given)
    if given == "array":
        if "prefixItems" in schema:
            # JSON has no tuples: a span is a list of two.
            return f"list[{' | '.join(dict.fromkeys(kind(s) for s in schema['prefixItems']))}]"
        return f"list[{kind(schema.get('items', True))}]"
    if given == "object":
        values = schema.get("additionalProperties", True)
        return f"dict[str, {kind(values)}]"
    return PLAIN[given]


def lines(text: str, indent: str) -> list[str]:
    text = " ".join(text.replace("\\", "\\\\").split())
    wrapped = textwrap.wrap(text, 116 - len(indent)) or [""]
    if len(wrapped) == 1:
        return [f'{indent}"""{wrapped[0]}"""']
    return [f'{indent}"""{wrapped[0]}', *(indent + line for line in wrapped[1:-1]), f'{indent}{wrapped[-1]}"""']


def definition(name: str, schema: dict) -> list[str]:
    about = schema.get("description", "")
    if "properties" not in schema:
        alias = [f"{name} = {kind({k: v for k, v in schema.items() if k not in ('description', 'title')})}"]
        return alias + (lines(about, "") if about else [])
    required = set(schema.get("required", []))
    if any(keyword.iskeyword(field) for field in schema["properties"]):
        fields = [
            f'        "{field}": "{kind(of) if field in required else f"NotRequired[{kind(of)}]"}",'
            for field, of in schema["properties"].items()
        ]
        return [f"{name} = TypedDict(", f'    "{name}",', "    {", *fields, "    },", ")", *lines(about, "")]
    out = [f"class {name}(TypedDict):"]
    out += lines(about, "    ") if about else []
    out.append("")
    for field, of in schema["properties"].items():
        of_kind = kind(of)
        out.append(f"    {field}: {of_kind if field in required else f'NotRequired[{of_kind}]'}")
        if isinstance(of, dict) and of.get("description"):
            out += lines(of["description"], "    ")
    return out


def order(definitions: dict[str, dict]) -> list[str]:
    """Names so that aliases, which are evaluated, stand in front; classes may name each other in any order."""
    return sorted(definitions, key=lambda n: ("properties" in definitions[n], n))


def text() -> str:
    definitions: dict[str, dict] = {}
    for name in NAMES:
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
        for inner, of in {**schema.get("$defs", {}), schema["title"]: schema}.items():
            of = {k: v for k, v in of.items() if k not in ("$schema", "$defs", "title")}
            if definitions.setdefault(inner, of) != of:
                raise SystemExit(f"{name}: {inner} differs from the one of another schema")
    out = [
        '"""The shapes of answers, as typed dictionaries. Made by `tools/documents.py` from the command\'s JSON schemas."""',
        "",
        "from __future__ import annotations",
        "",
        "import sys",
        "from typing import Any, Literal, TypedDict",
        "",
        "if sys.version_info >= (3, 11):",
        "    from typing import NotRequired",
        "else:",
        "    from typing_extensions import NotRequired",
    ]
    for name in order(definitions):
        out += ["", "", *definition(name, definitions[name])]
    return "\n".join(out) + "\n"


def main() -> None:
    if "--check" in sys.argv:
        if not TARGET.exists() or TARGET.read_text() != text():
            raise SystemExit(f"{TARGET} is not what the schemas say; run {sys.argv[0]}")
        return
    TARGET.write_text(text())


if __name__ == "__main__":
    main()
