#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace millrace {
struct Error;
}

namespace millrace::app {

// Reads the command line and does what it says. The exit status: 0 good, 1 something was found or failed, 2 the command
// line was wrong.
int run(int argc, char** argv);

// Says on standard error what went wrong; the exit status of a command that failed.
int fail(const Error& error);

// One function a command: describes itself on the app and leaves its status in `status` when it is called.
void add_serve(CLI::App& app, int& status);
void add_check(CLI::App& app, int& status);
void add_test(CLI::App& app, int& status);
void add_run(CLI::App& app, int& status);
void add_replay(CLI::App& app, int& status);
void add_verify(CLI::App& app, int& status);
void add_accounts(CLI::App& app, int& status);  // user, org
void add_new(CLI::App& app, int& status);
void add_backup(CLI::App& app, int& status);   // backup, restore
void add_publish(CLI::App& app, int& status);  // publish, export
void add_openapi(CLI::App& app, int& status);
void add_bench(CLI::App& app, int& status);

}  // namespace millrace::app
