#include "api/app/node_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "api/app/files.hpp"
#include "engine/base/digest.hpp"
#include "engine/script/node.hpp"

namespace millrace::app {

Status load_node_folder(const std::string& folder, publish::Catalogues& catalogues) {
    namespace fs = std::filesystem;
    if (!fs::is_directory(folder)) {
        return Error{"nodes.no_folder", "expected --nodes to name a folder but " + folder + " is none"};
    }
    std::vector<fs::path> scripts;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".lua") {
            scripts.push_back(entry.path());
        }
    }
    std::sort(scripts.begin(), scripts.end());
    std::string wrong;
    for (const fs::path& path : scripts) {
        const Result<std::string> source = read_file(path);
        if (!source) {
            return source.error();
        }
        script::NodeFile file = script::load_node_type(*source);
        for (const Error& problem : file.problems) {
            wrong += "\n  " + path.string() + " " + problem.pointer + ": " + problem.message;
        }
        if (!file.ok()) {
            continue;
        }
        if (catalogues.of({})->find(file.type.type) != nullptr) {
            wrong += "\n  " + path.string() + ": expected a new type but '" + file.type.type + "' is there already";
            continue;
        }
        fs::path help = path;
        if (const Result<std::string> text = read_file(help.replace_extension(".md")); text) {
            file.type.help = *text;
        }
        file.type.source_hash = sha256_hex(*source);
        catalogues.add({}, std::move(file.type));
    }
    return wrong.empty() ? Status()
                         : Status(Error{"nodes.invalid", "expected node types in " + folder + " but:" + wrong});
}

}  // namespace millrace::app
