#include "api/app/node_folder.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>

#include "api/app/files.hpp"
#include "engine/base/digest.hpp"
#include "engine/script/node.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/orgs/org.hpp"

namespace millrace::app {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds looks_at_files_every{500};

void say_of_folder(const std::string& line) {
    std::fprintf(stderr, "millrace: %s\n", line.c_str());
}

bool is_script(const fs::path& path) {
    return path.extension() == ".lua";
}

std::string text_beside(const std::string& path, const char* extension) {
    const Result<std::string> text = read_file(fs::path(path).replace_extension(extension).string());
    return text ? *text : std::string();
}
std::string help_beside(const std::string& path) {
    return text_beside(path, ".md");
}
std::string cases_beside(const std::string& path) {
    return text_beside(path, ".flowtest");
}

// The line on which what a pointer names is written first; a script that does not compile says it itself.
std::string line_of(const std::string& source, const Error& problem) {
    constexpr std::string_view said = "line ";
    if (problem.message.rfind(said, 0) == 0) {
        return problem.message.substr(said.size(), problem.message.find(':') - said.size());
    }
    std::string_view rest = problem.pointer;
    std::string name;
    while (!rest.empty()) {
        const std::size_t slash = rest.rfind('/');
        name = rest.substr(slash == std::string_view::npos ? 0 : slash + 1);
        rest = rest.substr(0, slash == std::string_view::npos ? 0 : slash);
        if (!name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0) {
            break;
        }
    }
    const std::size_t at = name.empty() ? std::string::npos : source.find(name);
    const std::size_t end = at == std::string::npos ? 0 : at;
    return std::to_string(1 + std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
}

std::string complaint(const std::string& path, const std::string& source, const Error& problem) {
    return "\n  " + path + ":" + line_of(source, problem) + ": " +
           (problem.pointer.empty() ? "" : problem.pointer + ": ") + problem.message;
}

Error invalid(const std::string& folder, const std::string& wrong) {
    return {"nodes.invalid", "expected node types in " + folder + " but:" + wrong};
}

Result<std::vector<fs::path>> scripts_in(const std::string& folder) {
    if (!fs::is_directory(folder)) {
        return Error{"nodes.no_folder", "expected --nodes to name a folder but " + folder + " is none"};
    }
    std::vector<fs::path> scripts;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (is_script(entry.path())) {
            scripts.push_back(entry.path());
        }
    }
    std::sort(scripts.begin(), scripts.end());
    return scripts;
}

}  // namespace

Status load_node_folder(const std::string& folder, publish::Catalogues& catalogues) {
    const Result<std::vector<fs::path>> scripts = scripts_in(folder);
    if (!scripts) {
        return scripts.error();
    }
    std::string wrong;
    for (const fs::path& path : *scripts) {
        const Result<std::string> source = read_file(path);
        if (!source) {
            return source.error();
        }
        script::NodeFile file = script::load_node_type(*source);
        for (const Error& problem : file.problems) {
            wrong += complaint(path.string(), *source, problem);
        }
        if (!file.ok()) {
            continue;
        }
        if (catalogues.of({})->find(file.type.type) != nullptr) {
            wrong += "\n  " + path.string() + ": expected a new type but '" + file.type.type + "' is there already";
            continue;
        }
        file.type.help = help_beside(path.string());
        file.type.cases = cases_beside(path.string());
        file.type.source_hash = sha256_hex(*source);
        catalogues.add({}, std::move(file.type));
    }
    return wrong.empty() ? Status() : Status(invalid(folder, wrong));
}

Result<std::unique_ptr<NodeFolder>> NodeFolder::open(std::string folder, store::Store& store,
                                                     publish::Catalogues& catalogues) {
    const Result<std::vector<fs::path>> scripts = scripts_in(folder);
    if (!scripts) {
        return scripts.error();
    }
    std::unique_ptr<NodeFolder> opened(new NodeFolder(std::move(folder), store, catalogues));
    opened->seen_ = opened->stamps();
    std::string wrong;
    std::map<std::string, std::string> types;
    for (const fs::path& path : *scripts) {
        const Result<std::string> source = read_file(path);
        const script::NodeFile file = script::load_node_type(source ? *source : std::string());
        if (const auto [other, is_new] = types.emplace(file.type.type, path.string()); file.ok() && !is_new) {
            wrong += "\n  " + path.string() + ": expected a new type but '" + file.type.type + "' is in " +
                     other->second + " already";
            continue;
        }
        opened->take_up(path.string(), wrong);
    }
    if (!wrong.empty()) {
        return invalid(opened->folder_, wrong);
    }
    return opened;
}

NodeFolder::~NodeFolder() {
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
    }
    ending_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void NodeFolder::watch(publish::FlowService& flows) {
    flows_ = &flows;
    for (const auto& [path, stamp] : seen_) {
        const Result<std::string> source = read_file(path);
        const script::NodeFile file = script::load_node_type(source ? *source : std::string());
        if (file.ok()) {
            bring_up(file.type.type);
        }
    }
    thread_ = std::thread([this] { go_on_looking(); });
}

