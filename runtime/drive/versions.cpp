#include "runtime/drive/versions.hpp"

#include "engine/base/bytes.hpp"
#include "engine/node/node_context.hpp"

namespace millrace::drive {

GraphPtr Versions::at_hand(std::uint64_t id) {
    const std::shared_lock lock(mutex_);
    const auto found = graphs_.find(id);
    return found == graphs_.end() ? nullptr : found->second;
}

GraphPtr Versions::version(std::uint64_t id) {
    GraphPtr graph = at_hand(id);
    if (graph == nullptr) {
        throw MissingAnswer{Question{"version", static_cast<std::int64_t>(id)}};
    }
    return graph;
}

Result<GraphPtr> Versions::load(store::Session& session, store::VersionId id) {
    if (GraphPtr graph = at_hand(id.value)) {
        return graph;
    }
    const auto row = store::find_version(session, id);
    if (!row) {
        return Error{"flow.unknown_version",
                     "expected a stored flow version but there is none with the id " + to_text(id)};
    }
    const flow::Reading reading = flow::read_text(row->document);
    GraphPins pins;
    pins.version_id = id.value;
    pins.number = static_cast<int>(row->number);
    pins.types = decode_pins(row->pins);
    Result<GraphPtr> graph = compile(reading.document, *catalogue_(row->org), vocabulary_, pins);
    if (!graph) {
        return graph.error();
    }
    put(*graph);
    return graph;
}

Result<GraphPtr> Versions::load_current(store::OrgReader reader, store::Session& session, std::string_view flow) {
    if (GraphPtr at_hand = current(reader.org(), flow)) {
        return at_hand;
    }
    std::uint64_t forgotten = 0;
    {
        const std::shared_lock lock(mutex_);
        forgotten = forgotten_;
    }
    const auto row = store::find_flow(reader, flow);
    if (!row) {
        return Error{"flow.unknown", "expected a flow but there is none with the key '" + std::string(flow) + "'"};
    }
    if (row->current == 0) {
        return Error{"flow.not_published",
                     "expected a published flow but '" + std::string(flow) + "' has no published version"};
    }
    const auto version = store::find_version(reader, flow, row->current);
    if (!version) {
        return Error{"flow.unknown_version", "expected version " + std::to_string(row->current) + " of '" +
                                                 std::string(flow) + "' but it is not stored"};
    }
    Result<GraphPtr> graph = load(session, version->id);
    if (graph) {
        const std::unique_lock lock(mutex_);
        if (forgotten != forgotten_) {
            return graph;  // good for whoever asked, perhaps no longer for the next
        }
        current_[{reader.org().value, std::string(flow)}] = *graph;
    }
    return graph;
}

GraphPtr Versions::current(OrgId org, std::string_view flow) {
    const std::shared_lock lock(mutex_);
    const auto found = current_.find(std::pair<std::uint64_t, std::string>(org.value, flow));
    return found == current_.end() ? nullptr : found->second;
}

void Versions::forget_current(OrgId org, std::string_view flow) {
    const std::unique_lock lock(mutex_);
    current_.erase(std::pair<std::uint64_t, std::string>(org.value, flow));
    ++forgotten_;
}

void Versions::forget_all_current() {
    const std::unique_lock lock(mutex_);
    current_.clear();
    ++forgotten_;
}

void Versions::put(GraphPtr graph) {
    const std::unique_lock lock(mutex_);
    graphs_[graph->version_id] = std::move(graph);
}

std::string encode_pins(const std::map<std::string, int, std::less<>>& types) {
    ByteWriter out;
    out.byte(1);
    out.varint(types.size());
    for (const auto& [type, version] : types) {
        out.text(type);
        out.varint(static_cast<std::uint64_t>(version));
    }
    return out.take();
}

std::map<std::string, int, std::less<>> decode_pins(std::string_view bytes) {
    std::map<std::string, int, std::less<>> types;
    ByteReader in(bytes);
    if (in.byte() != 1) {
        return types;
    }
    for (std::uint64_t n = in.varint(); n > 0 && !in.failed(); --n) {
        std::string type(in.text());
        types[std::move(type)] = static_cast<int>(in.varint());
    }
    return types;
}

}  // namespace millrace::drive
