#include "runtime/flowtest/suite.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "engine/value/json.hpp"

namespace millrace::flowtest {
namespace fs = std::filesystem;

std::string folder_of(std::string_view file) {
    const std::size_t slash = file.rfind('/');
    return slash == std::string_view::npos ? std::string() : std::string(file.substr(0, slash));
}

void Suite::add_script(std::string file, std::string_view text) {
    scripts.push_back(parse_script(std::move(file), text, complaints));
}

void Suite::add_flow(std::string file, std::string_view text) {
    FlowFile flow;
    flow.reading = flow::read_text(text);
    flow.text = std::string(text);
    flow.file = file;
    flows[folder_of(file)].push_back(std::move(flow));
}

namespace {

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

// Other JSON lies beside flows too.
bool is_flow(std::string_view text) {
    const Result<Value> json = json::parse(text);
    return !json || ((*json)["format"].is_string() && (*json)["format"].as_string() == flow::format_name);
}

void add_flows_of(const std::string& folder, Suite& suite) {
    if (suite.flows.count(folder) != 0) {
        return;
    }
    suite.flows[folder];
    std::vector<fs::path> files;
    std::error_code failed;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder.empty() ? "." : folder, failed)) {
        if (entry.path().extension() == ".json") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
        const std::string text = read_file(file);
        if (is_flow(text)) {
            suite.add_flow(folder.empty() ? file.filename().string() : folder + "/" + file.filename().string(), text);
        }
    }
}

}  // namespace

Suite load(const std::vector<std::string>& paths) {
    Suite suite;
    std::set<std::string> files;
    for (const std::string& path : paths) {
        std::error_code failed;
        if (fs::is_directory(path, failed)) {
            for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path, failed)) {
                if (entry.path().extension() == ".flowtest") {
                    files.insert(entry.path().generic_string());
                }
            }
        } else if (fs::exists(path, failed)) {
            files.insert(path);
        } else {
            suite.complaints.push_back({path, 0, 0, "expected a file or folder but there is none"});
        }
    }
    for (const std::string& file : files) {
        suite.add_script(file, read_file(file));
        if (suite.scripts.back().kind == Script::Kind::flow) {
            add_flows_of(folder_of(file), suite);
        }
    }
    return suite;
}

}  // namespace millrace::flowtest