void NodeFolder::go_on_looking() {
    std::unique_lock lock(mutex_);
    while (!ending_.wait_for(lock, looks_at_files_every, [this] { return ends_; })) {
        lock.unlock();
        try {
            look();
        } catch (const std::exception& error) {
            // The folder is moved, the database does not answer: the next look is soon.
            say_of_folder("looking at the node types in " + folder_ + ": " + error.what());
        }
        lock.lock();
    }
}

std::map<std::string, NodeFolder::Stamp> NodeFolder::stamps() const {
    std::map<std::string, Stamp> found;
    std::error_code gone;  // a file may go between being listed and being looked at
    for (fs::recursive_directory_iterator each(folder_, gone), end; !gone && each != end; each.increment(gone)) {
        if (is_script(each->path())) {
            std::error_code error;
            const Stamp stamp{fs::last_write_time(each->path(), error), fs::file_size(each->path(), error)};
            if (!error) {
                found.emplace(each->path().string(), stamp);
            }
        }
    }
    return found;
}

void NodeFolder::look() {
    std::map<std::string, Stamp> now = stamps();
    std::vector<std::string> changed;
    for (const auto& [path, stamp] : now) {
        const auto before = seen_.find(path);
        if (before == seen_.end() || before->second != stamp) {
            changed.push_back(path);
        }
    }
    for (const auto& [path, stamp] : seen_) {
        if (now.count(path) == 0) {
            say_of_folder(path + " is gone; what it was stays for the flows that use it");
        }
    }
    for (const std::string& path : changed) {
        std::string wrong;
        const std::string type = take_up(path, wrong);
        if (!wrong.empty()) {
            say_of_folder("this is no node type, and what it was before stays:" + wrong);
        } else if (!type.empty()) {
            say_of_folder(path + " is " + type + " version " +
                          std::to_string((*catalogues_.of({})->find(type))->version));
            bring_up(type);
        }
    }
    seen_ = std::move(now);  // only now: what could not be looked at is looked at again
}

std::string NodeFolder::take_up(const std::string& path, std::string& wrong) {
    const Result<std::string> source = read_file(path);
    if (!source) {
        wrong += "\n  " + path + ": " + source.error().message;
        return {};
    }
    const Result<publish::Upload> upload =
        publish::read_upload(catalogues_, {}, {*source, help_beside(path), cases_beside(path)});
    if (!upload) {
        wrong += "\n  " + path + ": " + upload.error().message;
        return {};
    }
    for (const Error& problem : upload->problems) {
        wrong += complaint(path, *source, problem);
    }
    if (!upload->problems.empty()) {
        return {};
    }
    std::optional<NodeType> stored;
    const Status written = store_.write([&](store::Transaction& tx) -> Status {
        stored = publish::store_if_new(tx, *upload);
        return {};
    });
    if (!written) {
        wrong += "\n  " + path + ": " + written.error().message;
        return {};
    }
    if (!stored) {
        return {};
    }
    std::string type = stored->type;
    catalogues_.add({}, std::move(*stored));
    return type;
}

// A version of a flow never changes, so what uses an older version of the type becomes a new one.
void NodeFolder::bring_up(const std::string& type) {
    const NodeTypePtr* newest = catalogues_.of({})->find(type);
    std::vector<store::FlowVersionRow> older;
    {
        const auto reader = store_.reader();
        for (const desk::Org& org : desk::list_orgs(*reader)) {
            for (const store::FlowRow& flow : store::list_flows(reader->org(org.id))) {
                auto version =
                    flow.current == 0 ? std::nullopt : store::find_version(reader->org(org.id), flow.key, flow.current);
                if (version) {
                    const auto pins = drive::decode_pins(version->pins);
                    const auto pin = pins.find(type);
                    if (pin != pins.end() && newest != nullptr && pin->second < (*newest)->version) {
                        older.push_back(std::move(*version));
                    }
                }
            }
        }
    }
    for (const store::FlowVersionRow& version : older) {
        const Result<Value> document = json::parse(version.document);
        const auto published = document ? flows_->publish_document(version.org, "millrace", *document,
                                                                   "The node type " + type + " has changed.")
                                        : Result<publish::FlowService::Published>(document.error());
        const bool refused = !published || published->version == 0;
        std::string why = published ? "" : published.error().message;
        if (published && refused) {
            for (const Problem& problem : published->problems) {
                if (problem.severity == Severity::error) {
                    why = problem.pointer + ": " + problem.message;
                    break;
                }
            }
        }
        say_of_folder(refused ? "the flow " + version.flow + " stays with the " + type + " that it has: " + why
                              : "the flow " + version.flow + " version " + std::to_string(published->version) +
                                    " has it; new runs take that one");
    }
}

}  // namespace millrace::app
