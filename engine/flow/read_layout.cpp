#include "engine/flow/read_layout.hpp"

#include <fmt/format.h>

#include "engine/flow/object_reader.hpp"
#include "engine/value/json.hpp"

namespace millrace::flow {
namespace {

bool is_point(const Value& value) {
    return value.is_list() && value.as_list().size() == 2 && value.as_list()[0].is_number() &&
           value.as_list()[1].is_number();
}

void expect_point(const Value& value, const std::string& pointer, Problems& problems) {
    if (!is_point(value)) {
        problems.push_back({Severity::error, "flow.invalid_setting", "", pointer,
                            fmt::format("expected a point [x, y] but found {}", describe(value)),
                            "Write two numbers in a list."});
    }
}

void expect_texts(const List& list, const std::string& pointer, Problems& problems) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (!list[i].is_string()) {
            problems.push_back({Severity::error, "flow.invalid_setting", "", json::join_pointer(pointer, i),
                                fmt::format("expected the id of a node but found {}", describe(list[i])),
                                "Write the id of a node."});
        }
    }
}

}  // namespace

Value read_layout(const Value& json, Problems& problems) {
    if (json.is_nil()) {
        return {};
    }
    const std::size_t problems_before = problems.size();
    ObjectReader layout(json, "the layout", "/layout", "", problems);
    if (const Map* nodes = layout.object("nodes")) {
        for (const auto& [id, at] : *nodes) {
            expect_point(at, json::join_pointer(layout.pointer("nodes"), id.view()), problems);
        }
    }
    const List* groups = layout.list("groups");
    for (std::size_t i = 0; groups && i < groups->size(); ++i) {
        ObjectReader group((*groups)[i], "a group", json::join_pointer(layout.pointer("groups"), i), "", problems);
        group.required_text("id");
        group.text("title");
        if (const List* nodes = group.list("nodes")) {
            expect_texts(*nodes, group.pointer("nodes"), problems);
        }
        group.finish();
    }
    const List* notes = layout.list("notes");
    for (std::size_t i = 0; notes && i < notes->size(); ++i) {
        ObjectReader note((*notes)[i], "a note", json::join_pointer(layout.pointer("notes"), i), "", problems);
        note.required_text("id");
        note.text("text");
        expect_point(note.any("at"), note.pointer("at"), problems);
        note.finish();
    }
    layout.finish();
    return problems.size() == problems_before ? json : Value();
}

}  // namespace millrace::flow
