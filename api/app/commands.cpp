#include "api/app/commands.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace millrace::app {
namespace {

std::string with_suggestion(const std::string& what, const std::string& wrong, const std::vector<std::string>& known,
                            const std::string& dashes) {
    const std::string near = closest(wrong, known);
    return fmt::format("expected {} but found '{}{}'{}", what, dashes, wrong,
                       near.empty() ? "" : fmt::format("; did you mean {}{}?", dashes, near));
}

// What is wrong with a command line, and where to read what it takes.
std::string trouble_with(const CLI::App* app, const CLI::Error& error) {
    const CLI::App* command = app;
    std::string name = "millrace";
    while (!command->get_subcommands().empty()) {
        command = command->get_subcommands().front();
        name += " " + command->get_name();
    }
    std::vector<std::string> commands;
    for (const CLI::App* one : command->get_subcommands([](const CLI::App*) { return true; })) {
        commands.push_back(one->get_name());
    }
    std::vector<std::string> options;
    for (const CLI::Option* one : command->get_options()) {
        options.insert(options.end(), one->get_lnames().begin(), one->get_lnames().end());
    }
    std::string message = error.what();
    if (!commands.empty() && error.get_name() == "RequiredError") {
        message = fmt::format("expected one of the commands {}", fmt::join(commands, ", "));
    }
    for (const std::string& extra : app->remaining(true)) {
        if (extra.rfind("--", 0) == 0) {
            message = with_suggestion("an option of " + name, extra.substr(2, extra.find('=') - 2), options, "--");
            break;
        }
        if (!commands.empty()) {
            message =
                with_suggestion(fmt::format("one of the commands {}", fmt::join(commands, ", ")), extra, commands, "");
            break;
        }
    }
    return fmt::format("{}: {}\nSee {} --help.\n", name, message, name);
}

}  // namespace

int run(int argc, char** argv) {
    CLI::App app{
        "Millrace, a contact-centre flow engine.\n\n"
        "Begin with:  millrace serve --data data --demo\n"
        "Then look:   http://127.0.0.1:8080",
        "millrace"};
    app.require_subcommand(1);
    app.set_config("--config", "", "Read options from a TOML file");
    app.set_version_flag("--version", MILLRACE_VERSION);
    int status = 0;
    add_serve(app, status);
    add_check(app, status);
    add_test(app, status);
    add_run(app, status);
    add_replay(app, status);
    add_verify(app, status);
    add_backup(app, status);
    add_publish(app, status);
    add_accounts(app, status);
    add_new(app, status);
    add_openapi(app, status);
    add_bench(app, status);
    app.failure_message(trouble_with);
    if (argc < 2) {
        fmt::print(stderr, "{}", app.help());
        return 2;
    }
    // "millrace help check" asks what "millrace check --help" does.
    std::vector<std::string> words(argv + 1, argv + argc);
    if (words.front() == "help") {
        words.erase(words.begin());
        words.emplace_back("--help");
    }
    std::reverse(words.begin(), words.end());  // CLI11 takes words from the end
    try {
        app.parse(std::move(words));
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return status;
}

int fail(const Error& error) {
    fmt::print(stderr, "millrace: {}\n", error.message);
    return 1;
}

}  // namespace millrace::app
