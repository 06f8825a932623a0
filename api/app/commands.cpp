#include "api/app/commands.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "engine/base/error.hpp"

namespace millrace::app {

int run(int argc, char** argv) {
    CLI::App app{
        "Millrace, a contact-centre flow engine.\n\n"
        "Begin with:  millrace serve --data data --demo\n"
        "Then look:   http://127.0.0.1:8080"};
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
    add_publish(app, status);
    add_accounts(app, status);
    add_new(app, status);
    add_openapi(app, status);
    try {
        app.parse(argc, argv);
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
