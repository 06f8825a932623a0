// millrace openapi

#include "api/openapi/openapi.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "api/app/commands.hpp"
#include "engine/value/json.hpp"

namespace millrace::app {

void add_openapi(CLI::App& app, int& status) {
    CLI::App* command = app.add_subcommand("openapi", "Print the API as OpenAPI 3.1");
    command->callback([&status] {
        fmt::print("{}\n", json::dump_pretty(api::openapi_document()));
        status = 0;
    });
}

}  // namespace millrace::app
