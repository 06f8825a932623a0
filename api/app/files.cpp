#include "api/app/files.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace millrace::app {

Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file || std::filesystem::is_directory(path)) {
        return Error{"file.unreadable", "expected a file that can be read but " + path + " cannot be"};
    }
    return text.str();
}

Status write_new_file(const std::string& path, const std::string& text) {
    if (std::filesystem::exists(path)) {
        return Error{"file.exists", "expected no such file yet but " + path + " is there"};
    }
    if (const auto folder = std::filesystem::path(path).parent_path(); !folder.empty()) {
        std::filesystem::create_directories(folder);
    }
    std::ofstream file(path, std::ios::binary);
    file << text;
    return file ? Status() : Status(Error{"file.unwritable", "expected to write " + path + " but could not"});
}

}  // namespace millrace::app
