#include "api/app/open_data.hpp"

#include <filesystem>

#include <CLI/CLI.hpp>

#include "engine/desk/vocabulary.hpp"
#include "nodes/catalogue.hpp"
#include "runtime/desk/desk.hpp"
#include "runtime/desk/orgs/org.hpp"

namespace millrace::app {

void add_data_options(CLI::App& command, DataPlace& place) {
    command.add_option("--data", place.folder, "Folder of the data; the server must not be running")
        ->envname("MILLRACE_DATA")
        ->capture_default_str();
    command.add_option("--store", place.store, "postgresql://user@host:port/db: data there, instead of in a folder")
        ->envname("MILLRACE_STORE");
}

Result<OpenData> open_data(const DataPlace& place) {
    if (place.store.empty() && (place.folder.empty() || !std::filesystem::is_directory(place.folder))) {
        return Error{"data.none",
                     "expected --data to name the folder of a server's data but '" + place.folder + "' is no folder"};
    }
    OpenData data;
    store::Options options;
    options.directory = place.folder;
    options.url = place.store;
    options.patience = seconds(10);
    options.guest = true;
    desk::add_tables(options.migrations);
    auto opened = store::open_store(std::move(options));
    if (!opened) {
        return opened.error();
    }
    data.store = std::move(*opened);
    data.feed = std::make_unique<desk::Feed>(*data.store);
    data.catalogues = std::make_unique<publish::Catalogues>(nodes::shipped_catalogue());
    {
        const auto reader = data.store->reader();
        if (auto loaded = data.catalogues->load(*reader); !loaded) {
            return loaded.error();
        }
    }
    publish::Catalogues* catalogues = data.catalogues.get();
    data.versions =
        std::make_unique<drive::Versions>(desk::vocabulary(), [catalogues](OrgId org) { return catalogues->of(org); });
    data.flows =
        std::make_unique<publish::FlowService>(*data.store, *data.versions, desk::vocabulary(), *data.catalogues,
                                               desk::exists, desk::flow_recorder(*data.feed));
    return data;
}

Result<OrgId> org_of(store::Store& store, const std::string& key) {
    const auto reader = store.reader();
    if (!key.empty()) {
        if (const auto org = desk::find_org_by_key(*reader, key)) {
            return *org;
        }
        return Error{"org.unknown", "expected the key of an org but there is none with '" + key + "'"};
    }
    const auto orgs = desk::list_orgs(*reader);
    if (orgs.size() == 1) {
        return orgs.front().id;
    }
    return Error{"org.unknown",
                 "expected --org to say which, since there are " + std::to_string(orgs.size()) + " orgs"};
}

}  // namespace millrace::app
