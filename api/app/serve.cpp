// millrace serve

#include <csignal>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "api/app/centre.hpp"
#include "api/app/commands.hpp"

namespace millrace::app {
namespace {

int serve(const CentreOptions& options) {
    // Blocked before any thread is made, so that every thread leaves them to us.
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    auto centre = Centre::open(options);
    if (!centre) {
        fmt::print(stderr, "millrace serve: {}\n", centre.error().message);
        return 1;
    }
    fmt::print("listening on {}\n", (*centre)->address());
    for (const std::string& line : (*centre)->greetings()) {
        fmt::print("  {}\n", line);
    }
    if (options.demo) {
        fmt::print("  A customer: {}/chat/web     An agent: {}/desk\n", (*centre)->address(), (*centre)->address());
    }
    std::fflush(stdout);

    int signal = 0;
    sigwait(&ending, &signal);
    fmt::print("stopping: what has begun is finished first\n");
    std::fflush(stdout);
    (*centre)->stop();
    return 0;
}

}  // namespace

void add_serve(CLI::App& app, int& status) {
    auto options = std::make_shared<CentreOptions>();
    CLI::App* command =
        app.add_subcommand("serve", "Serve everything: engine, API, chat and desk, from one folder of data");
    command->add_option("--data", options->data, "Folder of the data; without it they are kept in memory and lost")
        ->envname("MILLRACE_DATA");
    command
        ->add_option("--store", options->store,
                     "postgresql://user@host:port/db: keep the data there; several servers may share it")
        ->envname("MILLRACE_STORE");
    command->add_option("--listen", options->listen, "Address and port; port 0 takes a free one")
        ->envname("MILLRACE_LISTEN")
        ->capture_default_str();
    command->add_flag("--demo", options->demo, "Fill an empty store with a small contact centre and its flows")
        ->envname("MILLRACE_DEMO");
    command
        ->add_option("--nodes", options->nodes_folder,
                     "Folder of node types written in Lua; what is saved there while the server runs is taken up")
        ->envname("MILLRACE_NODES");
    command
        ->add_option("--allow-http", options->allow_http,
                     "HOST:PORT that flows may call although it is not on the public internet; may be repeated")
        ->envname("MILLRACE_ALLOW_HTTP");
    command->add_option("--threads", options->threads, "Threads that run flows; 0: one a core")
        ->envname("MILLRACE_THREADS");
    command->add_option("--backup-to", options->backup.folder, "Folder for a backup each day; without it none is made")
        ->envname("MILLRACE_BACKUP_TO");
    command->add_option("--backup-at", options->backup.at, "When, in UTC")
        ->envname("MILLRACE_BACKUP_AT")
        ->capture_default_str();
    command->add_option("--backup-keep", options->backup.keep, "How many; the oldest go")
        ->envname("MILLRACE_BACKUP_KEEP")
        ->capture_default_str();
    command->callback([options, &status] { status = serve(*options); });
}

}  // namespace millrace::app
