"""The directive `command`: what a command of the program understands, read from its own parser.

```{command} enhance
```
"""

import argparse
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive

from dce_studio import cli


def parser_of(name: str) -> argparse.ArgumentParser:
    """The parser of one command, or the program's own for ""."""
    own = cli._parser()
    if not name:
        return own
    for action in own._actions:
        if isinstance(action, argparse._SubParsersAction):
            found: argparse.ArgumentParser = action.choices[name]
            return found
    raise KeyError(name)


def groups_of(parser: argparse.ArgumentParser) -> list[tuple[str, list[tuple[str, str]]]]:
    """The titles of the parser's groups, each with (how it is written, what it does) of its arguments."""
    found = []
    for group in parser._action_groups:
        rows = [
            (_written(action), _said(action))
            for action in group._group_actions
            if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)
        ]
        if rows:
            found.append((group.title or "", rows))
    return found


def _written(action: argparse.Action) -> str:
    value = ""
    if action.nargs != 0:
        choices = "|".join(str(choice) for choice in action.choices or ())
        metavar = action.metavar if isinstance(action.metavar, str) else ""
        value = metavar or choices or action.dest.upper()
    if not action.option_strings:
        return value
    return f"{', '.join(action.option_strings)} {value}".strip()


def _said(action: argparse.Action) -> str:
    if action.help in (None, argparse.SUPPRESS):
        return "" if action.default in (None, False, "", argparse.SUPPRESS) else f"default {action.default}"
    return str(action.help) % {**vars(action), "prog": "dce-studio"}


class Command(Directive):
    """The description, and a table of arguments for each group."""

    required_arguments = 0
    optional_arguments = 1
    has_content: ClassVar[bool] = False

    def run(self) -> list[nodes.Node]:
        """The nodes."""
        parser = parser_of(self.arguments[0] if self.arguments else "")
        made: list[nodes.Node] = []
        for text in (parser.description, parser.epilog):
            if text:
                block = "\n\n" in text or "\n  " in text
                made.append(
                    nodes.literal_block(text, text, language="text") if block else nodes.paragraph(text, text)
                )
        for title, rows in groups_of(parser):
            name = {"positional arguments": "Arguments", "options": "Options"}.get(title, title)
            made += [nodes.rubric(name, name[:1].upper() + name[1:]), _table(rows)]
        return made


def _table(rows: list[tuple[str, str]]) -> nodes.table:
    body = nodes.tbody()
    for written, said in rows:
        left = nodes.entry("", nodes.paragraph("", "", nodes.literal(written, written)))
        body += nodes.row("", left, nodes.entry("", nodes.paragraph(said, said)))
    columns = [nodes.colspec(colwidth=38), nodes.colspec(colwidth=62)]
    return nodes.table("", nodes.tgroup("", *columns, body, cols=2))


def setup(app: Any) -> dict[str, Any]:
    """Sphinx asks for this."""
    app.add_directive("command", Command)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
