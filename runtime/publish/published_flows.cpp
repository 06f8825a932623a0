#include "runtime/publish/published_flows.hpp"

#include <algorithm>
#include <set>

#include "engine/node/settings.hpp"
#include "runtime/store/flow_table.hpp"

namespace millrace::publish {
namespace {

// All orgs' together; beyond it the memory begins anew.
constexpr std::size_t flows_known_max = 5'000;

std::vector<store::FlowRow> all_flows(store::OrgReader reader) {
    constexpr int page = 1000;
    std::vector<store::FlowRow> all = store::list_flows(reader, "", page);
    while (!all.empty() && all.size() % page == 0) {
        const std::vector<store::FlowRow> more = store::list_flows(reader, all.back().key, page);
        if (more.empty()) {
            break;
        }
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

bool names_a_thing(FieldKind kind) {
    switch (kind) {
        case FieldKind::queue:
        case FieldKind::team:
        case FieldKind::user:
        case FieldKind::calendar:
        case FieldKind::flow:
        case FieldKind::channel:
        case FieldKind::credential:
        case FieldKind::tag:
            return true;
        default:
            return false;
    }
}

class ReferencesOfNode {
public:
    ReferencesOfNode(const std::string& node, std::vector<Reference>& found) : node_(node), found_(found) {}

    void within(const FieldSpec& spec, const Value& value, const std::string& pointer) {
        if (value.is_map() && value.as_map().size() == 1 && value["bind"].is_string()) {
            add("binding", value["bind"], pointer);
        } else if (names_a_thing(spec.kind) && value.is_string() && !value.as_string().empty()) {
            add(std::string(to_text(spec.kind)), value, pointer);
        } else if (spec.kind == FieldKind::object && value.is_map()) {
            for (const FieldSpec& field : spec.element) {
                within(field, value[field.key], pointer_of(pointer, {field.key}));
            }
        } else if (spec.kind == FieldKind::list && value.is_list() && !spec.element.empty()) {
            for (std::size_t i = 0; i < value.as_list().size(); ++i) {
                within(spec.element.front(), value.as_list()[i], pointer_of(pointer, {std::to_string(i)}));
            }
        } else if (spec.kind == FieldKind::map && value.is_map() && !spec.element.empty()) {
            for (const auto& [key, member] : value.as_map()) {
                within(spec.element.front(), member, pointer_of(pointer, {key.str()}));
            }
        }
    }

private:
    void add(std::string kind, const Value& key, const std::string& pointer) {
        found_.push_back({std::move(kind), std::string(key.as_string()), node_, pointer});
    }

    const std::string& node_;
    std::vector<Reference>& found_;
};

bool hears_events(const flow::Document& document) {
    return document.trigger.on.starts_with("event:") || document.trigger.on == "conversation.closed";
}

// A flow that is named by an expression may be any.
bool calls_unknown_flows(const flow::Document& document, const Catalogue& catalogue) {
    return std::any_of(document.nodes.begin(), document.nodes.end(), [&](const flow::Node& node) {
        const NodeTypePtr* type = catalogue.find(node.type);
        return type != nullptr && std::any_of((*type)->settings.fields.begin(), (*type)->settings.fields.end(),
                                              [&](const FieldSpec& spec) {
                                                  return spec.kind == FieldKind::flow &&
                                                         node.settings[spec.key].is_map();
                                              });
    });
}

}  // namespace

std::vector<PublishedFlowPtr> PublishedFlows::of(store::OrgReader reader) {
    std::vector<PublishedFlowPtr> all;
    for (const store::FlowRow& row : all_flows(reader)) {
        if (row.current == 0) {
            continue;
        }
        const std::pair<std::uint64_t, std::string> place{row.org.value, row.key};
        {
            const std::lock_guard lock(mutex_);
            const auto known = known_.find(place);
            if (known != known_.end() && known->second->version == row.current) {
                all.push_back(known->second);
                continue;
            }
        }
        const auto version = store::find_version(reader, row.key, row.current);
        if (!version) {
            continue;
        }
        auto read = std::make_shared<PublishedFlow>();
        read->key = row.key;
        read->version = row.current;
        read->text = version->document;
        read->document = flow::read_text(version->document).document;
        const std::lock_guard lock(mutex_);
        if (known_.size() >= flows_known_max) {
            known_.clear();
        }
        known_[place] = read;
        all.push_back(std::move(read));
    }
    return all;
}

std::vector<Reference> references_of(const flow::Document& document, const Catalogue& catalogue) {
    std::vector<Reference> found;
    for (const flow::Node& node : document.nodes) {
        const NodeTypePtr* type = catalogue.find(node.type);
        if (type == nullptr) {
            continue;
        }
        const std::string pointer = pointer_of("/nodes", {node.id, "settings"});
        for (const FieldSpec& spec : (*type)->settings.fields) {
            ReferencesOfNode(node.id, found).within(spec, node.settings[spec.key], pointer_of(pointer, {spec.key}));
        }
    }
    return found;
}

std::vector<PublishedFlowPtr> reach_of(const flow::Document& document, const std::vector<PublishedFlowPtr>& published,
                                       const Catalogue& catalogue) {
    std::set<std::string> reached{document.key};
    std::vector<PublishedFlowPtr> beside;
    std::vector<const flow::Document*> to_look_at{&document};
    const auto reach = [&](const PublishedFlowPtr& one) {
        if (reached.insert(one->key).second) {
            beside.push_back(one);
            to_look_at.push_back(&one->document);
        }
    };
    for (const PublishedFlowPtr& one : published) {
        if (hears_events(one->document)) {
            reach(one);
        }
    }
    for (std::size_t i = 0; i < to_look_at.size(); ++i) {
        const flow::Document& looked_at = *to_look_at[i];
        const bool any = calls_unknown_flows(looked_at, catalogue);
        const std::vector<Reference> references = references_of(looked_at, catalogue);
        for (const PublishedFlowPtr& one : published) {
            if (any || std::any_of(references.begin(), references.end(), [&](const Reference& each) {
                    return each.kind == "flow" && each.key == one->key;
                })) {
                reach(one);
            }
        }
    }
    return beside;
}

}  // namespace millrace::publish
