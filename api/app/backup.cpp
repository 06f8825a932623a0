// millrace backup, millrace restore

#include "runtime/store/backup.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "api/app/commands.hpp"
#include "runtime/store/clock.hpp"

namespace millrace::app {
namespace {

struct Wanted {
    std::string file;
    std::string data = "data";
};

int backup(const Wanted& wanted) {
    if (auto copied = store::copy_store(wanted.data, wanted.file); !copied) {
        return fail(copied.error());
    }
    if (auto checked = store::check_backup(wanted.file); !checked) {
        return fail(checked.error());
    }
    std::error_code ignored;
    fmt::print("{}: {} bytes, read back and sound\n", wanted.file, std::filesystem::file_size(wanted.file, ignored));
    return 0;
}

int restore(const Wanted& wanted) {
    store::WallClock clock;
    const auto restored = store::restore_store(wanted.file, wanted.data, clock.now());
    if (!restored) {
        return fail(restored.error());
    }
    fmt::print("{} holds what {} held; the epoch is {}\n", wanted.data, wanted.file, restored->epoch);
    if (restored->outcome_unknown > 0) {
        fmt::print("{} effect{} on the way when the backup was made: not sent again, the flows hear outcome_unknown\n",
                   restored->outcome_unknown, restored->outcome_unknown == 1 ? " was" : "s were");
    }
    return 0;
}

}  // namespace

void add_backup(CLI::App& app, int& status) {
    auto wanted = std::make_shared<Wanted>();
    CLI::App* command = app.add_subcommand("backup", "Copy the data of one moment, while the server works or not");
    command->add_option("file", wanted->file, "The file to write; must not exist")->required();
    command->add_option("--data", wanted->data, "Folder of the data")->envname("MILLRACE_DATA")->capture_default_str();
    command->callback([wanted, &status] { status = backup(*wanted); });

    auto from = std::make_shared<Wanted>();
    CLI::App* back = app.add_subcommand("restore", "Make data of a backup, in a folder that has none");
    back->add_option("file", from->file, "The backup")->required();
    back->add_option("--data", from->data, "Folder for the data; the server must not be running")
        ->envname("MILLRACE_DATA")
        ->capture_default_str();
    back->callback([from, &status] { status = restore(*from); });
}

}  // namespace millrace::app
