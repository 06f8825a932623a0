// millrace new

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "api/app/commands.hpp"
#include "api/app/files.hpp"
#include "engine/base/text.hpp"

namespace millrace::app {
namespace {

struct NewOptions {
    std::string name;
    std::string folder = ".";
    bool lua = false;
};

int write_all(const std::vector<std::pair<std::string, std::string>>& files) {
    for (const auto& [path, text] : files) {
        if (auto written = write_new_file(path, text); !written) {
            return fail(written.error());
        }
        fmt::print("wrote {}\n", path);
    }
    return 0;
}

int new_node(const NewOptions& wanted) {
    const std::size_t dot = wanted.name.find('.');
    if (dot == std::string::npos || !is_key(wanted.name.substr(0, dot)) || !is_key(wanted.name.substr(dot + 1))) {
        return fail({"node_type.malformed",
                     "expected a category and a word, as in crm.ask_name, but found '" + wanted.name + "'"});
    }
    const std::string stem = wanted.folder + "/" + wanted.name.substr(0, dot) + "/" + wanted.name.substr(dot + 1);
    const int made = write_all(
        {{stem + ".lua", fmt::format(R"(-- {0}: says hello and asks for a name.

return {{
  type = "{0}",
  title = "Ask for a name",
  outputs = {{ named = "The customer said a name.", timeout = "No answer in time." }},
  settings = {{
    {{ key = "greeting", kind = "text", label = "Greeting", default = "Hello, who are you?" }},
    {{ key = "within", kind = "duration", label = "Give up after", default = "2m" }},
  }},
  sets = {{ "name" }},
  run = function(ctx, settings)
    local name = ctx.ask(settings.greeting, {{ within = settings.within }})
    if not name then return "timeout" end
    ctx.vars.name = name
    return "named"
  end,
}}
)",
                                     wanted.name)},
         {stem + ".md",
          fmt::format("Asks the customer for a name and keeps it in `vars.name`.\n\nLeaves by `named`, or by `timeout` "
                      "when no answer came within *Give up after*.\n")},
         {stem + ".flowtest",
          fmt::format("# what: asking for a name\nnode {0}  within=2m\n\ncase the customer answers\n  enter\n  asks    "
                      "message.send\n  signal  message.received id=1 text=Ana\n  leaves  named\n\ncase nobody "
                      "answers\n  enter\n  after   2m\n  leaves  timeout\n",
                      wanted.name)}});
    if (made == 0) {
        fmt::print(
            "\nTry it:   millrace test {0} --nodes {0}\nServe it: millrace serve --demo --data data --nodes {0}\n",
            wanted.folder);
    }
    return made;
}

int new_flow(const NewOptions& wanted) {
    if (!is_key(wanted.name)) {
        return fail({"flow.malformed", "expected a key such as order_lookup but found '" + wanted.name + "'"});
    }
    const std::string stem = wanted.folder + "/" + wanted.name;
    const int made =
        write_all({{stem + ".json", fmt::format(R"({{
  "format": "millrace.flow/1",
  "key": "{0}",
  "title": "{0}",
  "trigger": {{ "on": "conversation.started" }},
  "start": "hello",
  "nodes": {{
    "hello": {{
      "type": "conversation.send",
      "settings": {{ "text": "Hello {{{{contact.name or 'there'}}}}." }},
      "next": {{ "sent": "done" }}
    }},
    "done": {{ "type": "control.end" }}
  }}
}}
)",
                                                wanted.name)},
                   {stem + ".flowtest",
                    fmt::format("flow {0}\n\ncase a customer is greeted\n  bot: Hello there.\n  expect ended done\n",
                                wanted.name)}});
    if (made == 0) {
        fmt::print("\nCheck it: millrace check {0}\nTest it:  millrace test {1}\nTalk:     millrace run {0} --chat\n",
                   stem + ".json", wanted.folder);
    }
    return made;
}

}  // namespace

void add_new(CLI::App& app, int& status) {
    auto wanted = std::make_shared<NewOptions>();
    CLI::App* command = app.add_subcommand("new", "Begin a flow or a node type, with help and cases");
    command->require_subcommand(1);
    CLI::App* node = command->add_subcommand("node", "A node type in Lua: millrace new node crm.ask_name --lua");
    node->add_option("name", wanted->name, "Category and word, as in crm.ask_name")->required();
    node->add_flag("--lua", wanted->lua, "In Lua; the only language outside Millrace's own sources");
    node->add_option("--in", wanted->folder, "Folder")->capture_default_str();
    node->callback([wanted, &status] { status = new_node(*wanted); });
    CLI::App* flow = command->add_subcommand("flow", "A flow with a first test");
    flow->add_option("key", wanted->name, "Key, as in order_lookup")->required();
    flow->add_option("--in", wanted->folder, "Folder")->capture_default_str();
    flow->callback([wanted, &status] { status = new_flow(*wanted); });
}

}  // namespace millrace::app
