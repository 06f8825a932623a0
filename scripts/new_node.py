#!/usr/bin/env python3
"""Begins a node type: behaviour, help and cases, with honest first content that passes its own cases.

    scripts/new_node.py routing enqueue            in C++, and adds the word to nodes/routing/CMakeLists.txt
    scripts/new_node.py orders check --lua         in Lua, under nodes/lua/ (or --to FOLDER)
"""

import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

CPP = """\
// SUMMARY_HERE

#include "engine/node/node_type.hpp"

namespace millrace::nodes {{
namespace {{

struct Settings {{
    Text text;
}};

void describe(Fields<Settings>& fields) {{ fields.add("text", &Settings::text).label("Text").required(); }}

class {Class} final : public Node<Settings> {{
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext&) const override {{
        return leave_by("done").setting("text", settings.text.value);
    }}
}};

}}  // namespace

NodeType {category}_{word}() {{
    return node_type<{Class}>("{category}.{word}")
        .titled("{Title}")
        .with_icon("box")
        .with_outputs({{ok("done", "It is done.")}});
}}

}}  // namespace millrace::nodes
"""

LUA = """\
-- {path}
-- SUMMARY_HERE

return {{
  type = "{category}.{word}",
  title = "{Title}",
  icon = "box",
  outputs = {{ {{ key = "done", title = "It is done." }} }},
  settings = {{
    {{ key = "text", kind = "text", label = "Text", required = true }},
  }},

  run = function(ctx, settings)
    ctx.log(settings.text)
    return "done"
  end,
}}
"""

HELP = """\
SUMMARY_HERE It has one setting, `text`, and one output.

**Settings.** `text` is a template: `{{{{contact.name or 'there'}}}}` is filled in.

**Output**
- `done`: it is done.
{sets}
```json
{{
  "type": "{category}.{word}",
  "settings": {{ "text": "Hello." }},
  "next": {{ "done": "end" }}
}}
```
"""

CASES = """\
# what: {title}
node {category}.{word}  text="Hello {{{{contact.name or 'there'}}}}."

case it is done
  given   contact.name=Ana
  enter
  leaves  done
{sets}
case no text is refused
  with    text=null
  refused flow.missing_setting at settings.text
"""


def refuse(sentence):
    sys.exit(f"new_node: {sentence}")


def write_all(files):
    for path in files:
        if path.exists():
            refuse(f"expected no file {path} yet but there is one")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        print(f"wrote {path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}")


def add_word(listing, category, word):
    """Adds the word to millrace_nodes(category …), in alphabetical order."""
    text = listing.read_text() if listing.exists() else f"millrace_nodes({category})\n"
    found = re.search(r"millrace_nodes\(\s*" + category + r"\b([^)]*)\)", text)
    if not found:
        refuse(f"expected millrace_nodes({category} …) in {listing} but there is none")
    words = sorted(set(found.group(1).split()) | {word})
    listing.write_text(text[: found.start()] + f"millrace_nodes({category} {' '.join(words)})" + text[found.end() :])
    print(f"added {word} to {listing.relative_to(ROOT)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("category")
    parser.add_argument("word")
    parser.add_argument("--lua", action="store_true", help="write it in Lua")
    parser.add_argument("--to", type=pathlib.Path, default=ROOT / "nodes" / "lua", help="folder of a type in Lua")
    arguments = parser.parse_args()
    category, word = arguments.category, arguments.word
    for name in (category, word):
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name):
            refuse(f"expected lower-case letters, digits and _ but found '{name}'")

    title = word.replace("_", " ").capitalize()
    summary = f"{title}: say here in one sentence what it does for whom."
    place = (arguments.to if arguments.lua else ROOT / "nodes") / category
    behaviour = place / f"{word}.{'lua' if arguments.lua else 'cpp'}"
    sets = "" if arguments.lua else f"\n**It sets** `node.<id>.text`.\n"
    names = {
        "category": category,
        "word": word,
        "title": title.lower(),
        "Title": title,
        "Class": "".join(part.capitalize() for part in word.split("_")),
        "path": behaviour.relative_to(ROOT) if behaviour.is_relative_to(ROOT) else behaviour.name,
    }
    fill = lambda text, **more: text.format(**names, **more).replace("SUMMARY_HERE", summary)
    write_all(
        {
            behaviour: fill(LUA if arguments.lua else CPP),
            place / f"{word}.md": fill(HELP, sets=sets),
            place / f"{word}.flowtest": fill(CASES, sets="" if arguments.lua else '  sets    text="Hello Ana."\n'),
        }
    )
    if not arguments.lua:
        add_word(place / "CMakeLists.txt", category, word)
        if f"add_subdirectory({category})" not in (ROOT / "nodes" / "CMakeLists.txt").read_text():
            print(f"now add add_subdirectory({category}) to nodes/CMakeLists.txt")


if __name__ == "__main__":
    main()
