#pragma once

#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/publish/catalogues.hpp"
#include "runtime/publish/flow_service.hpp"

namespace millrace::app {

// Every .lua file below a folder, as node types for all orgs, with the .md beside each as its help. The error names the
// file and every line that is wrong.
Status load_node_folder(const std::string& folder, publish::Catalogues& catalogues);

// The folder of a server, whose files may change while it runs. A type is stored when it is first seen and as a new
// version whenever its source has changed, so that flows pin it as they pin what was uploaded. A file that is broken is
// complained of with its line; what it was before stays.
class NodeFolder {
public:
    // What is in it now. The error is that something is broken, as above.
    static Result<std::unique_ptr<NodeFolder>> open(std::string folder, store::Store& store,
                                                    publish::Catalogues& catalogues);
    ~NodeFolder();
    NodeFolder(const NodeFolder&) = delete;
    NodeFolder& operator=(const NodeFolder&) = delete;

    // From here on: published flows that use an older version of a type are published anew with its newest one, if it
    // fits into them; and the files are looked at twice a second.
    void watch(publish::FlowService& flows);

private:
    using Stamp = std::pair<std::filesystem::file_time_type, std::uintmax_t>;

    NodeFolder(std::string folder, store::Store& store, publish::Catalogues& catalogues)
        : folder_(std::move(folder)), store_(store), catalogues_(catalogues) {}

    std::map<std::string, Stamp> stamps() const;
    // The type that is new, if it is; what is wrong is added to `wrong`, a line each.
    std::string take_up(const std::string& path, std::string& wrong);
    void look();
    void bring_up(const std::string& type);
    void go_on_looking();

    const std::string folder_;
    store::Store& store_;
    publish::Catalogues& catalogues_;
    publish::FlowService* flows_ = nullptr;
    std::map<std::string, Stamp> seen_;

    std::mutex mutex_;
    std::condition_variable ending_;
    bool ends_ = false;
    std::thread thread_;
};

}  // namespace millrace::app
