// millrace publish, millrace export

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "api/app/commands.hpp"
#include "api/app/files.hpp"
#include "api/app/open_data.hpp"
#include "engine/value/json.hpp"

namespace millrace::app {
namespace {

struct PublishOptions {
    DataPlace data;
    std::string org;
    std::string file;
    std::string flow;
    std::string note;
    std::int64_t version = 0;
};

int publish_file(const PublishOptions& wanted) {
    const Result<std::string> text = read_file(wanted.file);
    if (!text) {
        return fail(text.error());
    }
    const Result<Value> document = json::parse(*text);
    if (!document) {
        return fail({document.error().code, wanted.file + ": " + document.error().message});
    }
    auto data = open_data(wanted.data);
    if (!data) {
        return fail(data.error());
    }
    const auto org = org_of(*data->store, wanted.org);
    if (!org) {
        return fail(org.error());
    }
    const auto published = data->flows->publish_document(*org, "cli", *document, wanted.note);
    if (!published) {
        return fail(published.error());
    }
    for (const Problem& problem : published->problems) {
        const json::Position at = json::position_of(*text, problem.pointer);
        fmt::print("{}:{}:{}: {} [{}]\n    {}\n", wanted.file, at.line, at.column, problem.message, problem.code,
                   problem.fix);
    }
    if (published->version == 0) {
        fmt::print("not published\n");
        return 1;
    }
    fmt::print("published as version {}\n", published->version);
    return 0;
}

int export_flow(const PublishOptions& wanted) {
    auto data = open_data(wanted.data);
    if (!data) {
        return fail(data.error());
    }
    const auto org = org_of(*data->store, wanted.org);
    if (!org) {
        return fail(org.error());
    }
    const auto reader = data->store->reader();
    const auto flow = store::find_flow(reader->org(*org), wanted.flow);
    const std::int64_t number = wanted.version > 0 ? wanted.version : flow ? flow->current : 0;
    const auto version = store::find_version(reader->org(*org), wanted.flow, number);
    if (!version) {
        return fail({"flow.unknown", "expected a published flow but there is none with the key '" + wanted.flow +
                                         "' and that version"});
    }
    fmt::print("{}\n", json::dump_pretty(*json::parse(version->document)));
    return 0;
}

}  // namespace

void add_publish(CLI::App& app, int& status) {
    auto wanted = std::make_shared<PublishOptions>();
    const auto with_data = [wanted](CLI::App* command) {
        add_data_options(*command, wanted->data);
        command->add_option("--org", wanted->org, "Key of the org, if there are several");
        return command;
    };
    CLI::App* publish =
        with_data(app.add_subcommand("publish", "Check a flow file and make it the version that new runs take"));
    publish->add_option("file", wanted->file, "The flow's file")->required();
    publish->add_option("--note", wanted->note, "What changed");
    publish->callback([wanted, &status] { status = publish_file(*wanted); });
    CLI::App* out = with_data(app.add_subcommand("export", "Print a published flow"));
    out->add_option("flow", wanted->flow, "The flow's key")->required();
    out->add_option("--version", wanted->version, "Its number; without it the current one");
    out->callback([wanted, &status] { status = export_flow(*wanted); });
}

}  // namespace millrace::app
