// millrace serve

#include <csignal>
#include <cstdlib>

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

// Mail, and who may ask how often.
void add_wire_options(CLI::App& command, CentreOptions& options) {
    command
        .add_option("--mail", options.smtp.url,
                    "smtp://host:587 or smtps://host:465: sends mail; with name and password better by the variable,"
                    " for others see a command line")
        ->envname("MILLRACE_MAIL");
    command.add_option("--mail-user", options.smtp.user, "Name at the mail server")->envname("MILLRACE_MAIL_USER");
    if (const char* password = std::getenv("MILLRACE_MAIL_PASSWORD")) {
        options.smtp.password = password;
    }
    options.smtp.from = "Millrace <millrace@localhost>";
    command.add_option("--mail-from", options.smtp.from, "From whom: 'Desk <desk@example.com>'")
        ->envname("MILLRACE_MAIL_FROM")
        ->capture_default_str();
    command
        .add_option("--mail-ca", options.smtp.authorities,
                    "File of certificates to trust at the mail server instead of the system's")
        ->envname("MILLRACE_MAIL_CA");
    command
        .add_option("--public-url", options.public_url,
                    "https://desk.example.com: where browsers reach the pages; without it --listen's address")
        ->envname("MILLRACE_PUBLIC_URL");
    command
        .add_option("--trusted-proxy", options.trusted_proxies,
                    "Address of a proxy whose X-Forwarded-For is believed; may be repeated")
        ->envname("MILLRACE_TRUSTED_PROXY");
    command
        .add_option(
            "--password-cost", options.password_cost,
            "Of bcrypt, for passwords that are chosen from now on: one more takes twice as long, for who logs in"
            " and for who guesses. Below 10 only where nothing is at stake")
        ->envname("MILLRACE_PASSWORD_COST")
        ->check(CLI::Range(4, 16))
        ->capture_default_str();
    command
        .add_option("--rate-per-token", options.rate.per_token,
                    "Requests a second that one token may make, for a while; 0: as many as it likes")
        ->envname("MILLRACE_RATE_PER_TOKEN")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    command
        .add_option("--rate-per-address", options.rate.per_address,
                    "The same for one client address; this machine's own are never limited")
        ->envname("MILLRACE_RATE_PER_ADDRESS")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
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
    add_wire_options(*command, *options);
    command->callback([options, &status] { status = serve(*options); });
}

}  // namespace millrace::app
